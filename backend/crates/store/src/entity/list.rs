//! Table `lists`.

use kinds::{AccountId, ListId, Millis, RepliesPolicy};
use sea_orm::entity::prelude::*;

/// A row of `lists`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lists")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ListId,
    pub account_id: AccountId,
    pub title: String,
    pub replies_policy: RepliesPolicy,
    pub exclusive: bool,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
