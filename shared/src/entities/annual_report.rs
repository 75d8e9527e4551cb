//! Yearly reports.

use std::sync::Arc;

use kinds::{AccountId, AnnualReportState, Archetype, StatusId};
use serde::{Deserialize, Serialize};

use super::{Account, Status};

/// What a user did in a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnualReport {
    pub year: i64,
    pub data: AnnualReportData,
    pub schema_version: i64,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub share_url: Option<String>,
    pub account_id: AccountId,
}

/// The figures of a yearly report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnualReportData {
    pub archetype: Archetype,
    pub top_statuses: AnnualReportTopStatuses,
}

/// The most successful statuses of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnualReportTopStatuses {
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub by_reblogs: Option<StatusId>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub by_favourites: Option<StatusId>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub by_replies: Option<StatusId>,
}

/// Whether a yearly report exists or may be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnualReportStatus {
    pub state: AnnualReportState,
}

/// Yearly reports with what they refer to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WrappedAnnualReports {
    pub annual_reports: Vec<AnnualReport>,
    pub accounts: Vec<Arc<Account>>,
    pub statuses: Vec<Status>,
}
