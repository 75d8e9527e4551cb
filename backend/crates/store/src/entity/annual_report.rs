//! Table `annual_reports`.

use kinds::{AccountId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `annual_reports`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "annual_reports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub year: i64,
    /// JSON: the archetype and the ids of the most successful posts.
    pub data: String,
    pub schema_version: i64,
    pub viewed_at: Option<Millis>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
