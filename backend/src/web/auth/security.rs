//! The second factor and the browser sessions of a person.

use kinds::SessionId;
use poem::{Response, Result, handler, http::StatusCode};
use protocol::html::escape;
use qrcodegen::{QrCode, QrCodeEcc};

use super::{
    browser_name::browser_name,
    form::{Field, Form},
    page::Page,
    visit::{Posted, Visit, see_other},
};
use crate::service::auth::UserRow;
use crate::service::{
    auth::{
        second_factor::{self, Offer},
        session,
    },
    present,
};

const PATH: &str = "/auth/security";

/// The overview.
#[handler]
pub(super) async fn show(visit: Visit) -> Result<Response> {
    let (user, _) = visit.require(PATH).await?;
    overview(&visit, &user, None).await
}

/// Offers a secret.
#[handler]
pub(super) async fn set_up(Posted { visit, .. }: Posted) -> Result<Response> {
    let (user, username) = visit.require(PATH).await?;
    let offer = second_factor::offer(&visit.ctx, user.id, &label(&visit, &username));
    Ok(offer_page(&visit, &offer.map_err(|error| visit.failed(error))?, None).ok())
}

/// Switches the second factor on and shows the backup codes, once.
#[handler]
pub(super) async fn enable(Posted { visit, fields }: Posted) -> Result<Response> {
    let (user, username) = visit.require(PATH).await?;
    let sealed = fields.get("sealed");
    let codes = second_factor::enable(&visit.ctx, user.id, sealed, fields.get("code")).await;
    match codes.map_err(|error| visit.failed(error))? {
        Some(codes) => Ok(backup_page(&visit, &codes)),
        None => {
            let offer = second_factor::offer_again(&visit.ctx, user.id, &label(&visit, &username), sealed);
            let offer = offer.map_err(|error| visit.failed(error))?;
            let error = visit.text("error.wrong_code");
            Ok(offer_page(&visit, &offer, Some(&error)).respond(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// Switches it off; asks for the password.
#[handler]
pub(super) async fn disable(Posted { visit, fields }: Posted) -> Result<Response> {
    let (user, _) = visit.require(PATH).await?;
    let done = second_factor::disable(&visit.ctx, user.id, fields.get("password")).await;
    if done.map_err(|error| visit.failed(error))? {
        return Ok(see_other(PATH));
    }
    let error = visit.text("error.wrong_password");
    overview(&visit, &user, Some(&error)).await
}

/// Ends one session of one's own, or all others.
#[handler]
pub(super) async fn end_sessions(Posted { visit, fields }: Posted) -> Result<Response> {
    let (user, _) = visit.require(PATH).await?;
    let own = visit.viewer.as_ref().and_then(|viewer| viewer.session);
    let ended = match fields.get("session").parse::<SessionId>() {
        Ok(id) => session::end_own(&visit.ctx, user.id, id).await,
        Err(_) => session::end_others(&visit.ctx, user.id, own).await,
    };
    ended.map_err(|error| visit.failed(error))?;
    Ok(see_other(PATH))
}

fn label(visit: &Visit, username: &str) -> String {
    // A colon separates issuer and account in the address.
    format!("{username}@{}", visit.ctx.config.account_domain().replace(':', "_"))
}

async fn overview(visit: &Visit, user: &UserRow, error: Option<&str>) -> Result<Response> {
    let sessions = session::list(&visit.ctx, user.id).await.map_err(|error| visit.failed(error))?;
    let page =
        Page::new(visit, "page.security.title").wide().heading(&visit.text("page.security.second_factor"));
    let page = if user.otp_enabled_at.is_some() { on(visit, page, error) } else { off(visit, page) };
    let mut page = page.heading(&visit.text("page.security.sessions"));
    let own = visit.viewer.as_ref().and_then(|viewer| viewer.session);
    for session in &sessions {
        let seen =
            visit.locale.fill("page.security.last_seen", &[("date", &present::day(session.last_seen_at))]);
        let action = if Some(session.id) == own {
            format!("<p class=\"badge\">{}</p>", escape(&visit.text("page.security.this_one")))
        } else {
            Form::new(visit, "/auth/security/sessions")
                .hidden("session", &session.id.to_string())
                .submit(&visit.text("page.security.end"), "quiet")
        };
        page = page.html(&format!(
            "<article class=\"entry\"><h3>{}</h3><p class=\"hint\">{} · {}</p>{action}</article>",
            escape(&browser_name(visit.locale, &session.user_agent)),
            escape(&session.ip),
            escape(&seen)
        ));
    }
    if sessions.len() > 1 {
        let end = Form::new(visit, "/auth/security/sessions");
        page = page.html(&end.submit(&visit.text("page.security.end_others"), "danger"));
    }
    let status = if error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(page
        .aside("", &visit.text("page.security.password"), "/auth/password/change")
        .aside("", &visit.text("page.security.apps"), "/oauth/authorized_applications")
        .aside("", &visit.text("page.home"), "/")
        .respond(status))
}

fn on<'a>(visit: &Visit, page: Page<'a>, error: Option<&str>) -> Page<'a> {
    let form = Form::new(visit, "/auth/security/disable")
        .field(&Field {
            name: "password",
            label: &visit.text("page.sign_in.password"),
            kind: "password",
            autocomplete: "current-password",
            error,
            ..Field::default()
        })
        .submit(&visit.text("page.security.turn_off"), "danger");
    page.lead(&visit.text("page.security.is_on")).html(&form)
}

fn off<'a>(visit: &Visit, page: Page<'a>) -> Page<'a> {
    let form = Form::new(visit, "/auth/security/setup").submit(&visit.text("page.security.turn_on"), "");
    page.lead(&visit.text("page.security.is_off")).html(&form)
}

fn offer_page<'a>(visit: &'a Visit, offer: &Offer, error: Option<&str>) -> Page<'a> {
    let form = Form::new(visit, "/auth/security/enable")
        .hidden("sealed", &offer.sealed)
        .field(&Field {
            name: "code",
            label: &visit.text("page.code.label"),
            kind: "text",
            autocomplete: "one-time-code",
            attributes: "inputmode=\"numeric\" autofocus",
            error,
            ..Field::default()
        })
        .submit(&visit.text("page.security.turn_on"), "");
    Page::new(visit, "page.security.second_factor")
        .lead(&visit.text("page.security.scan"))
        .html(&qr_code(&offer.address))
        .html(&format!(
            "<p class=\"secret\">{}: <code>{}</code></p>",
            escape(&visit.text("page.security.secret")),
            escape(&offer.secret)
        ))
        .html(&form)
}

fn backup_page(visit: &Visit, codes: &[String]) -> Response {
    let items: String = codes.iter().map(|code| format!("<li><code>{}</code></li>", escape(code))).collect();
    Page::new(visit, "page.security.backup")
        .lead(&visit.text("page.security.backup_text"))
        .html(&format!("<ul class=\"codes\">{items}</ul>"))
        .aside("", &visit.text("page.security.backup_done"), PATH)
        .ok()
}

/// A QR code as one path, dark on light in every theme, with the quiet zone scanners need.
fn qr_code(text: &str) -> String {
    const QUIET: i32 = 4;
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|&x| code.get_module(x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    let side = code.size() + 2 * QUIET;
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"QR\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}
