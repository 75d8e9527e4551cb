//! Table `mutes`.

use kinds::{AccountId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `mutes`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mutes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub account_id: AccountId,
    pub target_id: AccountId,
    pub hide_notifications: bool,
    pub expires_at: Option<Millis>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
