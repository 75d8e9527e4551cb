//! Table `notification_requests`.

use kinds::{AccountId, Millis, NotificationRequestId, StatusId};
use sea_orm::entity::prelude::*;

/// A row of `notification_requests`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notification_requests")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NotificationRequestId,
    pub account_id: AccountId,
    pub from_account_id: AccountId,
    pub last_status_id: Option<StatusId>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
