//! What hostile servers post is refused, and nothing here has changed.

use serde_json::json;

use super::samples::{Home, sample};
use crate::{testing::NOW, testing_network::Stranger};

const MALLORY: &str = "https://mallory.example/users/mallory";
const MAX: &str = "https://masto.example/users/max";
const MINA: &str = "https://masto.example/users/mina";

/// Home with posts of max that alice knows.
async fn home() -> (Home, Stranger, Stranger) {
    let home = Home::new().await;
    let max = home.followed(MAX).await;
    home.receive(&max, "m02-mastodon-create-public").await;
    home.receive(&max, "m04-mastodon-create-followers").await;
    let mallory = home.followed(MALLORY).await;
    (home, max, mallory)
}

#[tokio::test]
async fn nobody_speaks_for_somebody_else() {
    let (home, _, mallory) = home().await;
    let before = home.state().await;
    for file in [
        "h01-spoof-attributedto",
        "h02-foreign-object-id",
        "h04-attributedto-local",
        "h06-update-other-actor",
        "h08-undo-others-follow",
        "h10-delete-foreign",
        "h13-move-without-alias",
        "h15-announce-private-local",
        "h16-accept-unasked",
    ] {
        let answer = home.receive(&mallory, file).await;
        assert!(answer.status < 500, "{file}: {}", answer.status);
        assert_eq!(home.state().await, before, "{file}");
    }
}

#[tokio::test]
async fn a_neighbour_on_the_same_server_is_somebody_else_too() {
    let (home, ..) = home().await;
    let mina = home.followed(MINA).await;
    let before = home.state().await;
    for file in ["h07-update-note-same-host", "h12-create-existing-widen"] {
        home.receive(&mina, file).await;
        assert_eq!(home.state().await, before, "{file}");
    }
}

#[tokio::test]
async fn documents_that_make_no_sense_are_refused_at_the_door() {
    let (home, max, mallory) = home().await;
    let before = home.state().await;
    for (signer, file) in
        [(&mallory, "h34-deep-nesting"), (&mallory, "h45-invalid-utf8"), (&max, "h31-graph-reshape")]
    {
        assert_eq!(home.receive(signer, file).await.status, 400, "{file}");
        assert_eq!(home.state().await, before, "{file}");
    }
    let huge = vec![b' '; 1024 * 1024 + 1];
    assert_eq!(mallory.post_bytes(&home.app, "/inbox", huge).await.status, 413);
    let wrong = home.receive(&mallory, "h28-wrong-types").await;
    assert!(matches!(wrong.status, 202 | 400), "{}", wrong.status);
}

#[tokio::test]
async fn unsigned_and_stale_requests_are_refused() {
    let (home, _, mallory) = home().await;
    let unsigned = home.app.send(
        http::Method::POST,
        "/inbox",
        vec![("Host", "home.example".to_owned())],
        sample("h01-spoof-attributedto"),
    );
    assert_eq!(unsigned.await.status, 401);
    let late = mallory.post_dated(&home.app, "/inbox", sample("h16-accept-unasked"), NOW.plus(-86_400_000));
    assert_eq!(late.await.status, 401);
    let elsewhere = home.app.send(
        http::Method::POST,
        "/inbox",
        vec![("Host", "other.example".to_owned())],
        sample("h16-accept-unasked"),
    );
    assert_eq!(elsewhere.await.status, 401);
}

#[tokio::test]
async fn the_end_of_an_account_that_was_never_here_is_nothing() {
    let home = Home::new().await;
    let before = home.state().await;
    let ghost = "https://gone.example/users/ghost";
    let delete = json!({"id": format!("{ghost}#delete"), "type": "Delete", "actor": ghost, "object": ghost});
    let answer = home.app.send(
        http::Method::POST,
        "/inbox",
        vec![("Host", "home.example".to_owned())],
        delete.to_string().into_bytes(),
    );
    assert_eq!(answer.await.status, 202);
    assert_eq!(home.state().await, before);
}

#[tokio::test]
async fn an_undo_that_comes_first_makes_the_follow_void() {
    let (home, _, mallory) = home().await;
    let before = home.state().await;
    let follow = json!({
        "id": "https://mallory.example/f1", "type": "Follow", "actor": MALLORY,
        "object": "https://home.example/users/alice",
    });
    let undo =
        json!({"id": "https://mallory.example/u1", "type": "Undo", "actor": MALLORY, "object": follow});
    for activity in [&undo, &follow] {
        assert_eq!(mallory.post(&home.app, "/inbox", activity).await.status, 202);
        home.app.drain().await;
    }
    assert_eq!(home.state().await, before);
}
