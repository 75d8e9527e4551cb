//! Collections of accounts.

use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::{
    service::block,
    testing::{Answer, TestApp, TestUser},
};

/// Somebody who wants to be found, so that others may put them into collections.
async fn findable(app: &TestApp, name: &str) -> TestUser {
    let user = app.user(name).await;
    let body = json!({ "discoverable": true });
    patch(app, &user, "/api/v1/accounts/update_credentials", body).await.ok();
    user
}

async fn patch(app: &TestApp, user: &TestUser, path: &str, body: Value) -> Answer {
    app.request(Method::PATCH, path, Some(&user.token), Some(body)).await
}

async fn delete(app: &TestApp, user: &TestUser, path: &str) -> Answer {
    app.request(Method::DELETE, path, Some(&user.token), None).await
}

/// A collection of `owner` with these accounts.
async fn collection(app: &TestApp, owner: &TestUser, members: &[&TestUser]) -> Value {
    let ids: Vec<String> = members.iter().map(|member| member.account.to_string()).collect();
    let body = json!({ "name": "Foxes", "discoverable": true, "account_ids": ids });
    app.post_as(&owner.token, "/api/v1/collections", body).await.ok()["collection"].clone()
}

fn path(collection: &Value) -> String {
    format!("/api/v1/collections/{}", collection["id"].as_str().unwrap())
}

fn item(collection: &Value, number: usize) -> String {
    format!("{}/items/{}", path(collection), collection["items"][number]["id"].as_str().unwrap())
}

async fn told(app: &TestApp, user: &TestUser) -> Value {
    app.get_as(&user.token, "/api/v1/notifications").await.ok()
}

#[tokio::test]
async fn a_collection_is_made_and_seen_by_everybody() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = (app.user("alice").await, findable(&app, "bob").await);
        let body = json!({
            "name": " Foxes ", "description": "All about <foxes>", "language": "en", "tag_name": "#Foxes",
            "sensitive": true, "discoverable": true, "account_ids": [bob.account.to_string()],
        });
        let made = app.post_as(&alice.token, "/api/v1/collections", body).await.ok()["collection"].clone();
        assert_eq!((&made["name"], &made["language"]), (&json!("Foxes"), &json!("en")));
        assert_eq!(made["description"], "<p>All about &lt;foxes&gt;</p>");
        assert_eq!(made["tag"], json!({ "name": "foxes", "url": "https://phiomia.test/tags/foxes" }));
        assert_eq!((&made["item_count"], &made["local"]), (&json!(1), &json!(true)));
        let seen = app.get(&path(&made)).await.ok();
        assert_eq!(seen["collection"], made);
        assert_eq!(seen["accounts"][0]["acct"], "bob");
        assert_eq!(made["items"][0]["account_id"], seen["accounts"][0]["id"]);
        assert_eq!(made["items"][0]["state"], "accepted");
    }
}

#[tokio::test]
async fn who_does_not_want_to_be_found_is_not_put_into_collections() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let far = app.remote("eve", "far.example").await;
    let made = collection(&app, &alice, &[]).await;
    let items = format!("{}/items", path(&made));
    for account in [bob.account, far] {
        let body = json!({ "account_id": account.to_string() });
        let refused = app.post_as(&alice.token, &items, body).await;
        refused.is_error(403, "This account cannot be added to collections");
        let body = json!({ "name": "x", "account_ids": [account.to_string()] });
        assert_eq!(app.post_as(&alice.token, "/api/v1/collections", body).await.status, 403);
    }
    let account = app.get(&format!("/api/v1/accounts/{}", bob.account)).await.ok();
    let denied = json!({ "automatic": [], "manual": [], "current_user": "denied" });
    assert_eq!(account["feature_approval"], denied);
    assert_eq!(app.get(&path(&made)).await.ok()["collection"]["item_count"], 0);
}

#[tokio::test]
async fn who_blocks_is_not_put_into_collections_and_not_shown_in_them() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, findable(&app, "bob").await);
    let carol = app.user("carol").await;
    let made = collection(&app, &alice, &[&bob]).await;
    block::block(&app.ctx, bob.account, carol.account, None).await.unwrap();
    let seen = app.get_as(&carol.token, &path(&made)).await.ok();
    assert_eq!((&seen["accounts"], &seen["collection"]["item_count"]), (&json!([]), &json!(0)));
    let own = collection(&app, &carol, &[]).await;
    let body = json!({ "account_id": bob.account.to_string() });
    let items = format!("{}/items", path(&own));
    assert_eq!(app.post_as(&carol.token, &items, body).await.status, 403);
    app.get_as(&bob.token, &path(&own)).await.is_error(404, "Record not found");
}

#[tokio::test]
async fn fields_have_limits() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let ids: Vec<String> = (0..26).map(|number| number.to_string()).collect();
    for (body, field) in [
        (json!({ "name": " " }), "name"),
        (json!({ "name": "x".repeat(41) }), "name"),
        (json!({ "name": "x", "description": "x".repeat(101) }), "description"),
        (json!({ "name": "x", "language": "english" }), "language"),
        (json!({ "name": "x", "tag_name": "two words" }), "tag_name"),
        (json!({ "name": "x", "account_ids": ids }), "collection_items"),
    ] {
        let answer = app.post_as(&alice.token, "/api/v1/collections", body).await;
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.body["details"][field].is_array(), "{}", answer.body);
    }
    let list = app.get_as(&alice.token, &format!("/api/v1/accounts/{}/collections", alice.account)).await;
    assert_eq!(list.ok(), json!({ "collections": [] }));
}

#[tokio::test]
async fn the_role_limits_how_many_collections_one_has() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for _ in 0..10 {
        collection(&app, &alice, &[]).await;
    }
    let answer = app.post_as(&alice.token, "/api/v1/collections", json!({ "name": "x" })).await;
    answer.is_error(422, "Validation failed: There are too many collections already");
}

#[tokio::test]
async fn a_collection_has_25_accounts_at_most_each_once() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await;
        let made = collection(&app, &alice, &[]).await;
        let items = format!("{}/items", path(&made));
        let mut members = Vec::new();
        for number in 0..26 {
            let id = app.remote(&format!("m{number}"), "here.example").await;
            let sql = store::Sql::new("UPDATE accounts SET domain = '', discoverable = TRUE WHERE id = ");
            sql.bind(id).execute(app.ctx.db.write()).await.unwrap();
            members.push(id);
        }
        let add = async |number: usize| {
            let body = json!({ "account_id": members[number].to_string() });
            app.post_as(&alice.token, &items, body).await
        };
        for number in 0..25 {
            assert_eq!(add(number).await.ok()["collection_item"]["state"], "accepted");
        }
        assert_eq!(add(3).await.status, 422);
        let full = "Validation failed: A collection has at most 25 accounts";
        add(25).await.is_error(422, full);
        assert_eq!(app.get(&path(&made)).await.ok()["collection"]["item_count"], 25);
    }
}

#[tokio::test]
async fn only_the_owner_changes_a_collection() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, findable(&app, "bob").await);
    let made = collection(&app, &alice, &[&bob]).await;
    let body = json!({ "account_id": bob.account.to_string() });
    let refusals = [
        patch(&app, &bob, &path(&made), json!({ "name": "Wolves" })).await,
        delete(&app, &bob, &path(&made)).await,
        app.post_as(&bob.token, &format!("{}/items", path(&made)), body).await,
        delete(&app, &bob, &item(&made, 0)).await,
        app.post_as(&alice.token, &format!("{}/revoke", item(&made, 0)), json!({})).await,
    ];
    for refusal in refusals {
        assert_eq!(refusal.status, 403, "{}", refusal.body);
    }
    assert_eq!(app.get(&path(&made)).await.ok()["collection"], made);
}

#[tokio::test]
async fn changes_keep_what_is_not_named_and_the_accounts_are_told_once() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = (app.user("alice").await, findable(&app, "bob").await);
        let made = collection(&app, &alice, &[&bob]).await;
        for name in ["Wolves", "Bears"] {
            let body = json!({ "name": name, "tag_name": "bears" });
            patch(&app, &alice, &path(&made), body).await.ok();
        }
        let changed = patch(&app, &alice, &path(&made), json!({ "tag_name": "" })).await.ok();
        let changed = &changed["collection"];
        assert_eq!((&changed["name"], &changed["tag"]), (&json!("Bears"), &json!(null)));
        assert_eq!((&changed["discoverable"], &changed["item_count"]), (&json!(true), &json!(1)));
        patch(&app, &alice, &path(&made), json!({})).await.ok();
        let told = told(&app, &bob).await;
        let kinds: Vec<&str> =
            told.as_array().unwrap().iter().map(|one| one["type"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["collection_update", "added_to_collection"]);
        assert_eq!(told[0]["collection"]["name"], "Bears");
        assert_eq!(told[0]["account"]["acct"], "alice");
        app.get_as(&bob.token, "/api/v2/notifications").await.ok();
    }
}

#[tokio::test]
async fn who_goes_away_from_a_collection_is_not_put_back() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = (app.user("alice").await, findable(&app, "bob").await);
        let made = collection(&app, &alice, &[&bob]).await;
        app.post_as(&bob.token, &format!("{}/revoke", item(&made, 0)), json!({})).await.ok();
        let seen = app.get_as(&alice.token, &path(&made)).await.ok();
        assert_eq!((&seen["accounts"], &seen["collection"]["items"]), (&json!([]), &json!([])));
        assert_eq!(told(&app, &bob).await, json!([]));
        delete(&app, &alice, &item(&made, 0)).await.is_error(404, "Record not found");
        let body = json!({ "account_id": bob.account.to_string() });
        let again = app.post_as(&alice.token, &format!("{}/items", path(&made)), body).await;
        again.is_error(403, "This account cannot be added to collections");
    }
}

#[tokio::test]
async fn an_account_that_was_taken_out_may_be_put_in_again() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, findable(&app, "bob").await);
    let made = collection(&app, &alice, &[&bob]).await;
    delete(&app, &alice, &item(&made, 0)).await.ok();
    assert_eq!(told(&app, &bob).await, json!([]));
    let body = json!({ "account_id": bob.account.to_string() });
    app.post_as(&alice.token, &format!("{}/items", path(&made)), body).await.ok();
    assert_eq!(app.get(&path(&made)).await.ok()["accounts"][0]["acct"], "bob");
}

#[tokio::test]
async fn a_removed_collection_is_gone_with_its_notifications() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = (app.user("alice").await, findable(&app, "bob").await);
        let made = collection(&app, &alice, &[&bob]).await;
        delete(&app, &alice, &path(&made)).await.ok();
        app.get(&path(&made)).await.is_error(404, "Record not found");
        assert_eq!(told(&app, &bob).await, json!([]));
    }
}

#[tokio::test]
async fn profiles_list_what_is_to_be_found_and_owners_see_all() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let open = collection(&app, &alice, &[]).await;
    let hidden = app.post_as(&alice.token, "/api/v1/collections", json!({ "name": "Mine" })).await.ok();
    assert_eq!(hidden["collection"]["discoverable"], false);
    let list = format!("/api/v1/accounts/{}/collections", alice.account);
    assert_eq!(app.get(&list).await.ok(), json!({ "collections": [open] }));
    let own = app.get_as(&alice.token, &list).await.ok();
    assert_eq!(own, json!({ "collections": [hidden["collection"], open] }));
    let first = app.get_as(&alice.token, &format!("{list}?limit=1")).await;
    let link = first.headers["link"].to_str().unwrap().to_owned();
    assert!(link.contains("limit=1&offset=1>; rel=\"next\"") && !link.contains("prev"), "{link}");
    let second = app.get_as(&alice.token, &format!("{list}?limit=1&offset=1")).await;
    let link = second.headers["link"].to_str().unwrap().to_owned();
    assert!(link.contains("offset=0>; rel=\"prev\""), "{link}");
    assert_eq!(second.ok(), json!({ "collections": [open] }));
}

#[tokio::test]
async fn one_learns_in_which_collections_one_is_and_nobody_else_does() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = (app.user("alice").await, findable(&app, "bob").await);
        let made = collection(&app, &alice, &[&bob]).await;
        collection(&app, &alice, &[]).await;
        let list = format!("/api/v1/accounts/{}/in_collections", bob.account);
        assert_eq!(app.get_as(&bob.token, &list).await.ok(), json!({ "collections": [made] }));
        let other = app.get_as(&alice.token, &list).await;
        other.is_error(403, "Only your own collections are told");
    }
}

#[tokio::test]
async fn the_last_collection_is_made_once_if_two_are_asked_for_at_once() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await;
        for _ in 0..9 {
            collection(&app, &alice, &[]).await;
        }
        let body = || json!({ "name": "Foxes" });
        let make = || app.post_as(&alice.token, "/api/v1/collections", body());
        let (one, other) = tokio::join!(make(), make());
        let mut answers = [one.status, other.status];
        answers.sort_unstable();
        assert_eq!(answers, [200, 422]);
    }
}
