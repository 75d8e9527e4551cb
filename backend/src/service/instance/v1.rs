//! The server in the form that clients asked for before Mastodon 4.0.

use shared::entities::{
    V1Instance, V1InstanceAccountLimits, V1InstanceConfiguration, V1InstanceMediaLimits, V1InstanceStats,
    V1InstanceUrls,
};
use store::query;

use super::instance;
use crate::{ctx::Ctx, error::Result};

/// `GET /api/v1/instance`.
///
/// # Errors
/// When the database cannot be read.
pub async fn instance_v1(ctx: &Ctx) -> Result<V1Instance> {
    let now = instance(ctx).await?;
    let usage = query::instance::usage(ctx.db.read(), ctx.now()).await?;
    let limits = now.configuration;
    let media = limits.media_attachments;
    Ok(V1Instance {
        uri: now.domain,
        title: now.title,
        short_description: now.description.clone(),
        description: now.description,
        email: now.contact.email,
        version: now.version,
        urls: V1InstanceUrls { streaming_api: limits.urls.streaming },
        stats: V1InstanceStats {
            user_count: i64::try_from(usage.users).unwrap_or(i64::MAX),
            status_count: usage.statuses,
            domain_count: i64::try_from(usage.domains).unwrap_or(i64::MAX),
        },
        thumbnail: Some(now.thumbnail.url),
        languages: now.languages,
        registrations: now.registrations.enabled,
        approval_required: now.registrations.approval_required,
        invites_enabled: ctx.config.instance.registrations == "invite",
        configuration: V1InstanceConfiguration {
            accounts: V1InstanceAccountLimits { max_featured_tags: limits.accounts.max_featured_tags },
            statuses: limits.statuses,
            media_attachments: V1InstanceMediaLimits {
                supported_mime_types: media.supported_mime_types,
                image_size_limit: media.image_size_limit,
                image_matrix_limit: media.image_matrix_limit,
                video_size_limit: media.video_size_limit,
                video_frame_rate_limit: media.video_frame_rate_limit,
                video_matrix_limit: media.video_matrix_limit,
            },
            polls: limits.polls,
        },
        contact_account: now.contact.account,
        rules: now.rules,
    })
}
