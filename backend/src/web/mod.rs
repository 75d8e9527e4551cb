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
mod one_origin;
mod operations;
mod pages;
mod proxy;
mod rate_limit;
mod security;
mod streaming;

use std::sync::Arc;

use poem::{
    Endpoint, EndpointExt, IntoEndpoint, Request, Route,
    middleware::{NormalizePath, TrailingSlash},
};

use crate::ctx::Ctx;

/// Everything the server answers to.
pub fn routes(ctx: &Ctx) -> impl Endpoint + 'static {
    let limits = rate_limit::RateLimit { ctx: ctx.clone() };
    let api = api::service(ctx).into_endpoint().with(limits).catch_all_error(error::as_json);
    // Some clients write `/api/v1/instance/`.
    let api = api.before(|mut request: Request| async move {
        api::redirect(&mut request);
        Ok(request)
    });
    let api = Arc::new(api.with(NormalizePath::new(TrailingSlash::Trim)));
    let documents = Arc::new(operations::Documents::new(ctx));
    let route = activitypub::routes(auth::mount(Route::new()));
    let route = api::OAUTH_PATHS
        .into_iter()
        .fold(route, |route, path| route.at(path, api.clone()).at(format!("{path}/"), api.clone()));
    health(route)
        .at("/api/docs", poem::get(operations::docs).data(documents.clone()))
        .at("/api/openapi.json", poem::get(operations::openapi).data(documents))
        .at("/@:handle", poem::get(pages::show_profile))
        .at("/@:handle/:id", poem::get(pages::show_post))
        .at("/@:handle/:id/embed", poem::get(pages::show_embed))
        .at("/about", poem::get(pages::show_about))
        .at("/api/v1/streaming", poem::get(streaming::socket))
        .at("/api/v1/streaming/health", poem::get(streaming::health))
        .at("/api/v1/streaming/*stream", poem::get(streaming::events))
        .at("/manifest.json", poem::get(pages::manifest))
        .at("/media/*key", poem::get(media::file))
        .at("/proxy/:signature/:shape/:owner/:file", poem::get(proxy::file))
        .at("/robots.txt", poem::get(pages::robots))
        .at("/tags/:name", poem::get(pages::show_tag))
        .at("/.well-known/change-password", poem::get(pages::change_password))
        .at("/*path", poem::get(pages::fallback))
        .nest_no_strip("/api", api)
        .around(one_origin::keep)
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
