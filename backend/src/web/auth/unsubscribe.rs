//! The link at the end of mails about notifications. It needs no sign-in: the token says that it came from
//! such a mail. Opening it changes nothing, for programs that look at mail open links too. A POST does: from
//! the button, or from a mail program (RFC 8058), which has no page, no cookie and so no CSRF token.

use poem::{Request, Response, Result, handler};

use super::{
    form::Form,
    page::Page,
    visit::{Visit, query},
};
use crate::{error::ServiceError, service::mail_preference};

/// The button.
#[handler]
pub(super) fn show(request: &Request, visit: Visit) -> Result<Response> {
    let query = query(request);
    let token = query.get("token");
    let Some((_, kind)) = mail_preference::read_token(&visit.ctx, token) else {
        return Err(visit.failed(ServiceError::invalid("This link does not work")));
    };
    let action = format!("/auth/unsubscribe?token={token}");
    let form = Form::new(&visit, &action).submit(&visit.text("page.unsubscribe.submit"), "");
    let lead = about(&visit, "page.unsubscribe.lead", kind.as_str());
    Ok(Page::new(&visit, "page.unsubscribe.title").lead(&lead).html(&form).ok())
}

/// Switches such mails off.
#[handler]
pub(super) async fn submit(request: &Request, visit: Visit) -> Result<Response> {
    let kind = mail_preference::unsubscribe(&visit.ctx, query(request).get("token"))
        .await
        .map_err(|error| visit.failed(error))?;
    let done = about(&visit, "page.unsubscribe.done", kind.as_str());
    Ok(Page::new(&visit, "page.unsubscribe.title").notice("good", &done).ok())
}

/// A text about a kind of notifications.
fn about(visit: &Visit, key: &str, kind: &str) -> String {
    let kind = visit.text(&format!("unsubscribe.{kind}"));
    visit.locale.fill(key, &[("kind", kind.as_str()), ("server", visit.ctx.config.instance.title.as_str())])
}
