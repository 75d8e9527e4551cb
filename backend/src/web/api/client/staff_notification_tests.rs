//! What those who run the server are notified of: reports and sign-ups.

use poem::http::Method;
use serde_json::{Value, json};
use shared::params::CreateAccount;
use store::Db;
use testkit::TestDatabase;

use crate::{
    service::{
        account::manage::{self, Change},
        auth::sign_up,
        role,
    },
    testing::{PASSWORD, TestApp, TestUser},
};

async fn told(app: &TestApp, user: &TestUser) -> Vec<Value> {
    app.get_as(&user.token, "/api/v1/notifications").await.ok().as_array().unwrap().clone()
}

async fn groups(app: &TestApp, user: &TestUser) -> Vec<Value> {
    let page = app.get_as(&user.token, "/api/v2/notifications").await.ok();
    page["notification_groups"].as_array().unwrap().clone()
}

async fn report(app: &TestApp, who: &TestUser, whom: &TestUser) -> Value {
    let body = json!({ "account_id": whom.account.to_string(), "comment": "rude" });
    app.post_as(&who.token, "/api/v1/reports", body).await.ok()
}

async fn signs_up(app: &TestApp, name: &str) -> kinds::UserId {
    let request = CreateAccount {
        username: name.to_owned(),
        email: format!("{name}@example.org"),
        password: PASSWORD.to_owned(),
        agreement: true,
        reason: Some("I like herons".to_owned()),
        ..CreateAccount::default()
    };
    sign_up::sign_up(&app.ctx, request, None).await.unwrap().user
}

#[tokio::test]
async fn who_manages_reports_is_notified_of_each_and_nobody_else_is() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let admin = app.admin("admin").await;
        let moderator = app.user_with("moderator", |new| new.role = role::MODERATOR).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let (first, second) = (report(&app, &alice, &bob).await, report(&app, &alice, &bob).await);
        for staff in [&admin, &moderator] {
            let told = told(&app, staff).await;
            let kinds: Vec<&Value> = told.iter().map(|told| &told["type"]).collect();
            assert_eq!(kinds, ["admin.report", "admin.report"]);
            assert_eq!((&told[0]["report"], &told[1]["report"]), (&second, &first));
            assert_eq!(told[0]["report"]["target_account"]["acct"], "bob");
            assert_eq!((&told[0]["account"]["acct"], &told[0]["status"]), (&json!("alice"), &Value::Null));
            let path = format!("/api/v1/notifications/{}", told[0]["id"].as_str().unwrap());
            assert_eq!(app.get_as(&staff.token, &path).await.ok(), told[0]);
            let groups = groups(&app, staff).await;
            assert_eq!((&groups[0]["report"], &groups[1]["report"]), (&second, &first));
            assert_eq!(groups[0]["sample_account_ids"], json!([alice.account.to_string()]));
            let path = format!("/api/v2/notifications/{}", groups[0]["group_key"].as_str().unwrap());
            let group = app.get_as(&staff.token, &path).await.ok();
            assert_eq!(group["notification_groups"][0]["report"], second);
        }
        for other in [&alice, &bob] {
            assert_eq!(told(&app, other).await, Vec::<Value>::new());
        }
    }
}

#[tokio::test]
async fn a_moderator_is_not_notified_of_an_own_report() {
    let app = TestApp::start().await;
    let (admin, other, bob) = (app.admin("admin").await, app.admin("other").await, app.user("bob").await);
    report(&app, &admin, &bob).await;
    assert_eq!((told(&app, &admin).await.len(), told(&app, &other).await.len()), (0, 1));
}

#[tokio::test]
async fn who_lost_the_role_sees_no_report_any_more() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let admin = app.admin("admin").await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        report(&app, &alice, &bob).await;
        let seen = told(&app, &admin).await;
        let id = seen[0]["id"].as_str().unwrap();
        let group = groups(&app, &admin).await[0]["group_key"].as_str().unwrap().to_owned();
        manage::change(&app.ctx, admin.user, Change::Role(role::EVERYONE)).await.unwrap();
        report(&app, &alice, &bob).await;
        assert_eq!(told(&app, &admin).await, Vec::<Value>::new());
        assert_eq!(groups(&app, &admin).await, Vec::<Value>::new());
        for path in [format!("/api/v1/notifications/{id}"), format!("/api/v2/notifications/{group}")] {
            app.get_as(&admin.token, &path).await.is_error(404, "Record not found");
        }
        manage::change(&app.ctx, admin.user, Change::Role(role::ADMIN)).await.unwrap();
        assert_eq!(told(&app, &admin).await, seen, "what came meanwhile was not for them");
    }
}

#[tokio::test]
async fn no_policy_and_no_block_hides_a_report_from_the_staff() {
    let app = TestApp::start().await;
    let admin = app.admin("admin").await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let drop = json!({
        "for_not_following": "drop", "for_not_followers": "drop", "for_new_accounts": "drop",
        "for_limited_accounts": "drop",
    });
    app.request(Method::PATCH, "/api/v2/notifications/policy", Some(&admin.token), Some(drop)).await.ok();
    app.post_as(&alice.token, &format!("/api/v1/accounts/{}/block", admin.account), json!({})).await.ok();
    report(&app, &alice, &bob).await;
    assert_eq!(told(&app, &admin).await.len(), 1);
    // Whom the moderators themselves have blocked they do not hear, as in Mastodon.
    app.post_as(&admin.token, &format!("/api/v1/accounts/{}/block", alice.account), json!({})).await.ok();
    report(&app, &alice, &bob).await;
    assert_eq!(told(&app, &admin).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_page_of_reports_costs_as_much_as_one() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let admin = app.admin("admin").await;
        for number in 0..5 {
            let reporter = app.user(&format!("reporter{number}")).await;
            let target = app.user(&format!("target{number}")).await;
            report(&app, &reporter, &target).await;
        }
        for path in ["/api/v1/notifications", "/api/v2/notifications"] {
            let mut cost = Vec::new();
            for limit in [1, 5] {
                app.ctx.caches.clear();
                app.get_as(&admin.token, "/api/v1/preferences").await.ok();
                let path = format!("{path}?limit={limit}");
                let (page, statements) = Db::count_statements(app.get_as(&admin.token, &path)).await;
                page.ok();
                cost.push(statements);
            }
            assert_eq!(cost[0], cost[1], "{path}");
        }
    }
}

#[tokio::test]
async fn who_manages_users_is_notified_of_a_sign_up() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |config| {
            config.instance.registrations = "open".to_owned();
            config.instance.confirm_email = false;
        })
        .await;
        let (admin, alice) = (app.admin("admin").await, app.user("alice").await);
        for name in ["bob", "carol"] {
            signs_up(&app, name).await;
        }
        let seen = told(&app, &admin).await;
        assert_eq!(
            (&seen[0]["type"], &seen[0]["account"]["acct"]),
            (&json!("admin.sign_up"), &json!("carol"))
        );
        let groups = groups(&app, &admin).await;
        assert_eq!((groups.len(), &groups[0]["notifications_count"]), (1, &json!(2)));
        assert_eq!(told(&app, &alice).await, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn a_sign_up_that_has_to_be_approved_is_told_when_it_was() {
    let app = TestApp::with(|config| {
        config.instance.registrations = "approval".to_owned();
        config.instance.confirm_email = false;
    })
    .await;
    let admin = app.admin("admin").await;
    let bob = signs_up(&app, "bob").await;
    assert_eq!(told(&app, &admin).await.len(), 0);
    for _ in 0..2 {
        manage::change(&app.ctx, bob, Change::Approve).await.unwrap();
        assert_eq!(told(&app, &admin).await.len(), 1);
    }
}
