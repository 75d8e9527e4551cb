//! The resources of the client API.

mod accounts;
mod apps;
mod emails;
mod instance;
mod media;
mod profile;
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
type StatusApis = (status_acts::StatusActsApi, statuses::StatusesApi, tags::TagsApi, timelines::TimelinesApi);

/// All resources, in groups.
pub(in crate::web::api) type Apis = (ServerApis, PeopleApis, MediaApis, StatusApis);

/// The resources with what they need.
pub(super) fn apis(ctx: &Ctx) -> Apis {
    let people = (
        accounts::AccountsApi::new(ctx),
        apps::AppsApi::new(ctx),
        emails::EmailsApi::new(ctx),
        profile::ProfileApi::new(ctx),
    );
    let statuses = (
        status_acts::StatusActsApi::new(ctx),
        statuses::StatusesApi::new(ctx),
        tags::TagsApi::new(ctx),
        timelines::TimelinesApi::new(ctx),
    );
    (instance::InstanceApi::new(ctx), people, media::MediaApi::new(ctx), statuses)
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
