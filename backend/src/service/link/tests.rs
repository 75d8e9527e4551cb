//! Previews of links, as people see them.

use poem::http::Method;
use serde_json::{Value, json};

use super::first;
use crate::{
    testing::{TestApp, TestUser},
    testing_network::{Scripted, answer},
};

async fn app() -> TestApp {
    TestApp::with(|config| {
        config.federation.allow_http = true;
        config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await
}

fn html(body: &str) -> Option<Vec<u8>> {
    answer("200 OK", "content-type: text/html; charset=utf-8\r\n", body.as_bytes())
}

fn png() -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 20).write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

/// A site with a page at `/a`.
async fn site(page: &'static str) -> Scripted {
    Scripted::start(move |request, host| match request.split(' ').nth(1).unwrap() {
        "/a" => html(&page.replace("{host}", host)),
        "/picture.png" => answer("200 OK", "content-type: image/png\r\n", &png()),
        "/oembed" => {
            let body = json!({ "type": "video", "title": "A film", "width": 320, "height": 180,
                "provider_name": "Films", "html": "<iframe src='https://films.example/1'></iframe><script>" });
            answer("200 OK", "content-type: application/json\r\n", body.to_string().as_bytes())
        }
        _ => answer("404 Not Found", "", b""),
    })
    .await
}

async fn post(app: &TestApp, user: &TestUser, text: &str) -> String {
    let posted = app.post_as(&user.token, "/api/v1/statuses", json!({ "status": text })).await.ok();
    assert_eq!(posted["card"], Value::Null, "looked up later");
    app.drain().await;
    posted["id"].as_str().unwrap().to_owned()
}

async fn card(app: &TestApp, user: &TestUser, status: &str) -> Value {
    app.get_as(&user.token, &format!("/api/v1/statuses/{status}")).await.ok()["card"].clone()
}

const PAGE: &str = "<html lang=en><title>x</title><meta property=og:title content='Rain today'>\
    <meta property=og:description content='All day'><meta property=og:image content='/picture.png'>\
    <meta property=og:site_name content=News><meta name=author content=Ann>";

#[test]
fn mentions_and_hashtags_are_no_links_to_pages() {
    let content = "<p><a href=\"https://a.example/@x\" class=\"u-url mention\">@<span>x</span></a> \
                   <a href=\"https://a.example/tags/y\" rel=\"tag\">#y</a> <a href=\"mailto:a@b\">z</a> \
                   <a href=\"https://news.example/1?a=1&amp;b=2\">1</a></p>";
    assert_eq!(first(content).as_deref(), Some("https://news.example/1?a=1&b=2"));
    assert_eq!(first("<p>https://no.example</p>"), None);
}

#[tokio::test]
async fn a_page_is_asked_once_and_shown_under_all_posts_that_link_it() {
    let (app, site) = (app().await, site(PAGE).await);
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let one = post(&app, &alice, &format!("@bob see http://{}/a?utm_source=x#top", site.host)).await;
    let two = post(&app, &bob, &format!("http://{}/a", site.host)).await;
    let shown = card(&app, &alice, &one).await;
    assert_eq!(shown["url"], format!("http://{}/a", site.host));
    assert_eq!((&shown["title"], &shown["description"]), (&json!("Rain today"), &json!("All day")));
    assert_eq!((&shown["type"], &shown["provider_name"]), (&json!("link"), &json!("News")));
    assert_eq!(shown["authors"], json!([{ "name": "Ann", "url": "", "account": null }]));
    assert_eq!((&shown["width"], &shown["height"]), (&json!(40), &json!(20)));
    assert_eq!(shown["missing_attribution"], false);
    assert!(shown["blurhash"].is_string());
    let image = shown["image"].as_str().unwrap().strip_prefix("https://phiomia.test").unwrap();
    assert_eq!(app.get(image).await.status, 200);
    assert_eq!(card(&app, &alice, &two).await, shown);
    let asked = site.requests().iter().filter(|request| request.starts_with("GET /a ")).count();
    assert_eq!(asked, 1);

    app.ctx.clock.advance(15 * kinds::Millis::DAY);
    let three = post(&app, &bob, &format!("http://{}/a", site.host)).await;
    assert_eq!(card(&app, &alice, &three).await["title"], "Rain today");
    let asked = site.requests().iter().filter(|request| request.starts_with("GET /a ")).count();
    assert_eq!(asked, 2, "after two weeks it is asked again");
}

#[tokio::test]
async fn a_video_is_shown_in_a_frame_and_found_as_such() {
    let app = app().await;
    let site = site("<title>x</title><link type=application/json+oembed href='http://{host}/oembed'>").await;
    let alice = app.user("alice").await;
    let id = post(&app, &alice, &format!("http://{}/a", site.host)).await;
    let shown = card(&app, &alice, &id).await;
    assert_eq!((&shown["type"], &shown["title"]), (&json!("video"), &json!("A film")));
    let frame = shown["html"].as_str().unwrap();
    assert!(frame.starts_with("<iframe src=\"https://films.example/1\" width=\"320\""), "{frame}");
    assert!(!frame.contains("script>"));
    let found = app.get_as(&alice.token, "/api/v2/search?type=statuses&q=has:embed").await.ok();
    assert_eq!(found["statuses"][0]["id"], id);
}

#[tokio::test]
async fn an_author_is_named_only_by_sites_it_has_allowed() {
    let app = app().await;
    let site = site("<title>x</title><meta name=fediverse:creator content='@alice@phiomia.test'>").await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let id = post(&app, &bob, &format!("http://{}/a", site.host)).await;
    let shown = card(&app, &alice, &id).await;
    assert_eq!((&shown["authors"], &shown["missing_attribution"]), (&json!([]), &json!(true)));
    assert_eq!(card(&app, &bob, &id).await["missing_attribution"], false, "told to nobody else");

    store::Sql::new("UPDATE accounts SET attribution_domains = ")
        .bind(json!([site.host]).to_string())
        .push(" WHERE id = ")
        .bind(alice.account)
        .execute(app.ctx.db.write())
        .await
        .unwrap();
    app.ctx.clock.advance(15 * kinds::Millis::DAY);
    let id = post(&app, &bob, &format!("http://{}/a", site.host)).await;
    assert_eq!(card(&app, &bob, &id).await["authors"][0]["account"]["username"], "alice");
}

#[tokio::test]
async fn an_edit_brings_another_preview_or_none() {
    let (app, site) = (app().await, site(PAGE).await);
    let alice = app.user("alice").await;
    let id = post(&app, &alice, "no link").await;
    assert_eq!(card(&app, &alice, &id).await, Value::Null);
    for (text, title) in
        [(format!("http://{}/a", site.host), json!("Rain today")), ("none".to_owned(), Value::Null)]
    {
        let edit = json!({ "status": text });
        app.request(Method::PUT, &format!("/api/v1/statuses/{id}"), Some(&alice.token), Some(edit))
            .await
            .ok();
        app.drain().await;
        assert_eq!(card(&app, &alice, &id).await["title"], title);
    }
}

#[tokio::test]
async fn nothing_within_the_own_network_is_asked() {
    let site = site(PAGE).await;
    let app = TestApp::with(|config| config.federation.allow_http = true).await;
    let alice = app.user("alice").await;
    let id = post(&app, &alice, &format!("http://{}/a http://{}/a", site.host, site.host)).await;
    assert_eq!(card(&app, &alice, &id).await, Value::Null);
    let id = post(&app, &alice, "https://phiomia.test/@alice").await;
    assert_eq!(card(&app, &alice, &id).await, Value::Null);
    assert!(site.requests().is_empty());
}

#[tokio::test]
async fn what_is_no_page_or_says_nothing_gives_no_preview() {
    let (app, site) = (app().await, site("<p>nothing").await);
    let alice = app.user("alice").await;
    for path in ["a", "picture.png", "gone"] {
        let id = post(&app, &alice, &format!("http://{}/{path}", site.host)).await;
        assert_eq!(card(&app, &alice, &id).await, Value::Null, "{path}");
    }
}

#[tokio::test]
async fn previews_that_no_post_has_are_removed_with_their_pictures() {
    let (app, site) = (app().await, site(PAGE).await);
    let alice = app.user("alice").await;
    let id = post(&app, &alice, &format!("http://{}/a", site.host)).await;
    let image = card(&app, &alice, &id).await["image"].as_str().unwrap().to_owned();
    let image = image.strip_prefix("https://phiomia.test").unwrap();
    app.request(Method::DELETE, &format!("/api/v1/statuses/{id}"), Some(&alice.token), None).await.ok();
    app.clean_up().await;
    assert_eq!(app.get(image).await.status, 200);
    app.ctx.clock.advance(31 * kinds::Millis::DAY);
    app.clean_up().await;
    assert_eq!(app.get(image).await.status, 404);
}
