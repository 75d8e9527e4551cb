//! Translation, by services that this test plays.

use kinds::Visibility;
use serde_json::{Value, json};

use crate::{
    testing::{Answer, TestApp, TestUser},
    testing_network::{Scripted, answer},
};

fn json_answer(body: &Value) -> Option<Vec<u8>> {
    answer("200 OK", "content-type: application/json\r\n", body.to_string().as_bytes())
}

/// What a service is asked, as JSON.
fn asked(request: &str) -> Value {
    serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap_or_default()
}

fn texts(body: &Value, name: &str, language: &str) -> Vec<String> {
    let texts = body[name].as_array().unwrap().iter();
    texts.map(|text| text.as_str().unwrap().replace("Hello", language)).collect()
}

/// A LibreTranslate that says "Hallo" for "Hello", and has `extra` in every text.
async fn libretranslate(extra: &'static str) -> Scripted {
    Scripted::start(move |request, _| {
        if request.starts_with("GET /languages") {
            let languages = json!([
                { "code": "en", "name": "English", "targets": ["de", "en"] },
                { "code": "de", "name": "German", "targets": ["de", "en"] },
            ]);
            return json_answer(&languages);
        }
        let body = asked(request);
        let texts: Vec<String> =
            texts(&body, "q", "Hallo").into_iter().map(|text| format!("{text}{extra}")).collect();
        json_answer(&json!({ "translatedText": texts }))
    })
    .await
}

async fn app_with(server: &Scripted, backend: &str) -> TestApp {
    let url = format!("http://{}", server.host);
    TestApp::with(|config| {
        config.translation.backend = backend.to_owned();
        config.translation.url = url;
        config.translation.api_key = "secret key".to_owned();
        config.translation.timeout_seconds = 2;
    })
    .await
}

async fn post(app: &TestApp, author: &TestUser, more: Value) -> String {
    let mut body = json!({ "status": "Hello :)", "language": "en" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.post_as(&author.token, "/api/v1/statuses", body).await.ok()["id"].as_str().unwrap().to_owned()
}

async fn translate(app: &TestApp, viewer: &TestUser, id: &str, lang: &str) -> Answer {
    let path = format!("/api/v1/statuses/{id}/translate");
    app.post_as(&viewer.token, &path, json!({ "lang": lang })).await
}

#[tokio::test]
async fn a_post_is_translated_with_its_warning_and_poll() {
    let server = libretranslate("").await;
    let app = app_with(&server, "libretranslate").await;
    let alice = app.user("alice").await;
    let poll = json!({ "options": ["Hello & 1", "two"], "expires_in": 3600 });
    let id = post(&app, &alice, json!({ "spoiler_text": "Hello <you>", "poll": poll })).await;
    let done = translate(&app, &alice, &id, "de-AT").await.ok();
    assert_eq!(done["content"], "<p>Hallo :)</p>");
    assert_eq!(done["spoiler_text"], "Hallo <you>");
    assert_eq!(done["poll"]["options"], json!([{ "title": "Hallo & 1" }, { "title": "two" }]));
    assert_eq!((&done["language"], &done["detected_source_language"]), (&json!("de"), &json!("en")));
    assert_eq!((&done["provider"], &done["media_attachments"]), (&json!("LibreTranslate"), &json!([])));
}

#[tokio::test]
async fn the_service_is_asked_once_for_each_text_and_language() {
    let server = libretranslate("").await;
    let app = app_with(&server, "libretranslate").await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let id = post(&app, &alice, json!({})).await;
    for viewer in [&alice, &bob] {
        translate(&app, viewer, &id, "de").await.ok();
    }
    assert_eq!(server.requests().len(), 2, "the languages, and one translation");
    let edit = json!({ "status": "Hello again", "language": "en" });
    let path = format!("/api/v1/statuses/{id}");
    app.request(poem::http::Method::PUT, &path, Some(&alice.token), Some(edit)).await.ok();
    assert_eq!(translate(&app, &bob, &id, "de").await.ok()["content"], "<p>Hallo again</p>");
}

#[tokio::test]
async fn what_comes_back_is_cleaned() {
    let server = libretranslate("<script>alert(1)</script><b onclick=\"x\">!</b>").await;
    let app = app_with(&server, "libretranslate").await;
    let alice = app.user("alice").await;
    let id = post(&app, &alice, json!({ "spoiler_text": "Hello" })).await;
    let done = translate(&app, &alice, &id, "de").await.ok();
    let content = done["content"].as_str().unwrap();
    assert!(
        content.contains("Hallo") && !content.contains("script>") && !content.contains("onclick"),
        "{content}"
    );
    assert!(!done["spoiler_text"].as_str().unwrap().contains('<'));
}

#[tokio::test]
async fn deepl_is_asked_in_its_own_way() {
    let server = Scripted::start(|request, _| {
        assert!(request.contains("authorization: DeepL-Auth-Key secret key"), "{request}");
        if request.starts_with("GET /v2/languages?type=source") {
            return json_answer(&json!([{ "language": "EN", "name": "English" }]));
        }
        if request.starts_with("GET /v2/languages?type=target") {
            let languages = json!([{ "language": "DE" }, { "language": "PT-BR" }, { "language": "EN-GB" }]);
            return json_answer(&languages);
        }
        let body = asked(request);
        assert_eq!((&body["source_lang"], &body["target_lang"]), (&json!("EN"), &json!("PT-BR")));
        let texts = texts(&body, "text", "Olá").into_iter();
        let texts: Vec<Value> =
            texts.map(|text| json!({ "detected_source_language": "EN", "text": text })).collect();
        json_answer(&json!({ "translations": texts }))
    })
    .await;
    let app = app_with(&server, "deepl").await;
    let alice = app.user("alice").await;
    let id = post(&app, &alice, json!({})).await;
    let done = translate(&app, &alice, &id, "pt_br").await.ok();
    assert_eq!((&done["content"], &done["provider"]), (&json!("<p>Olá :)</p>"), &json!("DeepL.com")));
    let languages = app.get("/api/v1/instance/translation_languages").await.ok();
    assert_eq!(languages["en"], json!(["de", "pt-BR", "pt"]));
    assert_eq!(languages["und"], json!(["de", "pt-BR", "en-GB", "en", "pt"]));
}

#[tokio::test]
async fn languages_are_told_and_asked_for_once() {
    let server = libretranslate("").await;
    let app = app_with(&server, "libretranslate").await;
    for _ in 0..2 {
        let languages = app.get("/api/v1/instance/translation_languages").await.ok();
        assert_eq!(languages, json!({ "de": ["en"], "en": ["de"], "und": ["de", "en"] }));
    }
    assert_eq!(server.requests().len(), 1);
    let instance = app.get("/api/v2/instance").await.ok();
    assert_eq!(instance["configuration"]["translation"]["enabled"], true);
}

#[tokio::test]
async fn only_what_everybody_may_read_is_sent_away() {
    let server = libretranslate("").await;
    let app = app_with(&server, "libretranslate").await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    for visibility in [Visibility::Private, Visibility::Direct] {
        let id = post(&app, &alice, json!({ "visibility": visibility })).await;
        translate(&app, &alice, &id, "de").await.is_error(403, "Only public posts are translated");
        translate(&app, &bob, &id, "de").await.is_error(404, "Record not found");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_pair_of_languages_that_nobody_translates_is_404() {
    let server = libretranslate("").await;
    let app = app_with(&server, "libretranslate").await;
    let alice = app.user("alice").await;
    let id = post(&app, &alice, json!({})).await;
    for lang in ["en", "xx"] {
        translate(&app, &alice, &id, lang).await.is_error(404, "Record not found");
    }
}

#[tokio::test]
async fn without_a_service_nothing_is_translated() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let id = post(&app, &alice, json!({})).await;
    translate(&app, &alice, &id, "de").await.is_error(503, "This server does not translate");
    assert_eq!(app.get("/api/v1/instance/translation_languages").await.ok(), json!({}));
    let instance = app.get("/api/v2/instance").await.ok();
    assert_eq!(instance["configuration"]["translation"]["enabled"], false);
}

#[tokio::test]
async fn a_service_that_fails_is_503_and_left_alone_for_a_while() {
    let server = Scripted::start(|_, _| answer("500 Oh No", "", b"")).await;
    let app = app_with(&server, "libretranslate").await;
    let alice = app.user("alice").await;
    let id = post(&app, &alice, json!({})).await;
    for _ in 0..2 {
        let failed = translate(&app, &alice, &id, "de").await;
        failed.is_error(503, "The translation service does not answer. Try again later.");
    }
    assert_eq!(server.requests().len(), 1);
    app.ctx.clock.advance(60_000);
    assert_eq!(app.get("/api/v1/instance/translation_languages").await.status, 503);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_quota_that_is_used_up_is_503() {
    let server = Scripted::start(|request, _| {
        if request.starts_with("GET /v2/languages") {
            return json_answer(&json!([{ "language": "EN" }, { "language": "DE" }]));
        }
        answer("456 Quota exceeded", "", b"")
    })
    .await;
    let app = app_with(&server, "deepl").await;
    let alice = app.user("alice").await;
    let id = post(&app, &alice, json!({})).await;
    let refused = translate(&app, &alice, &id, "de").await;
    refused.is_error(503, "This server's quota of translations is used up");
}
