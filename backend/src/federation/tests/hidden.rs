//! Addresses that this server would not ask are not handed on to readers either.

use protocol::{parse, vocab::Document};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use store::entity::{account, media_attachment};

use super::samples::{Home, actor_of, object_of};
use crate::{federation::actor, testing::TestApp, testing_network::Stranger};

/// Addresses of readers' own networks, or of nothing that can be shown.
const HIDDEN: [&str; 7] = [
    "https://127.0.0.1/x.png",
    "https://[::ffff:10.0.0.1]/x.png",
    "https://169.254.169.254/x.png",
    "https://user:pw@cdn.mallory.example/x.png",
    "https://router.local/x.png",
    "https://cdn.mallory.example:22/x.png",
    "http://cdn.mallory.example/x.png",
];

#[tokio::test]
async fn attachments_in_readers_own_networks_are_left_out() {
    let home = Home::new().await;
    let mallory = home.followed(&actor_of("h39-hosts")).await;
    assert_eq!(home.receive(&mallory, "h39-hosts").await.status, 202);
    let seen = home.seen(&object_of("h39-hosts")).await.unwrap();
    let remote: Vec<_> = seen.media_attachments.iter().filter_map(|media| media.remote_url.clone()).collect();
    assert_eq!(remote, ["https://cdn.mallory.example/ok.png"]);
    assert_eq!(seen.media_attachments.len(), 1);
    let rows = media_attachment::Entity::find().all(home.app.ctx.db.read()).await.unwrap();
    assert_eq!(rows.len(), 1, "nor are they stored");
}

#[tokio::test]
async fn emoji_and_thumbnails_in_readers_own_networks_are_left_out() {
    for hidden in HIDDEN {
        let home = Home::new().await;
        let max = home.followed("https://masto.example/users/max").await;
        let note = json!({
            "id": "https://masto.example/notes/1", "type": "Note", "attributedTo": max.uri,
            "to": "https://www.w3.org/ns/activitystreams#Public", "content": "<p>:a: :b:</p>",
            "url": hidden,
            "attachment": [{ "type": "Video", "mediaType": "video/mp4",
                "url": "https://cdn.masto.example/film.mp4", "icon": { "type": "Image", "url": hidden } }],
            "tag": [
                { "type": "Emoji", "name": ":a:", "icon": { "type": "Image", "url": hidden } },
                { "type": "Emoji", "name": ":b:",
                  "icon": { "type": "Image", "url": "https://cdn.masto.example/b.png" } },
            ],
        });
        let create = json!({ "id": "https://masto.example/notes/1/activity", "type": "Create",
            "actor": max.uri, "to": note["to"], "object": note });
        assert_eq!(max.post(&home.app, "/inbox", &create).await.status, 202);
        home.app.drain().await;
        let seen = home.seen("https://masto.example/notes/1").await.unwrap();
        let codes: Vec<&str> = seen.emojis.iter().map(|emoji| emoji.shortcode.as_str()).collect();
        assert_eq!(codes, ["b"], "{hidden}");
        assert_eq!(seen.media_attachments[0].preview_url, None, "{hidden}");
        assert!(seen.media_attachments[0].url.is_some(), "{hidden}");
    }
}

#[tokio::test]
async fn a_page_in_the_readers_own_network_is_not_linked() {
    let app = TestApp::start().await;
    let max = Stranger::known_to(&app, "https://masto.example/users/max").await;
    for (hidden, linked) in HIDDEN.into_iter().zip([false, false, false, false, false, true, true]) {
        save(&app, &max, hidden).await;
        let shown = app.get(&format!("/api/v1/accounts/{}", max.id(&app).await)).await.ok();
        assert_eq!(shown["avatar"], "https://phiomia.test/assets/avatar.png", "{hidden}");
        assert_eq!(shown["header_static"], "https://phiomia.test/assets/header.png", "{hidden}");
        assert_eq!(shown["emojis"], json!([]), "{hidden}");
        let values: Vec<&str> = shown["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|field| field["value"].as_str().unwrap())
            .collect();
        assert_eq!(values[0].contains("<a "), linked, "{hidden}: {values:?}");
        assert!(values[0].contains("here") && values[1].contains("<a "), "{values:?}");
        let stored = account::Entity::find_by_id(max.id(&app).await).one(app.ctx.db.read()).await.unwrap();
        let stored = stored.unwrap();
        assert_eq!((stored.avatar_remote_url, stored.header_remote_url), (None, None), "{hidden}");
        assert_eq!(stored.url.is_some(), linked, "{hidden}");
    }
}

/// Stores an account whose pictures, emoji, page and first field are at `address`.
async fn save(app: &TestApp, stranger: &Stranger, address: &str) {
    let row = account::Entity::find_by_id(stranger.id(app).await).one(app.ctx.db.read()).await.unwrap();
    let row = row.unwrap();
    let image = json!({ "type": "Image", "url": address });
    let link = |to: &str| format!("<a href=\"{to}\">here</a>");
    let document = json!({
        "id": row.uri, "type": "Person", "preferredUsername": row.username, "inbox": row.inbox_url,
        "name": ":a:", "url": address, "icon": image, "image": image,
        "tag": [{ "type": "Emoji", "name": ":a:", "icon": image }],
        "attachment": [
            { "type": "PropertyValue", "name": "Router", "value": link(address) },
            { "type": "PropertyValue", "name": "Home", "value": link("https://masto.example/") },
        ],
        "publicKey": { "id": row.public_key_id, "owner": row.uri, "publicKeyPem": row.public_key },
    });
    match parse::document(document.to_string().as_bytes()).unwrap() {
        Document::Actor(parsed) => actor::save(&app.ctx, &parsed).await.unwrap(),
        other => panic!("{other:?}"),
    };
}

#[tokio::test]
async fn what_was_stored_before_is_not_shown_either() {
    let home = Home::new().await;
    let max = home.followed("https://masto.example/users/max").await;
    let (app, id) = (&home.app, max.id(&home.app).await);
    for hidden in HIDDEN {
        let emojis = json!([{ "shortcode": "a", "url": hidden, "static_url": hidden,
            "visible_in_picker": false, "category": null }]);
        let row = account::ActiveModel {
            id: Set(id),
            avatar_remote_url: Set(Some(hidden.to_owned())),
            header_remote_url: Set(Some(hidden.to_owned())),
            emojis: Set(emojis.to_string()),
            ..Default::default()
        };
        account::Entity::update(row).exec(app.ctx.db.write()).await.unwrap();
        app.ctx.record(store::Event::AccountTouched { account: id }).await.unwrap();
        let shown = app.get(&format!("/api/v1/accounts/{id}")).await.ok();
        assert!(!shown.to_string().contains("x.png"), "{hidden}: {shown}");
    }
    let row = media_attachment::Model {
        remote_url: Some(HIDDEN[0].to_owned()),
        remote_preview_url: Some(HIDDEN[1].to_owned()),
        kind: kinds::MediaKind::Image.number(),
        ..crate::service::media::blank(&app.ctx, kinds::AccountId(1))
    };
    let shown = crate::service::present::attachment(&app.ctx, row);
    assert_eq!((shown.url, shown.preview_url, shown.remote_url), (None, None, None));
}
