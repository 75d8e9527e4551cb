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
    /// Whether the viewer follows the account.
    pub following: bool,
    /// Whether its boosts come into the viewer's home timeline.
    pub showing_reblogs: bool,
    /// Whether new statuses notify the viewer.
    pub notifying: bool,
    /// Only statuses in these languages are shown; null means all.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub languages: Option<Vec<String>>,
    /// Whether the account follows the viewer.
    pub followed_by: bool,
    /// Whether the viewer has blocked the account.
    pub blocking: bool,
    /// Whether the account has blocked the viewer.
    pub blocked_by: bool,
    /// Whether the viewer has muted the account.
    pub muting: bool,
    /// Whether its notifications are muted, too.
    pub muting_notifications: bool,
    /// When the mute ends; null when it does not, or there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub muting_expires_at: Option<Timestamp>,
    /// Whether the viewer has asked to follow.
    pub requested: bool,
    /// Whether the account has asked to follow the viewer.
    pub requested_by: bool,
    /// Whether the viewer has blocked the account's server.
    pub domain_blocking: bool,
    /// Whether the viewer's profile features the account.
    pub endorsed: bool,
    /// The viewer's private note.
    pub note: String,
}

/// Followers of an account whom the viewer follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FamiliarFollowers {
    pub id: AccountId,
    /// Those of its followers whom the viewer follows.
    pub accounts: Vec<Arc<Account>>,
}

/// Follows that were cut by one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RelationshipSeveranceEvent {
    pub id: SeveranceId,
    /// What cut them.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", oai(rename = "type"))]
    pub kind: SeveranceKind,
    /// Whether the list of lost follows has been deleted.
    pub purged: bool,
    /// The domain or account it was about.
    pub target_name: String,
    /// How many followers were lost.
    pub followers_count: i64,
    /// How many follows were lost.
    pub following_count: i64,
    /// When it happened.
    pub created_at: Timestamp,
}

/// An account the viewer may like to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Suggestion {
    /// Why it is suggested, in the words of older clients.
    pub source: SuggestionKind,
    /// Why it is suggested, most important first.
    pub sources: Vec<SuggestionSource>,
    /// The account.
    pub account: Arc<Account>,
}
