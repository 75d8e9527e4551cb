//! Asking for a new password, setting it, and changing it.

use poem::{Request, Response, Result, handler, http::StatusCode};

use super::{
    errors::Errors,
    form::{Field, Form},
    page::Page,
    visit::{Posted, Visit, query},
};
use crate::{error::ServiceError, service::auth::recovery};

const CHANGE: &str = "/auth/password/change";

/// Asks for the address.
#[handler]
pub(super) fn show(visit: Visit) -> Response {
    let form = Form::new(&visit, "/auth/password")
        .field(&Field {
            name: "email",
            label: &visit.text("page.sign_up.email"),
            kind: "email",
            autocomplete: "email",
            attributes: "autofocus",
            ..Field::default()
        })
        .submit(&visit.text("page.password.submit"), "");
    Page::new(&visit, "page.password.title").lead(&visit.text("page.password.lead")).html(&form).ok()
}

/// Sends the mail. Says the same whether somebody has the address or not.
#[handler]
pub(super) async fn submit(Posted { visit, fields }: Posted) -> Result<Response> {
    let email = fields.get("email");
    recovery::ask(&visit.ctx, email).await.map_err(|error| visit.failed(error))?;
    let page = Page::new(&visit, "page.password.title");
    Ok(page.notice("good", &visit.text("page.password.sent")).kept_mail().ok())
}

/// Asks for the new password.
#[handler]
pub(super) async fn show_reset(request: &Request, visit: Visit) -> Result<Response> {
    let query = query(request);
    let token = query.get("token");
    let user = recovery::open(&visit.ctx, token).await.map_err(|error| visit.failed(error))?;
    match user {
        Some(user) => Ok(reset_page(&visit, token, &user.email, &Errors::default()).ok()),
        None => Err(visit.failed(ServiceError::invalid("link"))),
    }
}

/// Sets it.
#[handler]
pub(super) async fn submit_reset(Posted { visit, fields }: Posted) -> Result<Response> {
    let token = fields.get("token");
    match recovery::reset(&visit.ctx, token, fields.get("password")).await {
        Ok(()) => Ok(done_page(&visit)),
        Err(error) => {
            let errors = Errors::of(&visit, error)?;
            let page = reset_page(&visit, token, fields.get("email"), &errors);
            Ok(page.respond(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

/// Asks for the old password and the new one.
#[handler]
pub(super) async fn show_change(visit: Visit) -> Result<Response> {
    let (user, _) = visit.require(CHANGE).await?;
    Ok(change_page(&visit, &user.email, &Errors::default()).ok())
}

/// Sets the new one.
#[handler]
pub(super) async fn submit_change(Posted { visit, fields }: Posted) -> Result<Response> {
    let (user, _) = visit.require(CHANGE).await?;
    let (current, new) = (fields.get("current_password"), fields.get("password"));
    match recovery::change(&visit.ctx, &user, current, new).await {
        Ok(()) => Ok(done_page(&visit)),
        Err(error) => {
            let errors = Errors::of(&visit, error)?;
            Ok(change_page(&visit, &user.email, &errors).respond(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

fn done_page(visit: &Visit) -> Response {
    Page::new(visit, "page.password.title")
        .notice("good", &visit.text("page.password.done"))
        .aside("", &visit.text("page.sign_in.submit"), "/auth/sign_in")
        .ok()
}

fn reset_page<'a>(visit: &'a Visit, token: &str, email: &str, errors: &Errors) -> Page<'a> {
    let form = Form::new(visit, "/auth/password/reset").hidden("token", token);
    let form = new_password(visit, whose(visit, form, email), errors, "autofocus");
    Page::new(visit, "page.password.title").html(&form.submit(&visit.text("page.password.save"), ""))
}

fn change_page<'a>(visit: &'a Visit, email: &str, errors: &Errors) -> Page<'a> {
    let form = whose(visit, Form::new(visit, CHANGE), email).field(&Field {
        name: "current_password",
        label: &visit.text("page.password.current"),
        kind: "password",
        autocomplete: "current-password",
        error: errors.get("current_password"),
        attributes: "autofocus",
        ..Field::default()
    });
    let form = new_password(visit, form, errors, "");
    Page::new(visit, "page.password.title").html(&form.submit(&visit.text("page.password.save"), ""))
}

/// The address, so that password managers know whose password it is.
fn whose(visit: &Visit, form: Form, email: &str) -> Form {
    form.field(&Field {
        name: "email",
        label: &visit.text("page.sign_up.email"),
        kind: "email",
        autocomplete: "username",
        value: email,
        attributes: "readonly",
        ..Field::default()
    })
}

fn new_password(visit: &Visit, form: Form, errors: &Errors, attributes: &str) -> Form {
    form.field(&Field {
        name: "password",
        label: &visit.text("page.password.new"),
        kind: "password",
        autocomplete: "new-password",
        hint: Some(&visit.text("page.sign_up.password_hint")),
        error: errors.get("password"),
        attributes: &format!("minlength=\"8\" maxlength=\"128\" {attributes}"),
        ..Field::default()
    })
}
