//! Mail that was not sent because there is no mail server: for whoever sits at this machine.

use poem::{Response, Result, handler, http::StatusCode};
use protocol::html::escape;

use super::{page::Page, visit::Visit};
use crate::mail;

/// The latest letters. Everybody else gets the answer for pages that do not exist.
#[handler]
pub(super) async fn show(visit: Visit) -> Result<Response> {
    if !visit.reads_kept_mail {
        return Ok(Page::new(&visit, "page.lost").respond(StatusCode::NOT_FOUND));
    }
    let letters =
        mail::stored(&visit.ctx.config.server.data_dir).await.map_err(|error| visit.failed(error))?;
    let mut page = Page::new(&visit, "page.mail.title").wide();
    if letters.is_empty() {
        page = page.lead(&visit.text("page.mail.none"));
    }
    for letter in letters {
        page = page.html(&format!("<article class=\"letter\"><pre>{}</pre></article>", linked(&letter.text)));
    }
    Ok(page.ok())
}

/// Addresses alone on a line become links.
fn linked(text: &str) -> String {
    let line = |line: &str| match line {
        address if address.starts_with("http://") || address.starts_with("https://") => {
            format!("<a href=\"{0}\">{0}</a>", escape(address))
        }
        other => escape(other),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
