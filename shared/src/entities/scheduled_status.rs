//! Statuses to be posted later.

use kinds::{MediaId, ReplyPolicy, ScheduledStatusId, Visibility};
use serde::{Deserialize, Serialize};

use super::{MediaAttachment, Status};
use crate::time::Timestamp;

/// A status to be posted later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ScheduledStatus {
    pub id: ScheduledStatusId,
    /// When it will be posted.
    pub scheduled_at: Timestamp,
    /// What will be posted.
    pub params: ScheduledStatusParams,
    /// Its attachments.
    pub media_attachments: Vec<MediaAttachment>,
}

/// What will be posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ScheduledStatusParams {
    /// The text as it was typed.
    pub text: String,
    /// Its poll; null when it has none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub poll: Option<ScheduledStatusPoll>,
    /// Ids of its attachments; null when it has none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub media_ids: Option<Vec<MediaId>>,
    /// Whether its media is hidden until somebody asks to see it; null when that was not said.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub sensitive: Option<bool>,
    /// Its content warning; null when it has none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub spoiler_text: Option<String>,
    /// Who will see it.
    pub visibility: Visibility,
    /// The post it answers, as a number; null when it answers none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub in_reply_to_id: Option<i64>,
    /// Its language (ISO 639); null when that was not said.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub language: Option<String>,
    /// The application it was written with, as a number; 0 for the web app.
    pub application_id: i64,
    /// Always null.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub scheduled_at: Option<Timestamp>,
    /// The key that was sent so that it is posted only once; null when there was none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub idempotency: Option<String>,
    /// Whether it counts for the limit of posts.
    pub with_rate_limit: bool,
    /// Whether it will stay on this server. Not in Mastodon.
    #[serde(default)]
    pub local_only: bool,
    /// Who may reply to it; null for the author's default. Not in Mastodon.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub reply_approval_policy: Option<ReplyPolicy>,
}

/// The poll that will be posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ScheduledStatusPoll {
    /// The choices, in order.
    pub options: Vec<String>,
    /// Seconds.
    pub expires_in: i64,
    /// Whether one may choose several.
    pub multiple: bool,
    /// Whether counts are hidden until the end.
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
