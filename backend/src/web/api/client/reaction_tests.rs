//! Emoji under posts, as people meet them through the API.

use poem::http::Method;
use serde_json::{Value, json};
use store::Sql;
use testkit::TestDatabase;

use crate::{
    service::block,
    testing::{Answer, TestApp, TestUser},
};

/// A thumb, as it stands in an address.
const THUMB: &str = "%F0%9F%91%8D";
const NOTIFICATIONS: &str = "/api/v1/notifications";

struct World {
    app: TestApp,
    alice: TestUser,
    bob: TestUser,
    /// A post of alice's.
    post: String,
}

impl World {
    async fn all() -> Vec<Self> {
        let mut worlds = Vec::new();
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let (alice, bob) = (app.user("alice").await, app.user("bob").await);
            let post = app.post_as(&alice.token, "/api/v1/statuses", json!({ "status": "Hello" })).await.ok();
            worlds.push(Self { app, alice, bob, post: post["id"].as_str().unwrap().to_owned() });
        }
        worlds
    }

    async fn does(&self, who: &TestUser, method: Method, path: &str) -> Answer {
        self.app.request(method, path, Some(&who.token), None).await
    }

    async fn reacts(&self, who: &TestUser, name: &str) -> Answer {
        self.does(who, Method::POST, &format!("/api/v1/statuses/{}/react/{name}", self.post)).await
    }

    async fn takes_back(&self, who: &TestUser, name: &str) -> Answer {
        self.does(who, Method::POST, &format!("/api/v1/statuses/{}/unreact/{name}", self.post)).await
    }

    /// The names of the emoji under the post as bob sees them, with their counts and which are his.
    async fn seen(&self) -> Value {
        let status = self.app.get_as(&self.bob.token, &format!("/api/v1/statuses/{}", self.post)).await.ok();
        let short = |one: &Value| json!([one["name"], one["count"], one["me"]]);
        status["reactions"].as_array().unwrap().iter().map(short).collect()
    }

    async fn emoji(&self, code: &str) {
        Sql::new("INSERT INTO custom_emojis (id, shortcode, file_key, static_key, created_at, updated_at) VALUES (")
            .bind(self.app.ctx.next_id::<i64>())
            .push(", ")
            .bind(code)
            .push(", 'moving.gif', 'still.png', 0, 0)")
            .execute(self.app.ctx.db.write())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn an_emoji_is_put_under_a_post_counted_and_taken_back() {
    for world in World::all().await {
        world.reacts(&world.alice, THUMB).await.ok();
        let status = world.reacts(&world.bob, THUMB).await.ok();
        assert_eq!(status["reactions"], json!([{ "name": "\u{1F44D}", "count": 2, "me": true }]));
        world.reacts(&world.bob, THUMB).await.ok();
        assert_eq!(world.seen().await, json!([["\u{1F44D}", 2, true]]));
        world.takes_back(&world.bob, THUMB).await.ok();
        assert_eq!(world.seen().await, json!([["\u{1F44D}", 1, false]]));
        world.takes_back(&world.bob, THUMB).await.ok();
        world.takes_back(&world.alice, THUMB).await.ok();
        assert_eq!(world.seen().await, json!([]));
    }
}

#[tokio::test]
async fn visitors_see_them_too() {
    for world in World::all().await {
        world.reacts(&world.bob, THUMB).await.ok();
        let status = world.app.get(&format!("/api/v1/statuses/{}", world.post)).await.ok();
        assert_eq!(status["reactions"], json!([{ "name": "\u{1F44D}", "count": 1 }]));
    }
}

#[tokio::test]
async fn a_heart_is_a_heart_however_a_keyboard_writes_it() {
    for world in World::all().await {
        world.reacts(&world.bob, "%E2%9D%A4").await.ok();
        world.reacts(&world.bob, "%E2%9D%A4%EF%B8%8F").await.ok();
        assert_eq!(world.seen().await, json!([["\u{2764}\u{FE0F}", 1, true]]));
    }
}

#[tokio::test]
async fn custom_emoji_come_with_their_pictures() {
    for world in World::all().await {
        world.emoji("blobcat").await;
        let status = world.reacts(&world.bob, ":blobcat:").await.ok();
        let (url, still) = ("https://phiomia.test/media/moving.gif", "https://phiomia.test/media/still.png");
        let expected =
            json!([{ "name": "blobcat", "count": 1, "me": true, "url": url, "static_url": still }]);
        assert_eq!(status["reactions"], expected);
        world.takes_back(&world.bob, "blobcat").await.ok();
        assert_eq!(world.seen().await, json!([]));
    }
}

#[tokio::test]
async fn both_forms_of_the_methods_do_the_same() {
    for world in World::all().await {
        let path = format!("/api/v1/pleroma/statuses/{}/reactions/{THUMB}", world.post);
        world.does(&world.bob, Method::PUT, &path).await.ok();
        assert_eq!(world.seen().await, json!([["\u{1F44D}", 1, true]]));
        world.does(&world.bob, Method::DELETE, &path).await.ok();
        assert_eq!(world.seen().await, json!([]));
    }
}

#[tokio::test]
async fn what_cannot_be_put_there_is_refused() {
    for world in World::all().await {
        for name in ["rust", "blobcat@far.example", "aa%F0%9F%91%8D"] {
            let text = "Validation failed: Name is not a recognized emoji";
            world.reacts(&world.bob, name).await.is_error(422, text);
        }
        let many = ["%F0%9F%8D%8E", "%F0%9F%8D%8F", "%F0%9F%8D%90", "%F0%9F%8D%91", "%F0%9F%8D%92"];
        let more = ["%F0%9F%8D%93", "%F0%9F%8D%94", "%F0%9F%8D%95"];
        for name in many.iter().chain(&more) {
            world.reacts(&world.bob, name).await.ok();
        }
        assert_eq!(world.reacts(&world.bob, THUMB).await.status, 422);
        assert_eq!(world.seen().await.as_array().unwrap().len(), 8);
        let secret = json!({ "status": "Dear diary", "visibility": "private" });
        let secret = world.app.post_as(&world.alice.token, "/api/v1/statuses", secret).await.ok();
        let path = format!("/api/v1/statuses/{}/react/{THUMB}", secret["id"].as_str().unwrap());
        assert_eq!(world.does(&world.bob, Method::POST, &path).await.status, 404);
    }
}

#[tokio::test]
async fn it_tells_who_put_what_there_but_not_whom_one_blocks() {
    for world in World::all().await {
        let carol = world.app.user("carol").await;
        world.reacts(&world.bob, THUMB).await.ok();
        world.reacts(&carol, THUMB).await.ok();
        world.reacts(&carol, "%E2%9D%A4").await.ok();
        let all = format!("/api/v1/pleroma/statuses/{}/reactions", world.post);
        let list = world.app.get_as(&world.alice.token, &all).await.ok();
        let names = |one: &Value| -> Vec<String> {
            let accounts = one["accounts"].as_array().unwrap().iter();
            accounts.map(|account| account["username"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(
            (&list[0]["name"], names(&list[0])),
            (&json!("\u{1F44D}"), vec!["carol".into(), "bob".into()])
        );
        assert_eq!(names(&list[1]), ["carol"]);
        let one = world.app.get(&format!("{all}/{THUMB}")).await.ok();
        assert_eq!((one.as_array().unwrap().len(), &one[0]["count"]), (1, &json!(2)));
        block::block(&world.app.ctx, world.alice.account, carol.account, None).await.unwrap();
        let list = world.app.get_as(&world.alice.token, &all).await.ok();
        assert_eq!(names(&list[0]), ["bob"]);
    }
}

#[tokio::test]
async fn only_clients_that_know_reactions_are_notified_of_them() {
    for world in World::all().await {
        world.reacts(&world.bob, THUMB).await.ok();
        world.reacts(&world.bob, "%E2%9D%A4").await.ok();
        let list = async |query: &str| {
            let path = format!("{NOTIFICATIONS}{query}");
            world.app.get_as(&world.alice.token, &path).await.ok().as_array().unwrap().clone()
        };
        assert!(list("").await.is_empty());
        assert!(list("?supported_types[]=mention").await.is_empty());
        for query in ["?types[]=reaction", "?supported_types[]=reaction&supported_types[]=mention"] {
            let shown = list(query).await;
            assert_eq!((shown.len(), &shown[0]["type"]), (1, &json!("reaction")), "{query}");
            assert_eq!(
                (&shown[0]["account"]["username"], &shown[0]["status"]["id"]),
                (&json!("bob"), &json!(world.post))
            );
        }
        let grouped = world.app.get_as(&world.alice.token, "/api/v2/notifications").await.ok();
        assert_eq!(grouped["notification_groups"], json!([]));
        world.takes_back(&world.bob, THUMB).await.ok();
        assert_eq!(list("?types[]=reaction").await.len(), 1);
        world.takes_back(&world.bob, "%E2%9D%A4").await.ok();
        assert!(list("?types[]=reaction").await.is_empty());
    }
}
