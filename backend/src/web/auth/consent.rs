//! Asking whether an application may in (`/oauth/authorize`).

use kinds::Scopes;
use poem::{Request, Response, Result, handler, http::StatusCode};
use protocol::html::escape;
use shared::{
    form::{self, encode_pairs},
    params::AuthorizeQuery,
};
use url::Url;

use super::{
    form::Form,
    page::Page,
    visit::{Fields, Posted, Visit, query, see_other},
};
use crate::{
    locale::Locale,
    service::oauth::{
        OAuthError, OUT_OF_BAND,
        authorize::{self, Refusal},
    },
};

/// The parameters that belong to the request.
const PARAMETERS: [&str; 7] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
];

/// Asks. Visitors sign in first and come back.
#[handler]
pub(super) async fn show(request: &Request, visit: Visit) -> Result<Response> {
    let fields = query(request);
    let wanted = match authorize::check(&visit.ctx, &read(&fields)).await {
        Ok(wanted) => wanted,
        Err(refusal) => return Ok(refuse(&visit, refusal)),
    };
    let path = request.uri().path_and_query().map_or("/oauth/authorize", |path| path.as_str());
    let (_, username) = visit.require(path).await?;
    Ok(page(&visit, &fields, &wanted, &username, path))
}

/// The person says yes. Everything is checked again: the form has been in the browser.
#[handler]
pub(super) async fn allow(Posted { visit, fields }: Posted) -> Result<Response> {
    let wanted = match authorize::check(&visit.ctx, &read(&fields)).await {
        Ok(wanted) => wanted,
        Err(refusal) => return Ok(refuse(&visit, refusal)),
    };
    let (user, _) = visit.require(&authorize_path(&fields)).await?;
    let code = authorize::grant(&visit.ctx, user.id, &wanted).await.map_err(|error| visit.failed(error))?;
    if wanted.redirect_uri == OUT_OF_BAND {
        return Ok(see_other(&format!(
            "/oauth/authorize/native?{}",
            encode_pairs([("code", code.as_str())])
        )));
    }
    Ok(see_other(&authorize::success(&wanted, &code)))
}

/// The person says no.
#[handler]
pub(super) async fn deny(Posted { visit, fields }: Posted) -> Result<Response> {
    match authorize::check(&visit.ctx, &read(&fields)).await {
        Ok(wanted) if wanted.redirect_uri == OUT_OF_BAND => {
            Ok(refuse(&visit, Refusal::Page(OAuthError::AccessDenied)))
        }
        Ok(wanted) => Ok(see_other(&authorize::denial(
            &wanted.redirect_uri,
            &OAuthError::AccessDenied,
            wanted.state.as_deref(),
        ))),
        Err(refusal) => Ok(refuse(&visit, refusal)),
    }
}

/// Shows the code to a person whose application cannot be redirected to.
#[handler]
pub(super) fn native(request: &Request, visit: Visit) -> Response {
    let query = query(request);
    let code = escape(query.get("code"));
    let label = escape(&visit.text("page.code_shown.title"));
    Page::new(&visit, "page.code_shown.title")
        .lead(&visit.text("page.code_shown.lead"))
        .html(&format!("<input class=\"code\" readonly aria-label=\"{label}\" value=\"{code}\" autofocus>"))
        .ok()
}

fn read(fields: &Fields) -> AuthorizeQuery {
    let get = |name| Some(fields.get(name).to_owned()).filter(|value| !value.is_empty());
    AuthorizeQuery {
        response_type: get("response_type"),
        client_id: get("client_id"),
        redirect_uri: get("redirect_uri"),
        scope: get("scope"),
        state: get("state"),
        code_challenge: get("code_challenge"),
        code_challenge_method: get("code_challenge_method"),
        force_login: None,
        lang: None,
    }
}

fn authorize_path(fields: &Fields) -> String {
    let pairs = PARAMETERS.map(|name| (name, fields.get(name)));
    format!(
        "/oauth/authorize?{}",
        form::encode_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()))
    )
}

fn refuse(visit: &Visit, refusal: Refusal) -> Response {
    match refusal {
        Refusal::Redirect(address) => see_other(&address),
        Refusal::Page(OAuthError::Service(error)) => visit.failed(error).into_response(),
        Refusal::Page(error) => Page::new(visit, "page.lost")
            .notice("error", &format!("{}: {}", error.code(), error.description()))
            .respond(StatusCode::BAD_REQUEST),
    }
}

fn page(visit: &Visit, fields: &Fields, wanted: &authorize::Request, username: &str, path: &str) -> Response {
    let app = wanted.app.name.as_str();
    let form = |action: &str| {
        PARAMETERS.iter().fold(Form::new(visit, action), |form, name| form.hidden(name, fields.get(name)))
    };
    let host = Url::parse(&wanted.redirect_uri).ok().and_then(|url| url.host_str().map(str::to_owned));
    let page = Page::titled(visit, &visit.locale.fill("page.consent.title", &[("app", app)]))
        .lead(&visit.locale.fill("page.consent.lead", &[("username", username), ("app", app)]))
        .html(&scope_list(visit.locale, &wanted.scopes))
        .html(&form("/oauth/authorize").submit(&visit.text("page.consent.allow"), ""))
        .html(&form("/oauth/authorize/deny").submit(&visit.text("page.consent.deny"), "quiet"));
    let page = match host {
        Some(host) => page.html(&format!(
            "<p class=\"hint\">{}</p>",
            escape(&visit.locale.fill("page.consent.leads", &[("host", &host)]))
        )),
        None => page,
    };
    let sign_out = Form::new(visit, "/auth/sign_out").hidden("return_to", path);
    let sign_out = sign_out.submit(&visit.text("page.consent.sign_out"), "link");
    let other = escape(&visit.text("page.consent.other"));
    page.html(&format!("<div class=\"aside row\"><span>{other}</span>{sign_out}</div>")).ok()
}

/// What an application may do, in words.
pub(super) fn scope_list(locale: Locale, scopes: &Scopes) -> String {
    let items: String = scopes
        .iter()
        .map(|scope| format!("<li>{}</li>", escape(&scope_text(locale, scope.as_str()))))
        .collect();
    format!("<ul class=\"scopes\">{items}</ul>")
}

fn scope_text(locale: Locale, scope: &str) -> String {
    let part = |key: &str, part: &str| locale.fill(key, &[("part", &part.replace(['_', ':'], " "))]);
    match scope {
        "read" => locale.text("page.scope.read"),
        "write" => locale.text("page.scope.write"),
        "follow" => locale.text("page.scope.follow"),
        "push" => locale.text("page.scope.push"),
        "profile" => locale.text("page.scope.profile"),
        "admin:read" | "admin:write" => locale.text("page.scope.admin"),
        other => match other.split_once(':') {
            Some(("read", name)) => part("page.scope.read_part", name),
            Some(("write", name)) => part("page.scope.write_part", name),
            Some((_, name)) => part("page.scope.admin_part", name),
            None => other.to_owned(),
        },
    }
}
