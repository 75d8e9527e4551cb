//! How the viewer and other accounts stand to each other.

use std::sync::Arc;

use kinds::{AccountId, SeveranceId, SeveranceKind, SuggestionKind, SuggestionSource};
use serde::{Deserialize, Serialize};

use super::Account;
use crate::time::Timestamp;

/// How the viewer stands to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Relationship {
    pub id: AccountId,
    pub following: bool,
    pub showing_reblogs: bool,
    /// Whether new statuses notify the viewer.
    pub notifying: bool,
    /// Only statuses in these languages are shown; null means all.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub languages: Option<Vec<String>>,
    pub followed_by: bool,
    pub blocking: bool,
    pub blocked_by: bool,
    pub muting: bool,
    pub muting_notifications: bool,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub muting_expires_at: Option<Timestamp>,
    /// Whether the viewer has asked to follow.
    pub requested: bool,
    /// Whether the account has asked to follow the viewer.
    pub requested_by: bool,
    pub domain_blocking: bool,
    pub endorsed: bool,
    /// The viewer's private note.
    pub note: String,
}

/// Followers of an account whom the viewer follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FamiliarFollowers {
    pub id: AccountId,
    pub accounts: Vec<Arc<Account>>,
}

/// Follows that were cut by one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RelationshipSeveranceEvent {
    pub id: SeveranceId,
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", oai(rename = "type"))]
    pub kind: SeveranceKind,
    /// Whether the list of lost follows has been deleted.
    pub purged: bool,
    /// The domain or account it was about.
    pub target_name: String,
    pub followers_count: i64,
    pub following_count: i64,
    pub created_at: Timestamp,
}

/// An account the viewer may like to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Suggestion {
    pub source: SuggestionKind,
    pub sources: Vec<SuggestionSource>,
    pub account: Arc<Account>,
}
