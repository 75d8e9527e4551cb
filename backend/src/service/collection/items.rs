//! Who is in a collection, and who may be.

use kinds::{
    AccountId, CollectionId, CollectionItemId, CollectionItemState, FeatureAnswer, NotificationKind,
};
use sea_orm::ConnectionTrait;
use shared::entities::WrappedCollectionItem;
use store::{Tx, entity::collection_item, query::collection as query};

use super::{MAX_ITEMS, own, visible};
use crate::{
    ctx::Ctx,
    effects::notify,
    error::{Result, ServiceError},
    service::present,
};

/// Puts an account into a collection.
///
/// # Errors
/// 404 when the collection or the account is not there, 403 when the collection is somebody else's or
/// the account may not be put into it, 422 when it is in it or the collection is full.
pub async fn add(
    ctx: &Ctx,
    viewer: AccountId,
    id: CollectionId,
    account: Option<AccountId>,
) -> Result<WrappedCollectionItem> {
    own(ctx, viewer, id).await?;
    let account = account.ok_or_else(|| ServiceError::field("account", "ERR_BLANK", "must exist"))?;
    may_feature(ctx, viewer, &[account]).await?;
    let tx = ctx.begin().await?;
    query::lock(tx.conn(), id, tx.now()).await?.ok_or(ServiceError::NotFound)?;
    let items = query::items(tx.conn(), &[id]).await?;
    match items.iter().find(|item| item.account_id == account) {
        Some(item) if item.state == query::REVOKED => return Err(refused()),
        Some(_) => return Err(ServiceError::field("account", "ERR_TAKEN", "is in the collection already")),
        None => {}
    }
    if items.iter().filter(|item| is_there(item)).count() >= MAX_ITEMS {
        return Err(ServiceError::invalid(format!(
            "Validation failed: A collection has at most {MAX_ITEMS} accounts"
        )));
    }
    let added = insert(ctx, &tx, viewer, id, &[account]).await?.pop().ok_or(ServiceError::NotFound)?;
    ctx.commit(tx).await?;
    let collection_item = present::collection_item(&added).ok_or(ServiceError::NotFound)?;
    Ok(WrappedCollectionItem { collection_item })
}

/// Takes an account out of a collection of one's own.
///
/// # Errors
/// 404 when there is none, 403 when the collection is somebody else's.
pub async fn remove(ctx: &Ctx, viewer: AccountId, id: CollectionId, item: CollectionItemId) -> Result<()> {
    own(ctx, viewer, id).await?;
    let item = query::item(ctx.db.read(), id, item).await?.ok_or(ServiceError::NotFound)?;
    // Who went away stays away: without the row, the owner could add the account again.
    if item.state == query::REVOKED {
        return Err(ServiceError::NotFound);
    }
    let tx = ctx.begin().await?;
    query::delete_item(tx.conn(), item.id).await?;
    notify::withdraw_added(&tx, item.account_id, id).await?;
    ctx.commit(tx).await
}

/// Goes away from a collection that the viewer is in, for good.
///
/// # Errors
/// 404 when there is none, 403 when it is another account that is in the collection.
pub async fn revoke(ctx: &Ctx, viewer: AccountId, id: CollectionId, item: CollectionItemId) -> Result<()> {
    let item = query::item(ctx.db.read(), id, item).await?.ok_or(ServiceError::NotFound)?;
    if item.account_id != viewer {
        visible(ctx, Some(viewer), id).await?;
        return Err(ServiceError::forbidden("This is another account's to do"));
    }
    let tx = ctx.begin().await?;
    query::revoke(tx.conn(), item.id).await?;
    notify::withdraw_added(&tx, viewer, id).await?;
    ctx.commit(tx).await
}

/// Whether `viewer` may put all these accounts into a collection: each allows it to everybody, and no
/// block stands between them.
///
/// # Errors
/// 404 when an account is not there, 403 when one may not be put into a collection.
pub(super) async fn may_feature(ctx: &Ctx, viewer: AccountId, accounts: &[AccountId]) -> Result<()> {
    let known = present::accounts(ctx, accounts).await?;
    let relations = present::relations(ctx, viewer).await?;
    for id in accounts {
        let account = known.get(id).ok_or(ServiceError::NotFound)?;
        let allows = account.feature_approval.current_user == FeatureAnswer::Automatic;
        if !allows || relations.blocked(*id) {
            return Err(refused());
        }
    }
    Ok(())
}

/// Stores items and tells the accounts. The caller has asked [`may_feature`] and holds the collection.
pub(super) async fn insert(
    ctx: &Ctx,
    tx: &Tx,
    owner: AccountId,
    id: CollectionId,
    accounts: &[AccountId],
) -> Result<Vec<collection_item::Model>> {
    let row = |account: &AccountId| collection_item::Model {
        id: ctx.next_id(),
        collection_id: id,
        account_id: *account,
        state: CollectionItemState::Accepted.number(),
        created_at: tx.now(),
    };
    let rows: Vec<collection_item::Model> = accounts.iter().map(row).collect();
    query::insert_items(tx.conn(), &rows).await?;
    for account in accounts {
        notify::about_collection(ctx, tx, *account, owner, NotificationKind::AddedToCollection, id).await?;
    }
    Ok(rows)
}

/// The items of a collection whose accounts have agreed.
pub(super) async fn accepted(
    db: &impl ConnectionTrait,
    id: CollectionId,
) -> Result<Vec<collection_item::Model>> {
    let accepted = CollectionItemState::Accepted.number();
    Ok(query::items(db, &[id]).await?.into_iter().filter(|item| item.state == accepted).collect())
}

/// Whether an item counts: its account has not refused.
fn is_there(item: &collection_item::Model) -> bool {
    CollectionItemState::from_number(item.state).is_some()
}

fn refused() -> ServiceError {
    ServiceError::forbidden("This account cannot be added to collections")
}
