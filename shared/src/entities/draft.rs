//! Posts that somebody has begun to write. Not in Mastodon.

use kinds::{DraftId, MediaId, QuotePolicy, StatusId, Visibility};
use serde::{Deserialize, Serialize};

use super::MediaAttachment;
use crate::time::Timestamp;

/// A post that somebody has begun to write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Draft {
    pub id: DraftId,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub params: DraftParams,
    /// Those of the uploads that can still be posted.
    pub media_attachments: Vec<MediaAttachment>,
}

/// What there is of it so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct DraftParams {
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub text: Option<String>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub poll: Option<DraftPoll>,
    pub media_ids: Vec<MediaId>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub sensitive: Option<bool>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub spoiler_text: Option<String>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub visibility: Option<Visibility>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub in_reply_to_id: Option<StatusId>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub language: Option<String>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub quoted_status_id: Option<StatusId>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub quote_approval_policy: Option<QuotePolicy>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub local_only: Option<bool>,
}

/// A poll of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct DraftPoll {
    pub options: Vec<String>,
    /// Seconds.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub expires_in: Option<i64>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub multiple: Option<bool>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub hide_totals: Option<bool>,
}
