//! A folder, and a small server that speaks S3.

use std::{
    collections::BTreeMap,
    io::{Read, Seek, Write},
    sync::{Mutex, MutexGuard},
};

use poem::{
    EndpointExt, Request, Response, Route, Server, handler,
    http::{HeaderMap, Method, StatusCode},
    listener::TcpAcceptor,
    web::Data,
};

use super::*;
use crate::testing::TestApp;

async fn read(storage: &Storage, key: &str, range: Option<GetRange>) -> Result<Vec<u8>> {
    let Found::File(stored) = storage.get(key, range).await? else { return Ok(b"beyond".to_vec()) };
    let chunks: Vec<Bytes> = stored.body.try_collect().await.unwrap();
    Ok(chunks.concat())
}

#[tokio::test]
async fn files_are_kept_read_in_part_and_deleted_twice() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::folder(folder.path()).unwrap();
    let key = new_key("png").unwrap();
    storage.put(&key, b"0123456789".to_vec()).await.unwrap();
    assert_eq!(read(&storage, &key, None).await.unwrap(), b"0123456789");
    assert_eq!(read(&storage, &key, Some(GetRange::Bounded(2..5))).await.unwrap(), b"234");
    assert_eq!(read(&storage, &key, Some(GetRange::Offset(99))).await.unwrap(), b"beyond");
    storage.delete(&key).await.unwrap();
    storage.delete(&key).await.unwrap();
    assert!(matches!(read(&storage, &key, None).await, Err(ServiceError::NotFound)));
}

#[tokio::test]
async fn foreign_names_never_reach_the_storage() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("secret.png"), "x").unwrap();
    let storage = Storage::folder(folder.path()).unwrap();
    for key in ["secret.png", "../secret.png", "aa/../../secret.png", "", "aa/", "/etc/passwd"] {
        assert!(matches!(read(&storage, key, None).await, Err(ServiceError::NotFound)), "{key}");
    }
}

/// A service that speaks S3, as much of it as is needed, and keeps what it is given.
#[derive(Clone, Default)]
struct Bucket(Arc<Mutex<BTreeMap<String, (HeaderMap, Vec<u8>)>>>);

impl Bucket {
    async fn start(&self) -> StorageConfig {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
        let routes = Route::new().at("/*path", object).data(self.clone());
        tokio::spawn(async move { Server::new_with_acceptor(acceptor).run(routes).await });
        StorageConfig {
            kind: "s3".to_owned(),
            bucket: "media".to_owned(),
            endpoint,
            access_key_id: "id".to_owned(),
            secret_access_key: "secret".to_owned(),
            ..StorageConfig::default()
        }
    }

    fn objects(&self) -> MutexGuard<'_, BTreeMap<String, (HeaderMap, Vec<u8>)>> {
        self.0.lock().unwrap()
    }
}

/// `PUT`, `GET` (also in part) and `DELETE` of `/bucket/key`.
#[handler]
fn object(request: &Request, body: Vec<u8>, bucket: Data<&Bucket>) -> Response {
    let signature = request.header("authorization").unwrap_or_default();
    assert!(signature.starts_with("AWS4-HMAC-SHA256 Credential=id/"), "{signature}");
    let path = request.uri().path().to_owned();
    let mut objects = bucket.objects();
    let answer = Response::builder().header("etag", "\"1\"");
    if request.method() == Method::PUT
        && request.uri().query().is_some_and(|query| query.contains("partNumber"))
    {
        objects.get_mut(&path).unwrap().1.extend(body);
        return answer.finish();
    }
    if request.method() == Method::PUT {
        objects.insert(path, (request.headers().clone(), body));
        return answer.finish();
    }
    if request.method() == Method::DELETE {
        objects.remove(&path);
        return answer.status(StatusCode::NO_CONTENT).finish();
    }
    if request.method() == Method::POST {
        return multipart(request, &mut objects, path);
    }
    let Some((_, bytes)) = objects.get(&path) else {
        return answer.status(StatusCode::NOT_FOUND).body("<Error><Code>NoSuchKey</Code></Error>");
    };
    let answer = answer.header("last-modified", "Tue, 10 Mar 2026 12:00:00 GMT");
    match request.header("range").and_then(|range| range.strip_prefix("bytes=")?.split_once('-')) {
        Some((first, _)) if first.parse::<usize>().unwrap() >= bytes.len() => {
            answer.status(StatusCode::RANGE_NOT_SATISFIABLE).finish()
        }
        Some((first, last)) => {
            let (first, last): (usize, usize) = (first.parse().unwrap(), last.parse().unwrap());
            answer
                .status(StatusCode::PARTIAL_CONTENT)
                .header("content-range", format!("bytes {first}-{last}/{}", bytes.len()))
                .body(bytes[first..=last].to_vec())
        }
        None => answer.body(bytes.clone()),
    }
}

/// Begins a file in parts, or ends it.
fn multipart(
    request: &Request,
    objects: &mut BTreeMap<String, (HeaderMap, Vec<u8>)>,
    path: String,
) -> Response {
    if request.uri().query().is_some_and(|query| query.contains("uploads")) {
        objects.insert(path, (request.headers().clone(), Vec::new()));
        return Response::builder().body(
            "<InitiateMultipartUploadResult><Bucket>media</Bucket><Key>k</Key><UploadId>1</UploadId>\
             </InitiateMultipartUploadResult>",
        );
    }
    Response::builder().body(
        "<CompleteMultipartUploadResult><Location>l</Location><Bucket>media</Bucket><Key>k</Key>\
         <ETag>\"1\"</ETag></CompleteMultipartUploadResult>",
    )
}

#[tokio::test]
async fn a_large_file_is_kept_in_parts_and_fetched_again() {
    let (folder, bucket) = (tempfile::tempdir().unwrap(), Bucket::default());
    let (local, s3) = (Storage::folder(folder.path()).unwrap(), Storage::s3(&bucket.start().await).unwrap());
    for storage in [local, s3] {
        for length in [10, PART, 2 * PART + 5] {
            let content: Vec<u8> = (0..=250).cycle().take(length).collect();
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&content).unwrap();
            let key = new_key("mp4").unwrap();
            storage.put_file(&key, file).await.unwrap();
            let mut back = Vec::new();
            let mut file = storage.fetch(&key).await.unwrap();
            file.rewind().unwrap();
            file.read_to_end(&mut back).unwrap();
            assert!(back == content, "{length}");
        }
    }
    let objects = bucket.objects();
    assert!(objects.values().all(|(headers, _)| headers["content-type"] == "video/mp4"));
}

#[tokio::test]
async fn a_part_that_no_file_in_a_bucket_has_is_told_from_a_failure() {
    let bucket = Bucket::default();
    let storage = Storage::s3(&bucket.start().await).unwrap();
    let key = new_key("png").unwrap();
    storage.put(&key, b"0123456789".to_vec()).await.unwrap();
    assert_eq!(read(&storage, &key, Some(GetRange::Offset(99))).await.unwrap(), b"beyond");
    let missing = new_key("png").unwrap();
    assert!(matches!(
        read(&storage, &missing, Some(GetRange::Offset(99))).await,
        Err(ServiceError::NotFound)
    ));
}

#[tokio::test]
async fn a_bucket_keeps_files_with_their_types() {
    let bucket = Bucket::default();
    let storage = Storage::s3(&bucket.start().await).unwrap();
    let key = new_key("png").unwrap();
    storage.put(&key, b"0123456789".to_vec()).await.unwrap();
    {
        let objects = bucket.objects();
        let (headers, bytes) = &objects[&format!("/media/{key}")];
        assert_eq!(bytes, b"0123456789");
        assert_eq!(headers["content-type"], "image/png");
        assert_eq!(headers["cache-control"], CACHE_CONTROL);
    }
    assert_eq!(read(&storage, &key, None).await.unwrap(), b"0123456789");
    assert_eq!(read(&storage, &key, Some(GetRange::Bounded(2..5))).await.unwrap(), b"234");
    storage.delete(&key).await.unwrap();
    storage.delete(&key).await.unwrap();
    assert!(bucket.objects().is_empty());
    assert!(matches!(read(&storage, &key, None).await, Err(ServiceError::NotFound)));
}

#[tokio::test]
async fn a_picture_in_a_bucket_is_named_by_its_public_address() {
    let bucket = Bucket::default();
    let storage = StorageConfig { public_url: "https://files.test/".to_owned(), ..bucket.start().await };
    let app = TestApp::with(|config| config.storage = storage).await;
    let alice = app.user("alice").await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(8, 8).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let upload = (Method::POST, "/api/v2/media");
    let media = app.upload_as(&alice.token, upload, &[], ("file", &png.into_inner())).await.ok();
    let url = media["url"].as_str().unwrap();
    let key = url.strip_prefix("https://files.test/").unwrap();
    assert!(bucket.objects().contains_key(&format!("/media/{key}")), "{url}");
}
