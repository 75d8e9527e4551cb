//! Statuses to be posted later.

use kinds::{MediaId, ScheduledStatusId, Visibility};
use serde::{Deserialize, Serialize};

use super::{MediaAttachment, Status};
use crate::time::Timestamp;

/// A status to be posted later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ScheduledStatus {
    pub id: ScheduledStatusId,
    pub scheduled_at: Timestamp,
    pub params: ScheduledStatusParams,
    pub media_attachments: Vec<MediaAttachment>,
}

/// What will be posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ScheduledStatusParams {
    pub text: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub poll: Option<ScheduledStatusPoll>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub media_ids: Option<Vec<MediaId>>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub sensitive: Option<bool>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub spoiler_text: Option<String>,
    pub visibility: Visibility,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub in_reply_to_id: Option<i64>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub language: Option<String>,
    pub application_id: i64,
    /// Always null.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub scheduled_at: Option<Timestamp>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub idempotency: Option<String>,
    pub with_rate_limit: bool,
    /// Whether it will stay on this server. Not in Mastodon.
    #[serde(default)]
    pub local_only: bool,
}

/// The poll that will be posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ScheduledStatusPoll {
    pub options: Vec<String>,
    /// Seconds.
    pub expires_in: i64,
    pub multiple: bool,
    pub hide_totals: bool,
}

/// What posting answers: the status, or the promise of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Union))]
pub enum StatusOrScheduled {
    /// To be posted later.
    Scheduled(Box<ScheduledStatus>),
    /// Posted.
    Status(Box<Status>),
}
