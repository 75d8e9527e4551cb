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
    pub domain: String,
    pub title: String,
    pub version: String,
    pub source_url: String,
    pub description: String,
    /// The year a yearly report can be had for.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub wrapstodon: Option<String>,
    pub usage: InstanceUsage,
    pub thumbnail: InstanceThumbnail,
    pub icon: Vec<InstanceIcon>,
    pub languages: Vec<String>,
    pub configuration: InstanceConfiguration,
    pub registrations: InstanceRegistrations,
    pub api_versions: InstanceApiVersions,
    pub contact: InstanceContact,
    pub rules: Vec<Rule>,
}

/// How much the server is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceUsage {
    pub users: InstanceUsageUsers,
}

/// How many use the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceUsageUsers {
    pub active_month: i64,
}

/// The picture that stands for the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceThumbnail {
    pub url: String,
    pub description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub blurhash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub versions: Option<InstanceThumbnailVersions>,
}

/// The picture for screens of different density.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceThumbnailVersions {
    #[serde(rename = "@1x", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(rename = "@1x", skip_serializing_if_is_none))]
    pub one_x: Option<String>,
    #[serde(rename = "@2x", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(rename = "@2x", skip_serializing_if_is_none))]
    pub two_x: Option<String>,
}

/// An icon of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceIcon {
    pub src: String,
    /// Width and height, such as `48x48`.
    pub size: String,
}

/// How one can sign up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceRegistrations {
    pub enabled: bool,
    pub approval_required: bool,
    /// Why sign-up is closed, as HTML.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub message: Option<String>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub min_age: Option<i64>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub reason_required: Option<bool>,
    /// A page to sign up at, if not this server's.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub url: Option<String>,
}

/// Which version of the client API is spoken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceApiVersions {
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
    pub email: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub account: Option<Arc<Account>>,
}

/// A rule of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Rule {
    pub id: RuleId,
    pub text: String,
    pub hint: String,
    /// By language.
    pub translations: BTreeMap<String, RuleTranslation>,
}

/// A rule in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RuleTranslation {
    pub text: String,
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
    pub severity: DomainBlockSeverity,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub comment: Option<String>,
}

/// The server's "about" text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ExtendedDescription {
    pub updated_at: Timestamp,
    /// HTML.
    pub content: String,
}

/// The server's privacy policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PrivacyPolicy {
    pub updated_at: Timestamp,
    /// HTML.
    pub content: String,
}

/// The server's terms of service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TermsOfService {
    pub effective_date: Date,
    pub effective: bool,
    /// HTML.
    pub content: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub succeeded_by: Option<Date>,
}

/// One week of activity; all values are numbers as strings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceActivity {
    /// Start of the week, seconds since 1970.
    pub week: String,
    pub statuses: String,
    pub logins: String,
    pub registrations: String,
}

/// A language of the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Language {
    pub code: String,
    pub name: String,
}
