//! The client API: one `#[OpenApi]` struct a resource, grouped by area because a tuple holds at
//! most sixteen.

mod client;
mod document;
mod document_pages;
mod oauth;
mod oauth_answer;
mod page;
#[cfg(test)]
mod tests;

use poem_openapi::OpenApiService;

use crate::{ctx::Ctx, service::instance::VERSION};

pub use document::document;
pub use oauth::PATHS as OAUTH_PATHS;
pub use page::page;

/// The API with its document.
pub fn service(ctx: &Ctx) -> OpenApiService<(client::Apis, oauth::OAuthApi), ()> {
    OpenApiService::new((client::apis(ctx), oauth::OAuthApi::new(ctx)), "Phiomia", VERSION)
        .description("The client API of Phiomia: Mastodon's, field by field. Bodies may be JSON, form-encoded or multipart.")
        .server(ctx.config.base_url())
}
