//! Table `hosts`: other servers: how deliveries fare.

use kinds::Millis;
use sea_orm::entity::prelude::*;

/// A row of `hosts`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hosts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub domain: String,
    pub failing_since: Option<Millis>,
    pub failures: i64,
    pub retry_after: Option<Millis>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
