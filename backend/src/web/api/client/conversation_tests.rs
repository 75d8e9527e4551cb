//! Direct conversations, as apps show them.

use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::testing::{TestApp, TestUser};

const CONVERSATIONS: &str = "/api/v1/conversations";

struct Talk {
    app: TestApp,
    alice: TestUser,
    bob: TestUser,
    carol: TestUser,
}

impl Talk {
    async fn on(database: TestDatabase) -> Self {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        for user in [&alice, &bob, &carol] {
            app.lets_strangers_write(user).await;
        }
        Self { app, alice, bob, carol }
    }

    async fn new() -> Self {
        Self::on(TestDatabase::sqlite().await).await
    }

    /// A direct post; returns its id.
    async fn write(&self, from: &TestUser, text: &str, answer: Option<&str>) -> String {
        self.app.ctx.clock.advance(10);
        let body = json!({ "status": text, "visibility": "direct", "in_reply_to_id": answer });
        let posted = self.app.post_as(&from.token, "/api/v1/statuses", body).await.ok();
        posted["id"].as_str().unwrap().to_owned()
    }

    async fn seen_by(&self, user: &TestUser) -> Vec<Value> {
        self.app.get_as(&user.token, CONVERSATIONS).await.ok().as_array().unwrap().clone()
    }

    /// The ids of direct posts in the old timeline.
    async fn timeline_of(&self, user: &TestUser) -> Vec<String> {
        let page = self.app.get_as(&user.token, "/api/v1/timelines/direct").await.ok();
        page.as_array().unwrap().iter().map(|status| status["id"].as_str().unwrap().to_owned()).collect()
    }

    async fn post(&self, user: &TestUser, path: &str) -> Value {
        self.app.post_as(&user.token, path, json!({})).await.ok()
    }

    async fn delete(&self, user: &TestUser, path: &str) {
        self.app.request(Method::DELETE, path, Some(&user.token), None).await.ok();
    }
}

/// Names of the people, whether it is unread, and the last status.
fn facts(conversation: &Value) -> (Vec<&str>, bool, &str) {
    let people = conversation["accounts"].as_array().unwrap();
    (
        people.iter().map(|account| account["username"].as_str().unwrap()).collect(),
        conversation["unread"].as_bool().unwrap(),
        conversation["last_status"]["id"].as_str().unwrap(),
    )
}

#[tokio::test]
async fn both_sides_have_a_conversation_with_the_last_status() {
    for database in TestDatabase::all().await {
        let talk = Talk::on(database).await;
        let first = talk.write(&talk.bob, "@alice hello", None).await;
        let [received] = &talk.seen_by(&talk.alice).await[..] else { panic!("not one") };
        assert_eq!(facts(received), (vec!["bob"], true, first.as_str()));
        let [sent] = &talk.seen_by(&talk.bob).await[..] else { panic!("not one") };
        assert_eq!(facts(sent), (vec!["alice"], false, first.as_str()));
        assert_ne!(sent["id"], received["id"], "each has their own");
        assert!(talk.seen_by(&talk.carol).await.is_empty());

        let answer = talk.write(&talk.alice, "@bob hello yourself", Some(&first)).await;
        let [own] = &talk.seen_by(&talk.alice).await[..] else { panic!("not one") };
        assert_eq!((facts(own), &own["id"]), ((vec!["bob"], false, answer.as_str()), &received["id"]));
        assert_eq!(facts(&talk.seen_by(&talk.bob).await[0]), (vec!["alice"], true, answer.as_str()));
        assert_eq!(talk.timeline_of(&talk.alice).await, [answer, first]);
        assert!(talk.timeline_of(&talk.carol).await.is_empty());
    }
}

#[tokio::test]
async fn another_thread_or_other_people_are_another_conversation() {
    for database in TestDatabase::all().await {
        let talk = Talk::on(database).await;
        let one = talk.write(&talk.bob, "@alice one", None).await;
        let two = talk.write(&talk.bob, "@alice two", None).await;
        let three = talk.write(&talk.bob, "@alice @carol three", Some(&one)).await;
        let seen = talk.seen_by(&talk.alice).await;
        let seen: Vec<_> = seen.iter().map(facts).collect();
        let expected = [
            (vec!["bob", "carol"], true, three.as_str()),
            (vec!["bob"], true, two.as_str()),
            (vec!["bob"], true, one.as_str()),
        ];
        assert_eq!(seen, expected);
        assert_eq!(facts(&talk.seen_by(&talk.carol).await[0]), (vec!["alice", "bob"], true, three.as_str()));
    }
}

#[tokio::test]
async fn a_note_to_oneself_is_a_conversation_with_oneself() {
    let talk = Talk::new().await;
    let note = talk.write(&talk.alice, "buy milk", None).await;
    assert_eq!(facts(&talk.seen_by(&talk.alice).await[0]), (vec!["alice"], false, note.as_str()));
    // What is not direct is no conversation.
    let body = json!({ "status": "@alice hello", "visibility": "private" });
    talk.app.post_as(&talk.bob.token, "/api/v1/statuses", body).await.ok();
    assert_eq!(talk.seen_by(&talk.alice).await.len(), 1);
}

#[tokio::test]
async fn conversations_are_read_and_unread_by_their_owner_alone() {
    for database in TestDatabase::all().await {
        let talk = Talk::on(database).await;
        talk.write(&talk.bob, "@alice hello", None).await;
        let id = talk.seen_by(&talk.alice).await[0]["id"].as_str().unwrap().to_owned();
        let path = |act: &str| format!("{CONVERSATIONS}/{id}{act}");
        let read = talk.post(&talk.alice, &path("/read")).await;
        assert_eq!((&read["id"], &read["unread"]), (&json!(id), &json!(false)));
        assert_eq!(talk.seen_by(&talk.alice).await, [read]);
        assert_eq!(talk.post(&talk.alice, &path("/unread")).await["unread"], true);
        for act in ["/read", "/unread"] {
            let refused = talk.app.post_as(&talk.bob.token, &path(act), json!({})).await;
            refused.is_error(404, "Record not found");
        }
        let refused = talk.app.request(Method::DELETE, &path(""), Some(&talk.bob.token), None).await;
        refused.is_error(404, "Record not found");
        assert_eq!(talk.seen_by(&talk.alice).await[0]["unread"], true);
    }
}

#[tokio::test]
async fn a_removed_conversation_comes_back_with_the_next_status() {
    for database in TestDatabase::all().await {
        let talk = Talk::on(database).await;
        let first = talk.write(&talk.bob, "@alice hello", None).await;
        let id = talk.seen_by(&talk.alice).await[0]["id"].as_str().unwrap().to_owned();
        talk.delete(&talk.alice, &format!("{CONVERSATIONS}/{id}")).await;
        assert!(talk.seen_by(&talk.alice).await.is_empty());
        assert_eq!(talk.seen_by(&talk.bob).await.len(), 1, "bob keeps his");
        assert_eq!(talk.timeline_of(&talk.alice).await, std::slice::from_ref(&first));
        let second = talk.write(&talk.bob, "@alice are you there?", Some(&first)).await;
        let seen = talk.seen_by(&talk.alice).await;
        assert_eq!(facts(&seen[0]), (vec!["bob"], true, second.as_str()));
        assert_ne!(seen[0]["id"], id);
        // When that is gone nothing is left.
        talk.delete(&talk.bob, &format!("/api/v1/statuses/{second}")).await;
        assert!(talk.seen_by(&talk.alice).await.is_empty());
    }
}

#[tokio::test]
async fn when_the_last_status_is_deleted_the_one_before_it_is_last() {
    for database in TestDatabase::all().await {
        let talk = Talk::on(database).await;
        let first = talk.write(&talk.bob, "@alice one", None).await;
        let second = talk.write(&talk.bob, "@alice two", Some(&first)).await;
        talk.delete(&talk.bob, &format!("/api/v1/statuses/{second}")).await;
        for (user, other) in [(&talk.alice, "bob"), (&talk.bob, "alice")] {
            let seen = talk.seen_by(user).await;
            assert_eq!((facts(&seen[0]).0, facts(&seen[0]).2), (vec![other], first.as_str()));
        }
        talk.delete(&talk.bob, &format!("/api/v1/statuses/{first}")).await;
        assert!(talk.seen_by(&talk.alice).await.is_empty() && talk.seen_by(&talk.bob).await.is_empty());
    }
}

#[tokio::test]
async fn people_who_are_muted_or_blocked_begin_no_conversation() {
    for database in TestDatabase::all().await {
        let talk = Talk::on(database).await;
        let kept = talk.write(&talk.carol, "@alice hello", None).await;
        talk.post(&talk.alice, &format!("/api/v1/accounts/{}/mute", talk.bob.account)).await;
        talk.write(&talk.bob, "@alice hello", None).await;
        assert_eq!(facts(&talk.seen_by(&talk.alice).await[0]).2, kept);
        assert_eq!(talk.seen_by(&talk.alice).await.len(), 1);
        assert_eq!(talk.seen_by(&talk.bob).await.len(), 1, "bob does not learn of it");
        // A block takes what there was as well.
        talk.post(&talk.alice, &format!("/api/v1/accounts/{}/block", talk.carol.account)).await;
        talk.write(&talk.carol, "@alice hello?", None).await;
        assert!(talk.seen_by(&talk.alice).await.is_empty());
        assert!(talk.timeline_of(&talk.alice).await.is_empty());
    }
}

#[tokio::test]
async fn a_muted_thread_stays_quiet() {
    let talk = Talk::new().await;
    let first = talk.write(&talk.bob, "@alice one", None).await;
    talk.post(&talk.alice, &format!("/api/v1/statuses/{first}/mute")).await;
    talk.write(&talk.bob, "@alice two", Some(&first)).await;
    assert_eq!(facts(&talk.seen_by(&talk.alice).await[0]).2, first);
}

#[tokio::test]
async fn pages_are_cut_by_the_last_status() {
    for database in TestDatabase::all().await {
        let talk = Talk::on(database).await;
        let mut all = Vec::new();
        for number in 0..4 {
            all.push(talk.write(&talk.bob, &format!("@alice {number}"), None).await);
        }
        let page = async |query: String| {
            talk.app.get_as(&talk.alice.token, &format!("{CONVERSATIONS}?limit=2{query}")).await
        };
        let first = page(String::new()).await;
        let link = first.headers["link"].to_str().unwrap().to_owned();
        assert!(link.contains(&format!("max_id={}", all[2])), "{link}");
        assert!(link.contains(&format!("min_id={}", all[3])), "{link}");
        let last = |page: &Value| -> Vec<String> {
            page.as_array().unwrap().iter().map(|one| facts(one).2.to_owned()).collect()
        };
        assert_eq!(last(&first.ok()), [all[3].clone(), all[2].clone()]);
        assert_eq!(last(&page(format!("&max_id={}", all[2])).await.ok()), [all[1].clone(), all[0].clone()]);
        assert_eq!(last(&page(format!("&min_id={}", all[0])).await.ok()), [all[2].clone(), all[1].clone()]);
    }
}

#[tokio::test]
async fn who_is_named_in_an_edit_gets_the_conversation_then() {
    let talk = Talk::new().await;
    let id = talk.write(&talk.bob, "@alice hello", None).await;
    let body = Some(json!({ "status": "@alice @carol hello" }));
    let path = format!("/api/v1/statuses/{id}");
    talk.app.request(Method::PUT, &path, Some(&talk.bob.token), body).await.ok();
    assert_eq!(facts(&talk.seen_by(&talk.carol).await[0]), (vec!["alice", "bob"], true, id.as_str()));
    assert_eq!(talk.seen_by(&talk.bob).await.len(), 1);
}
