//! Table `domain_blocks`: servers the administrator limits: 0 silence, 1 suspend.

use kinds::Millis;
use sea_orm::entity::prelude::*;

/// A row of `domain_blocks`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "domain_blocks")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub domain: String,
    pub severity: i16,
    pub reject_media: bool,
    pub comment: String,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
