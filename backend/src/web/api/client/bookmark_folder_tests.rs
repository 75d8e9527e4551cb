//! Folders for bookmarks, as apps use them.

use kinds::{StatusId, Visibility};
use poem::http::Method;
use serde_json::{Value, json};
use store::{Db, Sql};
use testkit::TestDatabase;

use crate::testing::{Answer, TestApp, TestUser};

const FOLDERS: &str = "/api/v1/pleroma/bookmark_folders";
const BOOKMARKS: &str = "/api/v1/bookmarks";

/// Alice, who keeps bookmarks in order, and bob.
struct World {
    app: TestApp,
    alice: TestUser,
    bob: TestUser,
}

impl World {
    async fn all() -> Vec<Self> {
        let mut worlds = Vec::new();
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let (alice, bob) = (app.user("alice").await, app.user("bob").await);
            worlds.push(Self { app, alice, bob });
        }
        worlds
    }

    async fn ask(&self, method: Method, path: &str, body: Value) -> Answer {
        self.app.request(method, path, Some(&self.alice.token), Some(body)).await
    }

    async fn get(&self, path: &str) -> Value {
        self.app.get_as(&self.alice.token, path).await.ok()
    }

    /// Alice makes a folder.
    async fn make(&self, body: Value) -> Answer {
        self.ask(Method::POST, FOLDERS, body).await
    }

    /// A new folder of alice's, by its id.
    async fn folder(&self, name: &str) -> String {
        text(&self.make(json!({ "name": name })).await.ok()["id"])
    }

    async fn change(&self, folder: &str, body: Value) -> Answer {
        self.ask(Method::PATCH, &format!("{FOLDERS}/{folder}"), body).await
    }

    async fn throw_away(&self, folder: &str) -> Value {
        self.ask(Method::DELETE, &format!("{FOLDERS}/{folder}"), json!({})).await.ok()
    }

    /// A post of bob's.
    async fn post(&self, content: &str) -> StatusId {
        self.app.stored_status(&self.bob, Visibility::Public, content).await
    }

    async fn bookmark(&self, post: StatusId, body: Value) -> Answer {
        self.ask(Method::POST, &format!("/api/v1/statuses/{post}/bookmark"), body).await
    }

    /// The posts of a list of bookmarks of alice's, as they come.
    async fn kept(&self, path: &str) -> Vec<String> {
        ids(&self.get(path).await)
    }

    /// The folder of a post, as alice sees it.
    async fn place(&self, post: StatusId) -> Value {
        self.get(&format!("/api/v1/statuses/{post}")).await["pleroma"].clone()
    }

    async fn emoji(&self, code: &str, domain: &str) {
        Sql::new("INSERT INTO custom_emojis (id, shortcode, domain, file_key, static_key, created_at, updated_at) VALUES (")
            .bind(self.app.ctx.next_id::<i64>())
            .push(", ")
            .bind(code)
            .push(", ")
            .bind(domain)
            .push(", 'moving.gif', 'still.png', 0, 0)")
            .execute(self.app.ctx.db.write())
            .await
            .unwrap();
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn ids(page: &Value) -> Vec<String> {
    page.as_array().unwrap().iter().map(|status| text(&status["id"])).collect()
}

/// A list of bookmarks in a folder.
fn within(folder: &str) -> String {
    format!("{BOOKMARKS}?folder_id={folder}")
}

fn placed(folder: &str) -> Value {
    json!({ "bookmark_folder": folder })
}

#[tokio::test]
async fn folders_are_made_renamed_and_thrown_away() {
    for world in World::all().await {
        let later = world.make(json!({ "name": " To  read ", "emoji": "\u{1F4D6}" })).await.ok();
        let id = text(&later["id"]);
        let expected = json!({ "id": id, "name": "To read", "emoji": "\u{1F4D6}", "emoji_url": null });
        assert_eq!(later, expected);
        world.folder("Art").await;
        let renamed = world.change(&id, json!({ "name": "Read" })).await.ok();
        assert_eq!(renamed, json!({ "id": id, "name": "Read", "emoji": "\u{1F4D6}", "emoji_url": null }));
        let names = async || {
            let folders = world.get(FOLDERS).await;
            folders.as_array().unwrap().iter().map(|one| text(&one["name"])).collect::<Vec<_>>()
        };
        assert_eq!(names().await, ["Read", "Art"], "the oldest first");
        assert_eq!(world.app.get_as(&world.bob.token, FOLDERS).await.ok(), json!([]));
        assert_eq!(world.throw_away(&id).await, renamed);
        assert_eq!(names().await, ["Art"]);
        assert_eq!(world.change(&id, json!({ "name": "Again" })).await.status, 404);
    }
}

#[tokio::test]
async fn a_folder_has_an_emoji_that_is_known_here_or_none() {
    for world in World::all().await {
        world.emoji("fox", "").await;
        world.emoji("wolf", "far.example").await;
        let folder = world.make(json!({ "name": "Foxes", "emoji": "fox" })).await.ok();
        let id = text(&folder["id"]);
        let url = format!("{}/media/moving.gif", world.app.ctx.config.base_url().trim_end_matches('/'));
        assert_eq!((&folder["emoji"], &folder["emoji_url"]), (&json!(":fox:"), &json!(url)));
        for emoji in [":wolf:", "no emoji", "\u{1F98A}\u{1F98A}", ":", ":none:"] {
            let refused = world.change(&id, json!({ "name": "New", "emoji": emoji })).await;
            refused.is_error(422, "Validation failed: Emoji is not a recognized emoji");
        }
        assert_eq!(world.get(FOLDERS).await[0], folder, "nothing half-saved");
        for none in [json!(null), json!("")] {
            world.change(&id, json!({ "emoji": "\u{2764}" })).await.ok();
            assert_eq!(
                world.get(FOLDERS).await[0]["emoji"],
                "\u{2764}\u{FE0F}",
                "however a keyboard writes it"
            );
            let without = world.change(&id, json!({ "emoji": none })).await.ok();
            assert_eq!((&without["emoji"], &without["emoji_url"]), (&json!(null), &json!(null)));
        }
    }
}

#[tokio::test]
async fn a_folder_whose_emoji_is_gone_can_be_renamed() {
    for world in World::all().await {
        world.emoji("fox", "").await;
        let folder = world.make(json!({ "name": "Foxes", "emoji": ":fox:" })).await.ok();
        crate::service::emoji::remove(&world.app.ctx, "fox").await.unwrap();
        let all = json!({ "name": "Wolves", "emoji": ":fox:" });
        let renamed = world.change(&text(&folder["id"]), all).await.ok();
        let seen = (&renamed["name"], &renamed["emoji"], &renamed["emoji_url"]);
        assert_eq!(seen, (&json!("Wolves"), &json!(":fox:"), &json!(null)));
    }
}

#[tokio::test]
async fn names_are_told_apart_and_have_an_end() {
    for world in World::all().await {
        let (art, _) = (world.folder("Art").await, world.folder("Music").await);
        let before = world.get(FOLDERS).await;
        for (body, text) in [
            (json!({}), "Validation failed: Name can't be blank"),
            (json!({ "name": " \n " }), "Validation failed: Name can't be blank"),
            (
                json!({ "name": "a".repeat(101) }),
                "Validation failed: Name is too long (maximum is 100 characters)",
            ),
            (json!({ "name": "Music" }), "Validation failed: Name has already been taken"),
        ] {
            world.make(body.clone()).await.is_error(422, text);
            if body["name"].is_string() {
                world.change(&art, body).await.is_error(422, text);
            }
        }
        assert_eq!(world.get(FOLDERS).await, before);
        world.change(&art, json!({ "name": "Art" })).await.ok();
        let theirs = json!({ "name": "Art" });
        world.app.post_as(&world.bob.token, FOLDERS, theirs).await.ok();
    }
}

#[tokio::test]
async fn two_requests_at_once_make_one_folder_of_a_name() {
    for world in World::all().await {
        let make = || world.make(json!({ "name": "Art" }));
        let (one, two) = tokio::join!(make(), make());
        let mut answers = [one.status, two.status];
        answers.sort_unstable();
        assert_eq!(answers, [200, 422]);
    }
}

#[tokio::test]
async fn there_are_a_hundred_folders_at_most() {
    for world in World::all().await {
        for number in 0..100 {
            world.folder(&format!("Folder {number}")).await;
        }
        let text = "Validation failed: Folders are too many (maximum is 100)";
        world.make(json!({ "name": "One more" })).await.is_error(422, text);
        assert_eq!(world.get(FOLDERS).await.as_array().unwrap().len(), 100);
    }
}

#[tokio::test]
async fn a_bookmark_is_put_into_a_folder_moved_and_taken_out() {
    for world in World::all().await {
        let (art, music) = (world.folder("Art").await, world.folder("Music").await);
        let post = world.post("<p>A painted song</p>").await;
        let kept = world.bookmark(post, json!({ "folder_id": art })).await.ok();
        assert_eq!((&kept["bookmarked"], &kept["pleroma"]), (&json!(true), &placed(&art)));
        assert_eq!(world.place(post).await, placed(&art));
        assert_eq!(world.kept(&within(&art)).await, [post.to_string()]);

        world.bookmark(post, json!({ "folder_id": music })).await.ok();
        assert_eq!(world.place(post).await, placed(&music));
        assert!(world.kept(&within(&art)).await.is_empty());
        assert_eq!(world.kept(&within(&music)).await, [post.to_string()]);
        assert_eq!(world.get(BOOKMARKS).await[0]["pleroma"], placed(&music));

        let out = world.bookmark(post, json!({ "folder_id": null })).await.ok();
        assert_eq!((&out["bookmarked"], out.get("pleroma")), (&json!(true), None));
        assert!(world.kept(&within(&music)).await.is_empty());
        assert_eq!(world.kept(BOOKMARKS).await, [post.to_string()], "it is one bookmark all the time");
    }
}

/// As Pleroma has it: who bookmarks without a word of folders wants none.
#[tokio::test]
async fn a_bookmark_without_a_folder_leaves_the_one_it_is_in() {
    for world in World::all().await {
        let art = world.folder("Art").await;
        let post = world.post("<p>A painting</p>").await;
        world.bookmark(post, json!({ "folder_id": art })).await.ok();
        let path = format!("/api/v1/statuses/{post}/bookmark");
        let out = world.app.request(Method::POST, &path, Some(&world.alice.token), None).await.ok();
        assert_eq!((&out["bookmarked"], out.get("pleroma")), (&json!(true), None));
    }
}

#[tokio::test]
async fn a_bookmark_that_is_removed_takes_nothing_with_it() {
    for world in World::all().await {
        let art = world.folder("Art").await;
        let post = world.post("<p>A painting</p>").await;
        world.bookmark(post, json!({ "folder_id": art })).await.ok();
        let off = format!("/api/v1/statuses/{post}/unbookmark");
        let gone = world.ask(Method::POST, &off, json!({})).await.ok();
        assert_eq!((&gone["bookmarked"], gone.get("pleroma")), (&json!(false), None));
        assert!(world.kept(&within(&art)).await.is_empty());
        assert_eq!(world.get(FOLDERS).await[0]["id"], art);
    }
}

#[tokio::test]
async fn the_folder_is_told_to_its_owner_alone() {
    for world in World::all().await {
        let art = world.folder("Art").await;
        let post = world.post("<p>A painting</p>").await;
        world.bookmark(post, json!({ "folder_id": art })).await.ok();
        let path = format!("/api/v1/statuses/{post}");
        let bookmark = format!("{path}/bookmark");
        world.app.post_as(&world.bob.token, &bookmark, json!({})).await.ok();
        // Twice: what was written for one person is not sent to another.
        for _ in 0..2 {
            assert_eq!(world.place(post).await, placed(&art));
            let theirs = world.app.get_as(&world.bob.token, &path).await.ok();
            assert_eq!((&theirs["bookmarked"], theirs.get("pleroma")), (&json!(true), None));
            assert_eq!(world.app.get(&path).await.ok().get("pleroma"), None);
        }
    }
}

#[tokio::test]
async fn the_folder_stands_with_boosts_too() {
    for world in World::all().await {
        let art = world.folder("Art").await;
        let post = world.post("<p>A painting</p>").await;
        let boost = world.ask(Method::POST, &format!("/api/v1/statuses/{post}/reblog"), json!({})).await.ok();
        let bookmark = format!("/api/v1/statuses/{}/bookmark", text(&boost["id"]));
        world.ask(Method::POST, &bookmark, json!({ "folder_id": art })).await.ok();
        let shown = world.get(&format!("/api/v1/statuses/{}", text(&boost["id"]))).await;
        assert_eq!((&shown["pleroma"], &shown["reblog"]["pleroma"]), (&placed(&art), &placed(&art)));
        assert_eq!(world.kept(&within(&art)).await, [post.to_string()]);
    }
}

#[tokio::test]
async fn a_folder_that_is_thrown_away_leaves_its_bookmarks() {
    for world in World::all().await {
        let (art, music) = (world.folder("Art").await, world.folder("Music").await);
        let (painting, song) = (world.post("<p>A painting</p>").await, world.post("<p>A song</p>").await);
        world.bookmark(painting, json!({ "folder_id": art })).await.ok();
        world.bookmark(song, json!({ "folder_id": music })).await.ok();
        // Both are known by now.
        assert_eq!(world.place(painting).await, placed(&art));
        world.throw_away(&art).await;
        assert_eq!(world.kept(BOOKMARKS).await, [song.to_string(), painting.to_string()]);
        assert_eq!(world.place(painting).await, json!(null));
        assert_eq!(world.place(song).await, placed(&music));
        assert_eq!(world.app.get_as(&world.alice.token, &within(&art)).await.status, 404);
    }
}

#[tokio::test]
async fn somebody_elses_folder_takes_nothing_and_shows_nothing() {
    for world in World::all().await {
        let theirs = world.app.post_as(&world.bob.token, FOLDERS, json!({ "name": "Secret" })).await.ok();
        let theirs = text(&theirs["id"]);
        let post = world.post("<p>A painting</p>").await;
        let into = format!("/api/v1/statuses/{post}/bookmark");
        world.app.post_as(&world.bob.token, &into, json!({ "folder_id": theirs })).await.ok();
        for folder in [&*theirs, "1", "9223372036854775807"] {
            assert_eq!(world.bookmark(post, json!({ "folder_id": folder })).await.status, 404);
            assert_eq!(world.app.get_as(&world.alice.token, &within(folder)).await.status, 404);
        }
        assert!(world.kept(BOOKMARKS).await.is_empty(), "nor was it bookmarked beside");
    }
}

#[tokio::test]
async fn a_folder_is_read_to_both_ends() {
    for world in World::all().await {
        let (art, music) = (world.folder("Art").await, world.folder("Music").await);
        let mut expected = Vec::new();
        for number in 0..21 {
            let post = world.post(&format!("<p>Number {number}</p>")).await;
            let (folder, other) = if number % 3 == 0 { (&art, &music) } else { (&music, &art) };
            world.bookmark(post, json!({ "folder_id": other })).await.ok();
            world.bookmark(post, json!({ "folder_id": folder })).await.ok();
            if folder == &music {
                expected.insert(0, post.to_string());
            }
        }
        let (mut down, mut last) = (Vec::new(), String::new());
        let mut next = Some(format!("{}&limit=4", within(&music)));
        while let Some(path) = next {
            let answer = world.app.get_as(&world.alice.token, &path).await;
            next = neighbour(&answer, "next");
            down.extend(ids(&answer.body));
            if !answer.body.as_array().unwrap().is_empty() {
                last = path;
            }
        }
        assert_eq!(down, expected);
        let answer = world.app.get_as(&world.alice.token, &last).await;
        let mut up = ids(&answer.body);
        let mut previous = neighbour(&answer, "prev");
        while let Some(path) = previous {
            let answer = world.app.get_as(&world.alice.token, &path).await;
            previous = neighbour(&answer, "prev");
            up.splice(0..0, ids(&answer.body));
        }
        assert_eq!(up, expected);
    }
}

/// Where the answer says that another page is; nowhere when this one is empty.
fn neighbour(answer: &Answer, name: &str) -> Option<String> {
    let links = answer.headers.get("link")?.to_str().unwrap();
    let link = links.split(", ").find(|link| link.ends_with(&format!("rel=\"{name}\"")))?;
    let address = link.split_once('<')?.1.split_once('>')?.0;
    address.split_once("/api/").map(|(_, rest)| format!("/api/{rest}"))
}

#[tokio::test]
async fn a_long_page_of_a_folder_costs_no_more_than_a_short_one() {
    for world in World::all().await {
        let art = world.folder("Art").await;
        for number in 0..20 {
            let post = world.post(&format!("<p>Number {number}</p>")).await;
            world.bookmark(post, json!({ "folder_id": art })).await.ok();
        }
        let mut cost = Vec::new();
        for limit in [1, 20] {
            world.app.ctx.caches.clear();
            // The credential is cached again: it is no part of the page.
            world.get("/api/v1/preferences").await;
            let path = format!("{}&limit={limit}", within(&art));
            let (kept, statements) = Db::count_statements(world.kept(&path)).await;
            assert_eq!(kept.len(), limit);
            cost.push(statements);
        }
        assert_eq!(cost[0], cost[1]);
        assert!(cost[1] <= 8, "{cost:?}");
    }
}

#[tokio::test]
async fn folders_with_pictures_cost_no_statement_each() {
    for world in World::all().await {
        let count = async || Db::count_statements(world.get(FOLDERS)).await.1;
        for code in ["fox", "wolf"] {
            world.emoji(code, "").await;
            world.make(json!({ "name": code, "emoji": code })).await.ok();
        }
        world.get(FOLDERS).await;
        let few = count().await;
        for number in 0..10 {
            world.make(json!({ "name": format!("{number}"), "emoji": "fox" })).await.ok();
        }
        assert_eq!(count().await, few);
    }
}

#[tokio::test]
async fn apps_send_forms_too() {
    for world in World::all().await {
        let form = async |method: Method, path: &str, body: &str| {
            let headers = vec![
                ("authorization", format!("Bearer {}", world.alice.token)),
                ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ];
            world.app.send(method, path, headers, body.as_bytes().to_vec()).await.ok()
        };
        let folder = form(Method::POST, FOLDERS, "name=To+read&emoji=%F0%9F%93%96").await;
        let post = world.post("<p>A book</p>").await;
        let id = text(&folder["id"]);
        form(Method::POST, &format!("/api/v1/statuses/{post}/bookmark"), &format!("folder_id={id}")).await;
        assert_eq!(world.place(post).await, placed(&id));
        let without = form(Method::PATCH, &format!("{FOLDERS}/{id}"), "emoji=").await;
        assert_eq!((&without["name"], &without["emoji"]), (&json!("To read"), &json!(null)));
    }
}

#[tokio::test]
async fn with_an_account_go_its_folders() {
    for world in World::all().await {
        let art = world.folder("Art").await;
        let post = world.post("<p>A painting</p>").await;
        world.bookmark(post, json!({ "folder_id": art })).await.ok();
        let db = world.app.ctx.db.write();
        Sql::new("DELETE FROM accounts WHERE id = ").bind(world.alice.account).execute(db).await.unwrap();
        for table in ["bookmark_folders", "bookmarks"] {
            let left = Sql::new("SELECT id FROM ").push(table).ids::<i64>(db).await.unwrap();
            assert!(left.is_empty(), "{table}: {left:?}");
        }
    }
}

#[tokio::test]
async fn the_instance_says_that_there_are_folders() {
    let app = TestApp::start().await;
    let instance = app.get("/api/v2/instance").await.ok();
    let extensions = instance["configuration"]["extensions"].as_array().unwrap();
    assert!(extensions.contains(&json!("bookmark_folders")), "{extensions:?}");
}
