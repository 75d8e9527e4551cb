//! One's own account, with the sides that only its owner sees.

use std::sync::Arc;

use kinds::{AccountId, MediaDisplay, QuotePolicy, ReplyPolicy};
use serde::Deserialize;
use shared::entities::{
    AccountField, CredentialAccount, CredentialAccountSource, Preferences, Profile, Role,
};
use store::{
    entity::{account, user},
    query,
};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{auth::Viewer, present, role},
};

/// A row of the profile's table as it was typed; kept as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, Deserialize)]
pub(super) struct FieldSource {
    pub(super) name: String,
    pub(super) value: String,
    #[serde(default)]
    pub(super) verified_at: Option<shared::time::Timestamp>,
}

/// `GET /api/v1/accounts/verify_credentials`.
///
/// # Errors
/// When the database cannot be read.
pub async fn credentials(ctx: &Ctx, viewer: &Viewer) -> Result<CredentialAccount> {
    let account = present::account(ctx, viewer.account).await?;
    let OwnerSide { source, role, .. } = (*owner_side(ctx, viewer).await?).clone();
    Ok(CredentialAccount { account, source, role })
}

/// What only its owner sees of an account.
#[derive(Clone, Debug)]
pub struct OwnerSide {
    /// Settings for posting, and the profile as it was typed.
    pub source: CredentialAccountSource,
    /// The user's role.
    pub role: Role,
    /// The account's id on the network.
    pub uri: String,
    /// Whether the account has moved elsewhere.
    pub has_moved: bool,
}

/// About how many bytes it takes in the cache.
pub fn owner_bytes(side: &OwnerSide) -> usize {
    let fields: usize =
        side.source.fields.iter().map(|field| field.name.len() + field.value.len() + 64).sum();
    size_of::<OwnerSide>() + side.source.note.len() + fields
}

/// What only its owner sees of the viewer's account.
///
/// # Errors
/// 404 when the viewer is no user.
pub async fn owner_side(ctx: &Ctx, viewer: &Viewer) -> Result<Arc<OwnerSide>> {
    let cache = &ctx.caches.owners;
    if let Some(side) = cache.get(&viewer.account) {
        return Ok(side);
    }
    let ticket = cache.ticket(&viewer.account);
    let (user, row, role) = own(ctx, viewer).await?;
    let requests = query::account::follow_requests_count(ctx.db.read(), viewer.account).await?;
    let side = OwnerSide {
        source: source(&user, &row, requests),
        role: role::present(role.as_ref()),
        uri: row.uri,
        has_moved: row.moved_to_id.is_some(),
    };
    let side = Arc::new(side);
    cache.insert(viewer.account, side.clone(), ticket);
    Ok(side)
}

/// `GET /api/v1/profile`.
///
/// # Errors
/// When the database cannot be read.
pub async fn profile(ctx: &Ctx, viewer: &Viewer) -> Result<Profile> {
    let (user, row, _) = own(ctx, viewer).await?;
    let shown = present::account(ctx, viewer.account).await?;
    let avatar = row.avatar_key.as_ref().map(|_| shown.avatar.clone());
    let header = row.header_key.as_ref().map(|_| shown.header.clone());
    Ok(Profile {
        id: row.id,
        fields: fields(&user),
        note: user.note_source,
        avatar_static: avatar.clone(),
        avatar,
        avatar_description: row.avatar_description,
        header_static: header.clone(),
        header,
        header_description: row.header_description,
        locked: row.locked,
        bot: shown.bot,
        hide_collections: Some(row.hide_collections.unwrap_or(false)),
        discoverable: row.discoverable,
        indexable: row.indexable,
        show_media: row.show_media,
        show_media_replies: row.show_media_replies,
        show_featured: row.show_featured,
        attribution_domains: serde_json::from_str(&row.attribution_domains).unwrap_or_default(),
        display_name: row.display_name,
    })
}

/// `GET /api/v1/preferences`.
///
/// # Errors
/// When the database cannot be read.
pub async fn preferences(ctx: &Ctx, viewer: &Viewer) -> Result<Preferences> {
    let (user, _, _) = own(ctx, viewer).await?;
    let settings: Settings = serde_json::from_str(&user.settings).unwrap_or_default();
    Ok(Preferences {
        posting_default_visibility: user.default_visibility,
        posting_default_sensitive: user.default_sensitive,
        posting_default_language: user.default_language,
        reading_expand_media: settings.expand_media,
        reading_expand_spoilers: settings.expand_spoilers,
        posting_default_quote_policy: user.quote_policy.parse().unwrap_or(QuotePolicy::Public),
        posting_default_reply_policy: user.reply_policy.parse().unwrap_or(ReplyPolicy::Public),
        reading_autoplay_gifs: settings.autoplay_gifs,
    })
}

/// What the web app stores for other clients to follow.
#[derive(Debug, Deserialize)]
#[serde(default)]
struct Settings {
    expand_media: MediaDisplay,
    expand_spoilers: bool,
    autoplay_gifs: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { expand_media: MediaDisplay::Default, expand_spoilers: false, autoplay_gifs: false }
    }
}

/// An account as anybody sees it. Those that are not confirmed or not let in yet do not exist.
///
/// # Errors
/// 404 when there is none.
pub async fn show(ctx: &Ctx, id: AccountId) -> Result<Arc<shared::entities::Account>> {
    match list(ctx, &[id]).await?.pop() {
        Some(account) => Ok(account),
        None => Err(ServiceError::NotFound),
    }
}

/// Accounts by id, in the order asked for; unknown ones are left out.
///
/// # Errors
/// 422 for too many at once.
pub async fn list(ctx: &Ctx, ids: &[AccountId]) -> Result<Vec<Arc<shared::entities::Account>>> {
    /// As Mastodon's own limit.
    const MAX: usize = 40;
    if ids.len() > MAX {
        return Err(ServiceError::invalid(format!("Too many accounts at once (maximum is {MAX})")));
    }
    let hidden = query::user::not_in_yet(ctx.db.read(), ids).await?;
    let mut found = present::accounts(ctx, ids).await?;
    Ok(ids.iter().filter(|id| !hidden.contains(id)).filter_map(|id| found.remove(id)).collect())
}

type Own = (user::Model, account::Model, Option<store::entity::role::Model>);

async fn own(ctx: &Ctx, viewer: &Viewer) -> Result<Own> {
    let id = viewer.user.ok_or(ServiceError::NotFound)?;
    query::token::user(ctx.db.read(), id).await?.ok_or(ServiceError::NotFound)
}

fn source(user: &user::Model, row: &account::Model, requests: i64) -> CredentialAccountSource {
    CredentialAccountSource {
        attribution_domains: serde_json::from_str(&row.attribution_domains).unwrap_or_default(),
        note: user.note_source.clone(),
        fields: fields(user),
        privacy: user.default_visibility,
        sensitive: user.default_sensitive,
        language: user.default_language.clone().unwrap_or_default(),
        follow_requests_count: requests,
        hide_collections: Some(row.hide_collections.unwrap_or(false)),
        discoverable: row.discoverable,
        indexable: row.indexable,
        quote_policy: user.quote_policy.parse().unwrap_or(QuotePolicy::Public),
        reply_policy: user.reply_policy.parse().unwrap_or(ReplyPolicy::Public),
    }
}

fn fields(user: &user::Model) -> Vec<AccountField> {
    let rows: Vec<FieldSource> = serde_json::from_str(&user.fields_source).unwrap_or_default();
    rows.into_iter()
        .map(|row| AccountField { name: row.name, value: row.value, verified_at: row.verified_at })
        .collect()
}
