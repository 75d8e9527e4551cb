use kinds::{AccountId, Visibility};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::Value;
use store::entity::{account, status, status_tag, tag};
use testkit::TestDatabase;

use super::index_account;
use crate::{
    service::{block, follow},
    testing::TestApp,
};

async fn apps() -> Vec<TestApp> {
    let mut apps = Vec::new();
    for database in TestDatabase::all().await {
        apps.push(TestApp::on(database, |_| {}).await);
    }
    apps
}

async fn name(app: &TestApp, id: AccountId, name: &str) {
    let tx = app.ctx.begin().await.unwrap();
    let row = account::ActiveModel { id: Set(id), display_name: Set(name.to_owned()), ..Default::default() };
    account::Entity::update(row).exec(tx.conn()).await.unwrap();
    index_account(&tx, id, name).await.unwrap();
    app.ctx.commit(tx).await.unwrap();
}

fn names(found: &Value) -> Vec<&str> {
    found.as_array().unwrap().iter().map(|account| account["acct"].as_str().unwrap()).collect()
}

async fn find(app: &TestApp, token: &str, query: &str) -> Value {
    app.get_as(token, &format!("/api/v2/search?{query}")).await.ok()
}

#[tokio::test]
async fn accounts_are_found_by_how_their_names_begin() {
    for app in apps().await {
        let me = app.user("me").await;
        let far = app.remote("elise", "far.example").await;
        let near = app.user("bob").await;
        name(&app, near.account, "\u{c9}lise M\u{fc}ller").await;
        let found = find(&app, &me.token, "q=eli").await;
        assert_eq!(names(&found["accounts"]), ["bob", "elise@far.example"]);
        let found = find(&app, &me.token, "q=M%C3%BCll+elise").await;
        assert_eq!(names(&found["accounts"]), ["bob"]);
        assert!(names(&find(&app, &me.token, "q=lise").await["accounts"]).is_empty());
        follow::follow(&app.ctx, far, me.account, Default::default()).await.unwrap();
        follow::follow(&app.ctx, me.account, far, Default::default()).await.unwrap();
        follow::accept(&app.ctx, far, me.account).await.unwrap();
        let found = find(&app, &me.token, "q=eli").await;
        assert_eq!(names(&found["accounts"]), ["elise@far.example", "bob"]);
        let found = find(&app, &me.token, "q=eli&following=true").await;
        assert_eq!(names(&found["accounts"]), ["elise@far.example"]);
        let found = find(&app, &me.token, "q=eli&type=accounts&limit=1&offset=1").await;
        assert_eq!(names(&found["accounts"]), ["bob"]);
    }
}

#[tokio::test]
async fn a_handle_and_an_address_find_exactly_one() {
    let app = TestApp::start().await;
    let me = app.user("me").await;
    app.remote("elise", "far.example").await;
    app.remote("eliseo", "far.example").await;
    for query in [
        "q=@elise@far.example",
        "q=https://far.example/users/elise",
        "q=https://phiomia.test/@elise@far.example",
        "q=elise@far.example&limit=1",
    ] {
        let found = find(&app, &me.token, query).await;
        assert_eq!(names(&found["accounts"])[0], "elise@far.example", "{query}");
    }
    let found = find(&app, &me.token, "q=https://phiomia.test/@me").await;
    assert_eq!(names(&found["accounts"]), ["me"]);
    let account = app.get("/api/v1/accounts/lookup?acct=ELISE@far.example").await.ok();
    assert_eq!(account["acct"], "elise@far.example");
    assert_eq!(app.get("/api/v1/accounts/lookup?acct=me@phiomia.test").await.ok()["acct"], "me");
    app.get("/api/v1/accounts/lookup?acct=nobody").await.is_error(404, "Record not found");
}

#[tokio::test]
async fn a_status_is_found_by_its_address_if_one_may_see_it() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let mut addresses = Vec::new();
    for visibility in [Visibility::Public, Visibility::Private] {
        let id: kinds::StatusId = app.ctx.next_id();
        let row = status::ActiveModel {
            id: Set(id),
            uri: Set(format!("https://phiomia.test/users/alice/statuses/{id}")),
            account_id: Set(alice.account),
            local: Set(true),
            visibility: Set(visibility),
            listed: Set(visibility == Visibility::Public),
            created_at: Set(app.ctx.now()),
            ..Default::default()
        };
        status::Entity::insert(row).exec_without_returning(app.ctx.db.write()).await.unwrap();
        addresses.push(format!("q=https://phiomia.test/@alice/{id}"));
        addresses.push(format!("q=https://phiomia.test/users/alice/statuses/{id}"));
    }
    let mut counts = Vec::new();
    for address in &addresses {
        counts.push(find(&app, &bob.token, address).await["statuses"].as_array().unwrap().len());
    }
    assert_eq!(counts, [1, 1, 0, 0]);
}

#[tokio::test]
async fn hashtags_are_found_with_their_use() {
    for app in apps().await {
        let me = app.user("me").await;
        for (number, tag_name) in ["rust", "rustlang", "other"].into_iter().enumerate() {
            let row = tag::ActiveModel {
                id: Set(app.ctx.next_id()),
                name: Set(tag_name.to_owned()),
                display: Set(tag_name.to_owned()),
                created_at: Set(app.ctx.now()),
            };
            let tag = tag::Entity::insert(row).exec(app.ctx.db.write()).await.unwrap().last_insert_id;
            let id: kinds::StatusId = app.ctx.next_id();
            let row = status::ActiveModel {
                id: Set(id),
                uri: Set(format!("https://phiomia.test/s/{number}")),
                account_id: Set(me.account),
                local: Set(true),
                visibility: Set(Visibility::Public),
                listed: Set(true),
                created_at: Set(app.ctx.now()),
                ..Default::default()
            };
            status::Entity::insert(row).exec_without_returning(app.ctx.db.write()).await.unwrap();
            let link = status_tag::ActiveModel { tag_id: Set(tag), status_id: Set(id) };
            status_tag::Entity::insert(link).exec_without_returning(app.ctx.db.write()).await.unwrap();
        }
        let found = find(&app, &me.token, "q=%23RUST").await;
        let tags = found["hashtags"].as_array().unwrap();
        assert_eq!(tags.iter().map(|tag| &tag["name"]).collect::<Vec<_>>(), ["rust", "rustlang"]);
        assert_eq!(tags[0]["history"].as_array().unwrap().len(), 7);
        assert_eq!(tags[0]["history"][0]["uses"], "1");
        assert_eq!(tags[0]["following"], false);
        assert_eq!(found["accounts"], serde_json::json!([]));
    }
}

#[tokio::test]
async fn blocked_people_do_not_find_the_blocker() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    block::block(&app.ctx, alice.account, bob.account, None).await.unwrap();
    assert!(names(&find(&app, &bob.token, "q=alice").await["accounts"]).is_empty());
    assert_eq!(names(&find(&app, &alice.token, "q=bob").await["accounts"]), ["bob"]);
}

#[tokio::test]
async fn visitors_find_but_cannot_page_or_resolve() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let found = app.get("/api/v2/search?q=ali").await.ok();
    assert_eq!(names(&found["accounts"]), ["alice"]);
    assert!(names(&app.get("/api/v2/search?q=al").await.ok()["accounts"]).is_empty());
    for query in ["offset=1", "resolve=true"] {
        assert_eq!(app.get(&format!("/api/v2/search?q=alice&{query}")).await.status, 401);
    }
    assert_eq!(app.get("/api/v2/search").await.status, 422);
    assert_eq!(app.get("/api/v1/accounts/search?q=alice").await.status, 401);
}

#[tokio::test]
async fn the_older_form_names_hashtags_only() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let post = serde_json::json!({ "status": "A #Fox in the snow" });
    app.post_as(&alice.token, "/api/v1/statuses", post).await.ok();
    let found = app.get_as(&alice.token, "/api/v1/search?q=fox").await.ok();
    assert_eq!(found["hashtags"], serde_json::json!(["fox"]));
    assert_eq!(found["statuses"].as_array().unwrap().len(), 1);
    let found = app.get_as(&alice.token, "/api/v1/search?q=ali").await.ok();
    assert_eq!(names(&found["accounts"]), ["alice"]);
    assert_eq!(app.get("/api/v1/search?q=fox").await.status, 401);
}

#[tokio::test]
async fn the_composer_searches_accounts() {
    let app = TestApp::start().await;
    let me = app.user("me").await;
    app.remote("elise", "far.example").await;
    let found = app.get_as(&me.token, "/api/v1/accounts/search?q=%40eli").await.ok();
    assert_eq!(names(&found), ["elise@far.example"]);
    let found = app.get_as(&me.token, "/api/v1/accounts/search?q=elise%40far.ex").await.ok();
    assert_eq!(names(&found), ["elise@far.example"]);
}

#[tokio::test]
async fn a_server_that_does_not_answer_has_nobody_and_the_rest_is_found() {
    let app = TestApp::with(|config| {
        config.federation.allow_http = true;
        config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let me = app.user("me").await;
    // Nobody listens on a port that was free a moment ago.
    let host = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let found = find(&app, &me.token, &format!("q=me@{host}&resolve=true")).await;
    assert_eq!(found, serde_json::json!({ "accounts": [], "statuses": [], "hashtags": [] }));
    let found = find(&app, &me.token, &format!("q=http://{host}/@me/1&resolve=true")).await;
    assert_eq!(found, serde_json::json!({ "accounts": [], "statuses": [], "hashtags": [] }));
    let path = format!("/api/v1/accounts/search?q=me@{host}&resolve=true");
    assert_eq!(app.get_as(&me.token, &path).await.ok(), serde_json::json!([]));
}

#[tokio::test]
async fn a_server_may_be_named_in_its_own_script() {
    let app = TestApp::start().await;
    let me = app.user("me").await;
    app.remote("elise", "xn--bcher-kva.example").await;
    let account = app.get("/api/v1/accounts/lookup?acct=elise@B%C3%BCcher.example").await.ok();
    assert_eq!(account["username"], "elise");
    let found = find(&app, &me.token, "q=@elise@b%C3%BCcher.example").await;
    assert_eq!(found["accounts"][0]["id"], account["id"]);
}
