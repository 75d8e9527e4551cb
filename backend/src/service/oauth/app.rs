//! Client applications: registering, and proving to be one.

use base64::{Engine, engine::general_purpose::STANDARD};
use kinds::{AppId, Scopes};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use shared::{
    entities::{Application, CredentialApplication},
    params::CreateApp,
};
use store::entity::oauth_app;
use subtle::ConstantTimeEq;
use url::Url;

use super::{OAuthError, OUT_OF_BAND};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    random,
    service::account::validate::Problems,
};

/// Characters of a name, which people see when asked for consent.
const MAX_NAME: usize = 60;
/// Bytes of an address.
const MAX_ADDRESS: usize = 2000;
/// Redirect addresses of one application.
const MAX_REDIRECTS: usize = 20;
/// Schemes that run or show what the address says instead of leading somewhere.
const FORBIDDEN_SCHEMES: &[&str] = &["javascript", "data", "vbscript", "file", "blob", "about", "mailto"];

/// Registers an application. Anybody may.
///
/// # Errors
/// 422 when a field is not acceptable.
pub async fn register(ctx: &Ctx, params: CreateApp) -> Result<CredentialApplication> {
    let scopes = check(&params)?;
    let (client_id, secret) = (random::token()?, random::token()?);
    let tx = ctx.begin().await?;
    let model = oauth_app::Model {
        id: ctx.next_id(),
        client_id: client_id.clone(),
        secret_hash: random::digest(&secret),
        name: params.client_name,
        website: params.website.filter(|website| !website.is_empty()),
        redirect_uris: params.redirect_uris.join("\n"),
        scopes: scopes.to_string(),
        created_at: tx.now(),
    };
    oauth_app::Entity::insert(model.clone().into_active_model().reset_all())
        .exec_without_returning(tx.conn())
        .await?;
    ctx.commit(tx).await?;
    Ok(CredentialApplication {
        application: present(ctx, &model),
        client_id,
        client_secret: secret,
        client_secret_expires_at: 0,
    })
}

/// The application of a token.
///
/// # Errors
/// 404 when the token has none (made by the administrator).
pub async fn by_id(ctx: &Ctx, id: Option<AppId>) -> Result<Application> {
    let Some(id) = id else { return Err(ServiceError::NotFound) };
    let found = oauth_app::Entity::find_by_id(id).one(ctx.db.read()).await?;
    Ok(present(ctx, &found.ok_or(ServiceError::NotFound)?))
}

/// The application of a client id.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_client_id(ctx: &Ctx, client_id: &str) -> Result<Option<oauth_app::Model>> {
    Ok(oauth_app::Entity::find().filter(oauth_app::Column::ClientId.eq(client_id)).one(ctx.db.read()).await?)
}

/// How a client shows who it is.
#[derive(Clone, Debug, Default)]
pub struct ClientCredentials {
    /// The client id.
    pub id: Option<String>,
    /// The secret.
    pub secret: Option<String>,
}

impl ClientCredentials {
    /// From the body, unless there is an `Authorization: Basic` header (RFC 6749 section 2.3.1:
    /// id and secret are form-encoded in it; ours need no encoding).
    pub fn new(header: Option<&str>, id: Option<String>, secret: Option<String>) -> Self {
        header.and_then(Self::basic).unwrap_or(Self { id, secret })
    }

    fn basic(header: &str) -> Option<Self> {
        let (scheme, encoded) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some(Self { id: Some(id.to_owned()), secret: Some(secret.to_owned()) })
    }
}

/// The application that proves to be one.
///
/// # Errors
/// `invalid_client` when the id is unknown or the secret wrong.
pub async fn authenticate(
    ctx: &Ctx,
    credentials: &ClientCredentials,
) -> Result<oauth_app::Model, OAuthError> {
    let (Some(id), Some(secret)) = (&credentials.id, &credentials.secret) else {
        return Err(OAuthError::InvalidClient);
    };
    let app = by_client_id(ctx, id).await?.ok_or(OAuthError::InvalidClient)?;
    let right: bool = random::digest(secret).as_bytes().ct_eq(app.secret_hash.as_bytes()).into();
    if right { Ok(app) } else { Err(OAuthError::InvalidClient) }
}

/// As the API shows it, without secrets.
pub fn present(ctx: &Ctx, app: &oauth_app::Model) -> Application {
    Application {
        id: app.id,
        name: app.name.clone(),
        website: app.website.clone(),
        scopes: app.scopes.split(' ').map(str::to_owned).collect(),
        redirect_uris: app.redirect_uris.lines().map(str::to_owned).collect(),
        redirect_uri: app.redirect_uris.clone(),
        vapid_key: ctx.secrets.vapid.public().to_owned(),
    }
}

fn check(params: &CreateApp) -> Result<Scopes> {
    let mut problems = Problems::default();
    let name = params.client_name.trim();
    if name.is_empty() {
        problems.add("client_name", "ERR_BLANK", "can't be blank");
    } else if name.chars().count() > MAX_NAME {
        problems.add(
            "client_name",
            "ERR_TOO_LONG",
            format!("is too long (maximum is {MAX_NAME} characters)"),
        );
    }
    if params.redirect_uris.is_empty() {
        problems.add("redirect_uris", "ERR_BLANK", "can't be blank");
    } else if params.redirect_uris.len() > MAX_REDIRECTS {
        problems.add("redirect_uris", "ERR_TOO_LONG", format!("are too many (maximum is {MAX_REDIRECTS})"));
    } else if !params.redirect_uris.iter().all(|uri| is_redirect(uri)) {
        problems.add("redirect_uris", "ERR_INVALID", "must be absolute addresses without a fragment");
    }
    let website = params.website.as_deref().unwrap_or_default();
    if !website.is_empty() && !is_website(website) {
        problems.add("website", "ERR_INVALID", "must be an http or https address");
    }
    let scopes = params.scopes.as_deref().filter(|scopes| !scopes.trim().is_empty()).unwrap_or("read");
    let scopes = scopes.parse::<Scopes>();
    if scopes.is_err() {
        problems.add("scopes", "ERR_INVALID", "doesn't match configured on the server");
    }
    problems.check()?;
    Ok(scopes.unwrap_or_default())
}

/// Absolute, without a fragment (RFC 6749 section 3.1.2), and of a scheme that leads somewhere.
fn is_redirect(uri: &str) -> bool {
    if uri == OUT_OF_BAND {
        return true;
    }
    uri.len() <= MAX_ADDRESS
        && Url::parse(uri)
            .is_ok_and(|url| url.fragment().is_none() && !FORBIDDEN_SCHEMES.contains(&url.scheme()))
}

fn is_website(text: &str) -> bool {
    text.len() <= MAX_ADDRESS && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_lead_somewhere() {
        assert!(is_redirect("https://app.example/callback?x=1"));
        assert!(is_redirect("tusky://oauth"));
        assert!(is_redirect("urn:ietf:wg:oauth:2.0:oob"));
        assert!(!is_redirect("javascript:alert(1)"));
        assert!(!is_redirect("https://app.example/#fragment"));
        assert!(!is_redirect("/callback"));
    }

    #[test]
    fn a_basic_header_wins_over_the_body() {
        let credentials = ClientCredentials::new(Some("Basic YTpi"), Some("x".into()), None);
        assert_eq!((credentials.id.as_deref(), credentials.secret.as_deref()), (Some("a"), Some("b")));
        let credentials = ClientCredentials::new(Some("Bearer x"), Some("x".into()), None);
        assert_eq!(credentials.id.as_deref(), Some("x"));
    }
}
