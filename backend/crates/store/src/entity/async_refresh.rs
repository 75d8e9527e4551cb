//! Table `async_refreshes`.

use kinds::Millis;
use sea_orm::entity::prelude::*;

/// A row of `async_refreshes`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "async_refreshes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What is made anew, such as `context:STATUS`.
    pub subject: String,
    pub finished: bool,
    pub result_count: Option<i64>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
