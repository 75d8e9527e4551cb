//! The owner's account, made once with the link from the console.

use poem::{Request, Response, Result, handler, http::StatusCode};
use shared::params::CreateAccount;

use super::{
    errors::Errors,
    form::Form,
    page::Page,
    sign_up::credentials,
    visit::{Fields, Posted, Visit, begin_session, query},
};
use crate::{
    error::ServiceError,
    service::auth::{self, owner, sign_up},
};

/// The form.
#[handler]
pub(super) async fn show(request: &Request, visit: Visit) -> Result<Response> {
    let query = query(request);
    check(&visit, query.get("token")).await?;
    Ok(page(&visit, &query, &Errors::default()).ok())
}

/// Makes the account and signs in.
#[handler]
pub(super) async fn submit(Posted { visit, fields }: Posted) -> Result<Response> {
    check(&visit, fields.get("token")).await?;
    let request = CreateAccount {
        username: fields.get("username").to_owned(),
        email: fields.get("email").to_owned(),
        password: fields.get("password").to_owned(),
        agreement: true,
        locale: Some(visit.locale.tag().to_owned()),
        ..CreateAccount::default()
    };
    match sign_up::set_up(&visit.ctx, request).await {
        Ok(created) => {
            let user =
                auth::user_and_name(&visit.ctx, created.user).await.map_err(|error| visit.failed(error))?;
            let (user, _) = user.ok_or_else(|| visit.failed(ServiceError::NotFound))?;
            begin_session(&visit, &user, "/").await
        }
        Err(error) => {
            let errors = Errors::of(&visit, error)?;
            Ok(page(&visit, &fields, &errors).respond(StatusCode::UNPROCESSABLE_ENTITY))
        }
    }
}

async fn check(visit: &Visit, token: &str) -> Result<()> {
    let may = owner::may_set_up(&visit.ctx, token).await.map_err(|error| visit.failed(error))?;
    if may { Ok(()) } else { Err(visit.failed(ServiceError::invalid("link"))) }
}

fn page<'a>(visit: &'a Visit, fields: &Fields, errors: &Errors) -> Page<'a> {
    let form = Form::new(visit, "/auth/setup").hidden("token", fields.get("token"));
    let form = credentials(visit, form, fields, errors, visit.ctx.config.account_domain());
    Page::new(visit, "page.setup.title")
        .lead(&visit.text("page.setup.lead"))
        .html(&form.submit(&visit.text("page.setup.submit"), ""))
}
