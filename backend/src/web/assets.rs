//! The files inside the binary: the built web app, and the pictures the server itself needs.
//!
//! A debug build reads them from disk, so that `cargo xtask dev` shows edits without compiling.

use std::borrow::Cow;

use poem::{
    Body, Request, Response,
    http::{HeaderMap, StatusCode, header},
};
use rust_embed::{EmbeddedFile, RustEmbed};

/// The web app as Trunk built it, textual files also compressed (`x.br`, `x.gz`).
#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
struct App;

/// Pictures of the server.
#[derive(RustEmbed)]
#[folder = "assets"]
struct Own;

/// For files whose name holds a hash of their content.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// For files that may change under their name: kept, but asked about every time.
const REVALIDATE: &str = "no-cache";
/// For the server's pictures, which change with the version only.
const DAY: &str = "public, max-age=86400";

/// The app's page as it was built, if it was.
pub(super) fn page() -> Option<String> {
    let file = App::get("index.html")?;
    Some(String::from_utf8_lossy(&file.data).into_owned())
}

/// The answer for a path (without its first slash) that names a file of the app or of the server.
pub(super) fn file(request: &Request, path: &str) -> Option<Response> {
    if let Some(name) = path.strip_prefix("assets/") {
        return Own::get(name).map(|file| answer(request, name, file, None, DAY));
    }
    // Browsers and previews ask for these at fixed addresses, whatever the page says.
    if matches!(path, "favicon.ico" | "apple-touch-icon.png") {
        return Own::get(path).map(|file| answer(request, path, file, None, DAY));
    }
    if path == "index.html" || path.ends_with(".br") || path.ends_with(".gz") {
        return None;
    }
    let plain = App::get(path)?;
    let cache = if is_hashed(path) { FOREVER } else { REVALIDATE };
    let accepted = accepted_encodings(request.headers());
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if accepted.contains(&encoding)
            && let Some(small) = App::get(&format!("{path}{suffix}"))
        {
            return Some(answer(request, path, small, Some(encoding), cache));
        }
    }
    Some(answer(request, path, plain, None, cache))
}

fn answer(
    request: &Request,
    name: &str,
    file: EmbeddedFile,
    encoding: Option<&'static str>,
    cache: &'static str,
) -> Response {
    let etag = format!("\"{}\"", hex::encode(file.metadata.sha256_hash().get(..12).unwrap_or_default()));
    let mut response = Response::builder()
        .header(header::CACHE_CONTROL, cache)
        .header(header::ETAG, &etag)
        .header(header::VARY, "accept-encoding");
    if let Some(encoding) = encoding {
        response = response.header(header::CONTENT_ENCODING, encoding);
    }
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)) {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    let body = match file.data {
        Cow::Borrowed(bytes) => Body::from_bytes(bytes.into()),
        Cow::Owned(bytes) => Body::from_vec(bytes),
    };
    response.content_type(content_type(name)).body(body)
}

/// The content codings the client takes (RFC 9110 section 12.5.3), refused ones left out.
fn accepted_encodings(headers: &HeaderMap) -> Vec<&str> {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|item| {
            let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
            let quality = parameters.trim().strip_prefix("q=").map(|value| value.trim().parse::<f32>());
            (!matches!(quality, Some(Ok(0.0)))).then_some(name.trim())
        })
        .collect()
}

/// Whether Trunk or xtask put a hash into the name: `app-0123456789abcdef.js`, `app-…_bg.wasm`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches("_bg");
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() >= 8 && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    #[test]
    fn names_with_a_hash_are_told_from_others() {
        for hashed in
            ["phiomia-web-1a2b3c4d5e6f7a8b.js", "phiomia-web-1a2b3c4d5e6f7a8b_bg.wasm", "x/a-00112233.css"]
        {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in ["locales/en.json", "mark.svg", "index.html", "apple-touch-icon.png", "a-deadpool.js"] {
            assert!(!is_hashed(plain), "{plain}");
        }
    }

    #[test]
    fn refused_encodings_are_not_used() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, "gzip;q=0.5, br;q=0, zstd".parse().unwrap());
        assert_eq!(accepted_encodings(&headers), ["gzip", "zstd"]);
    }

    #[tokio::test]
    async fn the_default_pictures_are_served() {
        let app = TestApp::start().await;
        for path in ["/assets/avatar.png", "/assets/header.png", "/assets/icon-512.png", "/favicon.ico"] {
            let answer = app.get(path).await;
            assert_eq!(answer.status, 200, "{path}");
            assert!(answer.headers["content-type"].to_str().unwrap().starts_with("image/"), "{path}");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        }
    }

    #[tokio::test]
    async fn there_is_no_way_out_of_the_embedded_folders() {
        let app = TestApp::start().await;
        for path in
            ["/assets/../Cargo.toml", "/assets/%2e%2e/Cargo.toml", "/..%2fCargo.toml", "/../Cargo.toml"]
        {
            let answer = app.get(path).await;
            assert_eq!(answer.status, 404, "{path}");
            assert!(!answer.body.to_string().contains("[package]"), "{path}");
        }
    }
}
