//! A code, or a client's own credentials, for an access token (RFC 6749 sections 4.1.3 and 4.4).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kinds::Scopes;
use sea_orm::EntityTrait;
use sha2::{Digest, Sha256};
use shared::{entities::Token, params::TokenRequest};
use store::{
    Sql,
    entity::{oauth_app, oauth_grant},
    query,
};
use subtle::ConstantTimeEq;

use super::{
    OAuthError,
    app::{self, ClientCredentials},
    authorize::requested_scopes,
};
use crate::{
    ctx::Ctx,
    random,
    service::auth::token::{self, Issued},
};

/// Longest code verifier (RFC 7636 section 4.1).
const MAX_VERIFIER: usize = 128;

/// Makes a token.
///
/// # Errors
/// As RFC 6749 section 5.2 says.
pub async fn exchange(
    ctx: &Ctx,
    credentials: &ClientCredentials,
    request: &TokenRequest,
) -> Result<Token, OAuthError> {
    let missing = |name| OAuthError::InvalidRequest(format!("The parameter {name} is missing.").into());
    let grant_type = request.grant_type.as_deref().ok_or_else(|| missing("grant_type"))?;
    if !matches!(grant_type, "authorization_code" | "client_credentials") {
        return Err(OAuthError::UnsupportedGrantType);
    }
    let app = app::authenticate(ctx, credentials).await?;
    if grant_type == "client_credentials" {
        return for_client(ctx, &app, request.scope.as_deref()).await;
    }
    let code = request.code.as_deref().ok_or_else(|| missing("code"))?;
    for_code(ctx, &app, code, request).await
}

async fn for_client(ctx: &Ctx, app: &oauth_app::Model, scope: Option<&str>) -> Result<Token, OAuthError> {
    let scopes = requested_scopes(scope, app)?;
    let tx = ctx.begin().await?;
    let issued = token::issue(ctx, &tx, Some(app.id), None, &scopes).await?;
    ctx.commit(tx).await?;
    Ok(present(issued))
}

async fn for_code(
    ctx: &Ctx,
    app: &oauth_app::Model,
    code: &str,
    request: &TokenRequest,
) -> Result<Token, OAuthError> {
    let hash = random::digest(code);
    let tx = ctx.begin().await?;
    let grant = oauth_grant::Entity::find_by_id(&hash).one(tx.conn()).await?;
    let grant = grant.filter(|grant| grant.app_id == app.id && grant.expires_at > tx.now());
    let grant = grant.ok_or(OAuthError::InvalidGrant)?;
    if let Some(token) = grant.token_id {
        // Somebody else has the code too: what was made of it is worth nothing any more
        // (RFC 6749 section 4.1.2).
        token::revoke(&tx, token).await?;
        ctx.commit(tx).await?;
        return Err(OAuthError::InvalidGrant);
    }
    if request.redirect_uri.as_deref() != Some(grant.redirect_uri.as_str())
        || !verifier_fits(grant.code_challenge.as_deref(), request.code_verifier.as_deref())
    {
        return Err(OAuthError::InvalidGrant);
    }
    let scopes: Scopes = grant.scopes.parse().unwrap_or_default();
    let issued = token::issue(ctx, &tx, Some(app.id), Some(grant.user_id), &scopes).await?;
    // On PostgreSQL two may have read the code at once: one of them gets it.
    let claimed = Sql::new("UPDATE oauth_grants SET token_id = ")
        .bind(issued.id)
        .push(" WHERE token_id IS NULL AND code_hash = ")
        .bind(hash)
        .execute(tx.conn())
        .await?;
    if claimed != 1 {
        return Err(OAuthError::InvalidGrant);
    }
    ctx.commit(tx).await?;
    Ok(present(issued))
}

/// RFC 7636 section 4.6. A verifier without a challenge is refused too: somebody has taken the
/// challenge out of the request (RFC 9700 section 2.1.1).
fn verifier_fits(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) if verifier.len() <= MAX_VERIFIER => {
            let made = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
            made.as_bytes().ct_eq(challenge.as_bytes()).into()
        }
        _ => false,
    }
}

/// Takes a token back (RFC 7009). Unknown tokens are no error.
///
/// # Errors
/// `unauthorized_client` when the token belongs to another application.
pub async fn revoke(ctx: &Ctx, credentials: &ClientCredentials, text: &str) -> Result<(), OAuthError> {
    let app = match app::authenticate(ctx, credentials).await {
        Err(OAuthError::InvalidClient) => return Err(OAuthError::UnauthorizedClient),
        app => app?,
    };
    let Some((found, _)) = query::token::by_hash(ctx.db.read(), &random::digest(text)).await? else {
        return Ok(());
    };
    if found.app_id != Some(app.id) {
        return Err(OAuthError::UnauthorizedClient);
    }
    let tx = ctx.begin().await?;
    token::revoke(&tx, found.id).await?;
    Ok(ctx.commit(tx).await?)
}

/// A token as clients get it.
pub fn present(issued: Issued) -> Token {
    Token {
        access_token: issued.text,
        token_type: "Bearer".to_owned(),
        scope: issued.scopes.to_string(),
        created_at: issued.created_at,
    }
}
