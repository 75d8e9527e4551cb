//! Hashtags that somebody shows on the own profile.

use kinds::{AccountId, FeaturedTagId, TagId};
use protocol::{text::hashtag_key, vocab::Hashtag};
use shared::entities::{FeaturedTag, Tag};
use store::{
    Event, Tx,
    entity::featured_tag,
    query::{
        featured_tag::{self as query, FeaturedRow},
        tag as tags, user,
    },
};

use super::{present, tag};
use crate::{
    ctx::Ctx,
    effects::federate,
    error::{Result, ServiceError},
    job::Outgoing,
};

/// The account's latest posts whose tags are suggested, and how many tags.
const SUGGESTED: (i64, i64) = (200, 10);
/// Hashtags that an account of another server can feature here.
const MAX_REMOTE: usize = 20;

/// What an account shows, the most used first. Empty when the account is suspended or blocks the viewer.
///
/// # Errors
/// 404 when there is no such account.
pub async fn of_account(ctx: &Ctx, viewer: Option<AccountId>, owner: AccountId) -> Result<Vec<FeaturedTag>> {
    let account = present::account(ctx, owner).await?;
    let blocked = match viewer {
        Some(viewer) => present::relations(ctx, viewer).await?.blocked_by.contains(&owner),
        None => false,
    };
    if blocked || account.suspended == Some(true) {
        return Ok(Vec::new());
    }
    let rows = query::all(ctx.db.read(), owner).await?;
    Ok(rows.into_iter().map(|row| entity(ctx, row)).collect())
}

/// Features a hashtag.
///
/// # Errors
/// 422 when that is no hashtag, it is featured already, or there are too many.
pub async fn create(ctx: &Ctx, owner: AccountId, name: &str) -> Result<FeaturedTag> {
    let key = key(name)?;
    if !add(ctx, owner, name, &key).await? {
        return Err(ServiceError::field("name", "ERR_TAKEN", "has already been taken"));
    }
    let rows = query::all(ctx.db.read(), owner).await?;
    let row = rows.into_iter().find(|row| row.key == key).ok_or(ServiceError::NotFound)?;
    Ok(entity(ctx, row))
}

/// Features a hashtag, if it is not featured yet.
///
/// # Errors
/// 422 when that is no hashtag, or there are too many.
pub async fn feature(ctx: &Ctx, owner: AccountId, name: &str) -> Result<Tag> {
    let key = key(name)?;
    add(ctx, owner, name, &key).await?;
    tag::show(ctx, Some(owner), &key).await
}

/// No longer features a hashtag.
///
/// # Errors
/// 404 when that is no hashtag.
pub async fn unfeature(ctx: &Ctx, owner: AccountId, name: &str) -> Result<Tag> {
    let key = hashtag_key(name).ok_or(ServiceError::NotFound)?;
    let rows = query::all(ctx.db.read(), owner).await?;
    if let Some(row) = rows.into_iter().find(|row| row.key == key) {
        remove(ctx, owner, row).await?;
    }
    tag::show(ctx, Some(owner), &key).await
}

/// No longer features what has this id.
///
/// # Errors
/// 404 when the account features nothing of this id.
pub async fn delete(ctx: &Ctx, owner: AccountId, id: FeaturedTagId) -> Result<()> {
    let rows = query::all(ctx.db.read(), owner).await?;
    let row = rows.into_iter().find(|row| row.featured.id == id).ok_or(ServiceError::NotFound)?;
    remove(ctx, owner, row).await
}

async fn remove(ctx: &Ctx, owner: AccountId, row: FeaturedRow) -> Result<()> {
    let tx = ctx.begin().await?;
    if query::delete(tx.conn(), owner, row.featured.id).await? {
        changed(ctx, &tx, owner, &row.key, &row.featured.name, false)?;
    }
    ctx.commit(tx).await
}

/// Hashtags somebody often uses and does not feature.
///
/// # Errors
/// When the database cannot be read.
pub async fn suggestions(ctx: &Ctx, owner: AccountId) -> Result<Vec<Tag>> {
    let rows = query::used(ctx.db.read(), owner, SUGGESTED.0, SUGGESTED.1).await?;
    let used: Vec<(TagId, String)> = rows.into_iter().map(|row| (row.id, row.name)).collect();
    tag::several(ctx, Some(owner), used).await
}

/// False when it was featured already.
async fn add(ctx: &Ctx, owner: AccountId, name: &str, key: &str) -> Result<bool> {
    let written = name.trim().trim_start_matches('#').to_owned();
    let tx = ctx.begin().await?;
    user::lock(tx.conn(), owner).await?;
    let ids = tags::ensure(tx.conn(), &ctx.ids, tx.now(), &[(key.to_owned(), written.clone())]).await?;
    let tag = ids.into_iter().next().ok_or(ServiceError::NotFound)?;
    let row = row(ctx, &tx, owner, tag, written);
    if !query::insert(tx.conn(), &row).await? {
        return Ok(false);
    }
    let most = ctx.config.limits.featured_tags;
    if query::count(tx.conn(), owner).await? > usize::try_from(most).unwrap_or(usize::MAX) {
        let text =
            format!("Validation failed: You have already featured the maximum number of {most} hashtags");
        return Err(ServiceError::invalid(text));
    }
    tx.defer(query::recounting(owner, Some(&[tag])));
    changed(ctx, &tx, owner, key, &row.name, true)?;
    ctx.commit(tx).await?;
    Ok(true)
}

/// An account of another server features a hashtag, or no longer.
///
/// # Errors
/// When the database fails.
pub async fn set(ctx: &Ctx, owner: AccountId, tag: &Hashtag, featured: bool) -> Result<()> {
    let tx = ctx.begin().await?;
    user::lock(tx.conn(), owner).await?;
    let rows = query::all(tx.conn(), owner).await?;
    let known = rows.iter().find(|row| row.key == tag.key);
    match (featured, known) {
        (true, None) if rows.len() < MAX_REMOTE => store(ctx, &tx, owner, std::slice::from_ref(tag)).await?,
        (false, Some(row)) => drop(query::delete(tx.conn(), owner, row.featured.id).await?),
        _ => {}
    }
    ctx.commit(tx).await
}

/// Makes exactly these the featured hashtags of an account of another server.
///
/// # Errors
/// When the database fails.
pub async fn set_all(ctx: &Ctx, owner: AccountId, tags: &[Hashtag]) -> Result<()> {
    let tx = ctx.begin().await?;
    user::lock(tx.conn(), owner).await?;
    for row in query::all(tx.conn(), owner).await? {
        if !tags.iter().any(|tag| tag.key == row.key) {
            query::delete(tx.conn(), owner, row.featured.id).await?;
        }
    }
    store(ctx, &tx, owner, tags).await?;
    ctx.commit(tx).await
}

/// Stores featured hashtags of another server; those that are there stay as they are.
async fn store(ctx: &Ctx, tx: &Tx, owner: AccountId, tags: &[Hashtag]) -> Result<()> {
    let named: Vec<(String, String)> = tags.iter().map(|tag| (tag.key.clone(), tag.name.clone())).collect();
    let ids = tags::ensure(tx.conn(), &ctx.ids, tx.now(), &named).await?;
    let keys: Vec<String> = named.into_iter().map(|(key, _)| key).collect();
    let known = tags::by_names(tx.conn(), &keys).await?;
    for tag in tags {
        if let Some(id) = known.get(&tag.key) {
            query::insert(tx.conn(), &row(ctx, tx, owner, *id, tag.name.clone())).await?;
        }
    }
    tx.defer(query::recounting(owner, Some(&ids)));
    Ok(())
}

fn row(ctx: &Ctx, tx: &Tx, owner: AccountId, tag: TagId, name: String) -> featured_tag::Model {
    featured_tag::Model {
        id: ctx.next_id(),
        account_id: owner,
        tag_id: tag,
        name,
        statuses_count: 0,
        last_status_at: None,
        created_at: tx.now(),
    }
}

fn key(name: &str) -> Result<String> {
    hashtag_key(name).ok_or_else(|| ServiceError::field("name", "ERR_INVALID", "is not a valid hashtag"))
}

/// What the owner is told of hashtags is cached with the relations; other servers are told as well.
fn changed(ctx: &Ctx, tx: &Tx, account: AccountId, key: &str, name: &str, featured: bool) -> Result<()> {
    tx.emit(Event::RelationsChanged { account });
    let (key, name) = (key.to_owned(), name.to_owned());
    federate::tell(ctx, tx, Outgoing::FeatureTag { account, key, name, featured })
}

fn entity(ctx: &Ctx, row: FeaturedRow) -> FeaturedTag {
    FeaturedTag {
        id: row.featured.id,
        url: ctx.url(&format!("/tags/{}", row.key)),
        name: row.featured.name,
        statuses_count: row.featured.statuses_count.max(0).to_string(),
        last_status_at: row.featured.last_status_at.map(|time| present::timestamp(time).0.into()),
    }
}
