//! The viewer's own profile as its editor needs it.

use kinds::AccountId;
use serde::{Deserialize, Serialize};

use super::AccountField;

/// One's own profile, not rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Profile {
    pub id: AccountId,
    /// Plain text; may hold custom emoji shortcodes.
    pub display_name: String,
    /// The bio as it was typed.
    pub note: String,
    /// Rows of the table on the profile as they were typed.
    pub fields: Vec<AccountField>,
    /// Address of the avatar; null when none was uploaded.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub avatar: Option<String>,
    /// The avatar without animation; null when none was uploaded.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub avatar_static: Option<String>,
    /// Alt text of the avatar; empty when there is none.
    pub avatar_description: String,
    /// Address of the header; null when none was uploaded.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub header: Option<String>,
    /// The header without animation; null when none was uploaded.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub header_static: Option<String>,
    /// Alt text of the header; empty when there is none.
    pub header_description: String,
    /// Whether follows need approval.
    pub locked: bool,
    /// Whether a program writes here more than a person.
    pub bot: bool,
    /// Whether followers and follows are hidden; null when that was never chosen.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub hide_collections: Option<bool>,
    /// Whether the account wants to be found in the directory and by suggestions; null when that was never
    /// chosen.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub discoverable: Option<bool>,
    /// Whether public posts may be found by everybody's search.
    pub indexable: bool,
    /// Whether the profile has a media tab.
    pub show_media: bool,
    /// Whether the media tab holds replies.
    pub show_media_replies: bool,
    /// Whether the profile has a tab of featured things.
    pub show_featured: bool,
    /// Domains whose pages may name this account as author.
    pub attribution_domains: Vec<String>,
}
