//! Table `reports`.

use kinds::{AccountId, Millis, ReportCategory, ReportId};
use sea_orm::entity::prelude::*;

/// A row of `reports`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReportId,
    /// Who reports: somebody here, or the account that another server signed with.
    pub account_id: AccountId,
    pub target_account_id: AccountId,
    pub category: ReportCategory,
    pub comment: String,
    /// JSON lists of ids. What the statuses said is in `report_statuses`.
    pub status_ids: String,
    pub rule_ids: String,
    /// Whether it was sent on to the account's server.
    pub forwarded: bool,
    /// The id of the Flag of another server.
    pub uri: Option<String>,
    pub assigned_account_id: Option<AccountId>,
    pub action_taken_at: Option<Millis>,
    pub action_taken_by_account_id: Option<AccountId>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
