//! The resources of the client API.

mod account_lists;
mod accounts;
mod apps;
mod domain_blocks;
mod emails;
#[cfg(test)]
mod filter_tests;
#[cfg(test)]
mod filtered_tests;
mod filters;
mod filters_v1;
mod grouped_notifications;
mod instance;
mod media;
mod notifications;
#[cfg(test)]
mod poll_tests;
mod polls;
mod profile;
#[cfg(test)]
mod quote_tests;
mod quotes;
mod relationships;
mod search;
mod status_acts;
#[cfg(test)]
mod status_tests;
mod statuses;
mod tags;
mod timelines;

use crate::ctx::Ctx;

/// Resources about the server itself.
type ServerApis = instance::InstanceApi;

/// Resources about people, and how they get in.
type PeopleApis = (accounts::AccountsApi, apps::AppsApi, emails::EmailsApi, profile::ProfileApi);

/// Resources about files.
type MediaApis = media::MediaApi;

/// Resources about statuses.
type StatusApis = (
    polls::PollsApi,
    quotes::QuotesApi,
    status_acts::StatusActsApi,
    statuses::StatusesApi,
    tags::TagsApi,
    timelines::TimelinesApi,
);

/// Relations between accounts, finding them, and being told of what they do.
type SocialApis = (
    account_lists::AccountListsApi,
    domain_blocks::DomainBlocksApi,
    filters::FiltersApi,
    filters_v1::V1FiltersApi,
    grouped_notifications::GroupedNotificationsApi,
    notifications::NotificationsApi,
    relationships::RelationshipsApi,
    search::SearchApi,
);

/// All resources, in groups.
pub(in crate::web::api) type Apis = (ServerApis, PeopleApis, MediaApis, StatusApis, SocialApis);

/// The resources with what they need.
pub(super) fn apis(ctx: &Ctx) -> Apis {
    (instance::InstanceApi::new(ctx), people(ctx), media::MediaApi::new(ctx), statuses(ctx), social(ctx))
}

fn people(ctx: &Ctx) -> PeopleApis {
    (
        accounts::AccountsApi::new(ctx),
        apps::AppsApi::new(ctx),
        emails::EmailsApi::new(ctx),
        profile::ProfileApi::new(ctx),
    )
}

fn statuses(ctx: &Ctx) -> StatusApis {
    (
        polls::PollsApi::new(ctx),
        quotes::QuotesApi::new(ctx),
        status_acts::StatusActsApi::new(ctx),
        statuses::StatusesApi::new(ctx),
        tags::TagsApi::new(ctx),
        timelines::TimelinesApi::new(ctx),
    )
}

fn social(ctx: &Ctx) -> SocialApis {
    (
        account_lists::AccountListsApi::new(ctx),
        domain_blocks::DomainBlocksApi::new(ctx),
        filters::FiltersApi::new(ctx),
        filters_v1::V1FiltersApi::new(ctx),
        grouped_notifications::GroupedNotificationsApi::new(ctx),
        notifications::NotificationsApi::new(ctx),
        relationships::RelationshipsApi::new(ctx),
        search::SearchApi::new(ctx),
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
