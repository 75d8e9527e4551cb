//! Table `notification_policies`.

use kinds::{AccountId, NotificationVerdict};
use sea_orm::entity::prelude::*;

/// A row of `notification_policies`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_policies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    pub not_following: NotificationVerdict,
    pub not_followers: NotificationVerdict,
    pub new_accounts: NotificationVerdict,
    pub private_mentions: NotificationVerdict,
    pub limited_accounts: NotificationVerdict,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
