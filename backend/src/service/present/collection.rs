//! Collections.

use std::collections::HashMap;

use kinds::{AccountId, CollectionId, CollectionItemState};
use protocol::text::{self, Style};
use shared::entities::{Collection, CollectionItem, ShallowTag};
use store::{
    entity::collection_item,
    query::collection::{self as query, CollectionRow},
};

use super::{accounts, relations, timestamp};
use crate::{ctx::Ctx, error::Result};

/// Collections with their items, in the order of the rows. Accounts that are suspended, or that a block
/// parts from the viewer, are left out; those that have not agreed yet are for the owner.
///
/// # Errors
/// When the database cannot be read.
pub async fn collections(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    rows: Vec<CollectionRow>,
) -> Result<Vec<Collection>> {
    let ids: Vec<CollectionId> = rows.iter().map(|row| row.collection.id).collect();
    let items = query::items(ctx.db.read(), &ids).await?;
    let featured: Vec<AccountId> = items.iter().map(|item| item.account_id).collect();
    let known = accounts(ctx, &featured).await?;
    let relations = match viewer {
        Some(viewer) => Some(relations(ctx, viewer).await?),
        None => None,
    };
    let is_shown = |item: &collection_item::Model| {
        let account = known.get(&item.account_id);
        account.is_some_and(|account| account.suspended != Some(true))
            && !relations.as_ref().is_some_and(|relations| relations.blocked(item.account_id))
    };
    let mut by_collection: HashMap<CollectionId, Vec<CollectionItem>> = HashMap::new();
    let owners: HashMap<CollectionId, AccountId> =
        rows.iter().map(|row| (row.collection.id, row.collection.account_id)).collect();
    for item in items.iter().filter(|item| is_shown(item)) {
        let is_owner = viewer.is_some() && owners.get(&item.collection_id).copied() == viewer;
        if let Some(shown) = collection_item(item)
            && (is_owner || shown.state == CollectionItemState::Accepted)
        {
            by_collection.entry(item.collection_id).or_default().push(shown);
        }
    }
    let render = |row: CollectionRow| {
        let items = by_collection.remove(&row.collection.id).unwrap_or_default();
        collection(ctx, row, items)
    };
    Ok(rows.into_iter().map(render).collect())
}

fn collection(ctx: &Ctx, row: CollectionRow, items: Vec<CollectionItem>) -> Collection {
    let CollectionRow { collection: row, tag_name } = row;
    let tag_url = |key: &str| ctx.url(&format!("/tags/{key}"));
    let accepted = items.iter().filter(|item| item.state == CollectionItemState::Accepted).count();
    Collection {
        id: row.id,
        account_id: row.account_id,
        uri: ctx.url(&format!("/collections/{}", row.id)),
        // There is no page for it.
        url: None,
        name: row.name,
        description: text::render(&text::parse(&row.description), Style::Post, &|_| None, &tag_url),
        language: row.language,
        local: true,
        sensitive: row.sensitive,
        discoverable: row.discoverable,
        tag: tag_name.map(|name| ShallowTag { url: tag_url(&name), name }),
        created_at: timestamp(row.created_at),
        updated_at: timestamp(row.updated_at),
        item_count: i64::try_from(accepted).unwrap_or(i64::MAX),
        items,
    }
}

/// An item; `None` when its account has refused.
pub fn collection_item(row: &collection_item::Model) -> Option<CollectionItem> {
    Some(CollectionItem {
        id: row.id,
        account_id: Some(row.account_id),
        state: CollectionItemState::from_number(row.state)?,
        created_at: timestamp(row.created_at),
    })
}
