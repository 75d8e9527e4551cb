//! What the server tells about itself.

mod about;
mod numbers;
mod texts;
mod v1;

use std::sync::Arc;

pub use about::{domain_blocks, languages, peers, search_peers};
pub use numbers::{WEEKS, activity};
pub use texts::{TextKind, extended_description, privacy_policy, remove_text, set_text, terms_of_service};
pub use v1::instance_v1;

use kinds::{Millis, TimelineAccess};
use shared::entities::{
    Instance, InstanceAccountLimits, InstanceApiVersions, InstanceConfiguration, InstanceContact,
    InstanceFeedAccess, InstanceIcon, InstanceMediaLimits, InstancePollLimits, InstanceRegistrations,
    InstanceStatusLimits, InstanceThumbnail, InstanceTimelinesAccess, InstanceTranslation, InstanceUrls,
    InstanceUsage, InstanceUsageUsers, InstanceVapid, Rule,
};
use store::query::{self, instance::Usage};

use super::{annual_report, poll, present};
use crate::{
    ctx::Ctx,
    error::Result,
    media::{container::PLAYED_TYPES, heif::HEIF_TYPES},
};

/// The version of Mastodon's client API that is spoken (4.6.1 is 11).
const API_VERSION: i64 = 11;
/// The version of what is under `/api/phiomia`: 1 has `mail_preferences`.
const OWN_API_VERSION: i64 = 1;
/// What clients that look for a version number compare.
pub const VERSION: &str = concat!("4.6.1 (compatible; Phiomia ", env!("CARGO_PKG_VERSION"), ")");
/// What is offered beyond Mastodon; `docs/clients.md` describes each.
const EXTENSIONS: [&str; 5] =
    ["bookmark_folders", "drafts", "emoji_reactions", "local_only_posts", "reply_policies"];
/// How old the numbers about the server may be.
const USAGE_AGE: i64 = Millis::MINUTE;
/// Characters that a link counts for, whatever its length.
pub const URL_CHARACTERS: u64 = 23;
/// Picture types that are accepted without any program.
const IMAGE_TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// `GET /api/v2/instance`.
///
/// # Errors
/// When the database cannot be read.
pub async fn instance(ctx: &Ctx) -> Result<Instance> {
    let config = &ctx.config.instance;
    let usage = usage(ctx).await?;
    Ok(Instance {
        domain: ctx.config.account_domain().to_owned(),
        title: config.title.clone(),
        version: VERSION.to_owned(),
        source_url: config.source_url.clone(),
        description: config.description.clone(),
        wrapstodon: annual_report::campaign(ctx.now()).map(|year| year.to_string()),
        usage: InstanceUsage {
            users: InstanceUsageUsers { active_month: i64::try_from(usage.active_month).unwrap_or(i64::MAX) },
        },
        thumbnail: InstanceThumbnail {
            url: ctx.url("/assets/header.png"),
            description: String::new(),
            blurhash: None,
            versions: None,
        },
        icon: vec![InstanceIcon { src: ctx.url("/assets/icon-512.png"), size: "512x512".to_owned() }],
        languages: config.languages.clone(),
        configuration: configuration(ctx).await,
        registrations: registrations(ctx),
        api_versions: InstanceApiVersions { mastodon: API_VERSION, phiomia: Some(OWN_API_VERSION) },
        contact: contact(ctx).await?,
        rules: rules(ctx),
    })
}

/// How large the server is, as it was at most a minute ago: counting takes a walk over all users.
///
/// # Errors
/// When the database cannot be read.
pub async fn usage(ctx: &Ctx) -> Result<Arc<Usage>> {
    let now = ctx.now();
    let known = ctx.caches.usage.load_full();
    if let Some(counted) = known.filter(|counted| now.since(counted.0) < USAGE_AGE) {
        return Ok(counted.1.clone());
    }
    let usage = Arc::new(query::instance::usage(ctx.db.read(), now).await?);
    ctx.caches.usage.store(Some(Arc::new((now, usage.clone()))));
    Ok(usage)
}

/// The rules of the server.
pub fn rules(ctx: &Ctx) -> Vec<Rule> {
    let rules = ctx.config.instance.rules.iter().zip(1_i64..);
    rules
        .map(|(text, number)| Rule {
            id: number.into(),
            text: text.clone(),
            hint: String::new(),
            translations: Default::default(),
        })
        .collect()
}

async fn contact(ctx: &Ctx) -> Result<InstanceContact> {
    let config = &ctx.config.instance;
    let account = match config.contact_account.as_str() {
        "" => None,
        name => present::local_account(ctx, name).await?,
    };
    Ok(InstanceContact { email: config.contact_email.clone(), account })
}

fn registrations(ctx: &Ctx) -> InstanceRegistrations {
    let config = &ctx.config.instance;
    let enabled = matches!(config.registrations.as_str(), "open" | "approval");
    InstanceRegistrations {
        enabled,
        approval_required: config.registrations == "approval",
        message: (!enabled && !config.closed_message.is_empty()).then(|| config.closed_message.clone()),
        min_age: None,
        reason_required: Some(config.registrations == "approval" && config.reason_required),
        url: Some(ctx.url("/auth/sign_up")),
    }
}

/// The types of files that are taken here, with what the programs are able to do.
async fn types(ctx: &Ctx) -> Vec<String> {
    let able = ctx.media.abilities().await;
    let pictures = IMAGE_TYPES.into_iter().chain(able.avif.then_some("image/avif"));
    let pictures = pictures.chain(HEIF_TYPES.into_iter().filter(|_| able.heif));
    let films = PLAYED_TYPES.into_iter().filter(|_| able.films);
    pictures.chain(films).map(str::to_owned).collect()
}

async fn configuration(ctx: &Ctx) -> InstanceConfiguration {
    let limits = &ctx.config.limits;
    let media = &ctx.config.media;
    let everyone = || InstanceFeedAccess { local: TimelineAccess::Public, remote: TimelineAccess::Public };
    InstanceConfiguration {
        urls: InstanceUrls {
            streaming: ctx.url("").replacen("http", "ws", 1),
            status: None,
            about: ctx.url("/about"),
            privacy_policy: None,
            terms_of_service: None,
        },
        vapid: InstanceVapid { public_key: ctx.secrets.vapid.public().to_owned() },
        accounts: InstanceAccountLimits {
            max_display_name_length: limits.display_name.into(),
            max_note_length: limits.note.into(),
            max_avatar_description_length: limits.media_description.into(),
            max_header_description_length: limits.media_description.into(),
            max_featured_tags: limits.featured_tags.into(),
            max_pinned_statuses: limits.pinned_statuses.into(),
            max_profile_fields: limits.profile_fields.into(),
            profile_field_name_limit: limits.profile_field.into(),
            profile_field_value_limit: limits.profile_field.into(),
        },
        statuses: InstanceStatusLimits {
            max_characters: limits.status_characters.into(),
            max_media_attachments: limits.media_per_status.into(),
            characters_reserved_per_url: URL_CHARACTERS,
        },
        media_attachments: InstanceMediaLimits {
            supported_mime_types: types(ctx).await,
            description_limit: limits.media_description.into(),
            image_size_limit: media.image_bytes,
            image_matrix_limit: media.image_pixels,
            video_size_limit: media.video_bytes,
            video_frame_rate_limit: media.video_frame_rate.into(),
            video_matrix_limit: media.video_pixels,
        },
        polls: InstancePollLimits {
            max_options: poll::MAX_OPTIONS,
            max_characters_per_option: poll::MAX_TITLE,
            min_expiration: poll::SHORTEST,
            max_expiration: poll::LONGEST,
        },
        translation: InstanceTranslation { enabled: ctx.translator.is_configured() },
        timelines_access: InstanceTimelinesAccess {
            live_feeds: everyone(),
            hashtag_feeds: everyone(),
            trending_link_feeds: everyone(),
        },
        limited_federation: !ctx.config.federation.enabled,
        extensions: EXTENSIONS.iter().map(|&name| name.to_owned()).collect(),
    }
}
