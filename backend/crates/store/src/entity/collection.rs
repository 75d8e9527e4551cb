//! Table `collections`.

use kinds::{AccountId, CollectionId, Millis, TagId};
use sea_orm::entity::prelude::*;

/// A row of `collections`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "collections")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CollectionId,
    pub account_id: AccountId,
    pub name: String,
    pub description: String,
    pub language: Option<String>,
    pub tag_id: Option<TagId>,
    pub sensitive: bool,
    pub discoverable: bool,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
