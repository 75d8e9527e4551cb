//! Posts that somebody has begun to write. Not in Mastodon.

use kinds::{MediaId, QuotePolicy, ReplyPolicy, StatusId, Visibility};
use serde::{Deserialize, Serialize};

use super::PollParams;

/// A draft as it shall be: what is absent is not in it. The fields are those of posting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SaveDraft {
    /// The text; it may be longer than a post.
    pub status: Option<String>,
    /// Uploads.
    pub media_ids: Option<Vec<MediaId>>,
    /// A poll, finished or not.
    pub poll: Option<PollParams>,
    /// The status it is to answer.
    pub in_reply_to_id: Option<StatusId>,
    /// Whether media are hidden at first.
    pub sensitive: Option<bool>,
    /// A content warning.
    pub spoiler_text: Option<String>,
    /// Who is to see it.
    pub visibility: Option<Visibility>,
    /// ISO 639 code.
    pub language: Option<String>,
    /// The status it is to quote.
    pub quoted_status_id: Option<StatusId>,
    /// Who may quote it.
    pub quote_approval_policy: Option<QuotePolicy>,
    /// Who may reply to it.
    pub reply_approval_policy: Option<ReplyPolicy>,
    /// Whether it is to stay on this server.
    pub local_only: Option<bool>,
}
