//! HTTP: routes, extractors, answers. Holds no rules: every handler calls a service.

pub mod api;
mod assets;
mod auth;
pub mod error;
pub mod extract;
pub mod json;
mod middleware;
mod oauth;
mod operations;
mod pages;
mod security;

use poem::{Endpoint, EndpointExt, IntoEndpoint, Route};

use crate::ctx::Ctx;

/// Everything the server answers to.
pub fn routes(ctx: &Ctx) -> impl Endpoint + 'static {
    let api = api::service(ctx);
    let document = api::document(ctx);
    let route = oauth::mount(auth::mount(Route::new()));
    route
        .at("/health", poem::get(operations::health))
        .at("/health/ready", poem::get(operations::ready))
        .at("/api/openapi.json", poem::get(operations::openapi).data(operations::Document(document.into())))
        .at("/*path", poem::get(pages::fallback))
        .nest_no_strip("/api", api.into_endpoint().catch_all_error(error::as_json))
        .with(middleware::Cors)
        .with(security::SecurityHeaders::new(&ctx.config))
        .with(middleware::RequestLog)
        .with(poem::middleware::CatchPanic::new())
        .data(ctx.clone())
}
