//! Signing in and out.

use poem::{Request, Response, Result, handler, http::StatusCode};
use shared::form::encode_pairs;

use super::{
    form::{Field, Form},
    page::Page,
    visit::{Posted, Visit, begin_session, forget_session, local_path, query, see_other},
};
use crate::service::auth::{
    session,
    sign_in::{self, Outcome},
    sign_up,
};

/// The form.
#[handler]
pub(super) fn show(request: &Request, visit: Visit) -> Response {
    let query = query(request);
    let return_to = local_path(query.get("return_to"));
    if visit.viewer.as_ref().is_some_and(|viewer| viewer.barrier.is_none()) {
        return see_other(return_to);
    }
    page(&visit, "", return_to, None).ok()
}

/// Name and password.
#[handler]
pub(super) async fn submit(Posted { visit, fields }: Posted) -> Result<Response> {
    let (login, return_to) = (fields.get("login"), local_path(fields.get("return_to")));
    let outcome = sign_in::with_password(&visit.ctx, login, fields.get("password")).await;
    answer(&visit, outcome.map_err(|error| visit.failed(error))?, login, return_to).await
}

/// The second factor.
#[handler]
pub(super) async fn submit_code(Posted { visit, fields }: Posted) -> Result<Response> {
    let (token, return_to) = (fields.get("token"), local_path(fields.get("return_to")));
    let outcome = sign_in::with_code(&visit.ctx, token, fields.get("code")).await;
    match outcome.map_err(|error| visit.failed(error))? {
        Some(Outcome::Wrong) => {
            let error = visit.text("error.wrong_code");
            Ok(code_page(&visit, token, return_to, Some(&error)).respond(StatusCode::UNPROCESSABLE_ENTITY))
        }
        Some(outcome) => answer(&visit, outcome, "", return_to).await,
        // Too old, or used: from the start.
        None => Ok(see_other("/auth/sign_in")),
    }
}

/// Ends the session of this browser.
#[handler]
pub(super) async fn sign_out(Posted { visit, fields }: Posted) -> Result<Response> {
    if let Some(id) = visit.viewer.as_ref().and_then(|viewer| viewer.session) {
        session::end(&visit.ctx, id).await.map_err(|error| visit.failed(error))?;
    }
    Ok(forget_session(&visit, local_path(fields.get("return_to"))))
}

async fn answer(visit: &Visit, outcome: Outcome, login: &str, return_to: &str) -> Result<Response> {
    let with = |key: &str| page(visit, login, return_to, Some(("error", visit.text(key))));
    let refused = |key: &str| with(key).respond(StatusCode::UNPROCESSABLE_ENTITY);
    match outcome {
        Outcome::Welcome(user) => begin_session(visit, &user, return_to).await,
        Outcome::CodeNeeded(token) => Ok(code_page(visit, &token, return_to, None).ok()),
        Outcome::Wrong => Ok(refused("error.wrong_login")),
        Outcome::Pending => Ok(refused("page.sign_in.pending")),
        Outcome::Disabled => Ok(refused("page.sign_in.disabled")),
        Outcome::Unconfirmed(user) => {
            sign_up::confirm_again(&visit.ctx, &user, None).await.map_err(|error| visit.failed(error))?;
            let page = with("page.sign_in.unconfirmed").kept_mail();
            Ok(page.respond(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

fn page<'a>(visit: &'a Visit, login: &str, return_to: &str, notice: Option<(&str, String)>) -> Page<'a> {
    let (kind, notice) = notice.map_or(("", None), |(kind, text)| (kind, Some(text)));
    let form = Form::new(visit, "/auth/sign_in")
        .hidden("return_to", return_to)
        .field(&Field {
            name: "login",
            label: &visit.text("page.sign_in.login"),
            kind: "text",
            autocomplete: "username",
            value: login,
            attributes: "autocapitalize=\"none\" spellcheck=\"false\" autofocus",
            ..Field::default()
        })
        .field(&Field {
            name: "password",
            label: &visit.text("page.sign_in.password"),
            kind: "password",
            autocomplete: "current-password",
            ..Field::default()
        })
        .submit(&visit.text("page.sign_in.submit"), "");
    let sign_up = format!("/auth/sign_up?{}", encode_pairs([("return_to", return_to)]));
    let server = &visit.ctx.config.instance.title;
    Page::new(visit, "page.sign_in.title")
        .lead(&visit.locale.fill("page.sign_in.lead", &[("server", server)]))
        .notice_if(kind, notice.as_deref())
        .html(&form)
        .aside("", &visit.text("page.sign_in.forgot"), "/auth/password")
        .aside(&visit.text("page.sign_in.no_account"), &visit.text("page.sign_in.sign_up"), &sign_up)
}

fn code_page<'a>(visit: &'a Visit, token: &str, return_to: &str, error: Option<&str>) -> Page<'a> {
    let form = Form::new(visit, "/auth/sign_in/code")
        .hidden("token", token)
        .hidden("return_to", return_to)
        .field(&Field {
            name: "code",
            label: &visit.text("page.code.label"),
            kind: "text",
            autocomplete: "one-time-code",
            attributes: "autocapitalize=\"none\" spellcheck=\"false\" autofocus",
            error,
            ..Field::default()
        })
        .submit(&visit.text("page.code.submit"), "");
    Page::new(visit, "page.code.title").lead(&visit.text("page.code.lead")).html(&form)
}
