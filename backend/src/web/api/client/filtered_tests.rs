//! What filters make of statuses: every status that somebody reads says which of its reader's filters match.

use kinds::Millis;
use poem::http::Method;
use serde_json::{Value, json};
use store::Db;
use testkit::TestDatabase;

use crate::testing::{TestApp, TestUser};

const HOME: &str = "/api/v1/timelines/home";

/// Alice, who follows Bob.
async fn people(app: &TestApp) -> (TestUser, TestUser) {
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.post_as(&alice.token, &format!("/api/v1/accounts/{}/follow", bob.account), json!({})).await.ok();
    (alice, bob)
}

async fn filter(app: &TestApp, user: &TestUser, keyword: &str) -> Value {
    let body = json!({
        "title": keyword, "context": ["home"], "keywords_attributes": [{ "keyword": keyword }],
    });
    app.post_as(&user.token, "/api/v2/filters", body).await.ok()
}

async fn post(app: &TestApp, user: &TestUser, body: Value) -> String {
    let status = app.post_as(&user.token, "/api/v1/statuses", body).await.ok();
    app.drain().await;
    status["id"].as_str().unwrap().to_owned()
}

async fn say(app: &TestApp, user: &TestUser, text: &str) -> String {
    post(app, user, json!({ "status": text })).await
}

async fn show(app: &TestApp, user: &TestUser, id: &str) -> Value {
    app.get_as(&user.token, &format!("/api/v1/statuses/{id}")).await.ok()
}

/// The titles of the filters that match a status.
fn titles(status: &Value) -> Vec<&str> {
    let results = status["filtered"].as_array().unwrap();
    results.iter().map(|result| result["filter"]["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_options_of_a_poll_are_read() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    filter(&app, &alice, "football").await;
    let poll = json!({ "options": ["Opera", "Football"], "expires_in": 3600 });
    let id = post(&app, &bob, json!({ "status": "Tonight?", "poll": poll })).await;
    assert_eq!(titles(&show(&app, &alice, &id).await), ["football"]);
}

#[tokio::test]
async fn a_status_says_which_filters_match_and_why() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        let made = filter(&app, &alice, "football").await;
        filter(&app, &alice, "rain").await;
        let id = say(&app, &bob, "FOOTBALL tonight").await;
        let mut short = made.clone();
        short.as_object_mut().unwrap().retain(|name, _| name != "keywords" && name != "statuses");
        let result = json!([{ "filter": short, "keyword_matches": ["football"], "status_matches": null }]);
        assert_eq!(show(&app, &alice, &id).await["filtered"], result);
        assert_eq!(app.get_as(&alice.token, HOME).await.ok()[0]["filtered"], result);
        assert_eq!(show(&app, &bob, &id).await["filtered"], json!([]), "only the reader's own filters");
        assert_eq!(app.get(&format!("/api/v1/statuses/{id}")).await.ok().get("filtered"), None);
    }
}

#[tokio::test]
async fn warnings_descriptions_and_words_across_links_are_read() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    for keyword in ["football", "a cup", "#goals"] {
        filter(&app, &alice, keyword).await;
    }
    let warned = post(&app, &bob, json!({ "status": "Hi", "spoiler_text": "Football!" })).await;
    assert_eq!(titles(&show(&app, &alice, &warned).await), ["football"]);
    let text = say(&app, &bob, "It is a CUP of #Goals &amp;").await;
    assert_eq!(titles(&show(&app, &alice, &text).await), ["a cup", "#goals"], "of text, not of HTML");
    let none = say(&app, &bob, "footballs acup goals").await;
    assert_eq!(titles(&show(&app, &alice, &none).await), [""; 0]);
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(4, 4).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let upload = (Method::POST, "/api/v2/media");
    let fields = [("description", "A football on a wall")];
    let media = app.upload_as(&bob.token, upload, &fields, ("file", bytes.get_ref())).await.ok();
    let picture = post(&app, &bob, json!({ "media_ids": [media["id"]] })).await;
    assert_eq!(titles(&show(&app, &alice, &picture).await), ["football"]);
}

#[tokio::test]
async fn a_boost_is_filtered_for_what_it_boosts() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    let carol = app.user("carol").await;
    filter(&app, &alice, "football").await;
    let id = say(&app, &carol, "football").await;
    let boost = async |user: &TestUser, id: &str| {
        app.post_as(&user.token, &format!("/api/v1/statuses/{id}/reblog"), json!({})).await.ok()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let boosted = show(&app, &alice, &boost(&bob, &id).await).await;
    assert_eq!((titles(&boosted), titles(&boosted["reblog"])), (vec!["football"], vec!["football"]));
    // One's own are not filtered, whoever boosts them; one's own boost of another's is that other's still.
    let own = say(&app, &alice, "football").await;
    assert_eq!(titles(&show(&app, &alice, &own).await), [""; 0]);
    let boosted = show(&app, &alice, &boost(&bob, &own).await).await;
    assert_eq!((titles(&boosted), titles(&boosted["reblog"])), (vec![], vec![]));
    let boosted = show(&app, &alice, &boost(&alice, &id).await).await;
    assert_eq!((titles(&boosted), titles(&boosted["reblog"])), (vec![], vec!["football"]));
}

#[tokio::test]
async fn single_statuses_match_by_their_id() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        let made = filter(&app, &alice, "football").await;
        let id = say(&app, &bob, "Hello").await;
        let list = format!("/api/v2/filters/{}/statuses", made["id"].as_str().unwrap());
        app.post_as(&alice.token, &list, json!({ "status_id": id })).await.ok();
        let result = show(&app, &alice, &id).await["filtered"][0].clone();
        assert_eq!((&result["keyword_matches"], &result["status_matches"]), (&Value::Null, &json!([id])));
        let path = format!("/api/v1/statuses/{id}");
        app.request(Method::DELETE, &path, Some(&bob.token), None).await.ok();
        app.drain().await;
        assert_eq!(app.get_as(&alice.token, &list).await.ok(), json!([]), "it goes with the status");
    }
}

#[tokio::test]
async fn expired_filters_stay_but_match_nothing() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    let body = json!({
        "title": "Football", "context": ["home"], "expires_in": 3600,
        "keywords_attributes": [{ "keyword": "football" }],
    });
    app.post_as(&alice.token, "/api/v2/filters", body).await.ok();
    let id = say(&app, &bob, "football").await;
    assert_eq!(titles(&show(&app, &alice, &id).await), ["Football"]);
    app.ctx.clock.advance(Millis::HOUR);
    assert_eq!(titles(&show(&app, &alice, &id).await), [""; 0]);
    assert_eq!(app.get_as(&alice.token, "/api/v2/filters").await.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn every_change_is_seen_at_once() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    let id = say(&app, &bob, "football").await;
    let matched = async || !show(&app, &alice, &id).await["filtered"].as_array().unwrap().is_empty();
    assert!(!matched().await);
    let made = filter(&app, &alice, "football").await;
    assert!(matched().await, "a new filter");
    let request = async |method: Method, path: String, body: Value| {
        app.request(method, &path, Some(&alice.token), Some(body)).await.ok()
    };
    let filter = format!("/api/v2/filters/{}", made["id"].as_str().unwrap());
    let keyword = format!("/api/v2/filters/keywords/{}", made["keywords"][0]["id"].as_str().unwrap());
    request(Method::PUT, keyword.clone(), json!({ "keyword": "rain" })).await;
    assert!(!matched().await, "another keyword");
    request(Method::POST, format!("{filter}/keywords"), json!({ "keyword": "football" })).await;
    assert!(matched().await, "one more keyword");
    request(Method::DELETE, filter, json!({})).await;
    assert!(!matched().await, "no filter");
    let body = json!({ "phrase": "football", "context": ["home"] });
    let old = request(Method::POST, "/api/v1/filters".to_owned(), body).await;
    assert!(matched().await, "by an old app");
    request(Method::DELETE, format!("/api/v1/filters/{}", old["id"].as_str().unwrap()), json!({})).await;
    assert!(!matched().await);
}

#[tokio::test]
async fn an_edited_status_is_read_anew() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    filter(&app, &alice, "football").await;
    let id = say(&app, &bob, "football").await;
    assert_eq!(titles(&show(&app, &alice, &id).await), ["football"]);
    let path = format!("/api/v1/statuses/{id}");
    app.request(Method::PUT, &path, Some(&bob.token), Some(json!({ "status": "tennis" }))).await.ok();
    assert_eq!(titles(&show(&app, &alice, &id).await), [""; 0]);
}

#[tokio::test]
async fn notifications_carry_what_filters_say() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    filter(&app, &alice, "football").await;
    say(&app, &bob, "@alice football?").await;
    let list = app.get_as(&alice.token, "/api/v1/notifications").await.ok();
    assert_eq!(titles(&list[0]["status"]), ["football"]);
    let grouped = app.get_as(&alice.token, "/api/v2/notifications").await.ok();
    assert_eq!(titles(&grouped["statuses"][0]), ["football"]);
}

#[tokio::test]
async fn a_warm_home_costs_no_statement_more_however_many_filters_there_are() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        for text in ["one", "football", "three"] {
            say(&app, &bob, text).await;
        }
        for number in 0..30 {
            filter(&app, &alice, &format!("football {number}")).await;
        }
        filter(&app, &alice, "football").await;
        app.get_as(&alice.token, HOME).await.ok();
        let (answer, statements) = Db::count_statements(app.get_as(&alice.token, HOME)).await;
        assert_eq!(titles(&answer.ok()[1]), ["football"]);
        assert_eq!(statements, 0);
    }
}
