//! Notifications by mail.

use kinds::Millis;
use poem::http::Method;
use serde_json::{Value, json};
use store::Sql;
use testkit::TestDatabase;

use crate::testing::{TestApp, TestUser};

const PREFERENCES: &str = "/api/phiomia/v1/mail_preferences";

struct World {
    app: TestApp,
    alice: TestUser,
    bob: TestUser,
    /// A post of Alice.
    post: String,
}

impl World {
    async fn new() -> Self {
        Self::on(TestDatabase::sqlite().await).await
    }

    /// Alice has written something, and was away since.
    async fn on(database: TestDatabase) -> Self {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let post = app.stored_status(&alice, kinds::Visibility::Public, "<p>A heron</p>").await.to_string();
        // The tokens were used just now, so that their next use is not noted: nobody was here.
        let used = Sql::new("UPDATE oauth_tokens SET last_used_at = ").bind(app.ctx.now());
        used.execute(app.ctx.db.write()).await.unwrap();
        Self { app, alice, bob, post }
    }

    async fn bob_does(&self, path: &str, body: Value) {
        self.app.post_as(&self.bob.token, path, body).await.ok();
    }

    async fn follow(&self) {
        self.bob_does(&format!("/api/v1/accounts/{}/follow", self.alice.account), json!({})).await;
    }

    async fn unfollow(&self) {
        self.bob_does(&format!("/api/v1/accounts/{}/unfollow", self.alice.account), json!({})).await;
    }

    async fn mention(&self, text: &str) {
        self.bob_does("/api/v1/statuses", json!({ "status": format!("@alice {text}") })).await;
    }

    async fn act(&self, what: &str) {
        self.bob_does(&format!("/api/v1/statuses/{}/{what}", self.post), json!({})).await;
    }

    async fn set(&self, body: Value) -> Value {
        self.app.request(Method::PUT, PREFERENCES, Some(&self.alice.token), Some(body)).await.ok()
    }

    /// Changes the row of Alice's user.
    async fn user(&self, change: &str) {
        let sql = Sql::new(&format!("UPDATE users SET {change} WHERE id = ")).bind(self.alice.user);
        sql.execute(self.app.ctx.db.write()).await.unwrap();
    }

    /// The mails sent so far to Alice, latest first.
    async fn mails(&self) -> Vec<String> {
        let mails = self.app.mail().await;
        mails.into_iter().filter(|mail| mail.contains("To: alice@example.org")).collect()
    }
}

/// The address that switches off what a mail is about.
fn unsubscribe(mail: &str) -> String {
    let line = mail.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <")).unwrap();
    line.strip_prefix("https://phiomia.test").unwrap().trim_end_matches('>').to_owned()
}

#[tokio::test]
async fn follows_and_mentions_are_mailed_with_what_was_written() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        world.follow().await;
        let mail = world.mails().await.remove(0);
        for text in ["Subject: bob follows you now", "(@bob)", "https://phiomia.test/@bob\n"] {
            assert!(mail.contains(text), "{text}: {mail}");
        }
        world.mention("have you seen\n\nthe heron?").await;
        let mails = world.mails().await;
        assert_eq!(mails.len(), 2);
        for text in ["bob mentioned you", "> @alice have you seen", "> the heron?", "phiomia.test/@bob/"] {
            assert!(mails[0].contains(text), "{text}: {}", mails[0]);
        }
        assert!(mails[0].contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", mails[0]);
    }
}

#[tokio::test]
async fn favourites_and_boosts_are_mailed_only_when_asked_for() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        world.act("favourite").await;
        world.act("reblog").await;
        assert_eq!(world.mails().await.len(), 0);
        world.act("unfavourite").await;
        world.act("unreblog").await;
        let changed = world.set(json!({ "favourite": true, "reblog": true })).await;
        assert_eq!(changed["mention"], true, "what is absent stays");
        world.act("favourite").await;
        let mails = world.mails().await;
        assert!(mails[0].contains("bob favourited your post") && mails[0].contains("> A heron"), "{mails:?}");
        world.act("reblog").await;
        assert!(world.mails().await[0].contains("bob boosted your post"));
    }
}

#[tokio::test]
async fn who_is_asked_to_be_followed_is_mailed() {
    let world = World::new().await;
    let locked = Some(json!({ "locked": true }));
    let path = "/api/v1/accounts/update_credentials";
    world.app.request(Method::PATCH, path, Some(&world.alice.token), locked).await.ok();
    world.follow().await;
    let mails = world.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(
        mails[0].contains("bob asks to follow you") && mails[0].contains("/follow_requests"),
        "{mails:?}"
    );
}

#[tokio::test]
async fn a_mail_is_in_the_language_of_its_receiver() {
    let world = World::new().await;
    world.user("locale = 'de'").await;
    world.follow().await;
    assert!(world.mails().await[0].contains("Hallo @alice@phiomia.test"));
}

#[tokio::test]
async fn preferences_are_shown_as_they_are_at_first_and_after_a_change() {
    let world = World::new().await;
    let token = &world.alice.token;
    let first = json!({
        "follow": true, "follow_request": true, "mention": true, "quote": true,
        "reblog": false, "favourite": false, "always": false, "email_subscriptions": false,
    });
    assert_eq!(world.app.get_as(token, PREFERENCES).await.ok(), first);
    world.set(json!({ "mention": false, "always": true })).await;
    let shown = world.app.get_as(token, PREFERENCES).await.ok();
    assert_eq!(
        (&shown["mention"], &shown["always"], &shown["follow"]),
        (&json!(false), &json!(true), &json!(true))
    );
    let other = world.app.get_as(&world.bob.token, PREFERENCES).await.ok();
    assert_eq!(other, first);
    let instance = world.app.get("/api/v2/instance").await.ok();
    assert_eq!(instance["api_versions"]["phiomia"], 1);
}

#[tokio::test]
async fn who_was_here_lately_gets_no_mail_unless_always() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        let here = format!("last_active_at = {}", world.app.ctx.now().plus(-6 * Millis::HOUR).0);
        world.user(&here).await;
        world.follow().await;
        assert_eq!(world.mails().await.len(), 0);
        world.set(json!({ "always": true })).await;
        world.user(&here).await;
        world.mention("hello").await;
        assert_eq!(world.mails().await.len(), 1);
        world.set(json!({ "always": false })).await;
        world.user(&format!("last_active_at = {}", world.app.ctx.now().plus(-8 * Millis::HOUR).0)).await;
        world.mention("hello again").await;
        assert_eq!(world.mails().await.len(), 2);
    }
}

#[tokio::test]
async fn what_the_policy_filters_is_not_mailed() {
    let world = World::new().await;
    let secret = json!({ "status": "@alice psst", "visibility": "direct" });
    world.bob_does("/api/v1/statuses", secret).await;
    assert_eq!(world.mails().await.len(), 0);
}

#[tokio::test]
async fn a_mail_looks_again_before_it_is_sent() {
    for change in
        ["disabled_at = 1", "confirmed_at = NULL", "approved = FALSE", "last_active_at = 1773144000000"]
    {
        let world = World::new().await;
        world.follow().await;
        world.user(change).await;
        assert_eq!(world.mails().await.len(), 0, "{change}");
    }
    let world = World::new().await;
    world.follow().await;
    world.unfollow().await;
    assert_eq!(world.mails().await.len(), 0, "taken back");
    world.follow().await;
    let sql = Sql::new("UPDATE accounts SET suspended_at = 1 WHERE id = ").bind(world.alice.account);
    sql.execute(world.app.ctx.db.write()).await.unwrap();
    assert_eq!(world.mails().await.len(), 0, "suspended");
}

#[tokio::test]
async fn mails_are_sent_once_and_only_so_many_in_an_hour() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        for _ in 0..22 {
            world.follow().await;
            world.app.drain().await;
            world.unfollow().await;
        }
        assert_eq!(world.mails().await.len(), 20);
        world.app.ctx.clock.advance(Millis::HOUR);
        world.mention("still here?").await;
        assert_eq!(world.mails().await.len(), 21);
        let notification = world.app.get_as(&world.alice.token, "/api/v1/notifications").await.ok();
        let id: i64 = notification[0]["id"].as_str().unwrap().parse().unwrap();
        let job = crate::job::MailNotification {
            notification: kinds::NotificationId(id),
            account: world.alice.account,
        };
        world.app.ctx.submit(crate::job::JobKind::to_job(&job).unwrap()).await.unwrap();
        assert_eq!(world.mails().await.len(), 21, "the same job once more");
    }
}

#[tokio::test]
async fn a_mail_program_unsubscribes_with_one_click() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        world.follow().await;
        let address = unsubscribe(&world.mails().await[0]);
        let form = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
        let body = b"List-Unsubscribe=One-Click".to_vec();
        for _ in 0..2 {
            let answer = world.app.send(Method::POST, &address, form.clone(), body.clone()).await;
            assert_eq!(answer.status, 200, "twice is as good as once");
        }
        world.unfollow().await;
        world.follow().await;
        assert_eq!(world.mails().await.len(), 1, "no more of this kind");
        world.mention("hello").await;
        assert_eq!(world.mails().await.len(), 2, "but others");
    }
}

#[tokio::test]
async fn a_reader_unsubscribes_on_a_page_without_signing_in() {
    let world = World::new().await;
    world.follow().await;
    let address = unsubscribe(&world.mails().await[0]);
    let browser = world.app.browser();
    let page = browser.open(&address).await;
    assert_eq!(page.status, 200);
    assert!(page.html.contains("mails about new followers"), "{}", page.html);
    let shown = world.app.get_as(&world.alice.token, PREFERENCES).await.ok();
    assert_eq!(shown["follow"], true, "looking changes nothing");
    let done = browser.post(&address, &[("csrf", &page.hidden("csrf"))]).await;
    assert_eq!(done.status, 200);
    let shown = world.app.get_as(&world.alice.token, PREFERENCES).await.ok();
    assert_eq!((&shown["follow"], &shown["mention"]), (&json!(false), &json!(true)));
}

#[tokio::test]
async fn a_forged_link_changes_nothing() {
    let world = World::new().await;
    world.follow().await;
    let address = unsubscribe(&world.mails().await[0]);
    let (start, signature) = address.rsplit_once('.').unwrap();
    let other = World::new().await;
    other.follow().await;
    for forged in [
        address.replace("follow.", "mention."),
        address.replace(&world.alice.account.to_string(), &world.bob.account.to_string()),
        format!("{start}.{}", signature.chars().rev().collect::<String>()),
        start.to_owned(),
        "/auth/unsubscribe".to_owned(),
        unsubscribe(&other.mails().await[0]),
    ] {
        assert_eq!(world.app.browser().open(&forged).await.status, 422, "{forged}");
        assert_eq!(world.app.browser().post(&forged, &[]).await.status, 422, "{forged}");
    }
    for user in [&world.alice, &world.bob] {
        let shown = world.app.get_as(&user.token, PREFERENCES).await.ok();
        assert_eq!((&shown["follow"], &shown["mention"]), (&json!(true), &json!(true)));
    }
}
