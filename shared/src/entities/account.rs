//! Accounts as clients see them.

use std::sync::Arc;

use kinds::{AccountId, FeatureAnswer, InteractionGroup, QuotePolicy, RoleId, Visibility};
use serde::{Deserialize, Serialize};

use super::{CustomEmoji, WrittenAccount};
use crate::time::{Date, Timestamp};

/// An account on this or another server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Account {
    pub id: AccountId,
    /// The name without the domain.
    pub username: String,
    /// `username` for accounts of this server, `username@domain` for others.
    pub acct: String,
    /// Web page of the profile.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub url: Option<String>,
    /// ActivityPub id of the actor.
    pub uri: String,
    /// Plain text; may hold custom emoji shortcodes.
    pub display_name: String,
    /// The bio, as HTML.
    pub note: String,
    pub avatar: String,
    /// The avatar without animation.
    pub avatar_static: String,
    /// Alt text of the avatar.
    pub avatar_description: String,
    pub header: String,
    /// The header without animation.
    pub header_static: String,
    /// Alt text of the header.
    pub header_description: String,
    /// Whether follows need approval.
    pub locked: bool,
    pub fields: Vec<AccountField>,
    /// Custom emoji in the name, bio and fields.
    pub emojis: Vec<CustomEmoji>,
    pub bot: bool,
    pub group: bool,
    /// Whether the account wants to be found in the directory and by suggestions.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub discoverable: Option<bool>,
    /// Whether public statuses may be found by search.
    pub indexable: bool,
    /// Whether search engines are asked to stay away; accounts of this server only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub noindex: Option<bool>,
    /// Where the account has moved to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub moved: Option<Arc<Account>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub memorial: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub suspended: Option<bool>,
    /// Whether moderators have limited the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub limited: Option<bool>,
    /// Cut to the start of the day.
    pub created_at: Timestamp,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub last_status_at: Option<Date>,
    pub statuses_count: i64,
    pub followers_count: i64,
    pub following_count: i64,
    /// Whether followers and follows are hidden.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub hide_collections: Option<bool>,
    /// Whether the profile has a media tab.
    pub show_media: bool,
    /// Whether the media tab holds replies.
    pub show_media_replies: bool,
    /// Whether the profile has a tab of featured things.
    pub show_featured: bool,
    /// Highlighted roles.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub roles: Option<Vec<AccountRole>>,
    /// Who may put the account into a collection.
    pub feature_approval: FeatureApproval,
    /// All of this as JSON, once it was needed.
    #[serde(skip)]
    #[cfg_attr(feature = "openapi", oai(skip))]
    pub written: WrittenAccount,
}

/// A row of the table on a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountField {
    pub name: String,
    /// HTML.
    pub value: String,
    /// When the page behind the link was seen to link back.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub verified_at: Option<Timestamp>,
}

/// A role that is shown on a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountRole {
    pub id: RoleId,
    pub name: String,
    /// `#rrggbb`, or empty.
    pub color: String,
}

/// The viewer's own account with its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CredentialAccount {
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", oai(flatten))]
    pub account: Arc<Account>,
    pub source: CredentialAccountSource,
    pub role: Role,
}

/// The editable side of one's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CredentialAccountSource {
    /// Domains whose pages may name this account as author.
    pub attribution_domains: Vec<String>,
    /// The bio as it was typed.
    pub note: String,
    /// The fields as they were typed.
    pub fields: Vec<AccountField>,
    /// Default visibility of new statuses.
    pub privacy: Visibility,
    /// Whether media of new statuses is marked sensitive.
    pub sensitive: bool,
    /// Default language of new statuses; may be empty.
    pub language: String,
    pub follow_requests_count: i64,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub hide_collections: Option<bool>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub discoverable: Option<bool>,
    pub indexable: bool,
    /// Default quote policy of new statuses.
    pub quote_policy: QuotePolicy,
}

/// Who may put an account into a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FeatureApproval {
    pub automatic: Vec<InteractionGroup>,
    pub manual: Vec<InteractionGroup>,
    pub current_user: FeatureAnswer,
}

/// An account the viewer has muted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MutedAccount {
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", oai(flatten))]
    pub account: Arc<Account>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub mute_expires_at: Option<Timestamp>,
}

/// Just enough of an account to draw its avatar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PartialAccountWithAvatar {
    pub id: AccountId,
    pub acct: String,
    pub url: String,
    pub avatar: String,
    pub avatar_static: String,
    pub avatar_description: String,
    pub locked: bool,
    pub bot: bool,
}

/// What a user may do on this server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Role {
    pub id: RoleId,
    pub name: String,
    pub color: String,
    /// A bit mask, as a decimal number.
    pub permissions: String,
    pub highlighted: bool,
    /// How many collections the user may have.
    pub collection_limit: i64,
}

/// A proof of identity elsewhere; none are made any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct IdentityProof {
    pub provider: String,
    pub provider_username: String,
    pub updated_at: Timestamp,
    pub proof_url: String,
    pub profile_url: String,
}
