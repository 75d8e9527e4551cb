//! Feeds, frames and oEmbed, as readers and other pages get them.

use kinds::Visibility;
use poem::http::Method;
use serde_json::json;

use crate::testing::{TestApp, TestUser};

async fn post(app: &TestApp, user: &TestUser, body: serde_json::Value) -> serde_json::Value {
    app.post_as(&user.token, "/api/v1/statuses", body).await.ok()
}

/// A stand-in for a reader: every element is closed, and nothing is left over.
fn assert_well_formed(xml: &str) {
    let mut open = Vec::new();
    for part in xml.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        assert!(!text.replace("&amp;", "").replace("&lt;", "").contains("& "), "{text}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') && !tag.starts_with('?') {
            open.push(tag.split_whitespace().next().unwrap());
        }
    }
    assert!(open.is_empty());
}

#[tokio::test]
async fn a_profile_is_a_feed_of_its_public_posts() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    app.rename(&alice, "Alice & <Co>\u{1}").await;
    for (text, visibility) in [("first #rust", "public"), ("quiet", "unlisted"), ("secret", "private")] {
        post(&app, &alice, json!({ "status": text, "visibility": visibility })).await;
    }
    let warned = json!({ "status": "the end", "spoiler_text": "film" });
    let last = post(&app, &alice, warned).await;
    let answer = app.get("/@alice.rss").await;
    assert_eq!(answer.headers["content-type"], "application/rss+xml; charset=utf-8");
    assert_eq!(answer.headers["cache-control"], "public, max-age=300");
    let tag = answer.headers["etag"].to_str().unwrap().to_owned();
    let feed = answer.text();
    assert_well_formed(&feed);
    assert!(feed.contains("<title>Alice &amp; &lt;Co&gt; (@alice@phiomia.test)</title>"), "{feed}");
    assert!(feed.contains("<category>rust</category>") && feed.contains("<title>film</title>"));
    assert!(feed.contains(&format!("<link>{}</link>", last["url"].as_str().unwrap())));
    assert!(feed.contains("<pubDate>Tue, 10 Mar 2026 12:00:00 +0000</pubDate>"));
    assert!(!feed.contains("quiet") && !feed.contains("secret"));
    assert_eq!(app.get_with("/@alice.rss", "if-none-match", &tag).await.status, 304);
    assert_eq!(app.get("/@nobody.rss").await.status, 404);
    assert_eq!(app.get("/@bob@far.example.rss").await.status, 404);
    let page = app.get_page("/@alice").await.text();
    assert!(page.contains("type=\"application/rss+xml\" href=\"https://phiomia.test/@alice.rss\""));
}

#[tokio::test]
async fn the_old_address_of_a_feed_leads_to_it() {
    let app = TestApp::start().await;
    let answer = app.get("/users/alice.rss").await;
    assert_eq!(answer.headers["location"], "https://phiomia.test/@alice.rss");
}

#[tokio::test]
async fn pictures_are_media_of_the_feed() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(8, 8).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let to = (Method::POST, "/api/v2/media");
    let fields = [("description", "a <square>")];
    let media = app.upload_as(&alice.token, to, &fields, ("file", &png.into_inner())).await.ok();
    post(&app, &alice, json!({ "media_ids": [media["id"]], "sensitive": true })).await;
    let feed = app.get("/@alice.rss").await.text();
    assert_well_formed(&feed);
    assert!(feed.contains("medium=\"image\"") && feed.contains("a &lt;square&gt;"), "{feed}");
    assert!(feed.contains("<media:rating scheme=\"urn:simple\">adult</media:rating>"));
}

#[tokio::test]
async fn a_hashtag_is_a_feed_too() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    post(&app, &alice, json!({ "status": "about #Rust" })).await;
    let feed = app.get("/tags/rust.rss").await.text();
    assert_well_formed(&feed);
    assert!(feed.contains("<title>#rust</title>") && feed.contains("<item>"));
    assert!(app.get_page("/tags/rust").await.text().contains("https://phiomia.test/tags/rust.rss"));
    assert_well_formed(&app.get("/tags/unused.rss").await.text());
}

#[tokio::test]
async fn only_the_frame_of_a_post_may_be_framed() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let id = app.stored_status(&alice, Visibility::Public, "<p>Hello</p>").await;
    let frame = app.get_page(&format!("/@alice/{id}/embed")).await;
    assert!(frame.headers["content-security-policy"].to_str().unwrap().contains("frame-ancestors *"));
    assert!(!frame.headers.contains_key("x-frame-options"));
    let html = frame.text();
    assert!(html.contains("<p>Hello</p>") && !html.contains("<script"), "{html}");
    let page = app.get_page(&format!("/@alice/{id}")).await;
    assert_eq!(page.headers["x-frame-options"], "DENY");
    let link = format!(
        "application/json+oembed\" href=\"https://phiomia.test/api/oembed?url=https%3A%2F%2Fphiomia.test%2F%40alice%2F{id}\""
    );
    assert!(page.text().contains(&link));
    for visibility in [Visibility::Private, Visibility::Direct] {
        let id = app.stored_status(&alice, visibility, "<p>Secret</p>").await;
        let frame = app.get_page(&format!("/@alice/{id}/embed")).await;
        assert_eq!(frame.status, 404);
        assert_eq!(frame.headers["x-frame-options"], "DENY");
        let address = format!("/api/oembed?url=https://phiomia.test/@alice/{id}");
        app.get(&address).await.is_error(404, "Record not found");
    }
    assert_eq!(app.get_page("/@alice/nothing/embed").await.status, 404);
}

#[tokio::test]
async fn oembed_knows_the_addresses_of_a_post() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let posted = post(&app, &alice, json!({ "status": "Hello" })).await;
    let id = posted["id"].as_str().unwrap();
    for address in [posted["url"].as_str().unwrap(), posted["uri"].as_str().unwrap()] {
        let shown = app.get(&format!("/api/oembed?url={address}&maxwidth=300")).await.ok();
        assert_eq!((&shown["type"], &shown["version"]), (&json!("rich"), &json!("1.0")));
        assert_eq!((&shown["width"], &shown["height"]), (&json!(300), &json!(null)));
        assert_eq!(shown["author_url"], "https://phiomia.test/@alice");
        let source = format!("src=\"https://phiomia.test/@alice/{id}/embed\"");
        assert!(shown["html"].as_str().unwrap().contains(&source), "{shown}");
    }
    for address in ["https://far.example/@alice/1", "https://phiomia.test/about", "nonsense", ""] {
        app.get(&format!("/api/oembed?url={address}")).await.is_error(404, "Record not found");
    }
    let others = format!("/api/oembed?url=https://phiomia.test/@bob/{id}");
    app.get(&others).await.is_error(404, "Record not found");
}
