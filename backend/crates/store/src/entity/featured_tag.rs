//! Table `featured_tags`.

use kinds::{AccountId, FeaturedTagId, Millis, TagId};
use sea_orm::entity::prelude::*;

/// A row of `featured_tags`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "featured_tags")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FeaturedTagId,
    pub account_id: AccountId,
    pub tag_id: TagId,
    /// As its owner wrote it.
    pub name: String,
    /// Open statuses of the account with the tag.
    pub statuses_count: i64,
    pub last_status_at: Option<Millis>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
