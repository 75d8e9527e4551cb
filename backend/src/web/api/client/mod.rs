//! The resources of the client API.

mod account_lists;
mod accounts;
mod announcements;
#[cfg(test)]
mod annual_report_tests;
mod annual_reports;
mod apps;
mod async_refreshes;
#[cfg(test)]
mod bookmark_folder_tests;
mod bookmark_folders;
#[cfg(test)]
mod collection_tests;
mod collections;
#[cfg(test)]
mod conversation_tests;
mod conversations;
mod domain_blocks;
#[cfg(test)]
mod draft_tests;
mod drafts;
#[cfg(test)]
mod email_subscription_tests;
mod email_subscriptions;
mod emails;
mod featured_tags;
#[cfg(test)]
mod filter_tests;
#[cfg(test)]
mod filtered_tests;
mod filters;
mod filters_v1;
mod grouped_notifications;
#[cfg(test)]
mod heif_tests;
mod instance;
mod instance_texts;
#[cfg(test)]
mod list_tests;
mod lists;
#[cfg(test)]
mod local_only_tests;
mod mail_preferences;
#[cfg(test)]
mod mail_tests;
mod media;
#[cfg(test)]
mod media_processing_tests;
mod notification_policy;
mod notification_requests;
#[cfg(test)]
mod notification_requests_tests;
#[cfg(test)]
mod notification_tests;
mod notifications;
mod oembed;
#[cfg(test)]
mod poll_tests;
mod polls;
mod profile;
mod push;
#[cfg(test)]
mod push_tests;
#[cfg(test)]
mod quote_tests;
mod quotes;
#[cfg(test)]
mod reaction_tests;
mod reactions;
#[cfg(test)]
mod relation_tests;
mod relationships;
#[cfg(test)]
mod reply_policy_tests;
mod reports;
mod scheduled_statuses;
mod search;
#[cfg(test)]
mod staff_notification_tests;
#[cfg(test)]
mod status_act_tests;
mod status_acts;
#[cfg(test)]
mod status_edit_tests;
#[cfg(test)]
mod status_tests;
mod statuses;
mod suggestions;
mod tags;
mod timelines;
mod translation;
#[cfg(test)]
mod translation_tests;
mod trends;

use crate::ctx::Ctx;

/// Resources about the server itself.
type ServerApis = (
    announcements::AnnouncementsApi,
    instance::InstanceApi,
    instance_texts::InstanceTextsApi,
    oembed::OEmbedApi,
);

/// Resources about people, and how they get in.
type PeopleApis = (
    accounts::AccountsApi,
    apps::AppsApi,
    email_subscriptions::EmailSubscriptionsApi,
    emails::EmailsApi,
    mail_preferences::MailPreferencesApi,
    profile::ProfileApi,
);

/// Resources about files.
type MediaApis = media::MediaApi;

/// Resources about statuses.
type StatusApis = (
    bookmark_folders::BookmarkFoldersApi,
    conversations::ConversationsApi,
    annual_reports::AnnualReportsApi,
    drafts::DraftsApi,
    async_refreshes::AsyncRefreshesApi,
    polls::PollsApi,
    scheduled_statuses::ScheduledStatusesApi,
    quotes::QuotesApi,
    reactions::ReactionsApi,
    status_acts::StatusActsApi,
    statuses::StatusesApi,
    tags::TagsApi,
    timelines::TimelinesApi,
    translation::TranslationApi,
    trends::TrendsApi,
);

/// Relations between accounts, finding them, and being told of what they do.
type SocialApis = (
    account_lists::AccountListsApi,
    collections::CollectionsApi,
    domain_blocks::DomainBlocksApi,
    featured_tags::FeaturedTagsApi,
    filters::FiltersApi,
    filters_v1::V1FiltersApi,
    grouped_notifications::GroupedNotificationsApi,
    lists::ListsApi,
    notification_policy::NotificationPolicyApi,
    notification_requests::NotificationRequestsApi,
    notifications::NotificationsApi,
    push::PushApi,
    relationships::RelationshipsApi,
    reports::ReportsApi,
    search::SearchApi,
    suggestions::SuggestionsApi,
);

/// All resources, in groups.
pub(in crate::web::api) type Apis = (ServerApis, PeopleApis, MediaApis, StatusApis, SocialApis);

/// The resources with what they need.
pub(super) fn apis(ctx: &Ctx) -> Apis {
    (server(ctx), people(ctx), media::MediaApi::new(ctx), statuses(ctx), social(ctx))
}

fn server(ctx: &Ctx) -> ServerApis {
    (
        announcements::AnnouncementsApi::new(ctx),
        instance::InstanceApi::new(ctx),
        instance_texts::InstanceTextsApi::new(ctx),
        oembed::OEmbedApi::new(ctx),
    )
}

fn people(ctx: &Ctx) -> PeopleApis {
    (
        accounts::AccountsApi::new(ctx),
        apps::AppsApi::new(ctx),
        email_subscriptions::EmailSubscriptionsApi::new(ctx),
        emails::EmailsApi::new(ctx),
        mail_preferences::MailPreferencesApi::new(ctx),
        profile::ProfileApi::new(ctx),
    )
}

fn statuses(ctx: &Ctx) -> StatusApis {
    (
        bookmark_folders::BookmarkFoldersApi::new(ctx),
        conversations::ConversationsApi::new(ctx),
        annual_reports::AnnualReportsApi::new(ctx),
        drafts::DraftsApi::new(ctx),
        async_refreshes::AsyncRefreshesApi::new(ctx),
        polls::PollsApi::new(ctx),
        scheduled_statuses::ScheduledStatusesApi::new(ctx),
        quotes::QuotesApi::new(ctx),
        reactions::ReactionsApi::new(ctx),
        status_acts::StatusActsApi::new(ctx),
        statuses::StatusesApi::new(ctx),
        tags::TagsApi::new(ctx),
        timelines::TimelinesApi::new(ctx),
        translation::TranslationApi::new(ctx),
        trends::TrendsApi::new(ctx),
    )
}

fn social(ctx: &Ctx) -> SocialApis {
    (
        account_lists::AccountListsApi::new(ctx),
        collections::CollectionsApi::new(ctx),
        domain_blocks::DomainBlocksApi::new(ctx),
        featured_tags::FeaturedTagsApi::new(ctx),
        filters::FiltersApi::new(ctx),
        filters_v1::V1FiltersApi::new(ctx),
        grouped_notifications::GroupedNotificationsApi::new(ctx),
        lists::ListsApi::new(ctx),
        notification_policy::NotificationPolicyApi::new(ctx),
        notification_requests::NotificationRequestsApi::new(ctx),
        notifications::NotificationsApi::new(ctx),
        push::PushApi::new(ctx),
        relationships::RelationshipsApi::new(ctx),
        reports::ReportsApi::new(ctx),
        search::SearchApi::new(ctx),
        suggestions::SuggestionsApi::new(ctx),
    )
}

/// A resource: a struct that holds the context. `resource!(Name)`.
macro_rules! resource {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub struct $name {
            ctx: crate::ctx::Ctx,
        }

        impl $name {
            pub(super) fn new(ctx: &crate::ctx::Ctx) -> Self {
                Self { ctx: ctx.clone() }
            }
        }
    };
}

use resource;
