//! Statuses by their words, and who finds which.

use kinds::{AccountId, StatusId, Visibility};
use poem::http::Method;
use serde_json::{Value, json};
use store::Db;
use testkit::TestDatabase;

use crate::{
    service::{
        block, mute, search,
        status::{self, NewStatus},
    },
    testing::{TestApp, TestUser},
};

async fn apps() -> Vec<TestApp> {
    let mut apps = Vec::new();
    for database in TestDatabase::all().await {
        apps.push(TestApp::on(database, |_| {}).await);
    }
    apps
}

async fn indexable(app: &TestApp, user: &TestUser, yes: bool) {
    let path = "/api/v1/accounts/update_credentials";
    app.request(Method::PATCH, path, Some(&user.token), Some(json!({ "indexable": yes }))).await.ok();
    app.drain().await;
}

async fn post(app: &TestApp, user: &TestUser, text: &str) -> String {
    post_with(app, user, json!({ "status": text })).await
}

async fn post_with(app: &TestApp, user: &TestUser, body: Value) -> String {
    app.ctx.clock.advance(1000);
    let posted = app.post_as(&user.token, "/api/v1/statuses", body).await.ok();
    posted["id"].as_str().unwrap().to_owned()
}

/// What is found, in order, as ids.
async fn find(app: &TestApp, user: &TestUser, text: &str) -> Vec<String> {
    find_with(app, user, text, "").await
}

async fn find_with(app: &TestApp, user: &TestUser, text: &str, more: &str) -> Vec<String> {
    let text: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let found = app.get_as(&user.token, &format!("/api/v2/search?type=statuses&q={text}{more}")).await.ok();
    found["statuses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|status| status["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Alice, whose posts may be found, and Bob, who looks.
async fn pair(app: &TestApp) -> (TestUser, TestUser) {
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    indexable(app, &alice, true).await;
    (alice, bob)
}

#[tokio::test]
async fn words_phrases_and_what_is_left_out() {
    for app in apps().await {
        let (alice, bob) = pair(&app).await;
        let first = post(&app, &alice, "The Caf\u{e9} opens, the big dog barks").await;
        let second = post(&app, &alice, "A dog in a cafe: big #Caf\u{e9}Life").await;
        assert_eq!(find(&app, &bob, "CAFE dog").await, [second.clone(), first.clone()], "newest first");
        assert_eq!(find(&app, &bob, "\"big dog\"").await, [first.as_str()]);
        assert_eq!(find(&app, &bob, "dog -barks").await, [second.as_str()]);
        assert_eq!(find(&app, &bob, "dog -\"big dog\"").await, [second.as_str()]);
        assert_eq!(find(&app, &bob, "#caf\u{e9}life").await, [second]);
        assert!(find(&app, &bob, "dog cat").await.is_empty());
        assert!(find(&app, &bob, "'; \" OR * ( NEAR").await.is_empty());
    }
}

#[tokio::test]
async fn scripts_without_spaces_are_found_by_parts() {
    for app in apps().await {
        let (alice, bob) = pair(&app).await;
        let japanese = post(&app, &alice, "\u{6771}\u{4eac}\u{306f}\u{4eca}\u{65e5}\u{3082}\u{96e8}").await;
        let korean = post(&app, &alice, "\u{ace0}\u{c591}\u{c774}\u{ac00} \u{c790}\u{c694}").await;
        assert_eq!(find(&app, &bob, "\u{4eca}\u{65e5}").await, [japanese.as_str()]);
        assert_eq!(find(&app, &bob, "\u{96e8}").await, [japanese.as_str()]);
        assert_eq!(find(&app, &bob, "\u{6771}").await, [japanese]);
        assert!(find(&app, &bob, "\u{4eca}\u{96e8}").await.is_empty());
        assert_eq!(find(&app, &bob, "\u{ace0}\u{c591}\u{c774}").await, [korean]);
    }
}

#[tokio::test]
async fn only_public_posts_of_those_who_allow_it_are_found_by_others() {
    for app in apps().await {
        let (alice, bob) = pair(&app).await;
        let carol = app.user("carol").await;
        let found = post(&app, &alice, "apples for all").await;
        for visibility in ["unlisted", "private", "direct"] {
            post_with(&app, &alice, json!({ "status": "apples", "visibility": visibility })).await;
        }
        let hidden = post(&app, &carol, "apples of carol").await;
        assert_eq!(find(&app, &bob, "apples").await, [found.as_str()]);
        assert_eq!(find(&app, &carol, "apples").await, [hidden.clone(), found.clone()], "one's own always");
        assert_eq!(find(&app, &alice, "apples").await.len(), 4);

        indexable(&app, &carol, true).await;
        assert_eq!(find(&app, &bob, "apples").await, [hidden, found.clone()]);
        indexable(&app, &carol, false).await;
        assert_eq!(find(&app, &bob, "apples").await, [found.as_str()]);
        block::block(&app.ctx, alice.account, bob.account, None).await.unwrap();
        assert!(find(&app, &bob, "apples").await.is_empty(), "a block hides");
        let visitor = app.get("/api/v2/search?type=statuses&q=apples").await.ok();
        assert_eq!(visitor["statuses"], json!([]));
    }
}

#[tokio::test]
async fn what_one_has_to_do_with_is_in_ones_library() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        post(&app, &alice, "plums that bob does not know").await;
        let mut known = Vec::new();
        for act in ["favourite", "reblog", "bookmark"] {
            let id = post(&app, &alice, "plums").await;
            app.post_as(&bob.token, &format!("/api/v1/statuses/{id}/{act}"), json!({})).await.ok();
            known.push(id);
        }
        known.push(post_with(&app, &alice, json!({ "status": "@bob plums", "visibility": "direct" })).await);
        let poll = json!({ "status": "?", "poll": { "options": ["plums", "pears"], "expires_in": 3600 } });
        let asked = post_with(&app, &alice, poll).await;
        let shown = app.get_as(&bob.token, &format!("/api/v1/statuses/{asked}")).await.ok();
        let votes = format!("/api/v1/polls/{}/votes", shown["poll"]["id"].as_str().unwrap());
        app.post_as(&bob.token, &votes, json!({ "choices": [0] })).await.ok();
        known.push(asked);
        known.push(post(&app, &bob, "plums of bob").await);
        known.reverse();
        assert_eq!(find(&app, &bob, "plums").await, known);
        assert_eq!(find(&app, &bob, "plums in:library").await, known);
        assert!(find(&app, &bob, "plums in:public").await.is_empty());
        assert_eq!(find_with(&app, &bob, "plums", "&limit=2&offset=1").await, known[1..3]);
    }
}

#[tokio::test]
async fn operators_narrow_a_search() {
    for app in apps().await {
        let (alice, bob) = pair(&app).await;
        let plain = post_with(&app, &alice, json!({ "status": "figs", "language": "de" })).await;
        let poll = json!({ "options": ["yes", "no"], "expires_in": 3600 });
        let poll =
            post_with(&app, &alice, json!({ "status": "figs?", "language": "en", "poll": poll })).await;
        let link =
            json!({ "status": "figs https://news.example/figs", "language": "zh-CN", "sensitive": true });
        let link = post_with(&app, &alice, link).await;
        let own = json!({ "status": "figs too", "in_reply_to_id": plain });
        let own = post_with(&app, &bob, own).await;
        for (query, expected) in [
            ("figs from:alice", vec![&link, &poll, &plain]),
            ("figs from:@alice@phiomia.test -has:poll", vec![&link, &plain]),
            ("from:me figs", vec![&own]),
            ("from:me", vec![&own]),
            ("figs -from:me", vec![&link, &poll, &plain]),
            ("figs from:nobody", vec![]),
            ("has:poll", vec![&poll]),
            ("has:link figs", vec![&link]),
            ("has:media figs", vec![]),
            ("is:sensitive", vec![&link]),
            ("is:reply", vec![&own]),
            ("figs -is:reply language:de", vec![&plain]),
            ("language:zh-cn", vec![&link]),
            ("figs during:2026-03-10 has:poll", vec![&poll]),
            ("figs before:2026-03-10", vec![]),
            ("figs after:2026-03-09 -has:link -has:poll in:public", vec![&plain]),
            ("figs -in:all", vec![]),
        ] {
            assert_eq!(find(&app, &bob, query).await.iter().collect::<Vec<_>>(), expected, "{query}");
        }
        let bounds = format!("&max_id={link}&min_id={plain}");
        assert_eq!(find_with(&app, &bob, "figs", &bounds).await, [poll.as_str()]);
        let account = format!("&account_id={}", bob.account);
        assert_eq!(find_with(&app, &bob, "figs", &account).await, [own]);
    }
}

#[tokio::test]
async fn an_edit_changes_what_a_post_is_found_by_and_a_deletion_ends_it() {
    for app in apps().await {
        let (alice, bob) = pair(&app).await;
        let id = post(&app, &alice, "cherries").await;
        let path = format!("/api/v1/statuses/{id}");
        let edit = json!({ "status": "lemons", "spoiler_text": "Yellow" });
        app.request(Method::PUT, &path, Some(&alice.token), Some(edit)).await.ok();
        assert!(find(&app, &bob, "cherries").await.is_empty());
        assert_eq!(find(&app, &bob, "lemons yellow").await, [id]);
        app.request(Method::DELETE, &path, Some(&alice.token), None).await.ok();
        assert!(find(&app, &bob, "lemons").await.is_empty());
        assert_eq!(documents(&app).await, 0, "nothing is left in the index");
    }
}

async fn documents(app: &TestApp) -> usize {
    let ids = store::Sql::new("SELECT status_id AS id FROM status_search");
    let sqlite = store::Sql::new("SELECT rowid AS id FROM status_search");
    let postgres = app.ctx.db.backend() == sea_orm::DatabaseBackend::Postgres;
    let sql = if postgres { ids } else { sqlite };
    sql.ids::<i64>(app.ctx.db.read()).await.unwrap().len()
}

#[tokio::test]
async fn posts_from_before_the_index_are_found_after_its_job() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let id = app.stored_status(&alice, Visibility::Public, "<p>Old <b>quinces</b></p>").await;
        assert!(find(&app, &alice, "quinces").await.is_empty());
        search::index_statuses(&app.ctx, crate::job::IndexStatuses { account: None, below: None })
            .await
            .unwrap();
        assert_eq!(find(&app, &alice, "quinces").await, [id.to_string()]);
    }
}

#[tokio::test]
async fn posts_of_other_servers_are_found_with_their_pictures_descriptions() {
    let app = TestApp::start().await;
    let bob = app.user("bob").await;
    let max: AccountId = app.remote("max", "far.example").await;
    let id: StatusId = app.ctx.next_id();
    let tx = app.ctx.begin().await.unwrap();
    let new = NewStatus {
        content: "<p>Grapes<br>and <a href=\"https://far.example/x\">more</a></p>".to_owned(),
        mentions: vec![(bob.account, true)],
        ..NewStatus::new(id, "https://far.example/1".to_owned(), max, app.ctx.now())
    };
    status::insert(&app.ctx, &tx, new).await.unwrap();
    app.ctx.commit(tx).await.unwrap();
    assert_eq!(find(&app, &bob, "grapes more from:max@far.example has:link").await, [id.to_string()]);
}

#[tokio::test]
async fn a_page_costs_a_few_statements_whatever_its_length() {
    for app in apps().await {
        let (alice, bob) = pair(&app).await;
        for _ in 0..41 {
            post(&app, &alice, "melons").await;
        }
        for limit in [1, 40] {
            app.ctx.caches.clear();
            app.get_as(&bob.token, "/api/v1/preferences").await;
            let path = format!("/api/v2/search?type=statuses&q=melons&limit={limit}");
            let (answer, statements) = Db::count_statements(app.get_as(&bob.token, &path)).await;
            assert_eq!(answer.ok()["statuses"].as_array().unwrap().len(), limit);
            assert!(statements <= 8, "{statements}");
        }
    }
}

#[tokio::test]
async fn the_same_page_is_not_searched_for_twice_until_something_changes() {
    for app in apps().await {
        let (alice, bob) = pair(&app).await;
        let first = post(&app, &alice, "peaches").await;
        app.drain().await;
        assert_eq!(find(&app, &bob, "peaches").await, [first.as_str()]);
        let (again, statements) = Db::count_statements(find(&app, &bob, "peaches")).await;
        assert_eq!((again, statements), (vec![first.clone()], 0));
        assert_eq!(find(&app, &alice, "-peaches from:me").await, Vec::<String>::new(), "another's search");

        let second = post(&app, &alice, "more peaches").await;
        assert_eq!(find(&app, &bob, "peaches").await, [second.as_str(), first.as_str()]);
        mute::mute(&app.ctx, bob.account, alice.account, true, 0).await.unwrap();
        assert!(find(&app, &bob, "peaches").await.is_empty());
    }
}
