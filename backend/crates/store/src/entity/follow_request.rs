//! Table `follow_requests`.

use kinds::{AccountId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `follow_requests`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub account_id: AccountId,
    pub target_id: AccountId,
    pub uri: Option<String>,
    pub show_reblogs: bool,
    pub notify: bool,
    pub languages: Option<String>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
