//! Polls as people meet them through the API, on both databases.

use kinds::Millis;
use poem::http::Method;
use serde_json::{Value, json};
use store::Db;
use testkit::TestDatabase;

use crate::testing::{Answer, TestApp, TestUser};

/// A server with alice, who asks, and two people who may answer.
struct World {
    app: TestApp,
    alice: TestUser,
    bob: TestUser,
    carol: TestUser,
}

impl World {
    async fn all() -> Vec<Self> {
        let mut worlds = Vec::new();
        for database in TestDatabase::all().await {
            worlds.push(Self::on(TestApp::on(database, |_| {}).await).await);
        }
        worlds
    }

    async fn on(app: TestApp) -> Self {
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        Self { app, alice, bob, carol }
    }

    /// Alice's post with a poll on tea, coffee and water, open for an hour; `change` alters the draft.
    async fn asks(&self, change: impl FnOnce(&mut Value)) -> Value {
        let mut draft = json!({ "status": "What now?", "poll": question() });
        change(&mut draft);
        self.app.post_as(&self.alice.token, "/api/v1/statuses", draft).await.ok()
    }

    async fn vote(&self, who: &TestUser, poll: &Value, choices: Value) -> Answer {
        let path = format!("/api/v1/polls/{}/votes", text(&poll["id"]));
        self.app.post_as(&who.token, &path, json!({ "choices": choices })).await
    }

    async fn look(&self, who: Option<&TestUser>, poll: &Value) -> Answer {
        let path = format!("/api/v1/polls/{}", text(&poll["id"]));
        self.app.request(Method::GET, &path, who.map(|who| who.token.as_str()), None).await
    }

    async fn edit(&self, status: &Value, draft: Value) -> Value {
        let path = format!("/api/v1/statuses/{}", text(&status["id"]));
        self.app.request(Method::PUT, &path, Some(&self.alice.token), Some(draft)).await.ok()
    }

    /// The kinds of what somebody was told, latest first.
    async fn told(&self, who: &TestUser) -> Vec<String> {
        let list = self.app.get_as(&who.token, "/api/v1/notifications").await.ok();
        list.as_array().unwrap().iter().map(|one| text(&one["type"]).to_owned()).collect()
    }

    async fn hour_passes(&self) {
        self.app.ctx.clock.advance(Millis::HOUR);
        self.app.drain().await;
    }
}

fn question() -> Value {
    json!({ "options": ["tea", "coffee", "water"], "expires_in": 3600 })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn counts(poll: &Value) -> Vec<Value> {
    poll["options"].as_array().unwrap().iter().map(|option| option["votes_count"].clone()).collect()
}

#[tokio::test]
async fn a_poll_is_made_and_voted_in() {
    for world in World::all().await {
        let status = world.asks(|_| {}).await;
        let poll = &status["poll"];
        assert_eq!(poll["options"][2], json!({ "title": "water", "votes_count": 0 }));
        assert_eq!(
            (&poll["expires_at"], &poll["expired"]),
            (&json!("2026-03-10T13:00:00.000Z"), &json!(false))
        );
        assert_eq!((&poll["multiple"], &poll["voters_count"]), (&json!(false), &json!(0)));
        assert_eq!((&poll["voted"], &poll["own_votes"]), (&json!(true), &json!([])), "who asks is not asked");

        let voted = world.vote(&world.bob, poll, json!([1])).await.ok();
        assert_eq!((&voted["voted"], &voted["own_votes"]), (&json!(true), &json!([1])));
        world.vote(&world.carol, poll, json!(["1"])).await.ok();
        let seen = world.look(None, poll).await.ok();
        assert_eq!(counts(&seen), [0, 2, 0]);
        assert_eq!((&seen["votes_count"], &seen["voters_count"]), (&json!(2), &json!(2)));
        assert!(seen.get("voted").is_none() && seen.get("own_votes").is_none(), "{seen}");
    }
}

#[tokio::test]
async fn several_choices_are_one_voter_and_each_counts_once() {
    for world in World::all().await {
        let status = world.asks(|draft| draft["poll"]["multiple"] = json!(true)).await;
        let voted = world.vote(&world.bob, &status["poll"], json!([2, 0, 2])).await.ok();
        assert_eq!(
            (counts(&voted), &voted["own_votes"]),
            (vec![json!(1), json!(0), json!(1)], &json!([0, 2]))
        );
        assert_eq!((&voted["votes_count"], &voted["voters_count"]), (&json!(2), &json!(1)));
    }
}

#[tokio::test]
async fn forms_ask_and_vote_too() {
    let world = World::on(TestApp::start().await).await;
    let send = async |who: &TestUser, path: &str, body: &str| {
        let headers = vec![
            ("authorization", format!("Bearer {}", who.token)),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ];
        world.app.send(Method::POST, path, headers, body.as_bytes().to_vec()).await.ok()
    };
    let form = "poll[options][]=tea&poll[options][]=coffee&poll[expires_in]=300&poll[multiple]=true";
    let status = send(&world.alice, "/api/v1/statuses", form).await;
    let path = format!("/api/v1/polls/{}/votes", text(&status["poll"]["id"]));
    let voted = send(&world.bob, &path, "choices[]=0&choices[]=1").await;
    assert_eq!(voted["own_votes"], json!([0, 1]));
}

#[tokio::test]
async fn a_poll_needs_no_text_but_sense() {
    let world = World::on(TestApp::start().await).await;
    world.asks(|draft| draft["status"] = json!("")).await;
    let refused = async |change: &dyn Fn(&mut Value), about: &str| {
        let mut poll = question();
        change(&mut poll);
        let draft = json!({ "status": "What now?", "poll": poll });
        let answer = world.app.post_as(&world.alice.token, "/api/v1/statuses", draft).await;
        assert_eq!(answer.status, 422, "{about}");
        assert!(answer.body["error"].as_str().unwrap().contains(about), "{about}: {}", answer.body);
    };
    refused(&|poll| poll["options"] = json!(["tea"]), "Options").await;
    refused(&|poll| poll["options"] = json!(["tea", "  "]), "Options").await;
    refused(&|poll| poll["options"] = json!(["a", "b", "c", "d", "e"]), "Options").await;
    refused(&|poll| poll["options"] = json!(["tea", " tea "]), "Options").await;
    refused(&|poll| poll["options"] = json!(["tea", "x".repeat(51)]), "Options").await;
    for seconds in [json!(299), json!(2_629_747), json!(-1), Value::Null] {
        refused(&|poll| poll["expires_in"] = seconds.clone(), "Expires in").await;
    }
    let own = world.app.get(&format!("/api/v1/accounts/{}/statuses", world.alice.account)).await.ok();
    assert_eq!(own.as_array().unwrap().len(), 1, "nothing is left of what was refused");
}

#[tokio::test]
async fn pictures_and_a_poll_go_together() {
    let world = World::on(TestApp::start().await).await;
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let token = &world.alice.token;
    let upload = (Method::POST, "/api/v2/media");
    let media = world.app.upload_as(token, upload, &[], ("file", picture.get_ref())).await.ok();
    let draft = json!({ "status": "What now?", "poll": question(), "media_ids": [media["id"]] });
    let posted = world.app.post_as(token, "/api/v1/statuses", draft).await.ok();
    assert_eq!(posted["media_attachments"].as_array().unwrap().len(), 1);
    assert_eq!(posted["poll"]["options"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn the_limits_are_told() {
    let app = TestApp::start().await;
    let limits = app.get("/api/v2/instance").await.ok()["configuration"]["polls"].clone();
    assert_eq!((&limits["max_options"], &limits["min_expiration"]), (&json!(4), &json!(300)));
}

#[tokio::test]
async fn votes_that_do_not_count_are_refused_and_change_nothing() {
    for world in World::all().await {
        let status = world.asks(|_| {}).await;
        let poll = &status["poll"];
        for choices in [json!([0, 1]), json!([3]), json!([-1]), json!([99_999_999_999_i64]), json!([])] {
            assert_eq!(world.vote(&world.bob, poll, choices.clone()).await.status, 422, "{choices}");
        }
        let own = world.vote(&world.alice, poll, json!([0])).await;
        own.is_error(422, "Validation failed: You cannot vote in a poll of your own");
        world.vote(&world.bob, poll, json!([0])).await.ok();
        let again = world.vote(&world.bob, poll, json!([1])).await;
        again.is_error(422, "Validation failed: You have already voted in this poll");
        world.app.ctx.clock.advance(Millis::HOUR);
        world
            .vote(&world.carol, poll, json!([1]))
            .await
            .is_error(422, "Validation failed: The poll has ended");
        assert_eq!(counts(&world.look(None, poll).await.ok()), [1, 0, 0]);
    }
}

#[tokio::test]
async fn asking_twice_at_once_is_voting_once() {
    for world in World::all().await {
        let status = world.asks(|_| {}).await;
        let poll = &status["poll"];
        let both = futures_util::future::join(
            world.vote(&world.bob, poll, json!([0])),
            world.vote(&world.bob, poll, json!([1])),
        );
        let (first, second) = both.await;
        let mut answers = [first.status, second.status];
        answers.sort_unstable();
        assert_eq!(answers, [200, 422]);
        assert_eq!(world.look(None, poll).await.ok()["votes_count"], 1);
    }
}

#[tokio::test]
async fn a_poll_exists_only_for_those_who_may_see_its_post() {
    for world in World::all().await {
        let follow = format!("/api/v1/accounts/{}/follow", world.alice.account);
        world.app.post_as(&world.carol.token, &follow, json!({})).await.ok();
        let status = world.asks(|draft| draft["visibility"] = json!("private")).await;
        let poll = &status["poll"];
        for stranger in [None, Some(&world.bob)] {
            world.look(stranger, poll).await.is_error(404, "Record not found");
        }
        world.vote(&world.bob, poll, json!([0])).await.is_error(404, "Record not found");
        world.vote(&world.carol, poll, json!([0])).await.ok();

        let open = world.asks(|_| {}).await;
        let block = format!("/api/v1/accounts/{}/block", world.bob.account);
        world.app.post_as(&world.alice.token, &block, json!({})).await.ok();
        world.look(Some(&world.bob), &open["poll"]).await.is_error(404, "Record not found");
        world.vote(&world.bob, &open["poll"], json!([0])).await.is_error(404, "Record not found");
        assert_eq!(world.look(Some(&world.alice), &open["poll"]).await.ok()["votes_count"], 0);
    }
}

#[tokio::test]
async fn hidden_counts_are_shown_when_the_poll_has_ended() {
    let world = World::on(TestApp::start().await).await;
    let status = world.asks(|draft| draft["poll"]["hide_totals"] = json!(true)).await;
    let voted = world.vote(&world.bob, &status["poll"], json!([0])).await.ok();
    assert_eq!((counts(&voted), &voted["voters_count"]), (vec![Value::Null; 3], &json!(1)));
    // The same cached status, a moment later.
    world.app.ctx.clock.advance(Millis::HOUR);
    let ended = world.look(None, &status["poll"]).await.ok();
    assert_eq!((counts(&ended), &ended["expired"]), (vec![json!(1), json!(0), json!(0)], &json!(true)));
}

#[tokio::test]
async fn the_end_is_told_once_to_who_asked_and_who_voted() {
    for world in World::all().await {
        let status = world.asks(|_| {}).await;
        world.vote(&world.bob, &status["poll"], json!([0])).await.ok();
        world.app.ctx.clock.advance(59 * Millis::MINUTE);
        world.app.drain().await;
        assert_eq!(world.told(&world.bob).await, Vec::<String>::new(), "not before");
        world.hour_passes().await;
        assert_eq!(world.told(&world.bob).await, ["poll"]);
        assert_eq!(world.told(&world.alice).await, ["poll"]);
        assert_eq!(world.told(&world.carol).await, Vec::<String>::new());
        let list = world.app.get_as(&world.bob.token, "/api/v1/notifications").await.ok();
        assert_eq!(list[0]["status"]["poll"]["expired"], true);
        let id: kinds::PollId = text(&status["poll"]["id"]).parse().unwrap();
        crate::service::poll::end(&world.app.ctx, id).await.unwrap();
        assert_eq!(world.told(&world.bob).await.len(), 1, "jobs may run twice");
    }
}

#[tokio::test]
async fn an_edit_keeps_the_votes_of_the_same_question() {
    for world in World::all().await {
        let status = world.asks(|_| {}).await;
        world.vote(&world.bob, &status["poll"], json!([0])).await.ok();
        let longer = json!({ "options": ["tea", "coffee", "water"], "expires_in": 7200 });
        let edited = world.edit(&status, json!({ "status": "What now?", "poll": longer })).await;
        assert_eq!(
            (counts(&edited["poll"]), &edited["edited_at"]),
            (vec![json!(1), json!(0), json!(0)], &Value::Null)
        );
        assert_eq!(edited["poll"]["expires_at"], "2026-03-10T14:00:00.000Z");
        let same = json!({ "options": ["tea", "coffee", "water"] });
        let edited = world.edit(&status, json!({ "status": "What next?", "poll": same })).await;
        assert_eq!(
            (counts(&edited["poll"]), &edited["poll"]["id"]),
            (vec![json!(1), json!(0), json!(0)], &status["poll"]["id"])
        );
        assert_eq!(edited["poll"]["expires_at"], "2026-03-10T14:00:00.000Z", "the end stays");
        world.hour_passes().await;
        assert_eq!(world.told(&world.alice).await, Vec::<String>::new(), "it was prolonged");
        world.hour_passes().await;
        assert_eq!(world.told(&world.alice).await, ["poll"]);
    }
}

#[tokio::test]
async fn another_question_is_asked_anew_and_the_old_one_is_remembered() {
    for world in World::all().await {
        let status = world.asks(|_| {}).await;
        world.vote(&world.bob, &status["poll"], json!([0])).await.ok();
        let other = json!({ "options": ["beer", "wine"], "expires_in": 3600 });
        let edited = world.edit(&status, json!({ "status": "What now?", "poll": other })).await;
        assert_eq!(
            (counts(&edited["poll"]), &edited["poll"]["voters_count"]),
            (vec![json!(0), json!(0)], &json!(0))
        );
        assert!(edited["edited_at"].is_string());
        assert_eq!(world.look(Some(&world.bob), &status["poll"]).await.ok()["voted"], false);
        world.vote(&world.bob, &status["poll"], json!([1])).await.ok();

        let without = world.edit(&status, json!({ "status": "Never mind" })).await;
        assert_eq!(without["poll"], Value::Null);
        world.look(Some(&world.alice), &status["poll"]).await.is_error(404, "Record not found");
        let path = format!("/api/v1/statuses/{}/history", text(&status["id"]));
        let history = world.app.get_as(&world.alice.token, &path).await.ok();
        assert_eq!(history[0]["poll"]["options"][2]["title"], "water");
        assert_eq!(history[1]["poll"], json!({ "options": [{ "title": "beer" }, { "title": "wine" }] }));
        assert!(history[2].get("poll").is_none());
    }
}

#[tokio::test]
async fn polls_of_a_page_are_read_together() {
    for world in World::all().await {
        let mut cold = Vec::new();
        for count in [1, 12] {
            for _ in 0..count {
                let status = world.asks(|_| {}).await;
                world.vote(&world.bob, &status["poll"], json!([0])).await.ok();
            }
            let path = format!("/api/v1/accounts/{}/statuses", world.alice.account);
            let ask = || world.app.get_as(&world.bob.token, &path);
            ask().await.ok();
            world.app.ctx.caches.statuses.clear();
            let (page, statements) = Db::count_statements(ask()).await;
            assert_eq!(page.ok()[0]["poll"]["own_votes"], json!([0]));
            cold.push(statements);
        }
        assert_eq!(cold[0], cold[1]);
    }
}

#[tokio::test]
async fn a_warm_home_with_polls_takes_two_statements_at_most() {
    for world in World::all().await {
        let follow = format!("/api/v1/accounts/{}/follow", world.alice.account);
        world.app.post_as(&world.bob.token, &follow, json!({})).await.ok();
        for _ in 0..3 {
            world.asks(|_| {}).await;
        }
        world.app.drain().await;
        let ask = || world.app.get_as(&world.bob.token, "/api/v1/timelines/home");
        ask().await.ok();
        let (page, statements) = Db::count_statements(ask()).await;
        assert_eq!(page.ok()[2]["poll"]["voted"], false);
        assert!(statements <= 2, "{statements} statements");
    }
}
