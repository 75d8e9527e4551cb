//! Table `collection_items`.

use kinds::{AccountId, CollectionId, CollectionItemId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `collection_items`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collection_items")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CollectionItemId,
    pub collection_id: CollectionId,
    pub account_id: AccountId,
    /// 0 pending, 1 accepted, 2 rejected, 3 revoked.
    pub state: i16,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
