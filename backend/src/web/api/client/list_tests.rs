//! Lists, as apps use them: who is on them, what their timelines show, what leaves home.

use kinds::AccountId;
use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::testing::{Answer, TestApp, TestUser};

const LISTS: &str = "/api/v1/lists";

/// Alice, and bob and carol whom she follows.
struct Lists {
    app: TestApp,
    alice: TestUser,
    bob: TestUser,
    carol: TestUser,
}

impl Lists {
    async fn on(database: TestDatabase) -> Self {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        let lists = Self { app, alice, bob, carol };
        for other in [&lists.bob, &lists.carol] {
            lists.follow(&lists.alice, other, json!({})).await;
        }
        lists
    }

    async fn new() -> Self {
        Self::on(TestDatabase::sqlite().await).await
    }

    async fn follow(&self, one: &TestUser, other: &TestUser, settings: Value) {
        let path = format!("/api/v1/accounts/{}/follow", other.account);
        self.app.post_as(&one.token, &path, settings).await.ok();
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> Answer {
        self.app.request(method, path, Some(&self.alice.token), Some(body)).await
    }

    async fn make(&self, body: Value) -> String {
        let list = self.ask(Method::POST, LISTS, body).await.ok();
        list["id"].as_str().unwrap().to_owned()
    }

    /// A list with these accounts.
    async fn with(&self, body: Value, members: &[&TestUser]) -> String {
        let id = self.make(body).await;
        let accounts: Vec<AccountId> = members.iter().map(|user| user.account).collect();
        self.add(&id, &accounts).await.ok();
        id
    }

    async fn add(&self, list: &str, accounts: &[AccountId]) -> Answer {
        self.ask(Method::POST, &format!("{LISTS}/{list}/accounts"), ids(accounts)).await
    }

    async fn members(&self, list: &str) -> Vec<String> {
        let path = format!("{LISTS}/{list}/accounts");
        texts(&self.app.get_as(&self.alice.token, &path).await.ok(), "/username")
    }

    async fn post(&self, author: &TestUser, body: Value) -> String {
        let posted = self.app.post_as(&author.token, "/api/v1/statuses", body).await.ok();
        posted["id"].as_str().unwrap().to_owned()
    }

    async fn say(&self, author: &TestUser, text: &str) -> String {
        self.post(author, json!({ "status": text })).await
    }

    async fn boost(&self, who: &TestUser, status: &str) {
        self.app.post_as(&who.token, &format!("/api/v1/statuses/{status}/reblog"), json!({})).await.ok();
    }

    /// The texts in a timeline of alice, the newest first; those of boosts are what is boosted.
    async fn reads(&self, timeline: &str) -> Vec<String> {
        let page = self.app.get_as(&self.alice.token, &format!("/api/v1/timelines/{timeline}")).await.ok();
        let plain = |status: &Value| {
            let shown = if status["reblog"].is_null() { status } else { &status["reblog"] };
            shown["content"].as_str().unwrap().replace("<p>", "").replace("</p>", "")
        };
        page.as_array().unwrap().iter().map(plain).collect()
    }

    async fn list_reads(&self, list: &str) -> Vec<String> {
        self.reads(&format!("list/{list}")).await
    }
}

fn ids(accounts: &[AccountId]) -> Value {
    json!({ "account_ids": accounts.iter().map(ToString::to_string).collect::<Vec<_>>() })
}

fn texts(page: &Value, pointer: &str) -> Vec<String> {
    let text = |one: &Value| one.pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
    page.as_array().unwrap().iter().map(text).collect()
}

#[tokio::test]
async fn a_list_is_made_shown_changed_and_removed() {
    for database in TestDatabase::all().await {
        let lists = Lists::on(database).await;
        let made = lists.ask(Method::POST, LISTS, json!({ "title": " Friends " })).await.ok();
        let id = made["id"].as_str().unwrap();
        let expected = json!({ "id": id, "title": "Friends", "replies_policy": "list", "exclusive": false });
        assert_eq!(made, expected);
        let path = format!("{LISTS}/{id}");
        let change = json!({ "title": "Family", "replies_policy": "none", "exclusive": true });
        let changed = lists.ask(Method::PUT, &path, change).await.ok();
        assert_eq!(
            changed,
            json!({ "id": id, "title": "Family", "replies_policy": "none", "exclusive": true })
        );
        let kept = lists.ask(Method::PUT, &path, json!({ "exclusive": false })).await.ok();
        assert_eq!((&kept["title"], &kept["replies_policy"]), (&json!("Family"), &json!("none")));
        assert_eq!(lists.app.get_as(&lists.alice.token, LISTS).await.ok(), json!([kept]));
        assert_eq!(lists.app.get_as(&lists.alice.token, &path).await.ok(), kept);
        assert_eq!(lists.ask(Method::DELETE, &path, json!({})).await.ok(), json!({}));
        lists.ask(Method::DELETE, &path, json!({})).await.is_error(404, "Record not found");
        assert_eq!(lists.app.get_as(&lists.alice.token, LISTS).await.ok(), json!([]));
    }
}

#[tokio::test]
async fn what_is_no_list_is_refused_and_named() {
    let lists = Lists::new().await;
    let refused = lists.ask(Method::POST, LISTS, json!({ "title": "  " })).await;
    refused.is_error(422, "Validation failed: Title can't be blank");
    assert_eq!(refused.body["details"]["title"][0]["error"], "ERR_BLANK");
    let long = lists.ask(Method::POST, LISTS, json!({ "title": "x".repeat(257) })).await;
    assert_eq!(long.body["details"]["title"][0]["error"], "ERR_TOO_LONG");
    let policy = lists.ask(Method::POST, LISTS, json!({ "title": "a", "replies_policy": "some" })).await;
    assert_eq!(policy.status, 422);
    let id = lists.make(json!({ "title": "a" })).await;
    assert_eq!(lists.ask(Method::PUT, &format!("{LISTS}/{id}"), json!({ "title": "" })).await.status, 422);
    for number in 1..50 {
        lists.make(json!({ "title": number.to_string() })).await;
    }
    let more = lists.ask(Method::POST, LISTS, json!({ "title": "one more" })).await;
    more.is_error(422, "Validation failed: Lists are too many (maximum is 50)");
    assert_eq!(lists.app.get_as(&lists.alice.token, LISTS).await.ok().as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn accounts_come_and_go_all_or_none() {
    for database in TestDatabase::all().await {
        let lists = Lists::on(database).await;
        let stranger = lists.app.user("stranger").await;
        let id = lists.make(json!({ "title": "a" })).await;
        let (bob, carol) = (lists.bob.account, lists.carol.account);
        for unknown in [stranger.account, AccountId(17)] {
            lists.add(&id, &[bob, unknown]).await.is_error(404, "Record not found");
        }
        assert!(lists.members(&id).await.is_empty());
        assert_eq!(lists.add(&id, &[bob, bob, lists.alice.account]).await.ok(), json!({}));
        assert_eq!(lists.members(&id).await, ["alice", "bob"]);
        let again = lists.add(&id, &[carol, bob]).await;
        again.is_error(422, "Validation failed: Account has already been taken");
        assert_eq!(lists.members(&id).await.len(), 2);
        let of_bob = format!("/api/v1/accounts/{bob}/lists");
        assert_eq!(
            texts(&lists.app.get_as(&lists.alice.token, &of_bob).await.ok(), "/id"),
            std::slice::from_ref(&id)
        );
        assert_eq!(lists.app.get_as(&lists.carol.token, &of_bob).await.ok(), json!([]));
        // In the address, and one who is not on the list.
        let path = format!("{LISTS}/{id}/accounts?account_ids[]={bob}&account_ids[]={}", stranger.account);
        let gone = lists.app.request(Method::DELETE, &path, Some(&lists.alice.token), None).await;
        assert_eq!(gone.ok(), json!({}));
        assert_eq!(lists.members(&id).await, ["alice"]);
        lists.ask(Method::DELETE, &format!("{LISTS}/{id}/accounts"), ids(&[lists.alice.account])).await.ok();
        assert!(lists.members(&id).await.is_empty());
    }
}

#[tokio::test]
async fn members_are_paged_or_all_of_them() {
    let lists = Lists::new().await;
    let id = lists.with(json!({ "title": "a" }), &[&lists.bob, &lists.carol]).await;
    let path = format!("{LISTS}/{id}/accounts");
    let page = lists.app.get_as(&lists.alice.token, &format!("{path}?limit=1")).await;
    let link = page.headers["link"].to_str().unwrap().to_owned();
    assert!(link.contains("max_id=") && link.contains("since_id="), "{link}");
    assert_eq!(texts(&page.ok(), "/username"), ["carol"]);
    let next = link.split(['<', '>']).nth(1).unwrap().replace("https://phiomia.test", "");
    assert_eq!(texts(&lists.app.get_as(&lists.alice.token, &next).await.ok(), "/username"), ["bob"]);
    let all = lists.app.get_as(&lists.alice.token, &format!("{path}?limit=0")).await;
    assert_eq!(all.headers.get("link"), None);
    assert_eq!(texts(&all.ok(), "/username"), ["carol", "bob"]);
}

#[tokio::test]
async fn who_is_no_longer_followed_is_no_longer_on_the_list() {
    for database in TestDatabase::all().await {
        let lists = Lists::on(database).await;
        let id = lists.with(json!({ "title": "a" }), &[&lists.bob, &lists.carol]).await;
        let post = async |path: String| lists.app.post_as(&lists.alice.token, &path, json!({})).await.ok();
        post(format!("/api/v1/accounts/{}/unfollow", lists.bob.account)).await;
        assert_eq!(lists.members(&id).await, ["carol"]);
        lists.follow(&lists.alice, &lists.bob, json!({})).await;
        assert_eq!(lists.members(&id).await, ["carol"], "another follow brings nobody back");
        lists.add(&id, &[lists.bob.account]).await.ok();
        post(format!("/api/v1/accounts/{}/block", lists.carol.account)).await;
        assert_eq!(lists.members(&id).await, ["bob"]);
        let block = format!("/api/v1/accounts/{}/block", lists.alice.account);
        lists.app.post_as(&lists.bob.token, &block, json!({})).await.ok();
        assert!(lists.members(&id).await.is_empty());
    }
}

#[tokio::test]
async fn the_timeline_shows_what_members_post_and_boost() {
    for database in TestDatabase::all().await {
        let lists = Lists::on(database).await;
        let dave = lists.app.user("dave").await;
        let id = lists.with(json!({ "title": "a" }), &[&lists.bob]).await;
        lists.say(&lists.bob, "one").await;
        lists.say(&lists.carol, "not on the list").await;
        lists.post(&lists.bob, json!({ "status": "two", "visibility": "private" })).await;
        lists.post(&lists.bob, json!({ "status": "@alice psst", "visibility": "direct" })).await;
        let theirs = lists.say(&dave, "three").await;
        lists.boost(&lists.bob, &theirs).await;
        assert_eq!(lists.list_reads(&id).await, ["three", "two", "one"]);
        // As at home: boosts and languages as the follow says, nobody who is muted.
        lists.follow(&lists.alice, &lists.bob, json!({ "reblogs": false, "languages": ["de"] })).await;
        lists.post(&lists.bob, json!({ "status": "vier", "language": "de" })).await;
        lists.post(&lists.bob, json!({ "status": "five", "language": "fr" })).await;
        let shown = lists.list_reads(&id).await;
        assert!(shown.contains(&"vier".to_owned()), "{shown:?}");
        assert!(!shown.contains(&"three".to_owned()) && !shown.contains(&"five".to_owned()), "{shown:?}");
        let mute = format!("/api/v1/accounts/{}/mute", lists.bob.account);
        lists.app.post_as(&lists.alice.token, &mute, json!({})).await.ok();
        assert!(lists.list_reads(&id).await.is_empty());
    }
}

#[tokio::test]
async fn filters_of_home_are_told_in_lists() {
    let lists = Lists::new().await;
    let id = lists.with(json!({ "title": "a" }), &[&lists.bob]).await;
    lists.say(&lists.bob, "football").await;
    let words = json!([{ "keyword": "football" }]);
    let filter = json!({ "title": "f", "context": ["home"], "keywords_attributes": words });
    lists.app.post_as(&lists.alice.token, "/api/v2/filters", filter).await.ok();
    let page = lists.app.get_as(&lists.alice.token, &format!("/api/v1/timelines/list/{id}")).await.ok();
    assert_eq!(page[0]["filtered"][0]["keyword_matches"], json!(["football"]));
}

#[tokio::test]
async fn the_replies_policy_says_which_answers_are_shown() {
    for database in TestDatabase::all().await {
        let lists = Lists::on(database).await;
        let stranger = lists.app.user("stranger").await;
        let own = lists.say(&lists.alice, "of alice").await;
        let of_member = lists.say(&lists.bob, "of bob").await;
        let followed = lists.say(&lists.carol, "of carol").await;
        let foreign = lists.say(&stranger, "of a stranger").await;
        for (text, to) in
            [("to alice", own), ("to bob", of_member), ("to carol", followed), ("to stranger", foreign)]
        {
            lists.post(&lists.bob, json!({ "status": text, "in_reply_to_id": to })).await;
        }
        let dora = lists.app.user("dora").await;
        lists.follow(&lists.alice, &dora, json!({})).await;
        let bobs = lists.say(&lists.bob, "again").await;
        lists.post(&dora, json!({ "status": "dora to bob", "in_reply_to_id": bobs })).await;
        let id = lists.with(json!({ "title": "a" }), &[&lists.bob, &dora]).await;
        let reads = async |policy: &str| {
            lists.ask(Method::PUT, &format!("{LISTS}/{id}"), json!({ "replies_policy": policy })).await.ok();
            lists.list_reads(&id).await
        };
        assert_eq!(reads("none").await, ["again", "to bob", "to alice", "of bob"]);
        assert_eq!(reads("list").await, ["dora to bob", "again", "to bob", "to alice", "of bob"]);
        let followed = ["dora to bob", "again", "to carol", "to bob", "to alice", "of bob"];
        assert_eq!(reads("followed").await, followed);
    }
}

#[tokio::test]
async fn members_of_an_exclusive_list_are_not_at_home() {
    for database in TestDatabase::all().await {
        let lists = Lists::on(database).await;
        let dave = lists.app.user("dave").await;
        let theirs = lists.say(&dave, "of dave").await;
        let id = lists.with(json!({ "title": "a", "exclusive": true }), &[&lists.bob, &lists.alice]).await;
        let settle = async || lists.app.drain().await;
        lists.say(&lists.bob, "before").await;
        settle().await;
        // The feed is built now, and filled by the fan-out from now on.
        assert!(lists.reads("home").await.is_empty());
        lists.say(&lists.bob, "after").await;
        lists.boost(&lists.bob, &theirs).await;
        lists.say(&lists.carol, "of carol").await;
        lists.say(&lists.alice, "of alice").await;
        settle().await;
        assert_eq!(lists.reads("home").await, ["of alice", "of carol"]);
        assert_eq!(lists.list_reads(&id).await, ["of alice", "of dave", "after", "before"]);
        lists.ask(Method::PUT, &format!("{LISTS}/{id}"), json!({ "exclusive": false })).await.ok();
        assert_eq!(lists.reads("home").await.len(), 5);
        lists.ask(Method::PUT, &format!("{LISTS}/{id}"), json!({ "exclusive": true })).await.ok();
        assert_eq!(lists.reads("home").await.len(), 2);
        lists.ask(Method::DELETE, &format!("{LISTS}/{id}"), json!({})).await.ok();
        assert_eq!(lists.reads("home").await.len(), 5);
    }
}

#[tokio::test]
async fn who_asked_to_be_notified_is_although_the_list_is_exclusive() {
    let lists = Lists::new().await;
    lists.follow(&lists.alice, &lists.bob, json!({ "notify": true })).await;
    lists.with(json!({ "title": "a", "exclusive": true }), &[&lists.bob]).await;
    lists.say(&lists.bob, "news").await;
    lists.app.drain().await;
    let told = lists.app.get_as(&lists.alice.token, "/api/v1/notifications?types[]=status").await.ok();
    assert_eq!(told.as_array().unwrap().len(), 1);
    assert!(lists.reads("home").await.is_empty());
}

#[tokio::test]
async fn walking_a_list_gives_every_post_once_in_both_directions() {
    for database in TestDatabase::all().await {
        let lists = Lists::on(database).await;
        let id = lists.with(json!({ "title": "a" }), &[&lists.bob, &lists.carol]).await;
        let mut all = Vec::new();
        for number in 0..12 {
            lists.app.ctx.clock.advance(10);
            let author = if number % 3 == 0 { &lists.carol } else { &lists.bob };
            all.push(lists.say(author, &number.to_string()).await);
        }
        let page = async |cursor: String| {
            let path = format!("/api/v1/timelines/list/{id}?limit=5{cursor}");
            texts(&lists.app.get_as(&lists.alice.token, &path).await.ok(), "/id")
        };
        let mut down = page(String::new()).await;
        while let Some(last) = down.last() {
            let more = page(format!("&max_id={last}")).await;
            if more.is_empty() {
                break;
            }
            down.extend(more);
        }
        assert_eq!(down, all.iter().rev().cloned().collect::<Vec<_>>());
        let up = page(format!("&min_id={}", all[2])).await;
        assert_eq!(up, all[3..8].iter().rev().cloned().collect::<Vec<_>>());
    }
}
