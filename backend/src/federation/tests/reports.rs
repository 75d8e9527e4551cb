//! Reports between servers.

use kinds::ReportCategory;
use sea_orm::EntityTrait;
use serde_json::json;
use shared::params::PostStatus;
use store::entity::{account, report};

use super::two_servers::World;
use crate::{
    testing::TestApp,
    testing_network::{Stranger, settle},
};

async fn reports(app: &TestApp) -> Vec<report::Model> {
    report::Entity::find().all(app.ctx.db.read()).await.unwrap()
}

#[tokio::test]
async fn a_forwarded_report_reaches_the_other_servers_moderators_without_the_reporters_name() {
    let world = World::new().await;
    let draft = PostStatus { status: Some("You fool".to_owned()), ..PostStatus::default() };
    let posted = world.alice_posts(draft).await;
    let there = &world.there.app;
    let seen = world.seen_by_bob(&posted.uri).await.unwrap();
    let body = json!({
        "account_id": seen.account.id, "status_ids": [seen.id], "comment": "rude", "forward": true,
    });
    let shown = there.post_as(&world.bob.token, "/api/v1/reports", body).await.ok();
    assert_eq!(shown["forwarded"], true);
    settle(&[&world.here, &world.there]).await;

    let here = &world.here.app;
    let kept = reports(here).await;
    assert_eq!(kept.len(), 1);
    let report = &kept[0];
    assert_eq!((report.target_account_id, report.category), (world.alice.account, ReportCategory::Other));
    assert_eq!(report.comment, "rude");
    assert_eq!(report.status_ids, format!("[\"{}\"]", posted.id));
    let reporter = account::Entity::find_by_id(report.account_id).one(here.ctx.db.read()).await.unwrap();
    assert!(reporter.unwrap().uri.ends_with("/actor"));
}

#[tokio::test]
async fn a_report_that_is_not_to_be_forwarded_stays_here() {
    let world = World::new().await;
    let there = &world.there.app;
    let path = format!("/api/v1/accounts/{}/following", world.bob.account);
    let alice = there.get_as(&world.bob.token, &path).await.ok()[0]["id"].clone();
    for body in [
        json!({ "account_id": alice }),
        json!({ "account_id": alice, "forward": true, "forward_to_domains": ["elsewhere.example"] }),
    ] {
        let shown = there.post_as(&world.bob.token, "/api/v1/reports", body).await.ok();
        assert_eq!(shown["forwarded"], false);
    }
    settle(&[&world.here, &world.there]).await;
    assert!(reports(&world.here.app).await.is_empty());
    assert_eq!(reports(there).await.len(), 2);
}

#[tokio::test]
async fn a_strangers_report_is_kept_once_and_cannot_ask_for_what_the_stranger_never_saw() {
    let app = TestApp::start().await;
    let (alice, admin) = (app.user("alice").await, app.admin("admin").await);
    let post = async |visibility: &str| {
        let body = json!({ "status": "Hello", "visibility": visibility });
        app.post_as(&alice.token, "/api/v1/statuses", body).await.ok()["uri"].clone()
    };
    let (open, secret) = (post("public").await, post("private").await);
    let eve = Stranger::known_to(&app, "https://far.example/users/eve").await;
    let flag = json!({
        "@context": "https://www.w3.org/ns/activitystreams", "type": "Flag",
        "id": "https://far.example/flags/1", "actor": eve.uri, "content": "spam",
        "object": ["https://phiomia.test/users/alice", open, secret, "https://far.example/users/max"],
    });
    for _ in 0..2 {
        eve.post(&app, "/inbox", &flag).await.ok();
        app.drain().await;
    }
    let kept = reports(&app).await;
    assert_eq!(kept.len(), 1);
    let ids: Vec<String> = serde_json::from_str(&kept[0].status_ids).unwrap();
    assert_eq!(ids.len(), 1);
    assert!(open.as_str().unwrap().ends_with(&ids[0]));
    let told = app.get_as(&admin.token, "/api/v1/notifications").await.ok();
    assert_eq!(told.as_array().unwrap().len(), 1, "the moderators are told of it once");
    assert_eq!((&told[0]["type"], &told[0]["report"]["comment"]), (&json!("admin.report"), &json!("spam")));
    assert_eq!(told[0]["account"]["uri"], eve.uri);
}
