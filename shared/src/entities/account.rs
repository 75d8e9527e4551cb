//! Accounts as clients see them.

use std::sync::Arc;

use kinds::{AccountId, FeatureAnswer, InteractionGroup, QuotePolicy, ReplyPolicy, RoleId, Visibility};
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
    /// Web page of the profile; null when it has none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub url: Option<String>,
    /// ActivityPub id of the actor.
    pub uri: String,
    /// Plain text; may hold custom emoji shortcodes.
    pub display_name: String,
    /// The bio, as HTML.
    pub note: String,
    /// Address of the avatar; a picture of the server's own when the account has none.
    pub avatar: String,
    /// The avatar without animation.
    pub avatar_static: String,
    /// Alt text of the avatar.
    pub avatar_description: String,
    /// Address of the picture across the top of the profile; one of the server's own when there is none.
    pub header: String,
    /// The header without animation.
    pub header_static: String,
    /// Alt text of the header.
    pub header_description: String,
    /// Whether follows need approval.
    pub locked: bool,
    /// Rows of the table on the profile, in order.
    pub fields: Vec<AccountField>,
    /// Custom emoji in the name, bio and fields.
    pub emojis: Vec<CustomEmoji>,
    /// Whether a program writes here more than a person.
    pub bot: bool,
    /// Whether the account stands for a group, which passes on what it is sent.
    pub group: bool,
    /// Whether the account wants to be found in the directory and by suggestions; null when that is unknown.
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
    /// Whether the owner has died and the account is kept in memory. Absent unless true.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub memorial: Option<bool>,
    /// Whether moderators have suspended the account: then there is nothing else to see. Absent unless true.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub suspended: Option<bool>,
    /// Whether moderators have limited the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub limited: Option<bool>,
    /// Whether visitors may have the public posts sent by mail; absent where the server sends none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub email_subscriptions: Option<bool>,
    /// Cut to the start of the day.
    pub created_at: Timestamp,
    /// The day of the latest post; null when nothing was posted yet.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub last_status_at: Option<Date>,
    /// How many posts the account has written, as far as this server knows.
    pub statuses_count: i64,
    /// How many follow the account; for accounts elsewhere what their server says.
    pub followers_count: i64,
    /// How many the account follows; for accounts elsewhere what their server says.
    pub following_count: i64,
    /// Whether followers and follows are hidden; null when that is unknown.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub hide_collections: Option<bool>,
    /// Whether the profile has a media tab.
    pub show_media: bool,
    /// Whether the media tab holds replies.
    pub show_media_replies: bool,
    /// Whether the profile has a tab of featured things.
    pub show_featured: bool,
    /// Highlighted roles; null for accounts of other servers.
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
    /// What the row is about, plain text.
    pub name: String,
    /// HTML.
    pub value: String,
    /// When the page behind the link was seen to link back; null when it was not.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub verified_at: Option<Timestamp>,
}

/// A role that is shown on a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AccountRole {
    pub id: RoleId,
    /// The name of the role, as users see it.
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
    /// What the profile and the preferences were set to, as it was typed.
    pub source: CredentialAccountSource,
    /// What the user may do on this server.
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
    /// How many ask to follow and wait for an answer.
    pub follow_requests_count: i64,
    /// Whether followers and follows are hidden; null when that was never chosen.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub hide_collections: Option<bool>,
    /// Whether the account wants to be found in the directory and by suggestions; null when that was never
    /// chosen.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub discoverable: Option<bool>,
    /// Whether public posts may be found by everybody's search.
    pub indexable: bool,
    /// Default quote policy of new statuses.
    pub quote_policy: QuotePolicy,
    /// Default reply policy of new statuses. Not in Mastodon.
    pub reply_policy: ReplyPolicy,
}

/// Who may put an account into a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FeatureApproval {
    /// Whose collections may name the account without asking.
    pub automatic: Vec<InteractionGroup>,
    /// Whose collections may name the account after it was asked.
    pub manual: Vec<InteractionGroup>,
    /// What happens when the viewer puts the account into a collection.
    pub current_user: FeatureAnswer,
}

/// An account the viewer has muted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MutedAccount {
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", oai(flatten))]
    pub account: Arc<Account>,
    /// When the mute ends; null when it does not.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub mute_expires_at: Option<Timestamp>,
}

/// Just enough of an account to draw its avatar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PartialAccountWithAvatar {
    pub id: AccountId,
    /// `username` for accounts of this server, `username@domain` for others.
    pub acct: String,
    /// Web page of the profile.
    pub url: String,
    /// Address of the avatar.
    pub avatar: String,
    /// The avatar without animation.
    pub avatar_static: String,
    /// Alt text of the avatar; empty when there is none.
    pub avatar_description: String,
    /// Whether follows need approval.
    pub locked: bool,
    /// Whether a program writes here more than a person.
    pub bot: bool,
}

/// What a user may do on this server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Role {
    pub id: RoleId,
    /// The name of the role; empty for everybody's.
    pub name: String,
    /// The colour of its badge as `#rrggbb`, or empty.
    pub color: String,
    /// A bit mask, as a decimal number.
    pub permissions: String,
    /// Whether profiles show a badge for it.
    pub highlighted: bool,
    /// How many collections the user may have.
    pub collection_limit: i64,
}

/// A proof of identity elsewhere; none are made any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct IdentityProof {
    /// Where the identity was proved.
    pub provider: String,
    /// The name there.
    pub provider_username: String,
    /// When the proof was last looked at.
    pub updated_at: Timestamp,
    /// Web page of the proof.
    pub proof_url: String,
    /// Web page of the profile there.
    pub profile_url: String,
}
