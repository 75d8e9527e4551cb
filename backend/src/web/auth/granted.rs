//! The applications a person has let in, and how to be rid of them.

use poem::{Response, Result, handler};
use protocol::html::escape;

use super::{
    consent::scope_list,
    form::Form,
    page::Page,
    visit::{Posted, Visit, see_other},
};
use crate::service::{
    oauth::granted::{self, Granted},
    present,
};

const PATH: &str = "/oauth/authorized_applications";

/// The list.
#[handler]
pub(super) async fn show(visit: Visit) -> Result<Response> {
    let (user, _) = visit.require(PATH).await?;
    let apps = granted::list(&visit.ctx, user.id).await.map_err(|error| visit.failed(error))?;
    let mut page = Page::new(&visit, "page.apps.title").wide();
    if apps.is_empty() {
        page = page.lead(&visit.text("page.apps.none"));
    }
    for app in &apps {
        page = page.html(&entry(&visit, app));
    }
    Ok(page.aside("", &visit.text("page.home"), "/").ok())
}

/// Takes the access of one application back.
#[handler]
pub(super) async fn revoke(Posted { visit, fields }: Posted) -> Result<Response> {
    let (user, _) = visit.require(PATH).await?;
    if let Ok(app) = fields.get("app").parse() {
        granted::revoke(&visit.ctx, user.id, app).await.map_err(|error| visit.failed(error))?;
    }
    Ok(see_other(PATH))
}

fn entry(visit: &Visit, granted: &Granted) -> String {
    let date = |key: &str, time| visit.locale.fill(key, &[("date", &present::day(time))]);
    let since = date("page.apps.since", granted.since);
    let used = granted.last_used.map(|time| date("page.apps.used", time));
    let times = used.map_or_else(|| since.clone(), |used| format!("{since} · {used}"));
    let form = Form::new(visit, "/oauth/authorized_applications/revoke")
        .hidden("app", &granted.app.id.to_string())
        .submit(&visit.text("page.apps.revoke"), "quiet");
    format!(
        "<article class=\"entry\"><h2>{}</h2><p class=\"hint\">{}</p>{}{form}</article>",
        escape(&granted.app.name),
        escape(&times),
        scope_list(visit.locale, &granted.scopes)
    )
}
