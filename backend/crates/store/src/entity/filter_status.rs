//! Table `filter_statuses`.

use kinds::{AccountId, FilterId, FilterStatusId, StatusId};
use sea_orm::entity::prelude::*;

/// A row of `filter_statuses`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "filter_statuses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FilterStatusId,
    pub filter_id: FilterId,
    /// The owner of the filter.
    pub account_id: AccountId,
    pub status_id: StatusId,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
