//! Table `mail_preferences`.

use kinds::AccountId;
use sea_orm::entity::prelude::*;

/// A row of `mail_preferences`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_preferences")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    pub follow: bool,
    pub follow_request: bool,
    pub mention: bool,
    pub reblog: bool,
    pub favourite: bool,
    pub quote: bool,
    pub always: bool,
    /// Whether visitors may have this account's posts sent to them.
    pub subscriptions: bool,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
