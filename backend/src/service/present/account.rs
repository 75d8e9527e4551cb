//! Accounts.

use std::{collections::HashMap, sync::Arc};

use kinds::{AccountId, FeatureAnswer, InteractionGroup, RoleId};
use shared::entities::{Account, AccountField, AccountRole, FeatureApproval, WrittenAccount};
use store::query::account::{self as query, AccountRow};

use super::{acct, emojis, media_url, profile_url, timestamp};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::remote_media::{self, Shape},
};

/// Shown until an account has a picture of its own.
const NO_AVATAR: &str = "/assets/avatar.png";
const NO_HEADER: &str = "/assets/header.png";

/// Accounts by id; unknown ids are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn accounts(ctx: &Ctx, ids: &[AccountId]) -> Result<HashMap<AccountId, Arc<Account>>> {
    let mut found = HashMap::with_capacity(ids.len());
    let mut missing = Vec::new();
    for &id in ids {
        match ctx.caches.accounts.get(&id) {
            Some(account) => {
                found.insert(id, account);
            }
            None if !missing.contains(&id) => missing.push(id),
            None => {}
        }
    }
    if missing.is_empty() {
        return Ok(found);
    }
    let tickets: HashMap<_, _> = missing.iter().map(|id| (*id, ctx.caches.accounts.ticket(id))).collect();
    let rows = query::rows(ctx.db.read(), &missing).await?;
    let targets = move_targets(ctx, &rows).await?;
    for row in rows {
        let id = row.account.id;
        let moved = row.account.moved_to_id.and_then(|target| targets.get(&target).cloned());
        let account = Arc::new(Account { moved, ..render(ctx, row) });
        // With a copy of another account in it, it would not be told of that one's changes.
        if account.moved.is_none()
            && let Some(&ticket) = tickets.get(&id)
        {
            ctx.caches.accounts.insert(id, account.clone(), ticket);
        }
        found.insert(id, account);
    }
    Ok(found)
}

/// The accounts that these have moved to, as far as they are known, without where those have moved to.
async fn move_targets(ctx: &Ctx, rows: &[AccountRow]) -> Result<HashMap<AccountId, Arc<Account>>> {
    let ids: Vec<AccountId> = rows.iter().filter_map(|row| row.account.moved_to_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let targets = query::rows(ctx.db.read(), &ids).await?;
    Ok(targets.into_iter().map(|row| (row.account.id, Arc::new(render(ctx, row)))).collect())
}

/// One account.
///
/// # Errors
/// 404 when there is none.
pub async fn account(ctx: &Ctx, id: AccountId) -> Result<Arc<Account>> {
    accounts(ctx, &[id]).await?.remove(&id).ok_or(ServiceError::NotFound)
}

/// The account of this server with this name, if there is one.
///
/// # Errors
/// When the database cannot be read.
pub async fn local_account(ctx: &Ctx, name: &str) -> Result<Option<Arc<Account>>> {
    let names = &ctx.caches.names;
    let key = name.to_lowercase();
    if let Some(id) = names.get(&key)
        && let Some(account) = accounts(ctx, &[*id]).await?.remove(&*id)
    {
        return Ok(Some(account));
    }
    let ticket = names.ticket(&key);
    let Some(row) = query::by_handle(ctx.db.read(), name, "").await? else { return Ok(None) };
    names.insert(key, Arc::new(row.id), ticket);
    Ok(accounts(ctx, &[row.id]).await?.remove(&row.id))
}

/// About how many bytes an account takes in the cache.
pub fn account_bytes(account: &Account) -> usize {
    let fields: usize = account.fields.iter().map(|field| field.name.len() + field.value.len() + 64).sum();
    let texts = account.note.len()
        + account.uri.len() * 2
        + account.avatar.len() * 2
        + account.header.len() * 2
        + 128
        + fields
        + super::emoji::bytes(&account.emojis);
    // Once more as JSON, with the names of its fields.
    size_of::<Account>() + texts * 2 + 700
}

fn render(ctx: &Ctx, row: AccountRow) -> Account {
    let AccountRow { account, .. } = row;
    let local = account.domain.is_empty();
    let suspended = account.suspended_at.is_some();
    let owner = Some(account.id);
    let picture = |key: Option<&str>, remote: Option<&str>, shape: Shape| {
        let shown = match (key, remote) {
            _ if suspended => None,
            (Some(key), _) => Some(media_url(ctx, key)),
            (None, Some(url)) => remote_media::show(ctx, shape, owner, url),
            (None, None) => None,
        };
        let is_avatar = matches!(shape, Shape::Icon | Shape::StillIcon);
        shown.unwrap_or_else(|| ctx.url(if is_avatar { NO_AVATAR } else { NO_HEADER }))
    };
    let avatar = |shape| picture(account.avatar_key.as_deref(), account.avatar_remote_url.as_deref(), shape);
    let header = |shape| picture(account.header_key.as_deref(), account.header_remote_url.as_deref(), shape);
    let (avatar, avatar_static) = (avatar(Shape::Icon), avatar(Shape::StillIcon));
    let (header, header_static) = (header(Shape::Banner), header(Shape::StillBanner));
    let role = row.role_id.map(|id| AccountRole {
        id: RoleId(id),
        name: row.role_name.unwrap_or_default(),
        color: row.role_color.unwrap_or_default(),
    });
    let blank = |text: String| if suspended { String::new() } else { text };
    Account {
        id: account.id,
        acct: acct(&account.username, &account.domain),
        url: if local {
            Some(profile_url(ctx, &account.username))
        } else {
            account.url.or_else(|| Some(account.uri.clone()))
        },
        uri: account.uri,
        display_name: blank(account.display_name),
        note: blank(account.note),
        avatar_static,
        avatar,
        avatar_description: blank(account.avatar_description),
        header_static,
        header,
        header_description: blank(account.header_description),
        locked: account.locked,
        fields: if suspended {
            Vec::new()
        } else {
            serde_json::from_str::<Vec<AccountField>>(&account.fields).unwrap_or_default()
        },
        emojis: if suspended { Vec::new() } else { emojis(ctx, &account.emojis) },
        bot: matches!(account.actor_kind, 1 | 2),
        group: account.actor_kind == 3,
        discoverable: account.discoverable,
        indexable: account.indexable,
        noindex: local.then_some(!account.indexable),
        moved: None,
        memorial: account.memorial.then_some(true),
        suspended: suspended.then_some(true),
        limited: account.limited_at.is_some().then_some(true),
        email_subscriptions: (local && ctx.config.email_subscriptions.enabled)
            .then(|| !suspended && row.email_subscriptions == Some(true)),
        created_at: timestamp(account.created_at).midnight(),
        last_status_at: row.last_status_at.map(|time| timestamp(time).0.into()),
        statuses_count: row.statuses_count.unwrap_or_default().max(0),
        followers_count: row.followers_count.unwrap_or_default().max(0),
        following_count: row.following_count.unwrap_or_default().max(0),
        // Unknown is an answer for others' accounts only: some clients expect a boolean.
        hide_collections: account.hide_collections.or(local.then_some(false)),
        show_media: account.show_media,
        show_media_replies: account.show_media_replies,
        show_featured: account.show_featured,
        roles: local.then(|| role.into_iter().collect()),
        feature_approval: feature_approval(local, !suspended && account.discoverable == Some(true)),
        username: account.username,
        written: WrittenAccount::default(),
    }
}

/// Who may put an account into a collection: who wants to be found may be shown by everybody. Accounts of
/// other servers would have to be asked, which is not done. (Blocks are looked at when it comes to it.)
fn feature_approval(local: bool, findable: bool) -> FeatureApproval {
    let (automatic, current_user) = match (local, findable) {
        (true, true) => (vec![InteractionGroup::Public], FeatureAnswer::Automatic),
        (true, false) => (Vec::new(), FeatureAnswer::Denied),
        (false, _) => (Vec::new(), FeatureAnswer::Missing),
    };
    FeatureApproval { automatic, manual: Vec::new(), current_user }
}
