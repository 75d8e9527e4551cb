//! Table `mentions`.

use kinds::{AccountId, StatusId};
use sea_orm::entity::prelude::*;

/// A row of `mentions`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mentions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub status_id: StatusId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// Addressed without being named in the text: may see, is not notified.
    pub silent: bool,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
