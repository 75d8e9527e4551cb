//! The resources of the client API.

mod instance;
mod media;

use crate::ctx::Ctx;

/// Resources about the server itself.
type ServerApis = instance::InstanceApi;

/// Resources about files.
type MediaApis = media::MediaApi;

/// All resources, in groups.
pub(in crate::web::api) type Apis = (ServerApis, MediaApis);

/// The resources with what they need.
pub(super) fn apis(ctx: &Ctx) -> Apis {
    (instance::InstanceApi::new(ctx), media::MediaApi::new(ctx))
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
