//! The links in mails to people who have subscribed to somebody's posts: one says that they are wanted, one
//! that they are wanted no more. Opening them changes nothing, for programs that look at mail open links too.
//! The second takes a POST from anywhere: mail programs (RFC 8058) have no page, no cookie and so no CSRF token.

use poem::{Request, Response, Result, handler};

use super::{
    form::Form,
    page::Page,
    visit::{Posted, Visit, query},
};
use crate::service::email_subscription as service;

/// The button that confirms.
#[handler]
pub(super) async fn show(request: &Request, visit: Visit) -> Result<Response> {
    let query = query(request);
    let token = query.get("token");
    let author = service::asked(&visit.ctx, token).await.map_err(|error| visit.failed(error))?;
    let form = Form::new(&visit, "/auth/subscription")
        .hidden("token", token)
        .submit(&visit.text("page.subscription.submit"), "");
    let lead = about(&visit, "page.subscription.ask", &author);
    Ok(Page::new(&visit, "page.subscription.title").lead(&lead).html(&form).ok())
}

/// Confirms.
#[handler]
pub(super) async fn submit(Posted { visit, fields }: Posted) -> Result<Response> {
    let author =
        service::confirm(&visit.ctx, fields.get("token")).await.map_err(|error| visit.failed(error))?;
    let done = about(&visit, "page.subscription.done", &author);
    Ok(Page::new(&visit, "page.subscription.title").notice("good", &done).ok())
}

/// The button that ends it.
#[handler]
pub(super) async fn show_end(request: &Request, visit: Visit) -> Result<Response> {
    let query = query(request);
    let token = query.get("token");
    let found = service::ending(&visit.ctx, token).await.map_err(|error| visit.failed(error))?;
    let Some(author) = found else { return Ok(ended(&visit)) };
    let action = format!("/auth/subscription/end?token={token}");
    let form = Form::new(&visit, &action).submit(&visit.text("page.subscription.end"), "");
    let lead = about(&visit, "page.subscription.ask_end", &author);
    Ok(Page::new(&visit, "page.unsubscribe.title").lead(&lead).html(&form).ok())
}

/// Ends it.
#[handler]
pub(super) async fn submit_end(request: &Request, visit: Visit) -> Result<Response> {
    service::end(&visit.ctx, query(request).get("token")).await.map_err(|error| visit.failed(error))?;
    Ok(ended(&visit))
}

fn ended(visit: &Visit) -> Response {
    Page::new(visit, "page.unsubscribe.title").notice("good", &visit.text("page.subscription.ended")).ok()
}

/// A text about whose posts they are.
fn about(visit: &Visit, key: &str, author: &str) -> String {
    visit.locale.fill(key, &[("server", visit.ctx.config.instance.title.as_str()), ("author", author)])
}
