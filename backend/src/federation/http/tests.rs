//! Against servers that answer as badly as needed.

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;
use crate::testing_network::{Scripted, answer, document};

const NOW: Millis = Millis(1_773_144_000_000);
const KEY_ID: &str = "https://phiomia.test/actor#main-key";

fn client(change: impl FnOnce(&mut FederationConfig)) -> Http {
    let mut config = FederationConfig {
        allow_addresses: vec!["127.0.0.1/32".parse().unwrap()],
        allow_http: true,
        timeout_seconds: 1,
        ..FederationConfig::default()
    };
    change(&mut config);
    Http::new(&config, "https://phiomia.test")
}

async fn get(http: &Http, url: &str) -> Result<Fetched, HttpError> {
    get_signed(http, url, None).await
}

async fn get_signed(http: &Http, url: &str, signer: Option<&Signer>) -> Result<Fetched, HttpError> {
    let url = Url::parse(url).unwrap();
    let get = Get {
        url: &url,
        accept: origin::ACCEPT,
        content_type: origin::is_activity_json,
        signer,
        size: Size::Document,
    };
    http.get(&get, NOW).await
}

fn signer() -> Signer {
    Signer { key_id: KEY_ID.to_owned(), key: Arc::new(PrivateKey::generate().unwrap()) }
}

#[tokio::test]
async fn a_document_is_fetched() {
    let server = Scripted::start(|_, _| document("{}")).await;
    let fetched = get(&client(|_| ()), &format!("http://{}/a#key", server.host)).await.unwrap();
    assert_eq!(fetched.body, b"{}");
    assert_eq!(fetched.url.as_str(), format!("http://{}/a", server.host));
}

#[tokio::test]
async fn private_addresses_are_refused_as_literals_and_as_names() {
    let server = Scripted::start(|_, _| document("{}")).await;
    let port = server.host.split_once(':').unwrap().1;
    let http = client(|config| config.allow_addresses.clear());
    for host in
        ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "100.64.0.1", "[2002:7f00:1::]"]
    {
        let error = get(&http, &format!("http://{host}:{port}/")).await.unwrap_err();
        assert_eq!(error, HttpError::Refused("not a public address"), "{host}");
    }
    let error = get(&http, &format!("http://localhost:{port}/")).await.unwrap_err();
    assert_eq!(error, HttpError::Network("the name has no public address".to_owned()));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_refused() {
    for target in [
        "http://127.0.0.2/",
        "http://[::ffff:127.0.0.2]/",
        "http://169.254.169.254/latest",
        "http://[64:ff9b::7f00:2]/",
    ] {
        let location = format!("location: {target}\r\n");
        let server = Scripted::start(move |_, _| answer("302 Found", &location, b"")).await;
        let error = get(&client(|_| ()), &format!("http://{}/", server.host)).await.unwrap_err();
        assert_eq!(error, HttpError::Refused("not a public address"), "{target}");
    }
}

#[tokio::test]
async fn redirects_are_followed_three_times_and_signed_each_time() {
    let server = Scripted::start(|request, host| {
        assert!(request.contains(&format!("signature: keyId=\"{KEY_ID}\"")), "{request}");
        match request.split(' ').nth(1).unwrap().trim_start_matches("/r").parse::<u32>() {
            Ok(0) => document("{}"),
            Ok(left) => answer("301 Moved", &format!("location: http://{host}/r{}\r\n", left - 1), b""),
            Err(_) => answer("404 Not Found", "", b""),
        }
    })
    .await;
    let (http, signer) = (client(|_| ()), signer());
    let hops =
        async |hops: u32| get_signed(&http, &format!("http://{}/r{hops}", server.host), Some(&signer)).await;
    assert_eq!(hops(3).await.unwrap().url.path(), "/r0");
    assert_eq!(hops(4).await.unwrap_err(), HttpError::Redirect);
}

/// Answers 200 to one way of signing only.
async fn picky(wanted: &'static str, refusal: &'static str) -> Scripted {
    Scripted::start(
        move |request, _| {
            if request.contains(wanted) { document("{}") } else { answer(refusal, "", b"") }
        },
    )
    .await
}

#[tokio::test]
async fn a_server_that_refuses_one_signature_is_tried_with_the_other() {
    for refusal in ["400 Bad Request", "401 Unauthorized", "403 Forbidden"] {
        let server = picky("signature-input: sig1=", refusal).await;
        let (http, signer) = (client(|_| ()), signer());
        let url = Url::parse(&format!("http://{}/inbox", server.host)).unwrap();
        let post = async || http.post(&url, Arc::from(*b"{}"), &signer, NOW).await;
        post().await.unwrap();
        assert_eq!(server.requests().len(), 2, "{refusal}");
        // What worked is remembered, for fetches too.
        post().await.unwrap();
        get_signed(&http, url.as_str(), Some(&signer)).await.unwrap();
        assert_eq!(server.requests().len(), 4, "{refusal}");
    }
}

#[tokio::test]
async fn a_server_that_refuses_both_signatures_is_asked_twice_and_no_more() {
    let server = picky("no such header", "401 Unauthorized").await;
    let (http, signer) = (client(|_| ()), signer());
    let url = format!("http://{}/", server.host);
    let error = get_signed(&http, &url, Some(&signer)).await.unwrap_err();
    assert_eq!(error, HttpError::Status { status: 401, retry_at: None });
    assert_eq!(server.requests().len(), 2);
    // Without a signature there is no other way.
    get(&http, &url).await.unwrap_err();
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn other_errors_are_no_reason_to_sign_differently() {
    let server = picky("no such header", "404 Not Found").await;
    let url = format!("http://{}/", server.host);
    get_signed(&client(|_| ()), &url, Some(&signer())).await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn large_answers_are_not_read_to_the_end() {
    let server = Scripted::start(|_, _| document(&"x".repeat(5000))).await;
    let http = client(|config| config.document_bytes = 4096);
    let error = get(&http, &format!("http://{}/", server.host)).await.unwrap_err();
    assert_eq!(error, HttpError::TooLarge);
}

#[tokio::test]
async fn what_grows_when_it_is_unpacked_is_counted_unpacked() {
    let server = Scripted::start(|_, _| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&vec![b' '; 8 * 1024 * 1024]).unwrap();
        let packed = packed.finish().unwrap();
        assert!(packed.len() < 64 * 1024);
        answer("200 OK", "content-type: application/activity+json\r\ncontent-encoding: gzip\r\n", &packed)
    })
    .await;
    let error = get(&client(|_| ()), &format!("http://{}/", server.host)).await.unwrap_err();
    assert_eq!(error, HttpError::TooLarge);
}

#[tokio::test]
async fn slow_servers_do_not_hold_a_worker() {
    let server = Scripted::start(|_, _| None).await;
    let error = get(&client(|_| ()), &format!("http://{}/", server.host)).await.unwrap_err();
    assert_eq!(error, HttpError::Timeout);
    assert!(error.is_temporary());
}

#[tokio::test]
async fn a_server_that_never_stops_dripping_does_not_hold_a_worker() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        socket.read_buf(&mut Vec::new()).await.unwrap();
        let head =
            b"HTTP/1.1 200 OK\r\ncontent-type: application/activity+json\r\ncontent-length: 900000\r\n\r\n";
        socket.write_all(head).await.unwrap();
        let mut drips = tokio::time::interval(Duration::from_millis(20));
        while socket.write_all(b" ").await.is_ok() {
            drips.tick().await;
        }
    });
    assert_eq!(get(&client(|_| ()), &url).await.unwrap_err(), HttpError::Timeout);
}

#[tokio::test]
async fn only_activity_documents_over_the_configured_scheme_are_taken() {
    for kind in ["application/json", "text/html", "application/ld+json"] {
        let header = format!("content-type: {kind}\r\n");
        let server = Scripted::start(move |_, _| answer("200 OK", &header, b"{}")).await;
        let url = format!("http://{}/", server.host);
        assert_eq!(get(&client(|_| ()), &url).await.unwrap_err(), HttpError::ContentType, "{kind}");
        let https_only = client(|config| config.allow_http = false);
        assert_eq!(get(&https_only, &url).await.unwrap_err(), HttpError::Refused("only https is used"));
    }
}

#[tokio::test]
async fn a_busy_server_says_when_to_come_back() {
    let server = Scripted::start(|_, _| answer("429 Slow Down", "retry-after: 90\r\n", b"")).await;
    let error = get(&client(|_| ()), &format!("http://{}/", server.host)).await.unwrap_err();
    assert_eq!(error, HttpError::Status { status: 429, retry_at: Some(NOW.plus(90_000)) });
    assert_eq!(retry_time("Tue, 10 Mar 2026 12:00:10 GMT", NOW), Some(NOW.plus(10_000)));
    assert_eq!(retry_time("-5", NOW), None);
}

#[tokio::test]
async fn only_so_many_requests_go_to_one_server_at_the_same_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let http = client(|config| {
        config.host_concurrency = 2;
        config.timeout_seconds = 30;
    });
    let third_comes = async {
        let _both = (listener.accept().await.unwrap(), listener.accept().await.unwrap());
        tokio::time::timeout(Duration::from_millis(200), listener.accept()).await.is_ok()
    };
    tokio::select! {
        _ = futures_util::future::join_all((0..6).map(|_| get(&http, &url))) => panic!("nobody answers"),
        third = third_comes => assert!(!third),
    }
}

/// A server at 127.0.0.1 with a certificate of the tests' own authority.
async fn tls_server() -> String {
    let read = |name: &str| std::fs::read(fixture(name)).unwrap();
    let certificate = CertificateDer::from_pem_slice(&read("server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(&read("server.key")).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            // One that does not trust the certificate hangs up.
            if let Ok(mut socket) = acceptor.accept(socket).await {
                let _ = socket.write_all(&document("{}").unwrap()).await;
                let _ = socket.shutdown().await;
            }
        }
    });
    url
}

fn fixture(name: &str) -> String {
    format!("{}/src/federation/http/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test]
async fn a_certificate_of_an_authority_of_ones_own_counts_when_it_is_configured() {
    let url = tls_server().await;
    let strict = |config: &mut FederationConfig| {
        config.allow_http = false;
        config.timeout_seconds = 10;
    };
    let error = get(&client(strict), &url).await.unwrap_err();
    assert!(matches!(&error, HttpError::Network(text) if text.contains("certificate")), "{error}");
    let trusting = client(|config| {
        strict(config);
        config.extra_ca = fixture("authority.pem");
    });
    assert_eq!(get(&trusting, &url).await.unwrap().body, b"{}");
}
