//! Yearly reports.

use std::sync::Arc;

use kinds::{AccountId, AnnualReportState, Archetype, StatusId};
use serde::{Deserialize, Serialize};

use super::{Account, Status};

/// What a user did in a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnualReport {
    /// The year it is about.
    pub year: i64,
    /// The figures.
    pub data: AnnualReportData,
    /// Which form the figures have.
    pub schema_version: i64,
    /// A public page with the report; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub share_url: Option<String>,
    pub account_id: AccountId,
}

/// The figures of a yearly report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnualReportData {
    /// What kind of user the year shows.
    pub archetype: Archetype,
    /// The posts that did best.
    pub top_statuses: AnnualReportTopStatuses,
}

/// The most successful statuses of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnualReportTopStatuses {
    /// The post that was boosted most; null when none was.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub by_reblogs: Option<StatusId>,
    /// The post that was favourited most; null when none was.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub by_favourites: Option<StatusId>,
    /// The post with the most replies; null when none has any.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub by_replies: Option<StatusId>,
}

/// Whether a yearly report exists or may be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnualReportStatus {
    /// Whether there is a report, one is being made, one may be made, or none can be.
    pub state: AnnualReportState,
}

/// Yearly reports with what they refer to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WrappedAnnualReports {
    /// The reports.
    pub annual_reports: Vec<AnnualReport>,
    /// Accounts that the reports refer to, each once.
    pub accounts: Vec<Arc<Account>>,
    /// Posts that the reports refer to, each once.
    pub statuses: Vec<Status>,
}
