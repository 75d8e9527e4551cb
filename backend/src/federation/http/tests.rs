//! Against a server made of a plain socket, so that it can answer as badly as needed.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;

const NOW: Millis = Millis(1_773_144_000_000);

/// Answers every request on a port of its own with what `answer` makes of the request's text and the
/// port; `None` never answers. Returns the port.
async fn server(answer: impl Fn(&str, u16) -> Option<String> + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut request = vec![0; 64 * 1024];
                let length = socket.read(&mut request).await.unwrap_or_default();
                match answer(&String::from_utf8_lossy(&request[..length]), port) {
                    Some(text) => {
                        let _ = socket.write_all(text.as_bytes()).await;
                    }
                    None => std::future::pending::<()>().await,
                }
            });
        }
    });
    port
}

fn answer(status: &str, headers: &str, body: &str) -> Option<String> {
    Some(format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    ))
}

fn document(body: &str) -> Option<String> {
    answer("200 OK", "content-type: application/activity+json\r\n", body)
}

fn client(change: impl FnOnce(&mut FederationConfig)) -> Http {
    let mut config = FederationConfig {
        allow_addresses: vec!["127.0.0.1/32".to_owned()],
        allow_http: true,
        timeout_seconds: 1,
        ..FederationConfig::default()
    };
    change(&mut config);
    Http::new(&config, "https://phiomia.test")
}

async fn get(http: &Http, url: &str) -> Result<Fetched, HttpError> {
    let url = Url::parse(url).unwrap();
    let get = Get { url: &url, accept: origin::ACCEPT, content_type: origin::is_activity_json, signer: None };
    http.get(&get, NOW).await
}

#[tokio::test]
async fn a_document_is_fetched() {
    let port = server(|_, _| document("{}")).await;
    let fetched = get(&client(|_| ()), &format!("http://127.0.0.1:{port}/a#key")).await.unwrap();
    assert_eq!(fetched.body, b"{}");
    assert_eq!(fetched.url.as_str(), format!("http://127.0.0.1:{port}/a"));
}

#[tokio::test]
async fn private_addresses_are_refused_as_literals_and_as_names() {
    let port = server(|_, _| document("{}")).await;
    let http = client(|config| config.allow_addresses.clear());
    for host in ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
        let error = get(&http, &format!("http://{host}:{port}/")).await.unwrap_err();
        assert_eq!(error, HttpError::Refused("not a public address"), "{host}");
    }
    let error = get(&http, &format!("http://localhost:{port}/")).await.unwrap_err();
    assert_eq!(error, HttpError::Network("the name has no public address".to_owned()));
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_refused() {
    let port =
        server(|_, port| answer("302 Found", &format!("location: http://127.0.0.2:{port}/secret\r\n"), ""))
            .await;
    let error = get(&client(|_| ()), &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error, HttpError::Refused("not a public address"));
}

#[tokio::test]
async fn redirects_are_followed_three_times_and_signed_each_time() {
    let port = server(|request, port| {
        let hop = request.split(' ').nth(1).unwrap().trim_start_matches("/r").parse::<u32>();
        assert!(request.contains("signature: keyId=\"https://phiomia.test/actor#main-key\""), "{request}");
        match hop {
            Ok(0) => document("{}"),
            Ok(left) => {
                answer("301 Moved", &format!("location: http://127.0.0.1:{port}/r{}\r\n", left - 1), "")
            }
            Err(_) => answer("404 Not Found", "", ""),
        }
    })
    .await;
    let signer = Signer {
        key_id: "https://phiomia.test/actor#main-key".to_owned(),
        key: Arc::new(PrivateKey::generate().unwrap()),
    };
    let http = client(|_| ());
    let signed = async |hops: u32| {
        let url = Url::parse(&format!("http://127.0.0.1:{port}/r{hops}")).unwrap();
        let get = Get {
            url: &url,
            accept: origin::ACCEPT,
            content_type: origin::is_activity_json,
            signer: Some(&signer),
        };
        http.get(&get, NOW).await
    };
    assert!(signed(3).await.unwrap().url.path() == "/r0");
    assert_eq!(signed(4).await.unwrap_err(), HttpError::Redirect);
}

#[tokio::test]
async fn large_answers_are_not_read_to_the_end() {
    let port = server(|_, _| document(&"x".repeat(5000))).await;
    let http = client(|config| config.document_bytes = 4096);
    assert_eq!(get(&http, &format!("http://127.0.0.1:{port}/")).await.unwrap_err(), HttpError::TooLarge);
}

#[tokio::test]
async fn slow_servers_do_not_hold_a_worker() {
    let port = server(|_, _| None).await;
    let error = get(&client(|_| ()), &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error, HttpError::Timeout);
    assert!(error.is_temporary());
}

#[tokio::test]
async fn only_activity_documents_over_the_configured_scheme_are_taken() {
    let port = server(|_, _| answer("200 OK", "content-type: application/json\r\n", "{}")).await;
    let url = format!("http://127.0.0.1:{port}/");
    assert_eq!(get(&client(|_| ()), &url).await.unwrap_err(), HttpError::ContentType);
    let https_only = client(|config| config.allow_http = false);
    assert_eq!(get(&https_only, &url).await.unwrap_err(), HttpError::Refused("only https is used"));
}

#[tokio::test]
async fn a_busy_server_says_when_to_come_back() {
    let port = server(|_, _| answer("429 Slow Down", "retry-after: 90\r\n", "")).await;
    let error = get(&client(|_| ()), &format!("http://127.0.0.1:{port}/")).await.unwrap_err();
    assert_eq!(error, HttpError::Status { status: 429, retry_at: Some(NOW.plus(90_000)) });
    assert_eq!(retry_time("Tue, 10 Mar 2026 12:00:10 GMT", NOW), Some(NOW.plus(10_000)));
    assert_eq!(retry_time("-5", NOW), None);
}
