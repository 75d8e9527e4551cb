//! Asking a person to let an application in (RFC 6749 section 4.1.1): what is asked is checked
//! before anybody is asked, and an answer goes to a registered address only.

use kinds::{Millis, Scopes, UserId};
use sea_orm::{ActiveValue::Set, EntityTrait};
use shared::params::AuthorizeQuery;
use store::entity::{oauth_app, oauth_grant};
use url::Url;

use super::{OAuthError, app};
use crate::{ctx::Ctx, error::Result, random};

/// How long a code is good for (RFC 6749 section 4.1.2 allows ten minutes at most).
const CODE_LIFETIME: i64 = 10 * Millis::MINUTE;
/// Longest `state`.
const MAX_STATE: usize = 4000;

/// A request that may be put to a person.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who asks.
    pub app: oauth_app::Model,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// What is asked for.
    pub scopes: Scopes,
    /// Handed back to the application as it is.
    pub state: Option<String>,
    /// The S256 challenge (RFC 7636).
    pub challenge: Option<String>,
}

/// A request that cannot be put to a person.
#[derive(Debug)]
pub enum Refusal {
    /// The application or the address is not known: the person is told, nobody is redirected
    /// (RFC 6749 section 4.1.2.1).
    Page(OAuthError),
    /// The application is told.
    Redirect(String),
}

/// Checks a request.
///
/// # Errors
/// How to refuse it.
pub async fn check(ctx: &Ctx, query: &AuthorizeQuery) -> Result<Request, Refusal> {
    let page = |text: &'static str| Refusal::Page(OAuthError::InvalidRequest(text.into()));
    let client_id = query.client_id.as_deref().ok_or_else(|| page("The parameter client_id is missing."))?;
    let app = app::by_client_id(ctx, client_id).await.map_err(|error| Refusal::Page(error.into()))?;
    let app = app.ok_or(Refusal::Page(OAuthError::InvalidClient))?;
    let redirect_uri = query.redirect_uri.as_deref().unwrap_or_default();
    if !app.redirect_uris.lines().any(|registered| registered == redirect_uri) {
        return Err(page("The redirect address is not one that the application has registered."));
    }
    let state = query.state.clone();
    if state.as_ref().is_some_and(|state| state.len() > MAX_STATE) {
        return Err(page("The parameter state is too long."));
    }
    match wishes(query, &app) {
        Ok((scopes, challenge)) => {
            Ok(Request { app, redirect_uri: redirect_uri.to_owned(), scopes, state, challenge })
        }
        Err(error) if redirect_uri == super::OUT_OF_BAND => Err(Refusal::Page(error)),
        Err(error) => Err(Refusal::Redirect(denial(redirect_uri, &error, state.as_deref()))),
    }
}

fn wishes(query: &AuthorizeQuery, app: &oauth_app::Model) -> Result<(Scopes, Option<String>), OAuthError> {
    if query.response_type.as_deref() != Some("code") {
        return Err(OAuthError::UnsupportedResponseType);
    }
    let scopes = requested_scopes(query.scope.as_deref(), app)?;
    let challenge = query.code_challenge.clone().filter(|challenge| !challenge.is_empty());
    if let Some(challenge) = &challenge {
        // Without a method it would be `plain`, which protects nothing (RFC 7636 section 4.3).
        if query.code_challenge_method.as_deref() != Some("S256") {
            return Err(OAuthError::InvalidRequest("The code_challenge_method has to be S256.".into()));
        }
        if challenge.len() != 43 {
            return Err(OAuthError::InvalidRequest("The code_challenge is malformed.".into()));
        }
    }
    Ok((scopes, challenge))
}

/// The scopes asked for, `read` by default; never more than the application registered.
pub(super) fn requested_scopes(scope: Option<&str>, app: &oauth_app::Model) -> Result<Scopes, OAuthError> {
    let scope = scope.filter(|scope| !scope.trim().is_empty()).unwrap_or("read");
    let scopes: Scopes = scope.parse().map_err(|_| OAuthError::InvalidScope)?;
    let registered: Scopes = app.scopes.parse().unwrap_or_default();
    if registered.cover(&scopes) { Ok(scopes) } else { Err(OAuthError::InvalidScope) }
}

/// The person said yes: makes a code.
///
/// # Errors
/// When the database cannot be written.
pub async fn grant(ctx: &Ctx, user: UserId, request: &Request) -> Result<String> {
    let code = random::token()?;
    let tx = ctx.begin().await?;
    let row = oauth_grant::ActiveModel {
        code_hash: Set(random::digest(&code)),
        app_id: Set(request.app.id),
        user_id: Set(user),
        redirect_uri: Set(request.redirect_uri.clone()),
        scopes: Set(request.scopes.to_string()),
        code_challenge: Set(request.challenge.clone()),
        token_id: Set(None),
        expires_at: Set(tx.now().plus(CODE_LIFETIME)),
    };
    oauth_grant::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    ctx.commit(tx).await?;
    Ok(code)
}

/// Where a code is sent to.
pub fn success(request: &Request, code: &str) -> String {
    let state = request.state.as_deref().map(|state| ("state", state));
    with_query(&request.redirect_uri, [Some(("code", code)), state])
}

/// Where a refusal is sent to.
pub fn denial(redirect_uri: &str, error: &OAuthError, state: Option<&str>) -> String {
    let description = error.description();
    with_query(
        redirect_uri,
        [
            Some(("error", error.code())),
            Some(("error_description", description.as_str())),
            state.map(|state| ("state", state)),
        ],
    )
}

/// Adds parameters to an address, keeping the query it has (RFC 6749 section 3.1.2).
fn with_query<'a>(uri: &str, pairs: impl IntoIterator<Item = Option<(&'a str, &'a str)>>) -> String {
    let Ok(mut url) = Url::parse(uri) else { return uri.to_owned() };
    url.query_pairs_mut().extend_pairs(pairs.into_iter().flatten());
    url.to_string()
}
