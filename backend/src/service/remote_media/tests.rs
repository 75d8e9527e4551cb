//! Files of other servers, as browsers get them.

use std::{io::Cursor, sync::atomic::AtomicU32};

use futures_util::future::join_all;
use image::{Delay, Frame, ImageFormat, RgbaImage, codecs::gif::GifEncoder};
use kinds::{MediaKind, StatusId, Visibility};
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};
use serde_json::Value;
use store::entity::{account, domain_block, remote_file};
use testkit::{TestDatabase, eventually};

use super::*;
use crate::{
    config::Config,
    service::status::{self, Media, NewStatus},
    testing::{Answer, NOW, TestApp},
    testing_network::{Scripted, answer},
};

fn near(config: &mut Config) {
    config.federation.allow_http = true;
    config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
}

async fn app() -> TestApp {
    TestApp::with(near).await
}

fn png(side: u32) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image::RgbImage::new(side, side).write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

fn gif(side: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let frames = [0, 255].map(|grey| {
        let pixels = RgbaImage::from_pixel(side, side, image::Rgba([grey, grey, grey, 255]));
        Frame::from_parts(pixels, 0, 0, Delay::from_numer_denom_ms(100, 1))
    });
    GifEncoder::new(&mut file).encode_frames(frames).unwrap();
    file
}

/// A server with one file at every address, whatever it says that it is.
async fn origin_of(file: Vec<u8>) -> Scripted {
    Scripted::start(move |_, _| answer("200 OK", "content-type: text/html\r\n", &file)).await
}

/// The path on `app` of a file elsewhere.
fn path(app: &TestApp, shape: Shape, owner: Option<AccountId>, url: &str) -> String {
    local(app, &show(&app.ctx, shape, owner, url).unwrap())
}

fn local(app: &TestApp, url: &str) -> String {
    url.strip_prefix(app.ctx.config.base_url()).unwrap_or_else(|| panic!("{url} is elsewhere")).to_owned()
}

/// A file without an owner.
fn any(app: &TestApp, shape: Shape, origin: &Scripted) -> String {
    path(app, shape, None, &format!("http://{}/a.png", origin.host))
}

async fn rows(app: &TestApp) -> u64 {
    remote_file::Entity::find().count(app.ctx.db.read()).await.unwrap()
}

fn size(answer: &Answer) -> usize {
    answer.headers["content-length"].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_file_is_fetched_once_and_kept() {
    for database in TestDatabase::all().await {
        let (app, file) = (TestApp::on(database, near).await, png(20));
        let origin = origin_of(file.clone()).await;
        let path = any(&app, Shape::Original, &origin);
        for _ in 0..2 {
            let answer = app.get(&path).await;
            assert_eq!((answer.status, size(&answer)), (200, file.len()));
            assert_eq!(answer.headers["content-type"], "image/png", "told by its content");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
            assert_eq!(answer.headers["cache-control"], "public, max-age=2592000, immutable");
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
        }
        assert_eq!(origin.requests().len(), 1);
        let part = app.get_with(&path, "range", "bytes=1-3").await;
        assert_eq!((part.status, part.text().as_str()), (206, "PNG"));
        let tag = app.get(&path).await.headers["etag"].to_str().unwrap().to_owned();
        assert_eq!(app.get_with(&path, "if-none-match", &tag).await.status, 304);
    }
}

#[tokio::test]
async fn many_who_look_at_once_make_one_request() {
    let (app, origin) = (app().await, origin_of(png(20)).await);
    let path = any(&app, Shape::Preview, &origin);
    let answers = join_all((0..10).map(|_| app.get(&path))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(origin.requests().len(), 1);
}

#[tokio::test]
async fn the_origin_learns_nothing_of_who_looks() {
    let (app, origin) = (app().await, origin_of(png(20)).await);
    let alice = app.user("alice").await;
    let headers = vec![
        ("authorization", format!("Bearer {}", alice.token)),
        ("cookie", "phiomia_session=secret".to_owned()),
        ("x-forwarded-for", "203.0.113.77".to_owned()),
        ("referer", "https://phiomia.test/@alice".to_owned()),
        ("user-agent", "A browser of alice".to_owned()),
        ("accept-language", "tlh".to_owned()),
    ];
    let path = any(&app, Shape::Original, &origin);
    let answer = app.send(poem::http::Method::GET, &path, headers, Vec::new()).await;
    assert_eq!(answer.status, 200);
    let asked = origin.requests().pop().unwrap();
    let names: Vec<&str> = asked.lines().skip(1).filter_map(|line| Some(line.split_once(": ")?.0)).collect();
    for name in &names {
        assert!(["host", "user-agent", "accept", "accept-encoding"].contains(name), "{name}: {asked}");
    }
    assert!(asked.contains("user-agent: Phiomia/"), "{asked}");
    assert!(!asked.contains("alice") && !asked.contains("203.0.113.77"), "{asked}");
}

#[tokio::test]
async fn only_addresses_that_this_server_made_are_answered() {
    let (app, origin) = (app().await, origin_of(png(20)).await);
    let good = any(&app, Shape::Original, &origin);
    let other = path(&app, Shape::Original, None, &format!("http://{}/other", origin.host));
    let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (good_parts, other_parts) = (parts(&good), parts(&other));
    let changed = |at: usize, text: &str| {
        let mut parts = good_parts.clone();
        parts[at] = text.to_owned();
        parts.join("/")
    };
    for forged in [
        changed(2, &other_parts[2]),
        changed(2, ""),
        changed(2, &"0".repeat(22)),
        changed(3, "preview"),
        changed(3, "page"),
        changed(4, "7"),
        changed(5, &other_parts[5]),
        changed(5, "%20"),
    ] {
        assert_eq!(app.get(&forged).await.status, 404, "{forged}");
    }
    assert!(origin.requests().is_empty());
    let elsewhere = app.beside(|_| {}).await;
    assert_eq!(elsewhere.get(&good).await.status, 200, "every process of the server knows it");
}

#[tokio::test]
async fn what_is_no_picture_film_or_sound_is_not_passed_on() {
    let app = app().await;
    for file in ["<!doctype html><script>alert(1)</script>", "<svg xmlns='http://www.w3.org/2000/svg'/>", ""]
    {
        let origin =
            Scripted::start(move |_, _| answer("200 OK", "content-type: image/png\r\n", file.as_bytes()))
                .await;
        for shape in [Shape::Original, Shape::Preview, Shape::Icon] {
            let answer = app.get(&any(&app, shape, &origin)).await;
            assert_eq!(
                (answer.status, &answer.headers["cache-control"]),
                (404, &"no-store".parse().unwrap())
            );
        }
    }
    let film = origin_of(b"\0\0\0\x20ftypisom\0\0\0\0isomiso2".to_vec()).await;
    assert_eq!(app.get(&any(&app, Shape::Original, &film)).await.headers["content-type"], "video/mp4");
    assert_eq!(app.get(&any(&app, Shape::Preview, &film)).await.status, 404, "no picture");
}

#[tokio::test]
async fn pictures_are_drawn_in_the_size_that_they_are_shown_in() {
    let (app, origin) = (app().await, origin_of(png(1000)).await);
    let pixels = async |shape| {
        let key = find(&app.ctx, &address(&origin, shape), "x").await.unwrap();
        let mut stored = app.ctx.media.storage.whole(&key).await.unwrap();
        let mut bytes = Vec::new();
        while let Some(chunk) = futures_util::StreamExt::next(&mut stored.body).await {
            bytes.extend(chunk.unwrap());
        }
        let picture = image::load_from_memory(&bytes).unwrap();
        picture.width() * picture.height()
    };
    assert_eq!(pixels(Shape::Original).await, 1_000_000);
    assert!(pixels(Shape::Preview).await <= 640 * 360);
    assert_eq!(pixels(Shape::Icon).await, 400 * 400);
    assert!(pixels(Shape::Banner).await <= 1500 * 500);
}

fn address(origin: &Scripted, shape: Shape) -> Address {
    Address { shape, owner: None, url: format!("http://{}/a.png", origin.host) }
}

#[tokio::test]
async fn what_moves_also_stands_still_and_is_fetched_once_for_both() {
    let app = app().await;
    let (moving, resting) = (origin_of(gif(64)).await, origin_of(png(64)).await);
    let kind = async |shape, origin| app.get(&any(&app, shape, origin)).await.headers["content-type"].clone();
    assert_eq!(kind(Shape::StillIcon, &moving).await, "image/png");
    assert_eq!(kind(Shape::Icon, &moving).await, "image/gif");
    assert_eq!(kind(Shape::Preview, &moving).await, "image/png", "previews do not move");
    assert_eq!(moving.requests().len(), 2);
    assert_eq!(kind(Shape::Icon, &resting).await, "image/png");
    assert_eq!(kind(Shape::StillIcon, &resting).await, "image/png");
    assert_eq!(resting.requests().len(), 1);
}

#[tokio::test]
async fn a_failure_is_remembered_for_longer_each_time() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, near).await;
        let origin = Scripted::start(|_, _| answer("503 Busy", "", b"")).await;
        let path = any(&app, Shape::Original, &origin);
        let ask = async || {
            assert_eq!(app.get(&path).await.status, 404);
            origin.requests().len()
        };
        assert_eq!((ask().await, ask().await), (1, 1));
        app.ctx.clock.advance(Millis::MINUTE);
        assert_eq!((ask().await, ask().await), (2, 2));
        app.ctx.clock.advance(Millis::MINUTE);
        assert_eq!(ask().await, 2, "not so soon again");
        app.ctx.clock.advance(3 * Millis::MINUTE);
        assert_eq!(ask().await, 3);
        app.ctx.clock.advance(8 * Millis::DAY);
        app.clean_up().await;
        assert_eq!(rows(&app).await, 0, "forgotten in the end");
    }
}

#[tokio::test]
async fn a_file_that_comes_back_is_shown() {
    let calls = AtomicU32::new(0);
    let origin =
        Scripted::start(move |_, _| match calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => answer("404 Not Found", "", b""),
            _ => answer("200 OK", "", &png(20)),
        })
        .await;
    let app = app().await;
    let path = any(&app, Shape::Original, &origin);
    assert_eq!(app.get(&path).await.status, 404);
    app.ctx.clock.advance(Millis::MINUTE);
    assert_eq!(app.get(&path).await.status, 200);
}

#[tokio::test]
async fn files_that_are_too_large_are_refused() {
    let app = TestApp::with(|config| {
        near(config);
        config.media.image_bytes = 1000;
        config.media.remote_bytes = 2000;
    })
    .await;
    let mut film = b"\0\0\0\x20ftypisom".to_vec();
    film.resize(1500, 0);
    let film = origin_of(film).await;
    assert_eq!(app.get(&any(&app, Shape::Original, &film)).await.status, 200);
    let mut picture = png(20);
    picture.resize(1500, 0);
    let picture = origin_of(picture).await;
    assert_eq!(app.get(&any(&app, Shape::Original, &picture)).await.status, 404);
    let endless = Scripted::start(|_, _| {
        let mut bytes = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n\0\0\0\x20ftypisom".to_vec();
        bytes.resize(10_000, 0);
        Some(bytes)
    })
    .await;
    assert_eq!(app.get(&any(&app, Shape::Original, &endless)).await.status, 404);
}

#[tokio::test]
async fn no_redirect_leads_into_the_own_network() {
    let app = app().await;
    for target in ["http://127.0.0.2/a.png", "http://localhost/a.png", "http://[::1]/a.png"] {
        let location = format!("location: {target}\r\n");
        let origin = Scripted::start(move |_, _| answer("302 Found", &location, b"")).await;
        assert_eq!(app.get(&any(&app, Shape::Original, &origin)).await.status, 404, "{target}");
        assert_eq!(origin.requests().len(), 1);
    }
}

#[tokio::test]
async fn fetches_are_limited_by_client_and_looking_again_is_free() {
    let app = TestApp::with(|config| {
        near(config);
        config.rate_limits.enabled = true;
        config.rate_limits.remote_media = 2;
    })
    .await;
    let origin = origin_of(png(20)).await;
    let path = |name: &str| path(&app, Shape::Icon, None, &format!("http://{}/{name}", origin.host));
    for name in ["a", "b"] {
        assert_eq!(app.get(&path(name)).await.status, 200);
    }
    app.get(&path("c")).await.is_error(429, "Too many requests");
    assert_eq!(app.get(&path("a")).await.status, 200);
    app.ctx.clock.advance(10 * Millis::MINUTE);
    assert_eq!(app.get(&path("c")).await.status, 200);
}

/// A status of an account elsewhere with a picture and a film, and an emoji in its text.
async fn status_with_media(app: &TestApp, author: AccountId, origin: &Scripted) -> StatusId {
    let id = app.ctx.next_id();
    let medium = |kind: MediaKind, name: &str| media_attachment::Model {
        kind: kind.number(),
        remote_url: Some(format!("http://{}/{name}", origin.host)),
        ..media::blank(&app.ctx, author)
    };
    let emoji = shared::entities::CustomEmoji {
        shortcode: "blob".to_owned(),
        url: format!("http://{}/blob.gif", origin.host),
        static_url: format!("http://{}/blob.gif", origin.host),
        visible_in_picker: false,
        category: None,
    };
    let new = NewStatus {
        visibility: Visibility::Public,
        content: "<p>:blob: #fall</p>".to_owned(),
        tags: vec![("fall".to_owned(), "fall".to_owned())],
        media: Media::Remote(vec![
            medium(MediaKind::Image, "leaf.png"),
            medium(MediaKind::Video, "wind.mp4"),
        ]),
        emojis: vec![emoji],
        ..NewStatus::new(id, format!("https://far.example/statuses/{id}"), author, NOW)
    };
    let tx = app.ctx.begin().await.unwrap();
    status::insert(&app.ctx, &tx, new).await.unwrap();
    app.ctx.commit(tx).await.unwrap();
    id
}

/// An account elsewhere with an avatar and a header.
async fn bob(app: &TestApp, origin: &Scripted) -> AccountId {
    let bob = app.remote("bob", "far.example").await;
    let row = account::ActiveModel {
        id: Set(bob),
        avatar_remote_url: Set(Some(format!("http://{}/bob.png", origin.host))),
        header_remote_url: Set(Some(format!("http://{}/sky.png", origin.host))),
        ..Default::default()
    };
    account::Entity::update(row).exec(app.ctx.db.write()).await.unwrap();
    bob
}

async fn shown(app: &TestApp, status: StatusId) -> Value {
    app.get(&format!("/api/v1/statuses/{status}")).await.ok()
}

#[tokio::test]
async fn every_file_of_a_status_has_an_address_here() {
    let (app, origin) = (app().await, origin_of(png(64)).await);
    let bob = bob(&app, &origin).await;
    let id = status_with_media(&app, bob, &origin).await;
    let status = shown(&app, id).await;
    let (picture, film) = (&status["media_attachments"][0], &status["media_attachments"][1]);
    assert_eq!(picture["remote_url"], format!("http://{}/leaf.png", origin.host));
    assert!(picture["url"].as_str().unwrap().ends_with(".png"), "{picture}");
    assert!(film["url"].as_str().unwrap().ends_with(".mp4"), "{film}");
    assert_eq!(film["preview_url"], Value::Null, "there is no picture of it");
    let (account, emoji) = (&status["account"], &status["emojis"][0]);
    for address in [
        &picture["url"],
        &picture["preview_url"],
        &account["avatar"],
        &account["avatar_static"],
        &account["header"],
        &account["header_static"],
        &emoji["url"],
        &emoji["static_url"],
    ] {
        let path = local(&app, address.as_str().unwrap());
        assert!(path.starts_with("/proxy/"), "{path}");
        assert_eq!(app.get(&path).await.status, 200, "{path}");
    }
    let feed = app.get("/tags/fall.rss").await.text();
    assert!(feed.contains("/proxy/") && !feed.contains(&origin.host), "{feed}");
    assert!(feed.contains("medium=\"video\""), "{feed}");
    assert_eq!(shown(&app, id).await, status, "the same addresses every time");
}

#[tokio::test]
async fn without_the_proxy_addresses_are_the_original_ones() {
    let app = TestApp::with(|config| {
        near(config);
        config.media.proxy = false;
    })
    .await;
    let origin = origin_of(png(64)).await;
    let bob = bob(&app, &origin).await;
    let status = shown(&app, status_with_media(&app, bob, &origin).await).await;
    assert_eq!(status["media_attachments"][0]["url"], format!("http://{}/leaf.png", origin.host));
    assert_eq!(status["account"]["avatar_static"], format!("http://{}/bob.png", origin.host));
    let address = Address { shape: Shape::Icon, owner: None, url: format!("http://{}/a", origin.host) };
    assert_eq!(app.get(&address.path(&app.ctx.secrets)).await.status, 404);
}

#[tokio::test]
async fn files_of_suspended_accounts_and_blocked_servers_are_neither_shown_nor_kept() {
    for database in TestDatabase::all().await {
        let (app, origin) = (TestApp::on(database, near).await, origin_of(png(64)).await);
        let (bob, carl) = (bob(&app, &origin).await, app.remote("carl", "near.example").await);
        let url = format!("http://{}/a.png", origin.host);
        let paths = [bob, carl].map(|owner| path(&app, Shape::Original, Some(owner), &url));
        for path in &paths {
            assert_eq!(app.get(path).await.status, 200);
        }
        let row = account::ActiveModel { id: Set(bob), suspended_at: Set(Some(NOW)), ..Default::default() };
        account::Entity::update(row).exec(app.ctx.db.write()).await.unwrap();
        let block = domain_block::ActiveModel {
            domain: Set("near.example".to_owned()),
            severity: Set(0),
            reject_media: Set(true),
            comment: Set(String::new()),
            created_at: Set(NOW),
        };
        domain_block::Entity::insert(block).exec_without_returning(app.ctx.db.write()).await.unwrap();
        app.ctx.record(store::Event::SettingsChanged).await.unwrap();
        for path in &paths {
            assert_eq!(app.get(path).await.status, 404);
        }
        app.clean_up().await;
        assert_eq!((rows(&app).await, files(&app)), (0, 0));
    }
}

/// Files in the storage.
fn files(app: &TestApp) -> usize {
    let folders = std::fs::read_dir(app.folder().join("media")).into_iter().flatten().flatten();
    folders.map(|folder| std::fs::read_dir(folder.path()).map_or(0, Iterator::count)).sum()
}

#[tokio::test]
async fn files_go_with_their_status_and_their_account() {
    for database in TestDatabase::all().await {
        let (app, origin) = (TestApp::on(database, near).await, origin_of(png(64)).await);
        let bob = bob(&app, &origin).await;
        let id = status_with_media(&app, bob, &origin).await;
        let status = shown(&app, id).await;
        let get = async |address: &Value| app.get(&local(&app, address.as_str().unwrap())).await.status;
        let picture = &status["media_attachments"][0];
        for address in [&picture["url"], &picture["preview_url"], &status["account"]["avatar"]] {
            assert_eq!(get(address).await, 200);
        }
        assert_eq!(files(&app), 3);
        let tx = app.ctx.begin().await.unwrap();
        status::remove(&app.ctx, &tx, id).await.unwrap();
        app.ctx.commit(tx).await.unwrap();
        app.drain().await;
        assert_eq!((rows(&app).await, files(&app)), (1, 1), "the avatar");
        let tx = app.ctx.begin().await.unwrap();
        forget_account(&tx, bob).await.unwrap();
        app.ctx.commit(tx).await.unwrap();
        app.drain().await;
        assert_eq!((rows(&app).await, files(&app)), (0, 0));
    }
}

#[tokio::test]
async fn the_cache_keeps_what_was_used_last() {
    for database in TestDatabase::all().await {
        let file = png(20);
        let length = u64::try_from(file.len()).unwrap();
        let app = TestApp::on(database, |config| {
            near(config);
            config.media.cache_size = length * 10;
        })
        .await;
        let origin = origin_of(file).await;
        let path =
            |number: i64| path(&app, Shape::Original, None, &format!("http://{}/{number}", origin.host));
        let get = async |number| assert_eq!(app.get(&path(number)).await.status, 200);
        for number in 0..10 {
            get(number).await;
            app.ctx.clock.advance(Millis::HOUR);
        }
        get(0).await;
        eventually("the use is noted", async || {
            query::unused(app.ctx.db.read(), 1).await.unwrap()[0].id
                == Address { shape: Shape::Original, owner: None, url: format!("http://{}/1", origin.host) }
                    .id()
        })
        .await;
        app.drain().await;
        assert_eq!(rows(&app).await, 10, "full, and no more");
        get(10).await;
        app.drain().await;
        assert_eq!((rows(&app).await, files(&app)), (9, 9), "room for one more");
        let before = origin.requests().len();
        for number in [0, 3, 4, 10] {
            get(number).await;
        }
        assert_eq!(origin.requests().len(), before);
        get(1).await;
        assert_eq!(origin.requests().len(), before + 1, "unused for longest");
        assert_eq!(
            total(&app.ctx).await.unwrap(),
            Total { files: 10, bytes: i64::try_from(length).unwrap() * 10 }
        );
        trim_to(&app.ctx, 0).await.unwrap();
        app.drain().await;
        assert_eq!((rows(&app).await, files(&app)), (0, 0));
    }
}

#[tokio::test]
async fn a_file_that_the_storage_has_lost_is_fetched_again() {
    let (app, origin) = (app().await, origin_of(png(20)).await);
    let path = any(&app, Shape::Original, &origin);
    assert_eq!(app.get(&path).await.status, 200);
    std::fs::remove_dir_all(app.folder().join("media")).unwrap();
    assert_eq!(app.get(&path).await.status, 404);
    assert_eq!(app.get(&path).await.status, 200);
}
