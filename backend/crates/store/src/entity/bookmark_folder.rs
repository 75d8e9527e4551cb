//! Table `bookmark_folders`.

use kinds::{AccountId, BookmarkFolderId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `bookmark_folders`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bookmark_folders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: BookmarkFolderId,
    pub account_id: AccountId,
    pub name: String,
    pub emoji: Option<String>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
