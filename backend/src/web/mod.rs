//! HTTP: routes, extractors, answers. Holds no rules: every handler calls a service.

mod activitypub;
pub mod api;
mod assets;
pub mod error;
pub mod extract;
pub mod json;
mod media;
mod middleware;
mod operations;
mod pages;
mod security;

use poem::{Endpoint, EndpointExt, IntoEndpoint, Route};

use crate::ctx::Ctx;

/// Everything the server answers to.
pub fn routes(ctx: &Ctx) -> impl Endpoint + 'static {
    let api = api::service(ctx);
    let document = api::document(ctx);
    activitypub::routes(Route::new())
        .at("/health", poem::get(operations::health))
        .at("/health/ready", poem::get(operations::ready))
        .at("/api/openapi.json", poem::get(operations::openapi).data(operations::Document(document.into())))
        .at("/@:handle", poem::get(pages::show_profile))
        .at("/@:handle/:id", poem::get(pages::show_post))
        .at("/about", poem::get(pages::show_about))
        .at("/manifest.json", poem::get(pages::manifest))
        .at("/media/*key", poem::get(media::file))
        .at("/robots.txt", poem::get(pages::robots))
        .at("/tags/:name", poem::get(pages::show_tag))
        .at("/.well-known/change-password", poem::get(pages::change_password))
        .at("/*path", poem::get(pages::fallback))
        .nest_no_strip("/api", api.into_endpoint().catch_all_error(error::as_json))
        .with(middleware::Cors)
        .with(security::SecurityHeaders::new(&ctx.config))
        .with(middleware::RequestLog)
        .with(poem::middleware::CatchPanic::new())
        .data(ctx.clone())
}
