//! Accounts: sign-up, profile, relationships.

use kinds::{AccountId, DirectoryOrder, QuotePolicy, Visibility};
use serde::{Deserialize, Serialize};

use crate::form::known;

/// Sign-up. What is missing is told field by field, so nothing is required here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CreateAccount {
    /// The name without the domain.
    #[serde(default)]
    pub username: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub password: String,
    /// Whether the rules and terms were accepted.
    #[serde(default)]
    pub agreement: bool,
    /// Language of the interface and of mails.
    pub locale: Option<String>,
    /// Why one wants to join, for servers that approve sign-ups.
    pub reason: Option<String>,
    /// `YYYY-MM-DD`, for servers with a minimum age.
    pub date_of_birth: Option<String>,
    /// The code of an invitation.
    pub invite_code: Option<String>,
}

/// Changes to one's own profile; what is absent stays. Pictures may also be sent as multipart files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateCredentials {
    pub display_name: Option<String>,
    pub note: Option<String>,
    /// A `data:` URL.
    pub avatar: Option<String>,
    pub avatar_description: Option<String>,
    /// A `data:` URL.
    pub header: Option<String>,
    pub header_description: Option<String>,
    pub locked: Option<bool>,
    pub bot: Option<bool>,
    pub discoverable: Option<bool>,
    pub hide_collections: Option<bool>,
    pub indexable: Option<bool>,
    pub show_media: Option<bool>,
    pub show_media_replies: Option<bool>,
    pub show_featured: Option<bool>,
    pub attribution_domains: Option<Vec<String>>,
    /// Replaces all rows.
    pub fields_attributes: Option<Vec<FieldAttributes>>,
    pub source: Option<UpdateSource>,
}

/// A row of the table on a profile; one without a name is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FieldAttributes {
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub value: String,
}

/// Defaults for new statuses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateSource {
    pub privacy: Option<Visibility>,
    pub sensitive: Option<bool>,
    pub language: Option<String>,
    pub quote_policy: Option<QuotePolicy>,
}

/// How to follow; absent means as it is, or the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FollowAccount {
    /// Whether boosts are shown in home.
    pub reblogs: Option<bool>,
    /// Whether new statuses notify.
    pub notify: Option<bool>,
    /// Only these languages; empty means all.
    pub languages: Option<Vec<String>>,
}

/// How to mute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MuteAccount {
    /// Notifications too; the default.
    pub notifications: Option<bool>,
    /// Seconds; 0 means for ever.
    pub duration: Option<i64>,
}

/// A private note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NoteAccount {
    /// Empty deletes the note.
    pub comment: Option<String>,
}

/// Which statuses of an account to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountStatusesQuery {
    pub only_media: Option<bool>,
    pub exclude_replies: Option<bool>,
    pub exclude_reblogs: Option<bool>,
    pub exclude_direct: Option<bool>,
    pub pinned: Option<bool>,
    pub tagged: Option<String>,
}

/// Several accounts by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountsQuery {
    #[serde(default, deserialize_with = "known")]
    pub id: Option<Vec<AccountId>>,
}

/// Relationships by account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RelationshipsQuery {
    #[serde(default, deserialize_with = "known")]
    pub id: Option<Vec<AccountId>>,
    pub with_suspended: Option<bool>,
}

/// A search for accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountSearchQuery {
    pub q: String,
    pub limit: Option<i64>,
    pub offset: Option<i64>,
    /// Whether to ask other servers.
    pub resolve: Option<bool>,
    /// Only accounts one follows.
    pub following: Option<bool>,
}

/// Which accounts of the directory to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct DirectoryQuery {
    pub offset: Option<i64>,
    pub limit: Option<i64>,
    /// `active` is the default.
    pub order: Option<DirectoryOrder>,
    /// Only accounts of this server.
    pub local: Option<bool>,
}

/// How many suggestions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SuggestionsQuery {
    pub limit: Option<i64>,
}

/// A hashtag to show on one's profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FeatureTag {
    /// With or without `#`.
    pub name: Option<String>,
}

/// One account by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountLookupQuery {
    pub acct: String,
}

/// Sends the confirmation mail again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ResendConfirmation {
    /// A corrected address.
    pub email: Option<String>,
}
