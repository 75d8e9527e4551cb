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
    /// What the moderators did.
    pub action: AccountWarningAction,
    /// What the moderators wrote, plain text; may be empty.
    pub text: String,
    /// The posts it is about; null when it is about none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub status_ids: Option<Vec<StatusId>>,
    /// The account that was warned.
    pub target_account: Arc<Account>,
    /// The appeal against it; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub appeal: Option<Appeal>,
    /// When the warning was given.
    pub created_at: Timestamp,
}

/// An appeal against a warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Appeal {
    /// What was written to the moderators.
    pub text: String,
    /// How far the appeal has come.
    pub state: AppealState,
}

/// A report to the moderators: one that the viewer has made, or is told of as one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Report {
    pub id: ReportId,
    /// Whether moderators have dealt with it.
    pub action_taken: bool,
    /// When they did; null until then.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub action_taken_at: Option<Timestamp>,
    /// What kind of trouble is reported.
    pub category: ReportCategory,
    /// What the reporter wrote; may be empty.
    pub comment: String,
    /// Whether it was sent on to the account's server.
    pub forwarded: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// The posts that are reported; null when none are.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub status_ids: Option<Vec<StatusId>>,
    /// The collections that are reported; null when none are.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub collection_ids: Option<Vec<CollectionId>>,
    /// The rules of the server that were broken; null when none are named.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub rule_ids: Option<Vec<RuleId>>,
    /// The account that is reported.
    pub target_account: Arc<Account>,
}
