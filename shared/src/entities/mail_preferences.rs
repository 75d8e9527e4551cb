//! Which notifications are sent by mail (not in Mastodon's API).

use serde::{Deserialize, Serialize};

/// Which notifications the viewer gets by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MailPreferences {
    /// Of new followers.
    pub follow: bool,
    /// Of people who ask to follow.
    pub follow_request: bool,
    /// Of mentions.
    pub mention: bool,
    /// Of boosts.
    pub reblog: bool,
    /// Of favourites.
    pub favourite: bool,
    /// Of quotes.
    pub quote: bool,
    /// Also while the viewer is here.
    pub always: bool,
    /// Whether visitors may have the viewer's public posts sent to them, where the server does that.
    pub email_subscriptions: bool,
}
