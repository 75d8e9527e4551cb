//! The app's page, with title, metadata and readable content put in.

use poem::{
    Response,
    http::{StatusCode, header},
};

use protocol::html::escape;

use super::super::assets;
use crate::ctx::Ctx;

/// Stands in until the web app has been built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>Phiomia</title></head>\
    <body><main id=\"prerender\"><p>The web app has not been built: run <code>cargo xtask web</code>.</p>\
    </main></body></html>";

/// A page about to be sent.
pub(in crate::web) struct Page {
    /// The server's name.
    site: String,
    title: String,
    /// Elements for the head.
    head: String,
    /// HTML for the main element; empty: what the app's page has there.
    content: String,
    status: StatusCode,
}

impl Page {
    /// The app without anything in it.
    pub(in crate::web) fn new(ctx: &Ctx) -> Self {
        Self {
            site: ctx.config.instance.title.clone(),
            title: ctx.config.instance.title.clone(),
            head: String::new(),
            content: String::new(),
            status: StatusCode::OK,
        }
    }

    /// Sets the title; the server's name follows it.
    #[must_use]
    pub(super) fn title(mut self, title: &str) -> Self {
        self.title = format!("{title} · {}", self.title);
        self
    }

    /// HTML for the main element, shown until the app has started.
    #[must_use]
    pub(super) fn content(self, content: String) -> Self {
        Self { content, ..self }
    }

    /// The status of the answer.
    #[must_use]
    pub(super) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Asks search engines to leave the page out.
    #[must_use]
    pub(super) fn noindex(mut self) -> Self {
        self.head.push_str(r#"<meta name="robots" content="noindex, noarchive">"#);
        self
    }

    /// A property of the Open Graph protocol (ogp.me).
    #[must_use]
    pub(super) fn meta(mut self, property: &str, content: &str) -> Self {
        self.head.push_str(&format!(r#"<meta property="{property}" content="{}">"#, escape(content)));
        self
    }

    /// A link to another form of the page.
    #[must_use]
    pub(super) fn link(mut self, relation: &str, kind: &str, address: &str) -> Self {
        let address = escape(address);
        self.head.push_str(&format!(r#"<link rel="{relation}" type="{kind}" href="{address}">"#));
        self
    }

    /// Title, description and address, for search engines and previews.
    #[must_use]
    pub(super) fn describe(mut self, title: &str, description: &str, address: &str) -> Self {
        self.head.push_str(&format!(
            r#"<meta name="description" content="{}"><link rel="canonical" href="{}">"#,
            escape(description),
            escape(address)
        ));
        let site = self.site.clone();
        self.meta("og:site_name", &site)
            .meta("og:title", title)
            .meta("og:description", description)
            .meta("og:url", address)
    }

    /// A picture for previews; `large` when it is what the page is about.
    #[must_use]
    pub(super) fn picture(mut self, address: &str, description: &str, large: bool) -> Self {
        let card = if large { "summary_large_image" } else { "summary" };
        self.head.push_str(&format!(r#"<meta name="twitter:card" content="{card}">"#));
        let page = self.meta("og:image", address);
        if description.is_empty() { page } else { page.meta("og:image:alt", description) }
    }

    /// The answer.
    pub(in crate::web) fn respond(self) -> Response {
        Response::builder()
            .status(self.status)
            .content_type("text/html; charset=utf-8")
            .header(header::CACHE_CONTROL, "no-cache")
            .header(header::VARY, "accept, accept-language")
            .body(self.render(&assets::page().unwrap_or_else(|| NOT_BUILT.to_owned())))
    }

    /// Puts the parts into the built page. Minified, its attributes may have lost their quotes.
    fn render(&self, shell: &str) -> String {
        let head = format!("<title>{}</title>{}", escape(&self.title), self.head);
        let page = replace_between(shell, "<title>", "</title>", &head);
        if self.content.is_empty() {
            return page;
        }
        let start =
            ["<main id=\"prerender\">", "<main id=prerender>"].into_iter().find(|tag| page.contains(tag));
        match start {
            Some(tag) => replace_between(
                &page,
                tag,
                "</main>",
                &format!("<main id=\"prerender\">{}</main>", self.content),
            ),
            None => page,
        }
    }
}

/// `text` with everything from the first `start` to the next `end`, both included, replaced.
fn replace_between(text: &str, start: &str, end: &str, with: &str) -> String {
    let Some((before, rest)) = text.split_once(start) else { return text.to_owned() };
    let Some((_, after)) = rest.split_once(end) else { return text.to_owned() };
    [before, with, after].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: &str) -> Page {
        Page {
            site: "Site".to_owned(),
            title: title.to_owned(),
            head: "<meta name=\"x\">".to_owned(),
            content: "<p>words</p>".to_owned(),
            status: StatusCode::OK,
        }
    }

    #[test]
    fn parts_are_put_in_their_places() {
        for main in ["<main id=\"prerender\">", "<main id=prerender>"] {
            let shell = format!("<title>App</title><link><body>{main}<noscript>no</noscript></main><script>");
            assert_eq!(
                page("A <b>").render(&shell),
                "<title>A &lt;b&gt;</title><meta name=\"x\"><link><body>\
                 <main id=\"prerender\"><p>words</p></main><script>"
            );
        }
    }
}
