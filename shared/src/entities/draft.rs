//! Posts that somebody has begun to write. Not in Mastodon.

use kinds::{DraftId, MediaId, QuotePolicy, ReplyPolicy, StatusId, Visibility};
use serde::{Deserialize, Serialize};

use super::MediaAttachment;
use crate::time::Timestamp;

/// A post that somebody has begun to write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// What there is of it so far.
    pub params: DraftParams,
    /// Those of the uploads that can still be posted.
    pub media_attachments: Vec<MediaAttachment>,
}

/// What there is of it so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct DraftParams {
    /// Its text, as written; null when there is none yet.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub text: Option<String>,
    /// Its poll; null when it has none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub poll: Option<DraftPoll>,
    /// Its uploads, in order.
    pub media_ids: Vec<MediaId>,
    /// Whether its media are to be hidden at first; null when that is not decided.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub sensitive: Option<bool>,
    /// The content warning; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub spoiler_text: Option<String>,
    /// Who is to see it; null for the author's default.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub visibility: Option<Visibility>,
    /// What it answers; null when it answers nothing.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub in_reply_to_id: Option<StatusId>,
    /// Its language, two letters of ISO 639-1; null for the author's default.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub language: Option<String>,
    /// What it quotes; null when it quotes nothing.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub quoted_status_id: Option<StatusId>,
    /// Who may quote it; null for the author's default.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub quote_approval_policy: Option<QuotePolicy>,
    /// Who may reply to it; null for the author's default.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub reply_approval_policy: Option<ReplyPolicy>,
    /// Whether it is to stay on this server; null when that is not decided.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub local_only: Option<bool>,
}

/// A poll of a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct DraftPoll {
    /// The choices, in order.
    pub options: Vec<String>,
    /// For how long it is to run, in seconds; null when that is not decided.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub expires_in: Option<i64>,
    /// Whether several choices may be made; null when that is not decided.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub multiple: Option<bool>,
    /// Whether the counts stay hidden until the end; null when that is not decided.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub hide_totals: Option<bool>,
}
