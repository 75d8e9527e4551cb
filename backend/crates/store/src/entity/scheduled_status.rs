//! Table `scheduled_statuses`.

use kinds::{AccountId, AppId, Millis, ScheduledStatusId};
use sea_orm::entity::prelude::*;

/// A row of `scheduled_statuses`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "scheduled_statuses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ScheduledStatusId,
    pub account_id: AccountId,
    /// What was asked for, JSON.
    pub params: String,
    pub app_id: Option<AppId>,
    pub idempotency_key: Option<String>,
    pub scheduled_at: Millis,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
