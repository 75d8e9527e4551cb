//! Table `filters`.

use kinds::{AccountId, FilterAction, FilterId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `filters`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filters")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FilterId,
    pub account_id: AccountId,
    pub title: String,
    /// Where it applies: a bit for the number of each `FilterContext`.
    pub contexts: i16,
    pub action: FilterAction,
    pub expires_at: Option<Millis>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
