//! Stored files. They come from anybody, so browsers are told to do nothing with them but show
//! pictures, videos and sounds: whatever else a file may be is only to be saved.

use object_store::GetRange;
use poem::{
    Body, Request, Response, Result, handler,
    http::{StatusCode, header},
    web::{Data, Path},
};

use super::{error::ApiError, pages};
use crate::{
    ctx::Ctx,
    error::ServiceError,
    media::storage::{CACHE_CONTROL, Found},
};

/// Even opened in a tab of its own, a file runs nothing and loads nothing.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox";

/// A file, or the part that is asked for (RFC 9110 section 14).
#[handler]
pub(super) async fn file(request: &Request, ctx: Data<&Ctx>, Path(key): Path<String>) -> Result<Response> {
    respond(request, &ctx, &key, CACHE_CONTROL).await
}

/// The answer with a stored file, or the part that is asked for; 404 when there is none with this key.
pub(super) async fn respond(
    request: &Request,
    ctx: &Ctx,
    key: &str,
    cache_control: &'static str,
) -> Result<Response> {
    // Its name is the file's for ever: whoever has it needs no other.
    let etag = format!("\"{key}\"");
    let given = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if given(header::IF_NONE_MATCH).is_some_and(|known| is_among(&etag, known)) {
        return Ok(Response::builder()
            .status(StatusCode::NOT_MODIFIED)
            .header(header::ETAG, etag)
            .header(header::CACHE_CONTROL, cache_control)
            .finish());
    }
    // Whoever has the beginning of another file does not want the rest of this one.
    let is_same = given(header::IF_RANGE).is_none_or(|known| known == etag);
    let range = given(header::RANGE).filter(|_| is_same).and_then(parse_range);
    let partial = range.is_some();
    let stored = match ctx.media.storage.get(key, range).await {
        Ok(Found::File(stored)) => stored,
        Ok(Found::Beyond(size)) => {
            return Ok(Response::builder()
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .header(header::CONTENT_RANGE, format!("bytes */{size}"))
                .finish());
        }
        Err(ServiceError::NotFound) => return Ok(pages::not_found(request, ctx)),
        Err(error) => return Err(ApiError::from(error).into()),
    };
    let mut response = Response::builder()
        .content_type(stored.content_type)
        .header(header::CONTENT_LENGTH, stored.range.end - stored.range.start)
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::CACHE_CONTROL, cache_control)
        .header(header::ETAG, etag)
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header("cross-origin-resource-policy", "cross-origin")
        .header(header::CONTENT_SECURITY_POLICY, POLICY);
    if !is_shown(stored.content_type) {
        response = response.header(header::CONTENT_DISPOSITION, "attachment");
    }
    if partial {
        let range =
            format!("bytes {}-{}/{}", stored.range.start, stored.range.end.saturating_sub(1), stored.size);
        response = response.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, range);
    }
    Ok(response.body(Body::from_bytes_stream(stored.body)))
}

/// Whether a tag is in the list of an `If-None-Match` (RFC 9110 section 13.1.2).
fn is_among(etag: &str, known: &str) -> bool {
    known.split(',').map(|tag| tag.trim().trim_start_matches("W/")).any(|tag| tag == etag || tag == "*")
}

fn is_shown(content_type: &str) -> bool {
    ["image/", "video/", "audio/"].iter().any(|kind| content_type.starts_with(kind))
}

/// One range of bytes. Anything else (several ranges, other units) is passed over, as RFC 9110
/// section 14.2 allows: the whole file is sent then.
fn parse_range(value: &str) -> Option<GetRange> {
    let (first, last) = value.trim().strip_prefix("bytes=")?.split_once('-')?;
    match (first.trim(), last.trim()) {
        ("", last) => Some(GetRange::Suffix(last.parse().ok().filter(|length| *length > 0)?)),
        (first, "") => Some(GetRange::Offset(first.parse().ok()?)),
        (first, last) => {
            let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
            (first <= last).then(|| GetRange::Bounded(first..last.saturating_add(1)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{media::storage::new_key, testing::TestApp};

    #[test]
    fn ranges_are_read() {
        assert_eq!(parse_range("bytes=0-4"), Some(GetRange::Bounded(0..5)));
        assert_eq!(parse_range("bytes=5-"), Some(GetRange::Offset(5)));
        assert_eq!(parse_range("bytes=-3"), Some(GetRange::Suffix(3)));
        for odd in ["bytes=4-0", "bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=-0"] {
            assert_eq!(parse_range(odd), None, "{odd}");
        }
    }

    #[tokio::test]
    async fn files_are_served_whole_and_in_part() {
        let app = TestApp::start().await;
        let key = new_key("png").unwrap();
        app.ctx.media.storage.put(&key, b"abcdefghij".to_vec()).await.unwrap();
        let whole = app.get(&format!("/media/{key}")).await;
        assert_eq!((whole.status, whole.body.to_string().as_str()), (200, "\"abcdefghij\""));
        assert_eq!(whole.headers["content-type"], "image/png");
        assert_eq!(whole.headers["cache-control"], CACHE_CONTROL);
        assert_eq!(whole.headers["x-content-type-options"], "nosniff");
        assert!(whole.headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
        assert!(!whole.headers.contains_key("content-disposition"));
        let part = app.get_with(&format!("/media/{key}"), "range", "bytes=2-4").await;
        assert_eq!((part.status, part.body.to_string().as_str()), (206, "\"cde\""));
        assert_eq!(part.headers["content-range"], "bytes 2-4/10");
        let beyond = app.get_with(&format!("/media/{key}"), "range", "bytes=50-").await;
        assert_eq!((beyond.status, &beyond.headers["content-range"]), (416, &"bytes */10".parse().unwrap()));
    }

    #[tokio::test]
    async fn a_range_is_of_the_file_that_the_client_has() {
        let app = TestApp::start().await;
        let key = new_key("mp4").unwrap();
        app.ctx.media.storage.put(&key, b"abcdefghij".to_vec()).await.unwrap();
        let path = format!("/media/{key}");
        let etag = app.get(&path).await.headers["etag"].to_str().unwrap().to_owned();
        for (known, status) in
            [(etag.as_str(), 206), ("\"other\"", 200), ("Tue, 10 Mar 2026 12:00:00 GMT", 200)]
        {
            let headers = vec![("range", "bytes=2-4".to_owned()), ("if-range", known.to_owned())];
            assert_eq!(
                app.send(poem::http::Method::GET, &path, headers, vec![]).await.status,
                status,
                "{known}"
            );
        }
        for known in [etag.clone(), format!("\"other\", W/{etag}"), "*".to_owned()] {
            assert_eq!(app.get_with(&path, "if-none-match", &known).await.status, 304, "{known}");
        }
        assert_eq!(app.get_with(&path, "if-none-match", "\"other\"").await.status, 200);
        let head = app.send(poem::http::Method::HEAD, &path, vec![], vec![]).await;
        assert_eq!((head.status, &head.headers["content-length"]), (200, &"10".parse().unwrap()));
    }

    #[tokio::test]
    async fn what_is_no_picture_is_only_to_be_saved() {
        let app = TestApp::start().await;
        let key = new_key("html").unwrap();
        app.ctx.media.storage.put(&key, b"<script>alert(1)</script>".to_vec()).await.unwrap();
        let answer = app.get(&format!("/media/{key}")).await;
        assert_eq!(answer.headers["content-type"], "application/octet-stream");
        assert_eq!(answer.headers["content-disposition"], "attachment");
    }

    #[tokio::test]
    async fn unknown_keys_are_not_found() {
        let app = TestApp::start().await;
        for key in ["aa/00112233445566778899aabbccddee.png", "../phiomia.db", "x"] {
            assert_eq!(app.get(&format!("/media/{key}")).await.status, 404, "{key}");
        }
    }
}
