//! Table `filter_keywords`.

use kinds::{AccountId, FilterId, FilterKeywordId};
use sea_orm::entity::prelude::*;

/// A row of `filter_keywords`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filter_keywords")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FilterKeywordId,
    pub filter_id: FilterId,
    /// The owner of the filter.
    pub account_id: AccountId,
    pub keyword: String,
    pub whole_word: bool,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
