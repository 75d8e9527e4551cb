//! The resources of the client API.

mod accounts;
mod apps;
mod emails;
mod instance;
mod media;
mod profile;

use crate::ctx::Ctx;

/// Resources about the server itself.
type ServerApis = instance::InstanceApi;

/// Resources about people, and how they get in.
type PeopleApis = (accounts::AccountsApi, apps::AppsApi, emails::EmailsApi, profile::ProfileApi);

/// Resources about files.
type MediaApis = media::MediaApi;

/// All resources, in groups.
pub(in crate::web::api) type Apis = (ServerApis, PeopleApis, MediaApis);

/// The resources with what they need.
pub(super) fn apis(ctx: &Ctx) -> Apis {
    let people = (
        accounts::AccountsApi::new(ctx),
        apps::AppsApi::new(ctx),
        emails::EmailsApi::new(ctx),
        profile::ProfileApi::new(ctx),
    );
    (instance::InstanceApi::new(ctx), people, media::MediaApi::new(ctx))
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
