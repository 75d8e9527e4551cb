//! Table `bookmarks`.

use kinds::{AccountId, BookmarkFolderId, Millis, StatusId};
use sea_orm::entity::prelude::*;

/// A row of `bookmarks`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "bookmarks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub account_id: AccountId,
    pub status_id: StatusId,
    pub folder_id: Option<BookmarkFolderId>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
