//! Which signatures the inbox takes (protocol §10 and §11).

use http::Method;

use super::samples::{Home, actor_of, object_of, sample};
use crate::testing_network::{Headers, Stranger};

const FILE: &str = "m02-mastodon-create-public";

async fn home() -> (Home, Stranger) {
    let home = Home::new().await;
    let max = home.followed(&actor_of(FILE)).await;
    (home, max)
}

/// Posts the sample with these headers; the status, and whether it was stored.
async fn post(home: &Home, headers: Headers, body: Vec<u8>) -> (u16, bool) {
    let answer = home.app.send(Method::POST, "/inbox", headers, body).await;
    home.app.drain().await;
    (answer.status, home.seen(&object_of(FILE)).await.is_some())
}

#[tokio::test]
async fn both_kinds_of_signature_are_taken() {
    for sign in [Stranger::signed, Stranger::signed_rfc9421] {
        let (home, max) = home().await;
        let headers = sign(&max, &home.app, "/inbox", &sample(FILE));
        assert_eq!(post(&home, headers, sample(FILE)).await, (202, true));
    }
}

#[tokio::test]
async fn a_body_that_was_not_signed_is_refused() {
    for sign in [Stranger::signed, Stranger::signed_rfc9421] {
        let (home, max) = home().await;
        let headers = sign(&max, &home.app, "/inbox", br#"{"something": "else"}"#);
        assert_eq!(post(&home, headers, sample(FILE)).await, (401, false));
    }
}

#[tokio::test]
async fn a_signature_for_another_address_is_refused() {
    for sign in [Stranger::signed, Stranger::signed_rfc9421] {
        let (home, max) = home().await;
        let headers = sign(&max, &home.app, "/users/alice/inbox", &sample(FILE));
        assert_eq!(post(&home, headers, sample(FILE)).await, (401, false));
    }
}

#[tokio::test]
async fn a_signature_without_one_of_its_headers_is_refused() {
    for (sign, needed) in [
        (Stranger::signed as fn(&Stranger, &_, &str, &[u8]) -> Headers, ["Date", "Digest", "Signature"]),
        (Stranger::signed_rfc9421, ["Signature-Input", "Content-Digest", "Signature"]),
    ] {
        for name in needed {
            let (home, max) = home().await;
            let mut headers = sign(&max, &home.app, "/inbox", &sample(FILE));
            headers.retain(|(header, _)| *header != name);
            assert_eq!(post(&home, headers, sample(FILE)).await, (401, false), "{name}");
        }
    }
}

#[tokio::test]
async fn a_recorded_request_does_not_work_again() {
    for sign in [Stranger::signed, Stranger::signed_rfc9421] {
        let (home, max) = home().await;
        let headers = sign(&max, &home.app, "/inbox", &sample(FILE));
        assert_eq!(post(&home, headers.clone(), sample(FILE)).await, (202, true));
        // At once it is the same activity again, later the signature is too old.
        let before = home.state().await;
        assert_eq!(post(&home, headers.clone(), sample(FILE)).await.0, 202);
        assert_eq!(home.state().await, before);
        home.app.ctx.clock.advance(2 * kinds::Millis::HOUR);
        assert_eq!(post(&home, headers, sample(FILE)).await.0, 401);
    }
}

#[tokio::test]
async fn a_signature_from_the_future_is_refused() {
    let (home, max) = home().await;
    let late = home.app.ctx.now().plus(2 * kinds::Millis::HOUR);
    assert_eq!(max.post_dated(&home.app, "/inbox", sample(FILE), late).await.status, 401);
}

#[tokio::test]
async fn an_unknown_key_that_cannot_be_fetched_now_is_worth_another_try() {
    let home = Home::new().await;
    let elsewhere = Home::new().await;
    let nobody = Stranger::known_to(&elsewhere.app, &actor_of(FILE)).await;
    assert_eq!(home.receive(&nobody, FILE).await.status, 503);
}
