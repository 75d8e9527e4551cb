//! Posts by mail, for people without an account.

use kinds::Millis;
use poem::http::Method;
use serde_json::{Value, json};
use store::Sql;
use testkit::TestDatabase;

use crate::testing::{Answer, TestApp, TestUser};

const PREFERENCES: &str = "/api/phiomia/v1/mail_preferences";
const READER: &str = "reader@mail.example";

struct World {
    app: TestApp,
    alice: TestUser,
}

impl World {
    async fn new() -> Self {
        Self::on(TestDatabase::sqlite().await).await
    }

    /// Alice lets visitors have her posts.
    async fn on(database: TestDatabase) -> Self {
        let app = TestApp::on(database, |config| config.email_subscriptions.enabled = true).await;
        let alice = app.user("alice").await;
        let world = Self { app, alice };
        world.allow(true).await;
        world
    }

    async fn allow(&self, allowed: bool) {
        let body = Some(json!({ "email_subscriptions": allowed }));
        self.app.request(Method::PUT, PREFERENCES, Some(&self.alice.token), body).await.ok();
    }

    async fn ask(&self, body: Value) -> Answer {
        let path = format!("/api/v1/accounts/{}/email_subscriptions", self.alice.account);
        self.app.request(Method::POST, &path, None, Some(body)).await
    }

    /// A reader asks and confirms.
    async fn subscribe(&self, email: &str) {
        assert_eq!(self.ask(json!({ "email": email })).await.ok(), json!({}));
        let address =
            link(&self.to(email.trim().to_lowercase().as_str()).await[0], "/auth/subscription?token=");
        self.app.browser().fill(&address, "/auth/subscription", &[("token", token(&address))]).await;
        self.app.ctx.clock.advance(Millis::SECOND);
    }

    async fn post(&self, body: Value) -> String {
        let posted = self.app.post_as(&self.alice.token, "/api/v1/statuses", body).await.ok();
        posted["id"].as_str().unwrap().to_owned()
    }

    /// The mails sent so far to an address, latest first.
    async fn to(&self, email: &str) -> Vec<String> {
        let mails = self.app.mail().await;
        mails.into_iter().filter(|mail| mail.contains(&format!("To: {email}"))).collect()
    }

    async fn subscriptions(&self) -> usize {
        let found: Vec<i64> =
            Sql::new("SELECT id FROM email_subscriptions").ids(self.app.ctx.db.read()).await.unwrap();
        found.len()
    }
}

/// The address in a mail that begins so.
fn link(mail: &str, path: &str) -> String {
    let (_, rest) =
        mail.split_once(&format!("https://phiomia.test{path}")).unwrap_or_else(|| panic!("{mail}"));
    format!("{path}{}", rest.split(['\n', '>', ' ']).next().unwrap())
}

fn token(address: &str) -> &str {
    address.split_once("token=").unwrap().1
}

#[tokio::test]
async fn who_has_confirmed_gets_each_public_post_once() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        world.post(json!({ "status": "Before" })).await;
        world.subscribe(" Reader@Mail.example").await;
        let post = world.post(json!({ "status": "A heron\n\nin the rain" })).await;
        let mails = world.to(READER).await;
        assert_eq!(mails.len(), 2, "the question, and the post");
        for text in [
            "Subject: A post by @alice@phiomia.test",
            "> A heron",
            "> in the rain",
            &format!("https://phiomia.test/@alice/{post}\n"),
            "List-Unsubscribe: <https://phiomia.test/auth/subscription/end?token=",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ] {
            assert!(mails[0].contains(text), "{text}: {}", mails[0]);
        }
        world.post(json!({ "status": "Another" })).await;
        assert_eq!(world.to(READER).await.len(), 3);
        let again = crate::job::MailSubscribers { status: post.parse().unwrap(), after: None };
        world.app.ctx.submit(crate::job::JobKind::to_job(&again).unwrap()).await.unwrap();
        assert_eq!(world.to(READER).await.len(), 3, "the same job once more");
    }
}

#[tokio::test]
async fn nothing_is_sent_to_who_has_not_confirmed() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        world.ask(json!({ "email": READER })).await.ok();
        world.post(json!({ "status": "A heron" })).await;
        let mails = world.to(READER).await;
        assert_eq!(mails.len(), 1, "the question only");
        assert!(
            mails[0].contains("Subject: Do you want the posts of @alice@phiomia.test by mail?"),
            "{mails:?}"
        );
        let address = link(&mails[0], "/auth/subscription?token=");
        let page = world.app.browser().open(&address).await;
        assert!(page.status == 200 && page.html.contains("@alice@phiomia.test"), "{}", page.html);
        world.post(json!({ "status": "Looking changes nothing" })).await;
        assert_eq!(world.to(READER).await.len(), 1);
        world.app.ctx.clock.advance(7 * Millis::DAY + 1);
        world.app.clean_up().await;
        assert_eq!(world.subscriptions().await, 0, "forgotten");
        assert_eq!(world.app.browser().open(&address).await.status, 422);
    }
}

#[tokio::test]
async fn only_posts_for_everybody_are_sent() {
    let world = World::new().await;
    world.subscribe(READER).await;
    let post = world.post(json!({ "status": "A heron" })).await;
    assert_eq!(world.to(READER).await.len(), 2);
    for visibility in ["unlisted", "private", "direct"] {
        world.post(json!({ "status": "Psst", "visibility": visibility })).await;
    }
    world.post(json!({ "status": "And another", "in_reply_to_id": post })).await;
    let boost = format!("/api/v1/statuses/{post}/reblog");
    world.app.post_as(&world.alice.token, &boost, json!({})).await.ok();
    let bob = world.app.user("bob").await;
    world.app.post_as(&bob.token, "/api/v1/statuses", json!({ "status": "Bob's" })).await.ok();
    assert_eq!(world.to(READER).await.len(), 2);
    world.post(json!({ "status": "Inside", "spoiler_text": "Careful" })).await;
    let mail = world.to(READER).await.remove(0);
    assert!(mail.contains("> Careful") && !mail.contains("Inside"), "{mail}");
}

#[tokio::test]
async fn a_mail_looks_again_before_it_is_sent() {
    for change in ["delete", "opt out", "suspended", "unsubscribed"] {
        let world = World::new().await;
        world.subscribe(READER).await;
        let post = world.post(json!({ "status": "A heron" })).await;
        match change {
            "delete" => {
                let path = format!("/api/v1/statuses/{post}");
                world.app.request(Method::DELETE, &path, Some(&world.alice.token), None).await.ok();
            }
            "opt out" => world.allow(false).await,
            "suspended" => {
                let sql =
                    Sql::new("UPDATE accounts SET suspended_at = 1 WHERE id = ").bind(world.alice.account);
                sql.execute(world.app.ctx.db.write()).await.unwrap();
            }
            _ => {
                Sql::new("DELETE FROM email_subscriptions").execute(world.app.ctx.db.write()).await.unwrap();
            }
        }
        assert_eq!(world.to(READER).await.len(), 1, "{change}");
    }
}

#[tokio::test]
async fn it_is_there_only_where_server_and_account_want_it() {
    let world = World::new().await;
    let path = |account: &dyn std::fmt::Display| format!("/api/v1/accounts/{account}/email_subscriptions");
    let status = async |app: &TestApp, path: String| {
        app.request(Method::POST, &path, None, Some(json!({ "email": READER }))).await.status
    };
    let shown = async |world: &World| {
        let account = world.app.get(&format!("/api/v1/accounts/{}", world.alice.account)).await.ok();
        account["email_subscriptions"].clone()
    };
    assert_eq!(shown(&world).await, true);
    let bob = world.app.user("bob").await;
    let remote = world.app.remote("max", "far.example").await;
    assert_eq!(status(&world.app, path(&bob.account)).await, 404, "did not say so");
    assert_eq!(status(&world.app, path(&remote)).await, 404, "of another server");
    assert_eq!(status(&world.app, path(&4711)).await, 404, "nobody");
    assert_eq!(status(&world.app, path(&world.alice.account)).await, 200);
    world.allow(false).await;
    assert_eq!(status(&world.app, path(&world.alice.account)).await, 404, "not any more");
    assert_eq!(shown(&world).await, false);
    world.allow(true).await;
    let off = world.app.beside(|config| config.email_subscriptions.enabled = false).await;
    assert_eq!(status(&off, path(&world.alice.account)).await, 404, "the server does not");
    let account = off.get(&format!("/api/v1/accounts/{}", world.alice.account)).await.ok();
    assert_eq!(account.get("email_subscriptions"), None);
}

#[tokio::test]
async fn what_is_no_mail_address_is_refused() {
    let world = World::new().await;
    for (email, code) in [
        ("", "ERR_BLANK"),
        ("  ", "ERR_BLANK"),
        ("reader", "ERR_INVALID"),
        ("a@b@c", "ERR_INVALID"),
        ("a@b.example\r\nBcc: c@d.example", "ERR_INVALID"),
    ] {
        let answer = world.ask(json!({ "email": email })).await;
        assert_eq!(
            (answer.status, &answer.body["details"]["email"][0]["error"]),
            (422, &json!(code)),
            "{email}"
        );
    }
    let long = format!("{}@b.example", "a".repeat(250));
    assert_eq!(world.ask(json!({ "email": long })).await.status, 422);
    assert_eq!(world.ask(json!({})).await.status, 422);
    assert_eq!(world.subscriptions().await, 0);
}

#[tokio::test]
async fn nobody_learns_who_has_subscribed() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        world.subscribe(READER).await;
        assert_eq!(world.ask(json!({ "email": READER })).await.ok(), json!({}));
        assert_eq!(world.to(READER).await.len(), 1, "and the reader is not asked again");
        assert_eq!(world.subscriptions().await, 1);
    }
}

#[tokio::test]
async fn a_mail_program_ends_it_with_one_click_and_so_does_a_page() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        let other = "other@mail.example";
        world.subscribe(READER).await;
        world.subscribe(other).await;
        world.post(json!({ "status": "A heron" })).await;
        let address = link(&world.to(READER).await[0], "/auth/subscription/end?token=");
        let form = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
        let body = b"List-Unsubscribe=One-Click".to_vec();
        for _ in 0..2 {
            let answer = world.app.send(Method::POST, &address, form.clone(), body.clone()).await;
            assert_eq!(answer.status, 200, "twice is as good as once");
        }
        let address = link(&world.to(other).await[0], "/auth/subscription/end?token=");
        let browser = world.app.browser();
        let page = browser.open(&address).await;
        assert!(page.html.contains("no more posts of @alice@phiomia.test"), "{}", page.html);
        assert_eq!(world.subscriptions().await, 1, "looking changes nothing");
        assert_eq!(browser.post(&address, &[("csrf", &page.hidden("csrf"))]).await.status, 200);
        assert_eq!(browser.open(&address).await.status, 200, "it has ended");
        world.post(json!({ "status": "Another" })).await;
        assert_eq!((world.to(READER).await.len(), world.to(other).await.len()), (2, 2));
    }
}

#[tokio::test]
async fn forged_links_change_nothing() {
    let world = World::new().await;
    world.ask(json!({ "email": READER })).await.ok();
    let mail = world.to(READER).await.remove(0);
    let (confirm, end) =
        (link(&mail, "/auth/subscription?token="), link(&mail, "/auth/subscription/end?token="));
    let browser = world.app.browser();
    for forged in [
        format!("/auth/subscription?token={}", token(&end)),
        format!("/auth/subscription/end?token={}", token(&confirm)),
        format!("{confirm}0"),
        "/auth/subscription".to_owned(),
        "/auth/subscription/end?token=1.2".to_owned(),
    ] {
        assert_eq!(browser.open(&forged).await.status, 422, "{forged}");
    }
    let without_form = browser.post("/auth/subscription", &[("token", token(&confirm))]).await;
    assert_eq!(without_form.status, 403, "another site cannot confirm");
    assert_eq!(browser.post(&format!("{end}0"), &[]).await.status, 422);
    world.app.ctx.clock.advance(Millis::SECOND);
    world.post(json!({ "status": "A heron" })).await;
    assert_eq!((world.to(READER).await.len(), world.subscriptions().await), (1, 1));
}

#[tokio::test]
async fn only_so_many_mails_go_to_an_address() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        let few = world.app.beside(|config| config.email_subscriptions.per_hour = 2).await;
        let world = World { app: few, alice: world.alice };
        world.subscribe(READER).await;
        for _ in 0..4 {
            world.post(json!({ "status": "A heron" })).await;
            world.app.drain().await;
        }
        assert_eq!(world.to(READER).await.len(), 3, "the question and two posts");
        world.app.ctx.clock.advance(Millis::HOUR);
        world.post(json!({ "status": "A heron" })).await;
        assert_eq!(world.to(READER).await.len(), 4);
    }
    let app = TestApp::with(|config| {
        config.email_subscriptions.enabled = true;
        config.rate_limits.enabled = true;
        config.rate_limits.mails = 2;
    })
    .await;
    let alice = app.user("alice").await;
    let world = World { app, alice };
    world.allow(true).await;
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(world.ask(json!({ "email": READER })).await.status);
    }
    assert_eq!(answers, [200, 200, 429]);
}

#[tokio::test]
async fn many_subscribers_are_seen_to_in_batches() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        for number in 1..=205_i64 {
            Sql::new("INSERT INTO email_subscriptions (id, account_id, email, locale, confirmed_at, created_at) VALUES (")
                .bind(number)
                .push(", ")
                .bind(world.alice.account)
                .push(", ")
                .bind(format!("r{number}@mail.example"))
                .push(", 'de', 1, 1)")
                .execute(world.app.ctx.db.write())
                .await
                .unwrap();
        }
        world.post(json!({ "status": "Ein Reiher" })).await;
        world.app.drain().await;
        let sent: Vec<i64> = Sql::new("SELECT subscription_id AS id FROM subscription_mails")
            .ids(world.app.ctx.db.read())
            .await
            .unwrap();
        assert_eq!(sent.len(), 205);
        assert!(world.app.mail().await[0].contains("Ein Beitrag von @alice"));
    }
}
