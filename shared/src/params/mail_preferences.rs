//! Which notifications are sent by mail (not in Mastodon's API).

use serde::{Deserialize, Serialize};

/// Changes to what is sent by mail; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateMailPreferences {
    /// Of new followers.
    pub follow: Option<bool>,
    /// Of people who ask to follow.
    pub follow_request: Option<bool>,
    /// Of mentions.
    pub mention: Option<bool>,
    /// Of boosts.
    pub reblog: Option<bool>,
    /// Of favourites.
    pub favourite: Option<bool>,
    /// Of quotes.
    pub quote: Option<bool>,
    /// Also while one is here.
    pub always: Option<bool>,
    /// Whether visitors may have one's public posts sent to them, where the server does that.
    pub email_subscriptions: Option<bool>,
}
