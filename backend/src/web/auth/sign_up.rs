//! Signing up.

use poem::{Request, Response, Result, handler, http::StatusCode};
use protocol::html::escape;
use shared::params::CreateAccount;

use super::{
    errors::Errors,
    form::{Field, Form},
    page::Page,
    visit::{Fields, Posted, Visit, begin_session, query},
};
use crate::{
    rate_limit::Bucket,
    service::{
        auth::{
            self, invite,
            sign_up::{self, Door},
        },
        instance,
    },
};

/// The form.
#[handler]
pub(super) async fn show(request: &Request, visit: Visit) -> Result<Response> {
    page(&visit, &query(request), &Errors::default(), StatusCode::OK).await
}

/// Makes the account.
#[handler]
pub(super) async fn submit(Posted { visit, fields }: Posted) -> Result<Response> {
    // A field that people do not see and programs fill in.
    if fields.checked("website") {
        return Ok(check_mail(&visit, fields.get("email")));
    }
    visit.limit(Bucket::SignUps).await?;
    let request = CreateAccount {
        username: fields.get("username").to_owned(),
        email: fields.get("email").to_owned(),
        password: fields.get("password").to_owned(),
        agreement: fields.checked("agreement"),
        locale: Some(visit.locale.tag().to_owned()),
        reason: Some(fields.get("reason").to_owned()),
        date_of_birth: None,
        invite_code: Some(fields.get("invite").to_owned()),
    };
    match sign_up::sign_up(&visit.ctx, request, None).await {
        Ok(created) => {
            let user =
                auth::user_and_name(&visit.ctx, created.user).await.map_err(|error| visit.failed(error))?;
            match user {
                Some((user, _)) if user.confirmed_at.is_some() && user.approved => {
                    begin_session(&visit, &user, "/").await
                }
                Some((user, _)) if user.confirmed_at.is_some() => Ok(Page::new(&visit, "page.confirm.title")
                    .notice("good", &visit.text("page.confirm.pending"))
                    .ok()),
                _ => Ok(check_mail(&visit, fields.get("email"))),
            }
        }
        Err(error) => {
            let errors = Errors::of(&visit, error)?;
            page(&visit, &fields, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

fn check_mail(visit: &Visit, email: &str) -> Response {
    let text = visit.locale.fill("page.sign_up.check_mail_text", &[("email", email)]);
    Page::new(visit, "page.sign_up.check_mail").lead(&text).kept_mail().ok()
}

async fn page(visit: &Visit, fields: &Fields, errors: &Errors, status: StatusCode) -> Result<Response> {
    let code = fields.get("invite");
    let invited =
        !code.is_empty() && invite::is_usable(&visit.ctx, code).await.map_err(|error| visit.failed(error))?;
    let door = sign_up::door(&visit.ctx);
    let page = Page::new(visit, "page.sign_up.title");
    let closed = match door {
        Door::Closed => Some("page.sign_up.closed"),
        Door::Invite if !invited => Some("page.sign_up.invite_only"),
        _ => None,
    };
    if let Some(key) = closed {
        let own = visit.ctx.config.instance.closed_message.as_str();
        let text = if own.is_empty() { visit.text(key) } else { own.to_owned() };
        return Ok(page.lead(&text).respond(StatusCode::FORBIDDEN));
    }
    let ask = door == Door::Approval && !invited;
    let lead = visit.locale.fill("page.sign_up.lead", &[("server", &visit.ctx.config.instance.title)]);
    Ok(page
        .lead(&lead)
        .notice_if("error", errors.get("invite_code"))
        .html(&form(visit, fields, errors, ask))
        .aside(&visit.text("page.sign_up.have_account"), &visit.text("page.sign_in.submit"), "/auth/sign_in")
        .respond(status))
}

fn form(visit: &Visit, fields: &Fields, errors: &Errors, ask: bool) -> String {
    let domain = visit.ctx.config.account_domain();
    let mut form = credentials(visit, Form::new(visit, "/auth/sign_up"), fields, errors, domain)
        .hidden("invite", fields.get("invite"))
        .html(
            "<div class=\"trap\" aria-hidden=\"true\"><label for=\"website\">Website</label>\
               <input id=\"website\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\"></div>\n",
        );
    if ask {
        form = form.field(&Field {
            name: "reason",
            label: &visit.text("page.sign_up.reason"),
            kind: "textarea",
            autocomplete: "off",
            value: fields.get("reason"),
            hint: Some(&visit.text("page.sign_up.reason_hint")),
            error: errors.get("reason"),
            optional: !visit.ctx.config.instance.reason_required,
            attributes: "maxlength=\"420\"",
        });
    }
    let rules = instance::rules(&visit.ctx);
    let agree = if rules.is_empty() { "page.sign_up.agree_plain" } else { "page.sign_up.agree" };
    if !rules.is_empty() {
        let items: String = rules.iter().map(|rule| format!("<li>{}</li>", escape(&rule.text))).collect();
        let title = escape(&visit.text("page.sign_up.rules"));
        form = form.html(&format!("<section class=\"rules\"><h2>{title}</h2><ol>{items}</ol></section>\n"));
    }
    let button = if ask { "page.sign_up.ask" } else { "page.sign_up.submit" };
    form.checkbox("agreement", &visit.text(agree), fields.checked("agreement"), errors.get("agreement"))
        .submit(&visit.text(button), "")
}

/// Name, mail address and password, for this page and the owner's.
pub(super) fn credentials(visit: &Visit, form: Form, fields: &Fields, errors: &Errors, domain: &str) -> Form {
    form.field(&Field {
        name: "username",
        label: &visit.text("page.sign_up.username"),
        kind: "text",
        autocomplete: "username",
        value: fields.get("username"),
        hint: Some(&visit.locale.fill("page.sign_up.username_hint", &[("domain", domain)])),
        error: errors.get("username"),
        attributes: "maxlength=\"30\" autocapitalize=\"none\" spellcheck=\"false\" autofocus",
        ..Field::default()
    })
    .field(&Field {
        name: "email",
        label: &visit.text("page.sign_up.email"),
        kind: "email",
        autocomplete: "email",
        value: fields.get("email"),
        hint: Some(&visit.text("page.sign_up.email_hint")),
        error: errors.get("email"),
        attributes: "maxlength=\"254\"",
        ..Field::default()
    })
    .field(&Field {
        name: "password",
        label: &visit.text("page.sign_up.password"),
        kind: "password",
        autocomplete: "new-password",
        hint: Some(&visit.text("page.sign_up.password_hint")),
        error: errors.get("password"),
        attributes: "minlength=\"8\" maxlength=\"128\"",
        ..Field::default()
    })
}
