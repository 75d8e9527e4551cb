//! The app's page, with title, metadata and readable content put in.

use poem::{
    Response,
    http::{StatusCode, header},
};

use super::super::assets;
use crate::ctx::Ctx;

/// Stands in until the web app has been built.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\"><title>Phiomia</title></head>\
    <body><main id=\"prerender\"><p>The web app has not been built: run <code>cargo xtask web</code>.</p>\
    </main></body></html>";

/// A page about to be sent.
pub(in crate::web) struct Page {
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
            title: ctx.config.instance.title.clone(),
            head: String::new(),
            content: String::new(),
            status: StatusCode::OK,
        }
    }

    /// A page that says that there is nothing here, or nothing for visitors.
    #[must_use]
    pub(in crate::web) fn missing(self) -> Self {
        Self {
            head: r#"<meta name="robots" content="noindex">"#.to_owned(),
            content: "<h1>Not found</h1><p>There is nothing at this address, or it is not public.</p>"
                .to_owned(),
            status: StatusCode::NOT_FOUND,
            ..self
        }
    }

    /// The answer.
    pub(in crate::web) fn respond(self) -> Response {
        Response::builder()
            .status(self.status)
            .content_type("text/html; charset=utf-8")
            .header(header::CACHE_CONTROL, "no-cache")
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

/// Text, as it stands in HTML and in attributes.
pub(in crate::web) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: &str) -> Page {
        Page {
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
