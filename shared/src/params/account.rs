//! Accounts: sign-up, profile, relationships.

use kinds::{AccountId, DirectoryOrder, QuotePolicy, ReplyPolicy, Visibility};
use serde::{Deserialize, Serialize};

use crate::form::known;

/// Sign-up. What is missing is told field by field, so nothing is required here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CreateAccount {
    /// The name without the domain.
    #[serde(default)]
    pub username: String,
    /// Where the confirmation mail goes.
    #[serde(default)]
    pub email: String,
    /// Eight characters at the least.
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
    /// Plain text; empty shows the username.
    pub display_name: Option<String>,
    /// The biography, as typed.
    pub note: Option<String>,
    /// A `data:` URL.
    pub avatar: Option<String>,
    /// Alt text.
    pub avatar_description: Option<String>,
    /// A `data:` URL.
    pub header: Option<String>,
    /// Alt text.
    pub header_description: Option<String>,
    /// Whether follows have to be accepted.
    pub locked: Option<bool>,
    /// Whether this is an automated account.
    pub bot: Option<bool>,
    /// Whether the directory and recommendations may show the account.
    pub discoverable: Option<bool>,
    /// Whether followers and followed accounts are nobody else's business.
    pub hide_collections: Option<bool>,
    /// Whether public statuses may be searched.
    pub indexable: Option<bool>,
    /// Whether the profile has a tab for media.
    pub show_media: Option<bool>,
    /// Whether that tab shows media in replies.
    pub show_media_replies: Option<bool>,
    /// Whether the profile has a tab for what is featured.
    pub show_featured: Option<bool>,
    /// Sites that may name the account as an author.
    pub attribution_domains: Option<Vec<String>>,
    /// Replaces all rows.
    pub fields_attributes: Option<Vec<FieldAttributes>>,
    /// Defaults for new statuses.
    pub source: Option<UpdateSource>,
}

/// A row of the table on a profile; one without a name is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FieldAttributes {
    /// The label.
    #[serde(default)]
    pub name: String,
    /// Plain text; links and mentions work.
    #[serde(default)]
    pub value: String,
}

/// Defaults for new statuses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateSource {
    /// Who sees them.
    pub privacy: Option<Visibility>,
    /// Whether their media are hidden at first.
    pub sensitive: Option<bool>,
    /// ISO 639 code.
    pub language: Option<String>,
    /// Who may quote them.
    pub quote_policy: Option<QuotePolicy>,
    /// Who may reply to them. Not in Mastodon.
    pub reply_policy: Option<ReplyPolicy>,
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
    /// Only with attachments.
    pub only_media: Option<bool>,
    /// Without replies to others.
    pub exclude_replies: Option<bool>,
    /// Without boosts.
    pub exclude_reblogs: Option<bool>,
    /// Without private mentions.
    pub exclude_direct: Option<bool>,
    /// Only what is pinned to the profile.
    pub pinned: Option<bool>,
    /// Only with this hashtag.
    pub tagged: Option<String>,
}

/// Several accounts by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountsQuery {
    /// Ids of accounts.
    #[serde(default, deserialize_with = "known")]
    pub id: Option<Vec<AccountId>>,
}

/// Relationships by account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RelationshipsQuery {
    /// Ids of accounts.
    #[serde(default, deserialize_with = "known")]
    pub id: Option<Vec<AccountId>>,
    /// Suspended accounts, too.
    pub with_suspended: Option<bool>,
}

/// A search for accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountSearchQuery {
    /// The beginning of a name, or a handle.
    pub q: String,
    /// How many at most; larger numbers are cut.
    pub limit: Option<i64>,
    /// How many to pass over.
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
    /// How many are passed over.
    pub offset: Option<i64>,
    /// How many at most.
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
    /// How many at most.
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
    /// A handle: `name` or `name@domain`.
    pub acct: String,
}

/// Sends the confirmation mail again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ResendConfirmation {
    /// A corrected address.
    pub email: Option<String>,
}

/// Have an account's posts sent by mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SubscribeByEmail {
    /// Where to.
    pub email: Option<String>,
}
