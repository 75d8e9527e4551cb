//! Table `notifications`.

use kinds::{AccountId, CollectionId, Millis, NotificationId, NotificationKind, ReportId, StatusId};
use sea_orm::entity::prelude::*;

/// A row of `notifications`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notifications")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NotificationId,
    pub account_id: AccountId,
    pub from_account_id: AccountId,
    pub kind: NotificationKind,
    pub status_id: Option<StatusId>,
    pub collection_id: Option<CollectionId>,
    pub report_id: Option<ReportId>,
    pub group_key: String,
    pub created_at: Millis,
    /// Kept apart by the policy until its sender is let in.
    pub filtered: bool,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
