//! Making, changing and removing collections.

use std::collections::HashSet;

use kinds::{AccountId, CollectionId, NotificationKind, TagId};
use shared::{
    entities::WrappedCollection,
    params::{CreateCollection, UpdateCollection},
};
use store::{
    Tx,
    entity::collection,
    query::{self as queries, collection as query},
};

use super::{MAX_ITEMS, draft, items, own, wrapped};
use crate::{
    ctx::Ctx,
    effects::notify,
    error::{Result, ServiceError},
    service::{account::validate::Problems, role},
};

/// Makes a collection.
///
/// # Errors
/// 422 when a field is not acceptable or there are too many; 403 when an account may not be put into it,
/// 404 when it is not there.
pub async fn create(ctx: &Ctx, viewer: AccountId, params: CreateCollection) -> Result<WrappedCollection> {
    let mut problems = Problems::default();
    let name = draft::name(&params.name.unwrap_or_default(), &mut problems);
    let description = draft::description(&params.description.unwrap_or_default(), &mut problems);
    let language = draft::language(params.language, &mut problems);
    let tag = draft::tag(params.tag_name, &mut problems);
    let mut accounts = params.account_ids.unwrap_or_default();
    let mut named = HashSet::new();
    accounts.retain(|account| named.insert(*account));
    if accounts.len() > MAX_ITEMS {
        problems.add("collection_items", "ERR_TOO_LONG", format!("are too many (maximum is {MAX_ITEMS})"));
    }
    problems.check()?;
    items::may_feature(ctx, viewer, &accounts).await?;
    let tx = ctx.begin().await?;
    queries::user::lock(tx.conn(), viewer).await?;
    if query::count(tx.conn(), viewer).await? >= role::COLLECTION_LIMIT {
        return Err(ServiceError::invalid("Validation failed: There are too many collections already"));
    }
    let row = collection::Model {
        id: ctx.next_id(),
        account_id: viewer,
        name,
        description,
        language,
        tag_id: tag_id(ctx, &tx, tag).await?,
        sensitive: params.sensitive.unwrap_or_default(),
        discoverable: params.discoverable.unwrap_or_default(),
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    let id = row.id;
    query::insert(tx.conn(), row).await?;
    items::insert(ctx, &tx, viewer, id, &accounts).await?;
    ctx.commit(tx).await?;
    wrapped(ctx, viewer, id).await
}

/// Changes a collection; those in it are told.
///
/// # Errors
/// 404 when there is none, 403 when it is somebody else's, 422 when a field is not acceptable.
pub async fn update(
    ctx: &Ctx,
    viewer: AccountId,
    id: CollectionId,
    params: UpdateCollection,
) -> Result<WrappedCollection> {
    let before = own(ctx, viewer, id).await?.collection;
    let mut problems = Problems::default();
    let name = params.name.map(|name| draft::name(&name, &mut problems));
    let description = params.description.map(|text| draft::description(&text, &mut problems));
    let language = params.language.map(|language| draft::language(language, &mut problems));
    let tag = params.tag_name.map(|name| draft::tag(name, &mut problems));
    problems.check()?;
    let tx = ctx.begin().await?;
    let row = query::lock(tx.conn(), id, tx.now()).await?.ok_or(ServiceError::NotFound)?;
    let row = collection::Model {
        name: name.unwrap_or(row.name),
        description: description.unwrap_or(row.description),
        language: language.unwrap_or(row.language),
        tag_id: match tag {
            Some(tag) => tag_id(ctx, &tx, tag).await?,
            None => row.tag_id,
        },
        sensitive: params.sensitive.unwrap_or(row.sensitive),
        discoverable: params.discoverable.unwrap_or(row.discoverable),
        ..row
    };
    let changed = collection::Model { updated_at: before.updated_at, ..row.clone() } != before;
    query::update(tx.conn(), row).await?;
    if changed {
        for item in items::accepted(tx.conn(), id).await? {
            let kind = NotificationKind::CollectionUpdate;
            notify::about_collection(ctx, &tx, item.account_id, viewer, kind, id).await?;
        }
    }
    ctx.commit(tx).await?;
    wrapped(ctx, viewer, id).await
}

/// Removes a collection.
///
/// # Errors
/// 404 when there is none, 403 when it is somebody else's.
pub async fn delete(ctx: &Ctx, viewer: AccountId, id: CollectionId) -> Result<()> {
    own(ctx, viewer, id).await?;
    let tx = ctx.begin().await?;
    query::delete(tx.conn(), id).await?;
    ctx.commit(tx).await
}

async fn tag_id(ctx: &Ctx, tx: &Tx, tag: Option<(String, String)>) -> Result<Option<TagId>> {
    let Some(tag) = tag else { return Ok(None) };
    Ok(queries::tag::ensure(tx.conn(), &ctx.ids, tx.now(), &[tag]).await?.pop())
}
