//! What moderators tell users: warnings, appeals, reports.

use std::sync::Arc;

use kinds::{
    AccountWarningAction, AppealState, CollectionId, ReportCategory, ReportId, RuleId, StatusId, WarningId,
};
use serde::{Deserialize, Serialize};

use super::Account;
use crate::time::Timestamp;

/// A moderator's warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountWarning {
    pub id: WarningId,
    pub action: AccountWarningAction,
    pub text: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub status_ids: Option<Vec<StatusId>>,
    pub target_account: Arc<Account>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub appeal: Option<Appeal>,
    pub created_at: Timestamp,
}

/// An appeal against a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Appeal {
    pub text: String,
    pub state: AppealState,
}

/// A report the viewer has made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Report {
    pub id: ReportId,
    pub action_taken: bool,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub action_taken_at: Option<Timestamp>,
    pub category: ReportCategory,
    pub comment: String,
    /// Whether it was sent on to the account's server.
    pub forwarded: bool,
    pub created_at: Timestamp,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub status_ids: Option<Vec<StatusId>>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub collection_ids: Option<Vec<CollectionId>>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub rule_ids: Option<Vec<RuleId>>,
    pub target_account: Arc<Account>,
}
