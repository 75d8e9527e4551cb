//! The link in the confirmation mail. Opening it changes nothing, for programs that look at mail
//! open links too; a button does.

use poem::{Request, Response, Result, handler};

use super::{
    form::Form,
    page::Page,
    visit::{Posted, Visit, begin_session, query},
};
use crate::service::auth::sign_up;

/// The button.
#[handler]
pub(super) fn show(request: &Request, visit: Visit) -> Response {
    let form = Form::new(&visit, "/auth/confirm")
        .hidden("token", query(request).get("token"))
        .submit(&visit.text("page.confirm.submit"), "");
    Page::new(&visit, "page.confirm.ask").lead(&visit.text("page.confirm.ask_text")).html(&form).ok()
}

/// Confirms, and signs in: the link came to the address that the account belongs to.
#[handler]
pub(super) async fn submit(Posted { visit, fields }: Posted) -> Result<Response> {
    let user =
        sign_up::confirm(&visit.ctx, fields.get("token")).await.map_err(|error| visit.failed(error))?;
    if user.approved && user.disabled_at.is_none() && user.otp_enabled_at.is_none() {
        return begin_session(&visit, &user, "/").await;
    }
    let key = if user.approved { "page.confirm.done" } else { "page.confirm.pending" };
    Ok(Page::new(&visit, "page.confirm.title").notice("good", &visit.text(key)).ok())
}
