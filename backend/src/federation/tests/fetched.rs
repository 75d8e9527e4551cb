//! What is believed of fetched documents: only what their own origin says about itself.

use serde_json::{Value, json};

use crate::{
    federation::resolve,
    testing::TestApp,
    testing_network::{Scripted, answer, document},
};

async fn app() -> TestApp {
    TestApp::with(|config| {
        config.federation.allow_http = true;
        config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await
}

fn actor(host: &str, name: &str) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("http://{host}/{name}"), "type": "Person", "preferredUsername": name,
        "inbox": format!("http://{host}/{name}/inbox"), "outbox": format!("http://{host}/{name}/outbox"),
    })
}

fn note(host: &str, number: u32) -> Value {
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("http://{host}/notes/{number}"), "type": "Note",
        "attributedTo": format!("http://{host}/eve"), "content": "<p>hello</p>",
        "published": "2026-03-10T11:00:00Z", "to": ["https://www.w3.org/ns/activitystreams#Public"],
    })
}

fn jrd(subject: &str, actor: &str) -> Option<Vec<u8>> {
    let body = json!({
        "subject": format!("acct:{subject}"),
        "links": [{"rel": "self", "type": "application/activity+json", "href": actor}],
    });
    answer("200 OK", "content-type: application/jrd+json\r\n", body.to_string().as_bytes())
}

/// Eve's server: her account, WebFinger about her, and one document of the test's.
async fn eves(special: impl Fn(&str, &str) -> Option<Vec<u8>> + Send + Sync + 'static) -> Scripted {
    Scripted::start(move |request, host| {
        let path = request.split(' ').nth(1).unwrap();
        match path {
            "/eve" => document(&actor(host, "eve").to_string()),
            path if path.starts_with("/.well-known/webfinger") => {
                jrd(&format!("eve@{host}"), &format!("http://{host}/eve"))
            }
            path => special(path, host).or_else(|| answer("404 Not Found", "", b"")),
        }
    })
    .await
}

#[tokio::test]
async fn a_post_is_fetched_with_its_author() {
    let server = eves(|_, host| document(&note(host, 1).to_string())).await;
    let app = app().await;
    let uri = format!("http://{}/notes/1", server.host);
    let id = resolve::status_by_uri(&app.ctx, &uri).await.unwrap();
    let seen = crate::service::present::status(&app.ctx, None, id).await.unwrap();
    assert_eq!(seen.account.acct, format!("eve@{}", server.host));
}

#[tokio::test]
async fn a_document_is_not_believed_to_be_another_servers() {
    let victim = eves(|_, host| document(&note(host, 1).to_string())).await;
    let target = victim.host.clone();
    let server = eves(move |_, _| {
        let mut forged = note(&target, 2);
        forged["content"] = json!("forged");
        document(&forged.to_string())
    })
    .await;
    let app = app().await;
    assert!(resolve::status_by_uri(&app.ctx, &format!("http://{}/notes/2", server.host)).await.is_err());
    let forged = format!("http://{}/notes/2", victim.host);
    assert!(store::query::status_change::by_uri(app.ctx.db.read(), &forged).await.unwrap().is_none());
}

#[tokio::test]
async fn an_upload_is_no_post() {
    let server = eves(|_, host| {
        answer("200 OK", "content-type: application/json\r\n", note(host, 3).to_string().as_bytes())
    })
    .await;
    let app = app().await;
    assert!(resolve::status_by_uri(&app.ctx, &format!("http://{}/notes/3", server.host)).await.is_err());
}

#[tokio::test]
async fn a_vote_is_no_post() {
    let server = eves(|_, host| {
        let mut vote = note(host, 5);
        vote["content"] = Value::Null;
        vote["name"] = json!("tea");
        vote["inReplyTo"] = json!("https://phiomia.test/users/alice/statuses/1");
        document(&vote.to_string())
    })
    .await;
    let app = app().await;
    assert!(resolve::status_by_uri(&app.ctx, &format!("http://{}/notes/5", server.host)).await.is_err());
}

#[tokio::test]
async fn a_post_of_somebody_on_another_server_is_refused() {
    let victim = eves(|_, _| None).await;
    let author = format!("http://{}/eve", victim.host);
    let server = eves(move |_, host| {
        let mut forged = note(host, 4);
        forged["attributedTo"] = json!(author);
        document(&forged.to_string())
    })
    .await;
    let app = app().await;
    assert!(resolve::status_by_uri(&app.ctx, &format!("http://{}/notes/4", server.host)).await.is_err());
}

#[tokio::test]
async fn a_handle_is_only_given_by_its_own_domain() {
    let victim = eves(|_, _| None).await;
    let domain = victim.host.clone();
    // Mallory's server says that mallory is called eve@victim; the victim says otherwise.
    let server = Scripted::start(move |request, host| match request.split(' ').nth(1).unwrap() {
        "/mallory" => document(&actor(host, "mallory").to_string()),
        _ => jrd(&format!("eve@{domain}"), &format!("http://{host}/mallory")),
    })
    .await;
    let app = app().await;
    let handle = format!("mallory@{}", server.host);
    assert!(resolve::account_by_handle(&app.ctx, &handle).await.is_err());
    assert!(resolve::account_by_uri(&app.ctx, &format!("http://{}/mallory", server.host)).await.is_err());
}

#[tokio::test]
async fn a_post_makes_only_so_many_strangers_known() {
    let server = Scripted::start(|request, host| {
        let path = request.split(' ').nth(1).unwrap();
        if let Some(name) = path.split("acct%3A").nth(1).and_then(|rest| rest.split("%40").next()) {
            return jrd(&format!("{name}@{host}"), &format!("http://{host}/{name}"));
        }
        if path == "/notes/5" {
            let mut crowd = note(host, 5);
            let mention = |n: u32| json!({"type": "Mention", "href": format!("http://{host}/u{n}")});
            crowd["tag"] = (1..=40).map(mention).collect();
            return document(&crowd.to_string());
        }
        document(&actor(host, path.trim_start_matches('/')).to_string())
    })
    .await;
    let app = app().await;
    resolve::status_by_uri(&app.ctx, &format!("http://{}/notes/5", server.host)).await.unwrap();
    let actors = server.requests().iter().filter(|request| request.starts_with("GET /u")).count();
    assert_eq!(actors, 10);
}

#[tokio::test]
async fn a_thread_makes_its_authors_known_but_not_everybody_named_in_it() {
    let server = eves(|path, host| match path {
        "/notes/7" => {
            let mut answer = note(host, 7);
            answer["inReplyTo"] = json!(format!("http://{host}/notes/8"));
            document(&answer.to_string())
        }
        _ => {
            let mut question = note(host, 8);
            question["tag"] = json!([{"type": "Mention", "href": format!("http://{host}/stranger")}]);
            document(&question.to_string())
        }
    })
    .await;
    let app = app().await;
    resolve::status_by_uri(&app.ctx, &format!("http://{}/notes/7", server.host)).await.unwrap();
    app.drain().await;
    let question = format!("http://{}/notes/8", server.host);
    assert!(store::query::status_change::by_uri(app.ctx.db.read(), &question).await.unwrap().is_some());
    assert!(!server.requests().iter().any(|request| request.starts_with("GET /stranger")));
}

#[tokio::test]
async fn a_domain_with_endless_hosts_does_not_bring_endless_accounts() {
    let app = app().await;
    let admits = |host: &str| app.ctx.federation.admits(host);
    assert!((0..10).all(|number| admits(&format!("host{number}.mallory.example"))));
    assert!(!admits("host10.mallory.example"));
    // Those that are in may bring more, and so may other domains.
    assert!(admits("host3.mallory.example") && admits("masto.example"));
}
