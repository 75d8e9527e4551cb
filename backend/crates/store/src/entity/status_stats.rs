//! Table `status_stats`.

use kinds::StatusId;
use sea_orm::entity::prelude::*;

/// A row of `status_stats`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "status_stats")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub status_id: StatusId,
    pub replies_count: i64,
    pub reblogs_count: i64,
    pub favourites_count: i64,
    pub quotes_count: i64,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
