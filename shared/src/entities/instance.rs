//! What this server is and allows.

use std::collections::BTreeMap;
use std::sync::Arc;

use kinds::{DomainBlockSeverity, RuleId};
use serde::{Deserialize, Serialize};

use super::{Account, InstanceConfiguration};
use crate::time::{Date, Timestamp};

/// This server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Instance {
    /// The domain of the server's accounts.
    pub domain: String,
    /// What the server is called.
    pub title: String,
    /// Version of the API's reference server that this one is like, and its own.
    pub version: String,
    /// Where the source of the software is.
    pub source_url: String,
    /// A few words about the server, plain text.
    pub description: String,
    /// The year a yearly report can be had for; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub wrapstodon: Option<String>,
    /// How much the server is used.
    pub usage: InstanceUsage,
    /// A picture of the server.
    pub thumbnail: InstanceThumbnail,
    /// The server's icon in several sizes.
    pub icon: Vec<InstanceIcon>,
    /// Languages that are mostly spoken here (ISO 639).
    pub languages: Vec<String>,
    /// Limits and abilities that clients should know.
    pub configuration: InstanceConfiguration,
    /// Whether and how one can sign up.
    pub registrations: InstanceRegistrations,
    /// Which versions of which API are there: how clients find out what the server can do.
    pub api_versions: InstanceApiVersions,
    /// Whom to turn to.
    pub contact: InstanceContact,
    /// Rules of the server, in order.
    pub rules: Vec<Rule>,
}

/// How much the server is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceUsage {
    /// How many people use it.
    pub users: InstanceUsageUsers,
}

/// How many use the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceUsageUsers {
    /// How many of the server's users were here within the last four weeks.
    pub active_month: i64,
}

/// The picture that stands for the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceThumbnail {
    /// Address of the picture.
    pub url: String,
    /// Its alt text.
    pub description: String,
    /// A blurred form of the picture, to be shown while it loads (BlurHash). Absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub blurhash: Option<String>,
    /// The picture for screens of other densities. Absent when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub versions: Option<InstanceThumbnailVersions>,
}

/// The picture for screens of different density.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceThumbnailVersions {
    /// Address of the picture for ordinary screens. Absent when there is none.
    #[serde(rename = "@1x", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(rename = "@1x", skip_serializing_if_is_none))]
    pub one_x: Option<String>,
    /// Address of the picture for screens with twice as many dots. Absent when there is none.
    #[serde(rename = "@2x", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(rename = "@2x", skip_serializing_if_is_none))]
    pub two_x: Option<String>,
}

/// An icon of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceIcon {
    /// Address of the picture.
    pub src: String,
    /// Width and height, such as `48x48`.
    pub size: String,
}

/// How one can sign up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceRegistrations {
    /// Whether anybody may sign up.
    pub enabled: bool,
    /// Whether moderators look at who signs up first.
    pub approval_required: bool,
    /// Why sign-up is closed, as HTML; null when nothing is said.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub message: Option<String>,
    /// How old one has to be, in years; null when nobody asks.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub min_age: Option<i64>,
    /// Whether one has to say why one wants to join; null when nobody asks.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub reason_required: Option<bool>,
    /// A page to sign up at; null when it is this server's.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub url: Option<String>,
}

/// Which version of the client API is spoken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceApiVersions {
    /// Version of Mastodon's client API.
    pub mastodon: i64,
    /// What this server has beyond Mastodon's API, under `/api/phiomia`; other servers lack it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub phiomia: Option<i64>,
}

/// Whom to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceContact {
    /// Mail address of those who run the server; may be empty.
    pub email: String,
    /// Account of those who run the server; null when none is named.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub account: Option<Arc<Account>>,
}

/// A rule of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Rule {
    pub id: RuleId,
    /// The rule in one sentence, plain text.
    pub text: String,
    /// More about it, plain text; may be empty.
    pub hint: String,
    /// By language.
    pub translations: BTreeMap<String, RuleTranslation>,
}

/// A rule in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RuleTranslation {
    /// The rule in that language.
    pub text: String,
    /// More about it in that language; may be empty.
    pub hint: String,
}

/// A domain the server blocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct DomainBlock {
    /// May be partly hidden with `*`.
    pub domain: String,
    /// SHA-256 of the domain.
    pub digest: String,
    /// Whether the domain is only limited, or cut off.
    pub severity: DomainBlockSeverity,
    /// Why. Absent when that is not public.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub comment: Option<String>,
}

/// The server's "about" text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ExtendedDescription {
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// HTML.
    pub content: String,
}

/// The server's privacy policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PrivacyPolicy {
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// HTML.
    pub content: String,
}

/// The server's terms of service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TermsOfService {
    /// From which day on they hold.
    pub effective_date: Date,
    /// Whether they hold already.
    pub effective: bool,
    /// HTML.
    pub content: String,
    /// From which day on others hold instead; null when there are none yet.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub succeeded_by: Option<Date>,
}

/// One week of activity; all values are numbers as strings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceActivity {
    /// Start of the week, seconds since 1970.
    pub week: String,
    /// How many posts were written here in that week, a number as a string.
    pub statuses: String,
    /// How many users were here in that week, a number as a string.
    pub logins: String,
    /// How many signed up in that week, a number as a string.
    pub registrations: String,
}

/// A language of the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Language {
    /// The language (ISO 639).
    pub code: String,
    /// Its name in English.
    pub name: String,
}
