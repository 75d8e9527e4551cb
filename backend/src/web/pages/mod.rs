//! Pages for browsers: the web app's shell at every address of the app, and files.
//!
//! Public pages (profiles, posts, tags, about) are the same shell with metadata for link previews
//! and with readable content, so that they can be read before, or without, the app.

mod article;
mod embed;
mod feed;
#[cfg(test)]
mod feed_tests;
mod public;
mod shell;
mod words;

use poem::{
    Request, Response, handler,
    http::{StatusCode, header},
    web::Data,
};
use protocol::html::escape;
use serde_json::json;

pub(super) use embed::show_embed;
pub(super) use public::{show_about, show_post, show_profile, show_tag};
use shell::Page;

use super::assets;
use crate::ctx::Ctx;

/// First parts of the app's addresses. A test compares them with the app's own routes.
const APP_ROUTES: &[&str] = &[
    "about",
    "bookmarks",
    "conversations",
    "design",
    "explore",
    "favourites",
    "federated",
    "follow_requests",
    "home",
    "local",
    "notifications",
    "search",
    "settings",
    "tags",
];

/// Answers what no other route does: a file, the app, or a page that says that there is nothing.
#[handler]
pub(super) fn fallback(request: &Request, ctx: Data<&Ctx>) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if let Some(file) = assets::file(request, path) {
        return file;
    }
    let first = path.split('/').next().unwrap_or_default();
    if path.is_empty() || first.starts_with('@') || APP_ROUTES.contains(&first) {
        return Page::new(&ctx).respond();
    }
    not_found(request, &ctx)
}

/// 404, as a page for browsers and as JSON for everybody else.
pub(super) fn not_found(request: &Request, ctx: &Ctx) -> Response {
    let wants_page = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if wants_page {
        return missing(request, ctx, StatusCode::NOT_FOUND);
    }
    Response::builder()
        .status(StatusCode::NOT_FOUND)
        .content_type("application/json; charset=utf-8")
        .body(json!({ "error": "Record not found" }).to_string())
}

/// A page that says that there is nothing here, or nothing for visitors.
fn missing(request: &Request, ctx: &Ctx, status: StatusCode) -> Response {
    let words = words::words(request);
    let (title, text) = (escape(&words.missing_title), escape(&words.missing_text));
    Page::new(ctx)
        .title(&words.missing_title)
        .noindex()
        .content(format!("<h1>{title}</h1><p>{text}</p>"))
        .status(status)
        .respond()
}

/// `/manifest.json`: what a browser needs to install the app (W3C Web Application Manifest).
#[handler]
pub(super) fn manifest(ctx: Data<&Ctx>) -> Response {
    let icon = |name: &str, sizes: &str, purpose: &str| json!({ "src": format!("/assets/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose });
    let manifest = json!({
        "id": "/home",
        "name": ctx.config.instance.title,
        "short_name": ctx.config.instance.title,
        "description": ctx.config.instance.description,
        "start_url": "/home",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fdfcfb",
        "theme_color": "#fdfcfb",
        "categories": ["social"],
        "icons": [
            icon("icon-192.png", "192x192", "any"),
            icon("icon-512.png", "512x512", "any"),
            icon("icon-maskable-512.png", "512x512", "maskable"),
        ],
    });
    Response::builder()
        .content_type("application/manifest+json")
        .header(header::CACHE_CONTROL, "public, max-age=3600")
        .body(manifest.to_string())
}

/// `/robots.txt` (RFC 9309): only what a visitor reads is worth reading.
#[handler]
pub(super) fn robots() -> Response {
    Response::builder()
        .content_type("text/plain; charset=utf-8")
        .body("User-agent: *\nDisallow: /api/\nDisallow: /auth/\nDisallow: /oauth/\nDisallow: /proxy/\nDisallow: /settings\nDisallow: /search\n")
}

/// Where password managers send people (W3C: A Well-Known URL for Changing Passwords).
#[handler]
pub(super) fn change_password() -> Response {
    Response::builder().status(StatusCode::FOUND).header(header::LOCATION, "/auth/password/change").finish()
}

#[cfg(test)]
mod public_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn the_app_answers_at_its_own_addresses() {
        let app = TestApp::start().await;
        for path in ["/", "/home", "/settings/profile", "/@alice@remote.example"] {
            let answer = app.get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
            assert_eq!(answer.headers["cache-control"], "no-cache");
            assert!(answer.body.as_str().unwrap().contains("<title>Phiomia</title>"), "{path}");
        }
    }

    #[tokio::test]
    async fn unknown_addresses_are_not_found() {
        let app = TestApp::start().await;
        for path in ["/no-such-page", "/wp-login.php", "/app-0123456789abcdef.js", "/api/v1/nothing"] {
            app.get(path).await.is_error(404, "Record not found");
        }
        let page = app.get_page("/no-such-page").await;
        assert_eq!(page.status, 404);
        assert!(page.body.as_str().unwrap().contains("noindex"));
    }

    #[test]
    fn every_route_of_the_app_is_known() {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/src/app.rs");
        let Ok(source) = std::fs::read_to_string(source) else { return };
        for route in source.split("path!(\"/").skip(1) {
            let first = route.split(['/', '"']).next().unwrap();
            assert!(
                first.is_empty() || first.starts_with(':') || APP_ROUTES.contains(&first),
                "/{first} is missing in APP_ROUTES"
            );
        }
    }
}
