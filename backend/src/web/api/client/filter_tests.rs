//! Making and changing filters, as apps do.

use kinds::Millis;
use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::testing::{Answer, TestApp, TestUser};

const FILTERS: &str = "/api/v2/filters";
const OLD: &str = "/api/v1/filters";

async fn apps() -> Vec<(TestApp, TestUser)> {
    let mut apps = Vec::new();
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await;
        apps.push((app, alice));
    }
    apps
}

async fn app() -> (TestApp, TestUser) {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    (app, alice)
}

async fn make(app: &TestApp, user: &TestUser, body: Value) -> Answer {
    app.post_as(&user.token, FILTERS, body).await
}

async fn football(app: &TestApp, user: &TestUser) -> Value {
    let keywords = json!([{ "keyword": "football" }, { "keyword": "goal", "whole_word": false }]);
    let body = json!({ "title": "Football", "context": ["home", "public"], "keywords_attributes": keywords });
    make(app, user, body).await.ok()
}

async fn ask(app: &TestApp, user: &TestUser, method: Method, path: &str, body: Value) -> Answer {
    app.request(method, path, Some(&user.token), Some(body)).await
}

async fn put(app: &TestApp, user: &TestUser, path: &str, body: Value) -> Answer {
    ask(app, user, Method::PUT, path, body).await
}

async fn delete(app: &TestApp, user: &TestUser, path: &str) -> Answer {
    app.request(Method::DELETE, path, Some(&user.token), None).await
}

fn path(filter: &Value) -> String {
    format!("{FILTERS}/{}", filter["id"].as_str().unwrap())
}

fn keyword_path(keyword: &Value) -> String {
    format!("{FILTERS}/keywords/{}", keyword["id"].as_str().unwrap())
}

/// Keywords with whether they are whole words.
fn words(filter: &Value) -> Vec<(&str, bool)> {
    let keywords = filter["keywords"].as_array().unwrap();
    keywords.iter().map(|one| (one["keyword"].as_str().unwrap(), one["whole_word"] == true)).collect()
}

/// Asserts a 422 about a field.
#[track_caller]
fn is_about(answer: &Answer, field: &str, code: &str) {
    assert_eq!(
        (answer.status, &answer.body["details"][field][0]["error"]),
        (422, &json!(code)),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_filter_is_made_listed_and_removed() {
    for (app, alice) in apps().await {
        let made = football(&app, &alice).await;
        assert_eq!((&made["title"], &made["context"]), (&json!("Football"), &json!(["home", "public"])));
        assert_eq!((&made["filter_action"], &made["expires_at"]), (&json!("warn"), &Value::Null));
        assert_eq!(words(&made), [("football", true), ("goal", false)], "whole words by default");
        assert_eq!(made["statuses"], json!([]));
        let second = make(&app, &alice, json!({ "title": "Rain", "context": ["thread"] })).await.ok();
        assert_eq!(app.get_as(&alice.token, &path(&made)).await.ok(), made);
        assert_eq!(app.get_as(&alice.token, FILTERS).await.ok(), json!([made, second]));
        assert_eq!(delete(&app, &alice, &path(&made)).await.ok(), json!({}));
        delete(&app, &alice, &path(&made)).await.is_error(404, "Record not found");
        assert_eq!(app.get_as(&alice.token, FILTERS).await.ok(), json!([second]));
        app.get_as(&alice.token, &keyword_path(&made["keywords"][0])).await.is_error(404, "Record not found");
    }
}

#[tokio::test]
async fn forms_of_old_clients_are_read_too() {
    let (app, alice) = app().await;
    let form = "title=Football&context[]=home&context[]=account&filter_action=hide&expires_in=&\
        keywords_attributes[0][keyword]=football&keywords_attributes[0][whole_word]=0&\
        keywords_attributes[1][keyword]=goal";
    let headers = || {
        vec![
            ("authorization", format!("Bearer {}", alice.token)),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ]
    };
    let made = app.send(Method::POST, FILTERS, headers(), form.into()).await.ok();
    assert_eq!(made["context"], json!(["home", "account"]));
    assert_eq!((&made["filter_action"], &made["expires_at"]), (&json!("hide"), &Value::Null));
    assert_eq!(words(&made), [("football", false), ("goal", true)]);
    let id = made["keywords"][0]["id"].as_str().unwrap();
    let form = format!("keywords_attributes[][id]={id}&keywords_attributes[][_destroy]=1&expires_in=60");
    let changed = app.send(Method::PUT, &path(&made), headers(), form.into()).await.ok();
    assert_eq!(words(&changed), [("goal", true)]);
    assert!(changed["expires_at"].is_string());
}

#[tokio::test]
async fn what_a_change_does_not_name_stays() {
    for (app, alice) in apps().await {
        let made = football(&app, &alice).await;
        let at = path(&made);
        let changed = put(&app, &alice, &at, json!({ "title": "Soccer", "expires_in": 3600 })).await.ok();
        assert_eq!((&changed["title"], &changed["context"]), (&json!("Soccer"), &made["context"]));
        assert_eq!(changed["keywords"], made["keywords"]);
        let end = changed["expires_at"].clone();
        app.ctx.clock.advance(Millis::HOUR);
        let changed = put(&app, &alice, &at, json!({ "filter_action": "blur" })).await.ok();
        assert_eq!((&changed["filter_action"], &changed["expires_at"]), (&json!("blur"), &end));
        let changed = put(&app, &alice, &at, json!({ "expires_in": null, "context": ["thread"] })).await.ok();
        assert_eq!((&changed["expires_at"], &changed["context"]), (&Value::Null, &json!(["thread"])));
    }
}

#[tokio::test]
async fn keywords_change_along_with_their_filter() {
    for (app, alice) in apps().await {
        let made = football(&app, &alice).await;
        let (first, second) = (&made["keywords"][0]["id"], &made["keywords"][1]["id"]);
        let changes = json!([
            { "id": first, "whole_word": false },
            { "id": second, "_destroy": true },
            { "keyword": "offside" },
            { "keyword": "never", "_destroy": "1" },
        ]);
        let changed = put(&app, &alice, &path(&made), json!({ "keywords_attributes": changes })).await.ok();
        assert_eq!(words(&changed), [("football", false), ("offside", true)]);
        let other = make(&app, &alice, json!({ "title": "Rain", "context": ["home"] })).await.ok();
        let foreign = json!({ "title": "Snow", "keywords_attributes": [{ "id": first, "keyword": "rain" }] });
        put(&app, &alice, &path(&other), foreign).await.is_error(404, "Record not found");
        assert_eq!(app.get_as(&alice.token, &path(&other)).await.ok(), other, "nothing of it was done");
    }
}

#[tokio::test]
async fn keywords_are_managed_one_by_one() {
    for (app, alice) in apps().await {
        let made = football(&app, &alice).await;
        let list = format!("{}/keywords", path(&made));
        let added = app.post_as(&alice.token, &list, json!({ "keyword": "Abseits" })).await.ok();
        assert_eq!((&added["keyword"], &added["whole_word"]), (&json!("Abseits"), &json!(true)));
        let at = keyword_path(&added);
        let changed = put(&app, &alice, &at, json!({ "keyword": "abseits", "whole_word": false })).await.ok();
        assert_eq!(app.get_as(&alice.token, &at).await.ok(), changed);
        assert_eq!(app.get_as(&alice.token, &list).await.ok()[2], changed);
        is_about(&put(&app, &alice, &at, json!({ "keyword": " " })).await, "keyword", "ERR_BLANK");
        assert_eq!(delete(&app, &alice, &at).await.ok(), json!({}));
        delete(&app, &alice, &at).await.is_error(404, "Record not found");
        assert_eq!(app.get_as(&alice.token, &list).await.ok(), made["keywords"]);
    }
}

#[tokio::test]
async fn statuses_are_managed_one_by_one() {
    for (app, alice) in apps().await {
        let bob = app.user("bob").await;
        let made = football(&app, &alice).await;
        let list = format!("{}/statuses", path(&made));
        let post = async |visibility: &str| {
            let body = json!({ "status": "Hi", "visibility": visibility });
            app.post_as(&bob.token, "/api/v1/statuses", body).await.ok()["id"].clone()
        };
        let (seen, unseen) = (post("public").await, post("direct").await);
        let add = async |id: &Value| app.post_as(&alice.token, &list, json!({ "status_id": id })).await;
        let added = add(&seen).await.ok();
        assert_eq!(added["status_id"], seen);
        is_about(&add(&seen).await, "status", "ERR_TAKEN");
        add(&unseen).await.is_error(404, "Record not found");
        add(&json!("5")).await.is_error(404, "Record not found");
        is_about(&add(&Value::Null).await, "status", "ERR_BLANK");
        let at = format!("{FILTERS}/statuses/{}", added["id"].as_str().unwrap());
        assert_eq!(app.get_as(&alice.token, &at).await.ok(), added);
        assert_eq!(app.get_as(&alice.token, &list).await.ok(), json!([added]));
        assert_eq!(app.get_as(&alice.token, &path(&made)).await.ok()["statuses"], json!([added]));
        assert_eq!(delete(&app, &alice, &at).await.ok(), added);
        delete(&app, &alice, &at).await.is_error(404, "Record not found");
        assert_eq!(app.get_as(&alice.token, &list).await.ok(), json!([]));
    }
}

#[tokio::test]
async fn what_cannot_be_a_filter_is_refused() {
    let (app, alice) = app().await;
    let make = async |body: Value| make(&app, &alice, body).await;
    is_about(&make(json!({ "context": ["home"] })).await, "title", "ERR_BLANK");
    is_about(&make(json!({ "title": " \u{0}", "context": ["home"] })).await, "title", "ERR_BLANK");
    is_about(&make(json!({ "title": "x".repeat(513), "context": ["home"] })).await, "title", "ERR_TOO_LONG");
    is_about(&make(json!({ "title": "a" })).await, "context", "ERR_BLANK");
    is_about(&make(json!({ "title": "a", "context": [] })).await, "context", "ERR_BLANK");
    assert_eq!(make(json!({ "title": "a", "context": ["moon"] })).await.status, 422);
    let expired = json!({ "title": "a", "context": ["home"], "expires_in": -1 });
    is_about(&make(expired).await, "expires_in", "ERR_INVALID");
    for (keyword, code) in [(" ".to_owned(), "ERR_BLANK"), ("x".repeat(513), "ERR_TOO_LONG")] {
        let keywords = json!([{ "keyword": "fine" }, { "keyword": keyword }]);
        let body = json!({ "title": "a", "context": ["home"], "keywords_attributes": keywords });
        is_about(&make(body).await, "keyword", code);
    }
    let unknown = json!([{ "id": "5", "keyword": "a" }]);
    make(json!({ "title": "a", "context": ["home"], "keywords_attributes": unknown }))
        .await
        .is_error(404, "Record not found");
    assert_eq!(app.get_as(&alice.token, FILTERS).await.ok(), json!([]));
    let odd = json!({ "title": "a", "context": ["home"], "filter_action": "explode" });
    assert_eq!(make(odd).await.ok()["filter_action"], "warn", "an action of the future is a warning");
}

#[tokio::test]
async fn there_is_an_end_to_filters_keywords_and_statuses() {
    let (app, alice) = app().await;
    let keywords: Vec<_> = (0..500).map(|n| json!({ "keyword": format!("word {n}") })).collect();
    let body = json!({ "title": "a", "context": ["home"], "keywords_attributes": keywords });
    let full = make(&app, &alice, body).await.ok();
    let list = format!("{}/keywords", path(&full));
    let one_more = app.post_as(&alice.token, &list, json!({ "keyword": "b" })).await;
    is_about(&one_more, "keywords", "ERR_TOO_MANY");
    let too_many: Vec<_> = (0..1001).map(|_| json!({ "keyword": "a" })).collect();
    let answer = put(&app, &alice, &path(&full), json!({ "keywords_attributes": too_many })).await;
    is_about(&answer, "keywords", "ERR_TOO_MANY");
    for n in 1..200 {
        make(&app, &alice, json!({ "title": n.to_string(), "context": ["home"] })).await.ok();
    }
    let one_more = make(&app, &alice, json!({ "title": "b", "context": ["home"] })).await;
    is_about(&one_more, "filters", "ERR_TOO_MANY");
    assert_eq!(app.get_as(&alice.token, FILTERS).await.ok().as_array().unwrap().len(), 200);
}

#[tokio::test]
async fn old_apps_see_a_filter_for_each_keyword() {
    for (app, alice) in apps().await {
        let made = football(&app, &alice).await;
        let body = json!({ "phrase": "rain", "context": ["home"], "irreversible": true, "expires_in": 60 });
        let old = app.post_as(&alice.token, OLD, body).await.ok();
        assert_eq!((&old["phrase"], &old["irreversible"]), (&json!("rain"), &json!(true)));
        assert_eq!((&old["whole_word"], &old["context"]), (&json!(true), &json!(["home"])));
        let list = app.get_as(&alice.token, OLD).await.ok();
        assert_eq!(list[0]["id"], made["keywords"][0]["id"], "the id is the keyword's");
        assert_eq!((&list[1]["phrase"], &list[1]["irreversible"]), (&json!("goal"), &json!(false)));
        assert_eq!(list[2], old);
        let new = app.get_as(&alice.token, FILTERS).await.ok()[1].clone();
        assert_eq!((&new["title"], &new["filter_action"]), (&json!("rain"), &json!("hide")));
        let at = format!("{OLD}/{}", old["id"].as_str().unwrap());
        let body =
            json!({ "phrase": "snow", "context": ["public"], "irreversible": false, "expires_in": "" });
        let changed = put(&app, &alice, &at, body).await.ok();
        assert_eq!(app.get_as(&alice.token, &at).await.ok(), changed);
        assert_eq!((&changed["phrase"], &changed["expires_at"]), (&json!("snow"), &Value::Null));
        assert_eq!(app.get_as(&alice.token, &path(&new)).await.ok()["title"], "snow");
        assert_eq!(delete(&app, &alice, &at).await.ok(), json!({}));
        app.get_as(&alice.token, &path(&new)).await.is_error(404, "Record not found");
    }
}

#[tokio::test]
async fn old_apps_change_nothing_that_they_cannot_see() {
    let (app, alice) = app().await;
    let made = football(&app, &alice).await;
    let at = format!("{OLD}/{}", made["keywords"][0]["id"].as_str().unwrap());
    let body = json!({ "phrase": "soccer", "context": ["thread"] });
    assert_eq!(put(&app, &alice, &at, body).await.status, 422);
    assert_eq!(app.get_as(&alice.token, &path(&made)).await.ok(), made);
    let body = json!({ "phrase": "soccer", "context": ["home", "public"], "whole_word": false });
    put(&app, &alice, &at, body).await.ok();
    delete(&app, &alice, &at).await.ok();
    let left = app.get_as(&alice.token, &path(&made)).await.ok();
    assert_eq!((&left["title"], words(&left)), (&json!("Football"), vec![("goal", false)]));
    is_about(&app.post_as(&alice.token, OLD, json!({ "context": ["home"] })).await, "phrase", "ERR_BLANK");
    is_about(&app.post_as(&alice.token, OLD, json!({ "phrase": "a" })).await, "context", "ERR_BLANK");
}

#[tokio::test]
async fn a_keyword_is_added_to_a_filter_and_listed() {
    let (app, alice) = app().await;
    let filter = football(&app, &alice).await;
    let id = filter["id"].as_str().unwrap();
    let path = format!("/api/v2/filters/{id}/keywords");
    app.post_as(&alice.token, &path, json!({ "keyword": "corner" })).await.ok();
    let listed = app.get_as(&alice.token, &path).await.ok();
    let words = listed.as_array().unwrap().iter().map(|keyword| keyword["keyword"].as_str().unwrap());
    assert_eq!(words.collect::<Vec<_>>(), ["football", "goal", "corner"]);
}
