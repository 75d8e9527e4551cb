//! Quotes between servers: asking, permission, taking it back, and what cheats try.

use kinds::{QuotePolicy, QuoteState, StatusId};
use serde_json::{Value, json};
use shared::{
    entities::{Quote, Status, StatusQuote},
    params::{EditStatus, PostStatus, UpdateInteractionPolicy},
};
use store::query;

use super::{
    samples::{Home, actor_of, object_of},
    two_servers::World,
};
use crate::{
    federation::resolve,
    service::{follow, follow::FollowOptions, interaction, present, quote, status},
    testing::TestApp,
    testing_network::{Peer, Scripted, Stranger, answer, document, settle},
};

impl World {
    async fn alice_says(&self, policy: QuotePolicy) -> Status {
        let viewer = self.here.app.viewer(&self.alice).await;
        let draft = PostStatus {
            status: Some("Quote me".to_owned()),
            quote_approval_policy: Some(policy),
            ..PostStatus::default()
        };
        let posted = status::post(&self.here.app.ctx, &viewer, draft, None).await.unwrap();
        self.settle().await;
        posted
    }

    /// Bob quotes his copy of a post; nothing has been sent yet.
    async fn bob_quotes(&self, quoted: &Status) -> Result<Status, crate::error::ServiceError> {
        let copy = self.seen_by_bob(&quoted.uri).await.unwrap();
        let viewer = self.there.app.viewer(&self.bob).await;
        let draft = PostStatus {
            status: Some("Look at this".to_owned()),
            quoted_status_id: Some(copy.id),
            ..PostStatus::default()
        };
        status::post(&self.there.app.ctx, &viewer, draft, None).await
    }

    /// A post of bob as it is on alice's server.
    async fn copy_here(&self, uri: &str) -> Status {
        seen(&self.here.app, uri).await.unwrap()
    }

    async fn alice_sets(&self, id: StatusId, policy: QuotePolicy) {
        let viewer = self.here.app.viewer(&self.alice).await;
        let new = UpdateInteractionPolicy { quote_approval_policy: Some(policy), ..Default::default() };
        interaction::set_policies(&self.here.app.ctx, &viewer, id, new).await.unwrap();
    }
}

/// A post as visitors of a server see it.
async fn seen(app: &TestApp, uri: &str) -> Option<Status> {
    let row = query::status_change::by_uri(app.ctx.db.read(), uri).await.unwrap()?;
    present::status(&app.ctx, None, row.id).await.ok()
}

/// How a post's quote stands, and what it shows.
fn quoted(status: &Status) -> (QuoteState, Option<&str>) {
    match &status.quote {
        Some(StatusQuote::Full(Quote { state, quoted_status })) => {
            (*state, quoted_status.as_ref().map(|quoted| quoted.uri.as_str()))
        }
        other => panic!("no quote: {other:?}"),
    }
}

#[tokio::test]
async fn a_quote_is_asked_for_accepted_and_taken_back() {
    let world = World::new().await;
    let posted = world.alice_says(QuotePolicy::Public).await;
    let quoting = world.bob_quotes(&posted).await.unwrap();
    assert_eq!(quoted(&quoting), (QuoteState::Pending, None));
    world.settle().await;
    let accepted = (QuoteState::Accepted, Some(posted.uri.as_str()));
    assert_eq!(quoted(&world.seen_by_bob(&quoting.uri).await.unwrap()), accepted);
    let copy = world.copy_here(&quoting.uri).await;
    assert_eq!(quoted(&copy), accepted);
    assert_eq!(world.seen_by_alice(posted.id).await.quotes_count, 1);
    assert_eq!(world.seen_by_bob(&posted.uri).await.unwrap().quotes_count, 1);
    let told = world.here.app.get_as(&world.alice.token, "/api/v1/notifications").await.ok();
    assert_eq!((&told[0]["type"], &told[0]["status"]["uri"]), (&json!("quote"), &json!(quoting.uri)));

    let viewer = world.here.app.viewer(&world.alice).await;
    quote::revoke(&world.here.app.ctx, &viewer, posted.id, copy.id).await.unwrap();
    world.settle().await;
    let revoked = (QuoteState::Revoked, None);
    assert_eq!(quoted(&world.seen_by_bob(&quoting.uri).await.unwrap()), revoked);
    assert_eq!(quoted(&world.copy_here(&quoting.uri).await), revoked);
    assert_eq!(world.seen_by_bob(&posted.uri).await.unwrap().quotes_count, 0);
}

#[tokio::test]
async fn a_third_server_believes_the_stamp_and_hears_when_it_goes() {
    let world = World::new().await;
    let third = Peer::start().await;
    let carol = third.app.user("carol").await;
    let bob = third.find("bob", &world.there).await;
    follow::follow(&third.app.ctx, carol.account, bob, FollowOptions::default()).await.unwrap();
    let all = [&world.here, &world.there, &third];
    settle(&all).await;
    let posted = world.alice_says(QuotePolicy::Public).await;
    let quoting = world.bob_quotes(&posted).await.unwrap();
    settle(&all).await;
    let accepted = (QuoteState::Accepted, Some(posted.uri.as_str()));
    assert_eq!(quoted(&seen(&third.app, &quoting.uri).await.unwrap()), accepted);

    let row = query::status_change::by_uri(world.here.app.ctx.db.read(), &quoting.uri).await.unwrap();
    let viewer = world.here.app.viewer(&world.alice).await;
    quote::revoke(&world.here.app.ctx, &viewer, posted.id, row.unwrap().id).await.unwrap();
    settle(&all).await;
    assert_eq!(quoted(&seen(&third.app, &quoting.uri).await.unwrap()), (QuoteState::Revoked, None));
}

#[tokio::test]
async fn the_stamp_is_served_while_it_counts_and_names_both_posts() {
    let world = World::new().await;
    let posted = world.alice_says(QuotePolicy::Public).await;
    let quoting = world.bob_quotes(&posted).await.unwrap();
    world.settle().await;
    let copy = world.copy_here(&quoting.uri).await;
    let row = query::quote::of_status(world.here.app.ctx.db.read(), copy.id).await.unwrap().unwrap();
    let stamp = row.authorization_uri.unwrap();
    let path = stamp.split_once(&world.here.host).unwrap().1;
    let read = world.here.app.get(path).await.ok();
    assert_eq!(read["type"], "QuoteAuthorization");
    assert_eq!((&read["id"], &read["attributedTo"]), (&json!(stamp), &json!(posted.account.uri)));
    assert_eq!(
        (&read["interactingObject"], &read["interactionTarget"]),
        (&json!(quoting.uri), &json!(posted.uri))
    );
    let note = quoting.uri.split_once(&world.there.host).unwrap().1;
    let note = world.there.app.get_with(note, "accept", "application/activity+json").await.ok();
    assert_eq!((&note["quote"], &note["quoteAuthorization"]), (&json!(posted.uri), &json!(stamp)));
    assert_eq!(note["content"].as_str().unwrap().matches("quote-inline").count(), 1);

    let viewer = world.here.app.viewer(&world.alice).await;
    quote::revoke(&world.here.app.ctx, &viewer, posted.id, copy.id).await.unwrap();
    assert_eq!(world.here.app.get(path).await.status, 404);
}

#[tokio::test]
async fn a_policy_is_known_elsewhere_and_its_author_has_the_last_word() {
    let world = World::new().await;
    let nobody = world.alice_says(QuotePolicy::Nobody).await;
    assert!(world.bob_quotes(&nobody).await.is_err());
    // Bob's server has not heard yet.
    let posted = world.alice_says(QuotePolicy::Followers).await;
    let quoting = world.bob_quotes(&posted).await.unwrap();
    world.alice_sets(posted.id, QuotePolicy::Nobody).await;
    world.settle().await;
    assert_eq!(quoted(&world.seen_by_bob(&quoting.uri).await.unwrap()), (QuoteState::Rejected, None));
    assert!(world.bob_quotes(&posted).await.is_err(), "the new policy was told");
    assert_eq!(world.seen_by_alice(posted.id).await.quotes_count, 0);
}

#[tokio::test]
async fn who_quoted_elsewhere_hears_of_an_edit_and_sees_when_the_post_goes() {
    let world = World::new().await;
    let posted = world.alice_says(QuotePolicy::Public).await;
    let quoting = world.bob_quotes(&posted).await.unwrap();
    world.settle().await;
    world.here.app.ctx.clock.advance(60_000);
    world.there.app.ctx.clock.advance(60_000);
    let viewer = world.here.app.viewer(&world.alice).await;
    let edit = EditStatus { status: Some("I never said that".to_owned()), ..EditStatus::default() };
    status::edit(&world.here.app.ctx, &viewer, posted.id, edit).await.unwrap();
    world.settle().await;
    let told = world.there.app.get_as(&world.bob.token, "/api/v1/notifications").await.ok();
    assert_eq!((&told[0]["type"], &told[0]["status"]["uri"]), (&json!("quoted_update"), &json!(quoting.uri)));
    status::delete(&world.here.app.ctx, &viewer, posted.id, false).await.unwrap();
    world.settle().await;
    assert_eq!(quoted(&world.seen_by_bob(&quoting.uri).await.unwrap()), (QuoteState::Deleted, None));
}

const ALICES: &str = "https://home.example/users/alice/statuses/1";

#[tokio::test]
async fn a_request_stores_the_post_and_is_answered_once_however_often_it_comes() {
    let home = Home::new().await;
    let file = "m15-mastodon-quote-request";
    let max = Stranger::known_to(&home.app, &actor_of(file)).await;
    for _ in 0..2 {
        home.receive(&max, file).await;
    }
    let seen = home.seen("https://masto.example/users/max/statuses/120").await.unwrap();
    assert_eq!(quoted(&seen), (QuoteState::Accepted, Some(ALICES)));
    assert_eq!(home.notifications().await, ["quote"]);
    assert_eq!(home.seen(ALICES).await.unwrap().quotes_count, 1);
}

#[tokio::test]
async fn what_asks_for_private_posts_or_in_the_name_of_others_is_not_accepted() {
    let home = Home::new().await;
    let max = Stranger::known_to(&home.app, "https://masto.example/users/max").await;
    let eve = Stranger::known_to(&home.app, "https://evil.example/users/eve").await;
    let request = |actor: &Stranger, number: u32, author: &str, object: &str, quoted: &str| {
        let id = format!("{author}/statuses/{number}");
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{}#quotes/{number}", actor.uri), "type": "QuoteRequest", "actor": actor.uri, "object": object,
            "instrument": {
                "id": id, "type": "Note", "attributedTo": author, "content": "<p>this</p>", "quote": quoted,
                "to": "https://www.w3.org/ns/activitystreams#Public",
            },
        })
    };
    let private = "https://home.example/users/alice/statuses/3";
    for (actor, request) in [
        (&max, request(&max, 1, &max.uri, private, private)),
        (&eve, request(&eve, 2, &max.uri, ALICES, ALICES)),
        // It asks for one and quotes another.
        (&max, request(&max, 3, &max.uri, ALICES, private)),
        (&max, request(&max, 4, &max.uri, "https://home.example/users/alice/statuses/99", ALICES)),
    ] {
        actor.post_bytes(&home.app, "/inbox", request.to_string().into_bytes()).await;
        home.app.drain().await;
    }
    assert_eq!(home.notifications().await, Vec::<String>::new());
    for uri in [ALICES, private] {
        assert_eq!(home.seen(uri).await.unwrap().quotes_count, 0);
    }
}

#[tokio::test]
async fn older_forms_that_know_no_consent_stay_links() {
    for file in ["k02-misskey-note-mfm-quote", "t01-threads-note-quote"] {
        let home = Home::new().await;
        let author = home.followed(&actor_of(file)).await;
        home.receive(&author, file).await;
        let seen = home.seen(&object_of(file)).await.unwrap();
        assert!(seen.quote.is_none(), "{file}");
        assert!(seen.content.contains(ALICES), "{file}: {}", seen.content);
        assert_eq!(home.seen(ALICES).await.unwrap().quotes_count, 0, "{file}");
        assert_eq!(home.notifications().await, Vec::<String>::new(), "{file}");
    }
}

/// Alice's post that quotes max and waits for his answer.
async fn waiting(home: &Home) -> (Stranger, Status) {
    let max = home.followed("https://masto.example/users/max").await;
    let mut create: Value =
        serde_json::from_slice(&super::samples::sample("m02-mastodon-create-public")).unwrap();
    let rule = json!({ "automaticApproval": ["https://www.w3.org/ns/activitystreams#Public"] });
    create["object"]["interactionPolicy"] = json!({ "canQuote": rule });
    max.post_bytes(&home.app, "/inbox", create.to_string().into_bytes()).await;
    home.app.drain().await;
    let posted = home.seen(&object_of("m02-mastodon-create-public")).await.unwrap();
    let viewer = home.app.viewer(&home.alice).await;
    let draft = PostStatus {
        status: Some("See".to_owned()),
        quoted_status_id: Some(posted.id),
        ..PostStatus::default()
    };
    let quoting = status::post(&home.app.ctx, &viewer, draft, None).await.unwrap();
    assert_eq!(quoted(&quoting), (QuoteState::Pending, None));
    (max, quoting)
}

fn answered(actor: &Stranger, kind: &str, number: u32, quoting: &Status, stamp: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("{}#answers/{number}", actor.uri), "type": kind, "actor": actor.uri,
        "object": format!("{}#quote_request", quoting.uri), "result": stamp,
    })
}

async fn send(home: &Home, actor: &Stranger, activity: &Value) {
    actor.post_bytes(&home.app, "/inbox", activity.to_string().into_bytes()).await;
    home.app.drain().await;
}

#[tokio::test]
async fn only_the_quoted_author_answers_and_with_a_stamp_of_its_own_server() {
    let home = Home::new().await;
    let (max, quoting) = waiting(&home).await;
    let eve = Stranger::known_to(&home.app, "https://evil.example/users/eve").await;
    let own = "https://masto.example/users/max/quote_authorizations/1";
    let state = async || quoted(&home.seen(&quoting.uri).await.unwrap()).0;
    send(&home, &eve, &answered(&eve, "Accept", 1, &quoting, "https://evil.example/stamps/1")).await;
    send(&home, &eve, &answered(&eve, "Reject", 2, &quoting, own)).await;
    send(&home, &max, &answered(&max, "Accept", 3, &quoting, "https://evil.example/stamps/1")).await;
    assert_eq!(state().await, QuoteState::Pending);
    send(&home, &max, &answered(&max, "Accept", 4, &quoting, own)).await;
    assert_eq!(state().await, QuoteState::Accepted);

    let delete = |actor: &Stranger| {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{}#delete", actor.uri), "type": "Delete", "actor": actor.uri, "object": own,
        })
    };
    send(&home, &eve, &delete(&eve)).await;
    assert_eq!(state().await, QuoteState::Accepted, "a permission of somebody else");
    send(&home, &max, &delete(&max)).await;
    assert_eq!(state().await, QuoteState::Revoked);
    send(&home, &max, &answered(&max, "Accept", 5, &quoting, own)).await;
    assert_eq!(state().await, QuoteState::Revoked, "it was not asked for again");
}

#[tokio::test]
async fn a_refused_quote_stays_and_shows_nothing() {
    let home = Home::new().await;
    let (max, quoting) = waiting(&home).await;
    send(&home, &max, &answered(&max, "Reject", 1, &quoting, "")).await;
    assert_eq!(quoted(&home.seen(&quoting.uri).await.unwrap()), (QuoteState::Rejected, None));
}

/// A server with an account, its note, and a note that quotes `quoted` and names `stamp`.
fn serves(path: &str, host: &str, quoted: &str, stamp: &str) -> Option<Vec<u8>> {
    let base = format!("http://{host}");
    let note = json!({
        "id": format!("{base}{path}"), "type": "Note", "attributedTo": format!("{base}/actor"),
        "content": "<p>hello</p>", "to": "https://www.w3.org/ns/activitystreams#Public",
    });
    match path {
        "/actor" => document(
            &json!({
                "id": format!("{base}/actor"), "type": "Person", "preferredUsername": "actor",
                "inbox": format!("{base}/inbox"),
            })
            .to_string(),
        ),
        "/notes/plain" => document(&note.to_string()),
        "/notes/quoting" => {
            let mut note = note;
            note["quote"] = json!(quoted);
            note["quoteAuthorization"] = json!(stamp);
            document(&note.to_string())
        }
        path if path.starts_with("/.well-known/webfinger") => {
            let body = json!({
                "subject": format!("acct:actor@{host}"),
                "links": [
                    { "rel": "self", "type": "application/activity+json", "href": format!("{base}/actor") },
                ],
            });
            answer("200 OK", "content-type: application/jrd+json\r\n", body.to_string().as_bytes())
        }
        _ => answer("404 Not Found", "", b""),
    }
}

fn stamp(id: &str, author: &str, quoting: &str, quoted: &str) -> Option<Vec<u8>> {
    document(
        &json!({
            "id": id, "type": "QuoteAuthorization", "attributedTo": author,
            "interactingObject": quoting, "interactionTarget": quoted,
        })
        .to_string(),
    )
}

/// What becomes of a quote when the quoted author's server has a stamp that names `quoting` (`None`: the
/// right post), or (`foreign`) when the quoting server gives itself one.
async fn verified(quoting: Option<&'static str>, foreign: bool) -> QuoteState {
    let author = Scripted::start(move |request, host| {
        let path = request.split(' ').nth(1).unwrap();
        match path.strip_prefix("/stamps/") {
            Some(port) => {
                let right = format!("http://127.0.0.1:{port}/notes/quoting");
                let (base, named) = (format!("http://{host}"), quoting.unwrap_or(&right));
                let quoted = format!("{base}/notes/plain");
                stamp(&format!("{base}{path}"), &format!("{base}/actor"), named, &quoted)
            }
            None => serves(path, host, "", ""),
        }
    })
    .await;
    let theirs = author.host.clone();
    let quoter = Scripted::start(move |request, host| {
        let path = request.split(' ').nth(1).unwrap();
        let (quoted, actor) = (format!("http://{theirs}/notes/plain"), format!("http://{theirs}/actor"));
        let own = format!("http://{host}/notes/quoting");
        let port = host.split_once(':').unwrap().1;
        let at = if foreign { host } else { &theirs };
        let address = format!("http://{at}/stamps/{port}");
        match path {
            path if path.starts_with("/stamps/") => stamp(&address, &actor, &own, &quoted),
            path => serves(path, host, &quoted, &address),
        }
    })
    .await;
    let app = TestApp::with(|config| {
        config.federation.allow_http = true;
        config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let uri = format!("http://{}/notes/quoting", quoter.host);
    resolve::status_by_uri(&app.ctx, &uri).await.unwrap();
    app.drain().await;
    let (state, shown) =
        seen(&app, &uri).await.map(|status| (quoted(&status).0, quoted(&status).1.is_some())).unwrap();
    assert_eq!(shown, state == QuoteState::Accepted);
    state
}

#[tokio::test]
async fn a_stamp_counts_when_the_quoted_authors_server_says_exactly_that() {
    assert_eq!(verified(None, false).await, QuoteState::Accepted);
    let other = Some("http://127.0.0.1:1/notes/other");
    assert_eq!(verified(other, false).await, QuoteState::Pending, "it names another post");
    assert_eq!(verified(None, true).await, QuoteState::Pending, "it is on the quoting server");
}

#[tokio::test]
async fn quoting_oneself_needs_no_stamp() {
    let server = Scripted::start(|request, host| {
        let path = request.split(' ').nth(1).unwrap();
        serves(path, host, &format!("http://{host}/notes/plain"), "")
    })
    .await;
    let app = TestApp::with(|config| {
        config.federation.allow_http = true;
        config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let uri = format!("http://{}/notes/quoting", server.host);
    resolve::status_by_uri(&app.ctx, &uri).await.unwrap();
    assert_eq!(
        quoted(&seen(&app, &uri).await.unwrap()),
        (QuoteState::Pending, None),
        "nothing is fetched in the request"
    );
    app.drain().await;
    let plain = format!("http://{}/notes/plain", server.host);
    assert_eq!(quoted(&seen(&app, &uri).await.unwrap()), (QuoteState::Accepted, Some(plain.as_str())));
}
