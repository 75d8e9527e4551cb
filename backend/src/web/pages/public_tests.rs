//! Public pages as a visitor's browser, a search engine and another server get them.

use kinds::Visibility;

use crate::testing::TestApp;

const SCRIPT: &str = "</title><script>alert(1)</script>\"'";

#[tokio::test]
async fn a_profile_can_be_read_without_the_app() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    app.stored_status(&alice, Visibility::Public, "<p>Seen by all</p>").await;
    app.stored_status(&alice, Visibility::Private, "<p>For followers</p>").await;
    app.stored_status(&alice, Visibility::Direct, "<p>For one</p>").await;
    let page = app.get_page("/@alice").await;
    assert_eq!(
        (page.status, page.headers["content-type"].to_str().unwrap()),
        (200, "text/html; charset=utf-8")
    );
    let html = page.text();
    assert!(html.contains("<title>alice (@alice@phiomia.test) · Phiomia</title>"), "{html}");
    assert!(html.contains("<meta property=\"og:type\" content=\"profile\">"));
    assert!(html.contains("<meta property=\"og:image\" content=\"https://phiomia.test/assets/avatar.png\">"));
    assert!(html.contains("<link rel=\"canonical\" href=\"https://phiomia.test/@alice\">"));
    assert!(html.contains("<link rel=\"alternate\" type=\"application/activity+json\""));
    let main = html.split_once("<main id=\"prerender\">").unwrap().1.split_once("</main>").unwrap().0;
    assert!(main.contains("<p>Seen by all</p>"));
    assert!(!html.contains("For followers") && !html.contains("For one"));
}

#[tokio::test]
async fn a_post_has_a_preview_and_its_thread() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let id = app.stored_status(&alice, Visibility::Public, "<p>First &amp; best</p>").await;
    let html = app.get_page(&format!("/@alice/{id}")).await.text();
    assert!(html.contains("<title>alice: “First &amp; best” · Phiomia</title>"), "{html}");
    assert!(html.contains("<meta property=\"og:description\" content=\"First &amp; best\">"));
    assert!(html.contains("class=\"h-entry\""));
}

#[tokio::test]
async fn what_is_not_public_is_not_found() {
    let app = TestApp::start().await;
    let (alice, _bob) = (app.user("alice").await, app.user("bob").await);
    let public = app.stored_status(&alice, Visibility::Public, "<p>Open</p>").await;
    let private = app.stored_status(&alice, Visibility::Private, "<p>For followers</p>").await;
    let direct = app.stored_status(&alice, Visibility::Direct, "<p>For one</p>").await;
    for path in [
        format!("/@alice/{private}"),
        format!("/@alice/{direct}"),
        format!("/@bob/{public}"),
        "/@alice/12345".to_owned(),
        "/@nobody".to_owned(),
    ] {
        let page = app.get_page(&path).await;
        assert_eq!(page.status, 404, "{path}");
        let html = page.text();
        assert!(html.contains("<h1>Not found</h1>") && html.contains("noindex"), "{path}");
        assert!(!html.contains("For "), "{path}");
    }
}

#[tokio::test]
async fn names_and_posts_cannot_break_out_of_the_page() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    app.rename(&alice, SCRIPT).await;
    // As the sanitiser leaves it.
    let content = protocol::html::sanitize(&format!("<p>Hello {SCRIPT}</p>"));
    let id = app.stored_status(&alice, Visibility::Public, &content).await;
    for path in ["/@alice".to_owned(), format!("/@alice/{id}"), "/tags/%3Cscript%3Ealert(1)".to_owned()] {
        let html = app.get_page(&path).await.text();
        assert!(!html.contains("<script>alert") && !html.contains("</script>\"'"), "{path}: {html}");
        assert_eq!(html.matches("</title>").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn other_servers_are_sent_to_the_document() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let id = app.stored_status(&alice, Visibility::Public, "<p>Hi</p>").await;
    let hidden = app.stored_status(&alice, Visibility::Private, "<p>Hi</p>").await;
    let ask =
        async |path: String| app.get_with(&path, "accept", "application/activity+json, text/html").await;
    let profile = ask("/@alice".to_owned()).await;
    assert_eq!(profile.status, 302);
    assert!(profile.headers["location"].to_str().unwrap().starts_with("https://phiomia.test/users/"));
    assert_eq!(ask(format!("/@alice/{id}")).await.status, 302);
    assert_eq!(ask(format!("/@alice/{hidden}")).await.status, 404);
}

#[tokio::test]
async fn remote_profiles_have_the_app_only() {
    let app = TestApp::start().await;
    for path in ["/@alice@remote.example", "/@alice@remote.example/1", "/@alice/followers"] {
        let page = app.get_page(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().contains("noindex"), "{path}");
    }
}

#[tokio::test]
async fn the_server_introduces_itself() {
    let app = TestApp::with(|config| config.instance.rules = vec!["Be <kind>".to_owned()]).await;
    assert!(app.get_page("/about").await.text().contains("<li>Be &lt;kind&gt;</li>"));
    assert_eq!(app.get("/manifest.json").await.ok()["display"], "standalone");
    assert!(app.get("/robots.txt").await.text().contains("Disallow: /api/"));
    let change = app.get("/.well-known/change-password").await;
    assert_eq!((change.status, change.headers["location"].to_str().unwrap()), (302, "/auth/password/change"));
}
