//! The resources of the client API.

mod account_lists;
mod domain_blocks;
mod grouped_notifications;
mod instance;
mod media;
mod notifications;
mod relationships;
mod search;

use crate::ctx::Ctx;

/// Resources about the server itself.
type ServerApis = instance::InstanceApi;

/// Resources about files.
type MediaApis = media::MediaApi;

/// Relations between accounts, finding them, and being told of what they do.
type SocialApis = (
    account_lists::AccountListsApi,
    domain_blocks::DomainBlocksApi,
    grouped_notifications::GroupedNotificationsApi,
    notifications::NotificationsApi,
    relationships::RelationshipsApi,
    search::SearchApi,
);

/// All resources, in groups.
pub(in crate::web::api) type Apis = (ServerApis, MediaApis, SocialApis);

/// The resources with what they need.
pub(super) fn apis(ctx: &Ctx) -> Apis {
    (instance::InstanceApi::new(ctx), media::MediaApi::new(ctx), social(ctx))
}

fn social(ctx: &Ctx) -> SocialApis {
    (
        account_lists::AccountListsApi::new(ctx),
        domain_blocks::DomainBlocksApi::new(ctx),
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
