//! Reports.

use kinds::{AccountId, CollectionId, ReportCategory, RuleId, StatusId};
use serde::{Deserialize, Serialize};

/// A report to the moderators.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CreateReport {
    /// Who is reported.
    pub account_id: Option<AccountId>,
    /// Statuses of that account.
    pub status_ids: Option<Vec<StatusId>>,
    /// Collections of that account.
    pub collection_ids: Option<Vec<CollectionId>>,
    /// 1000 characters at most.
    pub comment: Option<String>,
    /// Also to the account's server.
    pub forward: Option<bool>,
    /// Only to these servers: the account's, and those of accounts that the statuses answer.
    pub forward_to_domains: Option<Vec<String>>,
    /// `other` is the default; with rules it is `violation`.
    pub category: Option<ReportCategory>,
    /// The rules that were broken.
    pub rule_ids: Option<Vec<RuleId>>,
}
