//! Emoji that people put under statuses, here and elsewhere (FEP-c0e0).

use std::{collections::HashMap, sync::Arc};

use kinds::{AccountId, NotificationKind, StatusId};
use shared::entities::{Account, Status, StatusReaction};
use store::{
    Event, Tx,
    entity::status,
    query::{
        account,
        reaction::{self as query, NewReaction, Reacted},
    },
};

use crate::{
    ctx::Ctx,
    effects::{
        federate,
        notify::{notify, withdraw},
    },
    error::{Result, ServiceError},
    job::Outgoing,
    service::{emoji, present},
};

/// Most emoji of one account under one status.
const MAX_OWN: usize = 8;
/// Most different emoji under a status.
const MAX_DIFFERENT: usize = 64;
/// Accounts that are named with each emoji.
const NAMED: i64 = 40;

/// Puts an emoji under a status: a Unicode one, a custom one by its shortcode, or one that is there already.
///
/// # Errors
/// 404 when the status cannot be seen; 422 when that is no emoji, or there are too many.
pub async fn react(ctx: &Ctx, viewer: AccountId, id: StatusId, name: &str) -> Result<Status> {
    let status = super::target(ctx, viewer, id).await?;
    let author = account::by_id(ctx.db.read(), viewer).await?.ok_or(ServiceError::NotFound)?;
    let emoji = known(ctx, status.id, name).await?;
    let emoji =
        emoji.ok_or_else(|| ServiceError::field("name", "ERR_INVALID", "is not a recognized emoji"))?;
    let row: i64 = ctx.next_id();
    let uri = format!("{}#reactions/{row}", author.uri);
    let tx = ctx.begin().await?;
    let new = NewReaction { id: row, account: viewer, status: status.id, emoji, uri, now: tx.now() };
    match store_reaction(ctx, &tx, &status, new.clone()).await? {
        Stored::New if !status.local => federate::tell(ctx, &tx, outgoing(viewer, &status, new, false))?,
        Stored::New | Stored::Known => {}
        Stored::TooMany => {
            return Err(ServiceError::field("base", "ERR_TOO_MANY", "Limit of different reactions reached"));
        }
    }
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer), status.id).await
}

/// Takes an emoji back; nothing happens when it is not there.
///
/// # Errors
/// 404 when the status cannot be seen.
pub async fn unreact(ctx: &Ctx, viewer: AccountId, id: StatusId, name: &str) -> Result<Status> {
    let status = super::once_target(ctx, id).await?;
    let name = emoji::unicode(name).unwrap_or_else(|| name.trim_matches(':').to_owned());
    let tx = ctx.begin().await?;
    if let Some(row) = remove_reaction(&tx, viewer, &status, &name).await?
        && !status.local
    {
        let pictures = row.url.map(|url| (url.clone(), url));
        let new = NewReaction {
            id: 0,
            account: viewer,
            status: status.id,
            emoji: Reacted { name, pictures },
            uri: row.uri.unwrap_or_default(),
            now: tx.now(),
        };
        federate::tell(ctx, &tx, outgoing(viewer, &status, new, true))?;
    }
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer), status.id).await
}

/// The emoji under a status with those who put them there, as far as the viewer may know: all, or one.
///
/// # Errors
/// 404 when the status cannot be seen.
pub async fn reactions(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    id: StatusId,
    name: Option<&str>,
) -> Result<Vec<StatusReaction>> {
    let mut shown = present::status(ctx, viewer, id).await?;
    if let Some(original) = shown.reblog.take() {
        shown = *original;
    }
    let name = name.map(|name| emoji::unicode(name).unwrap_or_else(|| name.trim_matches(':').to_owned()));
    let rows = query::accounts(ctx.db.read(), viewer, shown.id, name.as_deref(), NAMED).await?;
    let ids: Vec<AccountId> = rows.iter().map(|row| row.account_id).collect();
    let accounts = present::accounts(ctx, &ids).await?;
    let mut named: HashMap<String, Vec<Arc<Account>>> = HashMap::new();
    for row in rows {
        named.entry(row.name).or_default().extend(accounts.get(&row.account_id).cloned());
    }
    let wanted = shown.reactions.into_iter().filter(|one| name.as_ref().is_none_or(|name| one.name == *name));
    let listed = wanted.map(|one| StatusReaction {
        accounts: named.remove(&one.name).unwrap_or_default(),
        name: one.name,
        count: one.count,
        me: one.me,
        url: one.url,
        static_url: one.static_url,
    });
    Ok(listed.collect())
}

/// What became of a reaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It is there now.
    New,
    /// It was there before.
    Known,
    /// There are too many already.
    TooMany,
}

/// Stores a reaction made here or elsewhere, with event and notification.
///
/// # Errors
/// When the database fails.
pub async fn store_reaction(
    ctx: &Ctx,
    tx: &Tx,
    status: &status::Model,
    mut new: NewReaction,
) -> Result<Stored> {
    let (db, account) = (tx.conn(), new.account);
    let own = query::own(db, account, &[status.id]).await?;
    let present = query::counts(db, &[status.id]).await?;
    let there = present.iter().find(|one| one.name == new.emoji.name);
    let is_new_here = there.is_none();
    // Whoever comes later does not change the picture for those who are there.
    if let Some(there) = there {
        new.emoji.pictures = there.url.clone().zip(there.static_url.clone());
    }
    if own.iter().any(|row| row.name == new.emoji.name) {
        return Ok(Stored::Known);
    }
    if own.len() >= MAX_OWN || (is_new_here && present.len() >= MAX_DIFFERENT) {
        return Ok(Stored::TooMany);
    }
    if !query::insert(db, new).await? {
        return Ok(Stored::Known);
    }
    tx.emit(Event::StatusTouched { status: status.id });
    notify(ctx, tx, status.account_id, account, NotificationKind::Reaction, Some(status.id)).await?;
    Ok(Stored::New)
}

/// Removes a reaction made here or elsewhere, and the notification with the last one; returns it.
///
/// # Errors
/// When the database fails.
pub async fn remove_reaction(
    tx: &Tx,
    account: AccountId,
    status: &status::Model,
    name: &str,
) -> Result<Option<query::ReactionRow>> {
    let Some(row) = query::take(tx.conn(), account, status.id, name).await? else { return Ok(None) };
    tx.emit(Event::StatusTouched { status: status.id });
    if query::own(tx.conn(), account, &[status.id]).await?.is_empty() {
        withdraw(tx, status.account_id, account, NotificationKind::Reaction, Some(status.id)).await?;
    }
    Ok(Some(row))
}

/// The one way in which an emoji is written here, if it is one that can be used: of custom emoji of other
/// servers those that are there already, for who puts them there knows their picture.
async fn known(ctx: &Ctx, status: StatusId, name: &str) -> Result<Option<Reacted>> {
    if let Some(name) = emoji::unicode(name) {
        return Ok(Some(Reacted { name, pictures: None }));
    }
    if let Some(code) = emoji::shortcode(name) {
        let custom = emoji::used(ctx, vec![code]).await?.into_iter().next();
        return Ok(custom.map(|custom| Reacted {
            name: custom.shortcode,
            pictures: Some((custom.url, custom.static_url)),
        }));
    }
    let name = name.trim_matches(':');
    let there = query::counts(ctx.db.read(), &[status]).await?.into_iter().find(|one| one.name == name);
    Ok(there.map(|one| Reacted { name: one.name, pictures: one.url.zip(one.static_url) }))
}

fn outgoing(account: AccountId, status: &status::Model, new: NewReaction, undo: bool) -> Outgoing {
    let picture = new.emoji.pictures.map(|(url, _)| url);
    Outgoing::React { account, status: status.id, uri: new.uri, name: new.emoji.name, picture, undo }
}
