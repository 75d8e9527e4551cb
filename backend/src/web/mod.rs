//! HTTP: routes, extractors, answers. Holds no rules: every handler calls a service.

mod activitypub;
pub mod api;
mod assets;
mod auth;
mod client_ip;
pub mod error;
pub mod extract;
pub mod json;
mod media;
mod middleware;
mod oauth;
mod operations;
mod pages;
mod rate_limit;
mod security;
mod streaming;

use poem::{Endpoint, EndpointExt, IntoEndpoint, Route};

use crate::ctx::Ctx;

/// Everything the server answers to.
pub fn routes(ctx: &Ctx) -> impl Endpoint + 'static {
    let api = api::service(ctx);
    let document = api::document(ctx);
    let route = activitypub::routes(oauth::mount(auth::mount(Route::new())));
    health(route)
        .at("/api/openapi.json", poem::get(operations::openapi).data(operations::Document(document.into())))
        .at("/@:handle", poem::get(pages::show_profile))
        .at("/@:handle/:id", poem::get(pages::show_post))
        .at("/about", poem::get(pages::show_about))
        .at("/api/v1/streaming", poem::get(streaming::socket))
        .at("/api/v1/streaming/health", poem::get(streaming::health))
        .at("/api/v1/streaming/*stream", poem::get(streaming::events))
        .at("/manifest.json", poem::get(pages::manifest))
        .at("/media/*key", poem::get(media::file))
        .at("/robots.txt", poem::get(pages::robots))
        .at("/tags/:name", poem::get(pages::show_tag))
        .at("/.well-known/change-password", poem::get(pages::change_password))
        .at("/*path", poem::get(pages::fallback))
        .nest_no_strip(
            "/api",
            api.into_endpoint()
                .with(rate_limit::RateLimit { ctx: ctx.clone() })
                .catch_all_error(error::as_json),
        )
        .with(middleware::Cors)
        .with(security::SecurityHeaders::new(&ctx.config))
        .with(middleware::RequestLog)
        .with(poem::middleware::CatchPanic::new())
        .data(ctx.clone())
}

/// What a process answers to that only runs jobs.
pub fn health_routes(ctx: &Ctx) -> impl Endpoint + 'static {
    health(Route::new()).data(ctx.clone())
}

fn health(route: Route) -> Route {
    route.at("/health", poem::get(operations::health)).at("/health/ready", poem::get(operations::ready))
}
