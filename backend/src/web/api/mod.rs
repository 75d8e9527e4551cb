//! The client API: one `#[OpenApi]` struct a resource, grouped by area because a tuple holds at
//! most sixteen.

mod aliases;
mod client;
mod document;
mod oauth;
mod oauth_answer;
mod page;
#[cfg(test)]
mod tests;

use poem_openapi::OpenApiService;

use crate::{ctx::Ctx, service::instance::VERSION};

pub use aliases::redirect;
pub use document::document;
pub use oauth::PATHS as OAUTH_PATHS;
pub use page::page;

/// What holds for all operations.
const ABOUT: &str = "The client API of Phiomia: Mastodon's, field by field. Where an operation takes a JSON body, \
    the same fields may be sent form-encoded (`poll[options][]=…`), as multipart form data, or in the address. \
    Ids are strings. A list that is too long for one answer has links to its other pages in its `Link` header. \
    Beyond Mastodon there are operations under `/api/phiomia/v1`, and events on streams have numbers (`id`, \
    `since`); whether they are there is told by `api_versions.phiomia` of `/api/v2/instance`. What else there is \
    beyond Mastodon is named in its `configuration.extensions`: `bookmark_folders`, `drafts`, \
    `emoji_reactions`, `local_only_posts`, `reply_policies`.";

/// The API with its document.
pub fn service(ctx: &Ctx) -> OpenApiService<(client::Apis, oauth::OAuthApi), ()> {
    OpenApiService::new((client::apis(ctx), oauth::OAuthApi::new(ctx)), "Phiomia", VERSION)
        .description(ABOUT)
        .server(ctx.config.base_url())
}
