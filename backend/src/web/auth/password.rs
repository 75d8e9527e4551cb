//! Asking for a new password, and setting it.

use poem::{Request, Response, Result, handler, http::StatusCode};

use super::{
    errors::Errors,
    form::{Field, Form},
    page::Page,
    visit::{Posted, Visit, query},
};
use crate::{error::ServiceError, service::auth::recovery};

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
    Ok(Page::new(&visit, "page.password.title").notice("good", &visit.text("page.password.sent")).ok())
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
        Ok(()) => Ok(Page::new(&visit, "page.password.title")
            .notice("good", &visit.text("page.password.done"))
            .aside("", &visit.text("page.sign_in.submit"), "/auth/sign_in")
            .ok()),
        Err(error) => {
            let errors = Errors::of(&visit, error)?;
            let page = reset_page(&visit, token, fields.get("email"), &errors);
            Ok(page.respond(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

fn reset_page<'a>(visit: &'a Visit, token: &str, email: &str, errors: &Errors) -> Page<'a> {
    let form = Form::new(visit, "/auth/password/reset")
        .hidden("token", token)
        // So that password managers know whose password it is.
        .field(&Field {
            name: "email",
            label: &visit.text("page.sign_up.email"),
            kind: "email",
            autocomplete: "username",
            value: email,
            attributes: "readonly",
            ..Field::default()
        })
        .field(&Field {
            name: "password",
            label: &visit.text("page.password.new"),
            kind: "password",
            autocomplete: "new-password",
            hint: Some(&visit.text("page.sign_up.password_hint")),
            error: errors.get("password"),
            attributes: "minlength=\"8\" maxlength=\"128\" autofocus",
            ..Field::default()
        })
        .submit(&visit.text("page.password.save"), "");
    Page::new(visit, "page.password.title").html(&form)
}
