//! What hostile servers post is refused, and nothing here has changed.

use kinds::Visibility;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use store::{
    entity::{account, domain_block},
    query,
};

use super::samples::{Home, actor_of, object_of, sample};
use crate::{
    testing::{NOW, TestApp},
    testing_network::Stranger,
};

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

/// The administrator ends all traffic with a server.
async fn block(home: &Home, domain: &str) {
    let row = domain_block::ActiveModel {
        domain: Set(domain.to_owned()),
        severity: Set(1),
        reject_media: Set(false),
        comment: Set(String::new()),
        created_at: Set(NOW),
    };
    domain_block::Entity::insert(row).exec_without_returning(home.app.ctx.db.write()).await.unwrap();
}

#[tokio::test]
async fn nobody_speaks_for_somebody_else() {
    let (home, _, mallory) = home().await;
    let before = home.state().await;
    for file in [
        "h01-spoof-attributedto",
        "h02-foreign-object-id",
        "h03-actor-not-signer",
        "h04-attributedto-local",
        "h06-update-other-actor",
        "h08-undo-others-follow",
        "h10-delete-foreign",
        "h13-move-without-alias",
        "h15-announce-private-local",
        "h16-accept-unasked",
        "h46-duplicate-keys-surrogates",
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
    assert_eq!(home.receive(&mallory, "h33-oversized").await.status, 413);
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
async fn a_deletion_by_a_key_that_is_gone_is_nothing() {
    let home = Home::new().await;
    let before = home.state().await;
    let headers = vec![("Host", "home.example".to_owned())];
    let answer = home.app.send(http::Method::POST, "/inbox", headers, sample("h11-delete-unknown-actor"));
    assert_eq!(answer.await.status, 202);
    assert_eq!(home.state().await, before);
}

#[tokio::test]
async fn what_a_group_passes_on_is_asked_for_at_its_origin() {
    let home = Home::new().await;
    let group = home.followed(&actor_of("h18-group-announce-forged")).await;
    let before = home.state().await;
    assert_eq!(home.receive(&group, "h18-group-announce-forged").await.status, 202);
    assert_eq!(home.state().await, before);
}

#[tokio::test]
async fn a_post_for_nobody_is_never_public() {
    let (home, _, mallory) = home().await;
    let before = home.state().await;
    home.receive(&mallory, "h26-all-null").await;
    assert_eq!(home.state().await, before);
    mallory.post_bytes(&home.app, "/users/alice/inbox", sample("h26-all-null")).await;
    home.app.drain().await;
    if let Some(status) = home.seen(&object_of("h26-all-null")).await {
        assert_eq!(status.visibility, Visibility::Direct);
    }
}

#[tokio::test]
async fn contexts_are_neither_needed_nor_believed() {
    let (home, _, mallory) = home().await;
    home.receive(&mallory, "h29-missing-context").await;
    assert!(home.seen(&object_of("h29-missing-context")).await.is_some());
    home.receive(&mallory, "h30-context-remap").await;
    let remapped = home.seen(&object_of("h30-context-remap")).await.unwrap();
    assert_eq!((remapped.visibility, remapped.account.uri.as_str()), (Visibility::Direct, MALLORY));
}

#[tokio::test]
async fn endless_lists_are_cut() {
    let (home, _, mallory) = home().await;
    assert_eq!(home.receive(&mallory, "h32-huge-tags").await.status, 202);
    let seen = home.seen(&object_of("h32-huge-tags")).await.unwrap();
    assert!(seen.tags.len() <= 100, "{} tags", seen.tags.len());
    assert!(seen.mentions.len() <= 50, "{} mentions", seen.mentions.len());
}

#[tokio::test]
async fn a_blocked_server_is_turned_away() {
    let (home, _, mallory) = home().await;
    block(&home, "mallory.example").await;
    let before = home.state().await;
    assert_eq!(home.receive(&mallory, "h29-missing-context").await.status, 403);
    assert_eq!(home.state().await, before);
    // Nor is it served as if nobody had signed.
    assert_eq!(mallory.get(&home.app, "/users/alice/outbox").await.status, 403);
}

#[tokio::test]
async fn where_fetches_have_to_be_signed_nothing_is_left_in_caches() {
    let app = TestApp::with(|config| {
        config.server.base_url = "https://home.example".to_owned();
        config.federation.authorized_fetch = true;
    })
    .await;
    app.user("alice").await;
    let max = Stranger::known_to(&app, MAX).await;
    for path in ["outbox", "followers", "following", "collections/featured", "collections/tags"] {
        let path = format!("/users/alice/{path}");
        assert_eq!(app.get(&path).await.status, 401, "{path}");
        let answer = max.get(&app, &path).await;
        assert_eq!(
            (answer.status, &answer.headers["cache-control"]),
            (200, &"private, no-store".parse().unwrap())
        );
    }
}

#[tokio::test]
async fn a_suspended_account_only_takes_things_back() {
    let (home, _, mallory) = home().await;
    home.receive(&mallory, "h29-missing-context").await;
    let note = object_of("h29-missing-context");
    let row = account::ActiveModel {
        id: Set(mallory.id(&home.app).await),
        suspended_at: Set(Some(NOW)),
        ..Default::default()
    };
    account::Entity::update(row).exec(home.app.ctx.db.write()).await.unwrap();
    let before = home.state().await;
    home.receive(&mallory, "h30-context-remap").await;
    assert_eq!(home.state().await, before);
    let delete = json!({"id": format!("{note}#delete"), "type": "Delete", "actor": MALLORY, "object": note});
    mallory.post(&home.app, "/inbox", &delete).await;
    home.app.drain().await;
    assert!(query::status_change::by_uri(home.app.ctx.db.read(), &note).await.unwrap().is_none());
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
