//! The frame of every page.

use poem::{
    Response,
    http::{HeaderValue, StatusCode, header},
};
use protocol::html::escape;

use super::visit::Visit;

/// Nothing but our style sheet and inline pictures. No `form-action`: browsers would apply it to the
/// redirect to the application after consent.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'";

/// A page being put together. Everything that is not ours goes through [`escape`].
pub(super) struct Page<'a> {
    visit: &'a Visit,
    title: String,
    body: String,
    wide: bool,
}

impl<'a> Page<'a> {
    /// A page whose title is the text of `key`.
    pub(super) fn new(visit: &'a Visit, key: &str) -> Self {
        Self::titled(visit, &visit.text(key))
    }

    /// A page with this title.
    pub(super) fn titled(visit: &'a Visit, title: &str) -> Self {
        Self { visit, title: title.to_owned(), body: String::new(), wide: false }
    }

    /// For lists.
    pub(super) fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// A sentence below the title.
    pub(super) fn lead(self, text: &str) -> Self {
        self.html(&format!("<p class=\"lead\">{}</p>", escape(text)))
    }

    /// A second heading.
    pub(super) fn heading(self, text: &str) -> Self {
        self.html(&format!("<h2>{}</h2>", escape(text)))
    }

    /// Something to notice (`error` or `good`); announced by screen readers.
    pub(super) fn notice(self, kind: &str, text: &str) -> Self {
        self.html(&format!("<p class=\"notice {kind}\" role=\"alert\">{}</p>", escape(text)))
    }

    /// A notice, if there is one.
    pub(super) fn notice_if(self, kind: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.notice(kind, text),
            None => self,
        }
    }

    /// A quiet line with a link.
    pub(super) fn aside(self, text: &str, link: &str, address: &str) -> Self {
        self.html(&format!(
            "<p class=\"aside\">{} <a href=\"{}\">{}</a></p>",
            escape(text),
            escape(address),
            escape(link)
        ))
    }

    /// Where the mail is that this page speaks of, when nothing sends it.
    pub(super) fn kept_mail(self) -> Self {
        if !self.visit.reads_kept_mail {
            return self;
        }
        let (text, link) = (self.visit.text("page.mail.kept"), self.visit.text("page.mail.open"));
        self.aside(&text, &link, "/dev/mail")
    }

    /// Markup made by us.
    pub(super) fn html(mut self, html: &str) -> Self {
        self.body.push_str(html);
        self.body.push('\n');
        self
    }

    /// The answer.
    pub(super) fn respond(self, status: StatusCode) -> Response {
        let server = escape(&self.visit.ctx.config.instance.title);
        let title = escape(&self.title);
        let html = format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n\
             <title>{title} · {server}</title>\n<link rel=\"icon\" href=\"/favicon.ico\">\n\
             <link rel=\"stylesheet\" href=\"/assets/auth.css\">\n</head>\n<body>\n\
             <header><a class=\"brand\" href=\"/\"><img src=\"/assets/icon-192.png\" alt=\"\" width=\"36\" height=\"36\">\
             <span>{server}</span></a></header>\n<main{wide}>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n",
            lang = self.visit.locale.tag(),
            wide = if self.wide { " class=\"wide\"" } else { "" },
            body = self.body,
        );
        let mut response = Response::builder()
            .status(status)
            .content_type("text/html; charset=utf-8")
            .header(header::CONTENT_SECURITY_POLICY, POLICY)
            // Addresses of these pages carry tokens.
            .header(header::REFERRER_POLICY, "no-referrer")
            .header(header::CACHE_CONTROL, "no-store")
            .body(html);
        let headers = response.headers_mut();
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        if let Some(cookie) = self.visit.new_cookie() {
            headers.append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// The answer, all well.
    pub(super) fn ok(self) -> Response {
        self.respond(StatusCode::OK)
    }
}
