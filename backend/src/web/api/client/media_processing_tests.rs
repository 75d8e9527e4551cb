//! Videos and sounds, from their upload to a post with them.

use kinds::{MediaId, Millis};
use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::{
    media::storage::CACHE_CONTROL,
    service::media::process,
    testing::{Answer, TestApp, TestUser},
    testing_media::{covered_sound, gif, sample, silent, sound, video},
};

async fn upload(app: &TestApp, user: &TestUser, fields: &[(&str, &str)], file: &[u8]) -> Answer {
    app.upload_as(&user.token, (Method::POST, "/api/v2/media"), fields, ("file", file)).await
}

fn address(media: &Value) -> String {
    format!("/api/v1/media/{}", media["id"].as_str().unwrap())
}

/// Uploads a file, has it processed, and returns what is shown of it then.
async fn processed(app: &TestApp, user: &TestUser, file: &[u8]) -> Value {
    let taken = upload(app, user, &[], file).await;
    assert_eq!(taken.status, 202, "{}", taken.body);
    app.drain().await;
    let shown = app.get_as(&user.token, &address(&taken.body)).await;
    assert_eq!(shown.status, 200, "{}", shown.body);
    shown.body
}

async fn file(app: &TestApp, url: &Value) -> Answer {
    app.get(&url.as_str().unwrap().replace("https://phiomia.test", "")).await
}

/// How many files are kept.
fn kept(app: &TestApp) -> usize {
    let folders = std::fs::read_dir(app.folder().join("media")).unwrap();
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[tokio::test]
async fn a_video_can_be_posted_once_it_is_processed() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await;
        let taken = upload(&app, &alice, &[("description", "Colours")], &video()).await;
        assert_eq!(taken.status, 202, "{}", taken.body);
        assert_eq!((&taken.body["type"], &taken.body["url"]), (&json!("video"), &Value::Null));
        let path = address(&taken.body);
        assert_eq!(app.get_as(&alice.token, &path).await.status, 206);
        let draft = json!({ "status": "Look", "media_ids": [taken.body["id"]] });
        let early = app.post_as(&alice.token, "/api/v1/statuses", draft.clone()).await;
        early.is_error(
            422,
            "Validation failed: Cannot attach files that have not finished processing. Try again in a moment!",
        );

        app.drain().await;
        let shown = app.get_as(&alice.token, &path).await;
        assert_eq!(shown.status, 200, "{}", shown.body);
        let media = shown.body;
        assert_eq!((&media["description"], &media["type"]), (&json!("Colours"), &json!("video")));
        let meta = &media["meta"];
        assert_eq!((&meta["original"]["width"], &meta["original"]["height"]), (&json!(160), &json!(120)));
        assert_eq!((&meta["original"]["frame_rate"], &meta["size"]), (&json!("25/1"), &json!("160x120")));
        assert!(meta["duration"].as_f64().unwrap() >= 1.0 && meta["original"]["bitrate"].is_i64(), "{meta}");
        assert!(meta["length"].as_str().unwrap().starts_with("0:00:01."), "{meta}");
        assert_eq!(meta["audio_encode"], "aac (LC)");
        assert!(media["blurhash"].as_str().unwrap().len() >= 6);

        let played = file(&app, &media["url"]).await;
        assert_eq!(played.headers["content-type"], "video/mp4");
        assert_eq!(
            (&played.headers["accept-ranges"], &played.headers["cache-control"]),
            (&"bytes".parse().unwrap(), &CACHE_CONTROL.parse().unwrap())
        );
        assert_eq!(file(&app, &media["preview_url"]).await.headers["content-type"], "image/jpeg");
        assert_eq!(kept(&app), 2, "the file as it came is gone");
        let posted = app.post_as(&alice.token, "/api/v1/statuses", draft).await.ok();
        assert_eq!(posted["media_attachments"], json!([media]));
    }
}

#[tokio::test]
async fn others_are_told_how_a_video_is_to_be_shown() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let media = processed(&app, &alice, &video()).await;
    let draft = json!({ "status": "Look", "media_ids": [media["id"]] });
    let posted = app.post_as(&alice.token, "/api/v1/statuses", draft).await.ok();
    let path = posted["uri"].as_str().unwrap().replace("https://phiomia.test", "");
    let note = app.get_with(&path, "accept", "application/activity+json").await.ok();
    let document = &note["attachment"][0];
    assert_eq!((&document["mediaType"], &document["url"]), (&json!("video/mp4"), &media["url"]));
    assert_eq!((&document["width"], &document["height"]), (&json!(160), &json!(120)));
    assert_eq!(
        (&document["blurhash"], &document["icon"]["url"]),
        (&media["blurhash"], &media["preview_url"])
    );
    assert!(document["duration"].as_str().unwrap().starts_with("PT1."), "{document}");
    let page = app.get_page(&format!("/@alice/{}", posted["id"].as_str().unwrap())).await.text();
    let player = format!("<video class=\"u-video\" src=\"{}\"", media["url"].as_str().unwrap());
    assert!(page.contains(&player), "{page}");
}

#[tokio::test]
async fn what_moves_without_sound_is_shown_over_and_over() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for moving in [silent(), gif()] {
        let media = processed(&app, &alice, &moving).await;
        assert_eq!(media["type"], "gifv", "{media}");
        assert_eq!(media["meta"]["audio_encode"], Value::Null);
        assert_eq!(file(&app, &media["url"]).await.headers["content-type"], "video/mp4");
    }
    let still =
        sample("gif", &[&["-f", "lavfi", "-i", "testsrc=size=64x48:rate=1:duration=1"]], &["-frames:v", "1"]);
    let taken = upload(&app, &alice, &[], &still).await;
    assert_eq!((taken.status, &taken.body["type"]), (200, &json!("image")));
}

#[tokio::test]
async fn a_sound_has_a_preview_only_of_its_cover() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let plain = processed(&app, &alice, &sound()).await;
    assert_eq!(
        (&plain["type"], &plain["preview_url"], &plain["blurhash"]),
        (&json!("audio"), &Value::Null, &Value::Null)
    );
    assert_eq!(
        (&plain["meta"]["audio_channels"], &plain["meta"]["audio_bitrate"]),
        (&json!("stereo"), &json!("44100 Hz"))
    );
    assert!(plain["meta"]["original"]["duration"].as_f64().unwrap() >= 1.0);
    assert_eq!(file(&app, &plain["url"]).await.headers["content-type"], "audio/mpeg");
    let covered = processed(&app, &alice, &covered_sound()).await;
    assert_eq!((&covered["type"], &covered["meta"]["small"]["size"]), (&json!("audio"), &json!("60x60")));
    assert_eq!(file(&app, &covered["preview_url"]).await.headers["content-type"], "image/jpeg");
}

#[tokio::test]
async fn what_is_said_of_a_video_while_it_is_processed_stays() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let taken = upload(&app, &alice, &[], &video()).await.ok();
    let cover = sample("png", &[&["-f", "lavfi", "-i", "color=red:size=60x60"]], &["-frames:v", "1"]);
    let fields = [("description", "Colours"), ("focus", "0.5,0.5")];
    let put = (Method::PUT, address(&taken));
    let changed = app.upload_as(&alice.token, (put.0, &put.1), &fields, ("thumbnail", &cover)).await.ok();
    assert_eq!(changed["url"], Value::Null);
    app.drain().await;
    let media = app.get_as(&alice.token, &address(&taken)).await.ok();
    assert_eq!((&media["description"], &media["meta"]["focus"]["x"]), (&json!("Colours"), &json!(0.5)));
    assert_eq!(
        (&media["meta"]["small"]["size"], &media["blurhash"]),
        (&json!("60x60"), &changed["blurhash"])
    );
    assert_eq!(media["meta"]["original"]["width"], 160);
}

#[tokio::test]
async fn a_sound_can_come_with_its_cover() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let cover = sample("png", &[&["-f", "lavfi", "-i", "color=red:size=60x60"]], &["-frames:v", "1"]);
    let mut body = Vec::new();
    for (name, content) in [("file", sound()), ("thumbnail", cover)] {
        let head = "--cut\r\nContent-Disposition: form-data; name=\"";
        body.extend(format!("{head}{name}\"; filename=\"a\"\r\n\r\n").into_bytes());
        body.extend([&content[..], b"\r\n"].concat());
    }
    body.extend(b"--cut--\r\n");
    let headers = vec![
        ("authorization", format!("Bearer {}", alice.token)),
        ("content-type", "multipart/form-data; boundary=cut".to_owned()),
    ];
    let taken = app.send(Method::POST, "/api/v2/media", headers, body).await;
    assert_eq!(taken.status, 202, "{}", taken.body);
    app.drain().await;
    let media = app.get_as(&alice.token, &address(&taken.body)).await.ok();
    assert_eq!((&media["type"], &media["meta"]["small"]["size"]), (&json!("audio"), &json!("60x60")));
    assert_eq!(file(&app, &media["preview_url"]).await.headers["content-type"], "image/jpeg");
}

#[tokio::test]
async fn a_video_that_cannot_be_processed_says_why_and_leaves_nothing() {
    // It is of the largest size that is taken in, and grows.
    let small =
        sample("mp3", &[&["-f", "lavfi", "-i", "anoisesrc=duration=9"]], &["-b:a", "8k", "-ar", "8000"]);
    let app = TestApp::with(|config| config.media.video_bytes = u64::try_from(small.len()).unwrap()).await;
    let alice = app.user("alice").await;
    let taken = upload(&app, &alice, &[], &small).await;
    assert_eq!(taken.status, 202, "{}", taken.body);
    app.drain().await;
    let text = "Validation failed: File is too large";
    app.get_as(&alice.token, &address(&taken.body)).await.is_error(422, text);
    let draft = json!({ "status": "Look", "media_ids": [taken.body["id"]] });
    app.post_as(&alice.token, "/api/v1/statuses", draft).await.is_error(422, text);
    assert_eq!(kept(&app), 0);
}

#[tokio::test]
async fn work_done_twice_leaves_one_video() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await;
        let taken = upload(&app, &alice, &[], &video()).await.ok();
        let id: MediaId = taken["id"].as_str().unwrap().parse().unwrap();
        // Two workers that each believe to have the job: one was thought dead.
        let (first, second) = tokio::join!(process(&app.ctx, id), process(&app.ctx, id));
        first.unwrap();
        second.unwrap();
        app.ctx.clock.advance(2 * Millis::HOUR);
        app.drain().await;
        let media = app.get_as(&alice.token, &address(&taken)).await.ok();
        assert_eq!(file(&app, &media["url"]).await.status, 200);
        assert_eq!(kept(&app), 2, "what the other one made is removed");
    }
}

#[tokio::test]
async fn an_upload_that_is_removed_while_it_is_processed_stays_so() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let taken = upload(&app, &alice, &[], &video()).await.ok();
    assert_eq!(app.request(Method::DELETE, &address(&taken), Some(&alice.token), None).await.ok(), json!({}));
    app.drain().await;
    app.ctx.clock.advance(2 * Millis::HOUR);
    app.drain().await;
    app.get_as(&alice.token, &address(&taken)).await.is_error(404, "Record not found");
    assert_eq!(kept(&app), 0);
}

#[tokio::test]
async fn work_that_was_given_up_is_not_waited_for() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let taken = upload(&app, &alice, &[], &video()).await.ok();
    let dead = "UPDATE jobs SET state = 2, unique_key = NULL WHERE kind = 'process_media'";
    store::Sql::new(dead).execute(app.ctx.db.write()).await.unwrap();
    app.get_as(&alice.token, &address(&taken)).await.is_error(422, "The file could not be processed");
}

#[tokio::test]
async fn the_older_method_waits_until_a_video_is_processed() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let film = video();
    let upload = app.upload_as(&alice.token, (Method::POST, "/api/v1/media"), &[], ("file", &film));
    let work = async {
        while app.drain().await == 0 {
            tokio::task::yield_now().await;
        }
    };
    let (media, ()) = tokio::join!(upload, work);
    assert_eq!((media.status, &media.body["type"]), (200, &json!("video")));
    assert!(media.body["url"].is_string());
}

#[tokio::test]
async fn files_that_name_other_files_are_refused() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for text in [
        "#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n",
        "ffconcat version 1.0\nfile /etc/passwd\n",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file:///etc/passwd\"/></svg>",
        "\0\0\0\x18ftypisom\n#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n",
    ] {
        let answer = upload(&app, &alice, &[], text.as_bytes()).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
    }
    assert_eq!(kept(&app), 0);
}

#[tokio::test]
async fn what_is_larger_than_a_video_may_be_is_refused() {
    let film = video();
    let app = TestApp::with(|config| {
        config.media.image_bytes = 1_000;
        config.media.video_bytes = u64::try_from(film.len()).unwrap() - 1;
    })
    .await;
    let alice = app.user("alice").await;
    assert_eq!(upload(&app, &alice, &[], &film).await.status, 413);
    let picture = sample("png", &[&["-f", "lavfi", "-i", "testsrc=size=640x480"]], &["-frames:v", "1"]);
    assert!((1_000..film.len()).contains(&picture.len()), "{}", picture.len());
    assert_eq!(upload(&app, &alice, &[], &picture).await.status, 413, "a video's limit is not a picture's");
}

#[tokio::test]
async fn without_ffmpeg_there_are_pictures_only_and_the_server_says_so() {
    let app = TestApp::with(|config| {
        config.media.ffmpeg = "/nowhere/ffmpeg".to_owned();
        config.media.heif_convert = "/nowhere/heif-convert".to_owned();
    })
    .await;
    let alice = app.user("alice").await;
    let refused = upload(&app, &alice, &[], &video()).await;
    refused.is_error(
        422,
        "Validation failed: File cannot be processed: this server has no ffmpeg and takes pictures only \
         (JPEG, PNG, GIF, WebP)",
    );
    let taken = upload(&app, &alice, &[], &gif()).await;
    assert_eq!((taken.status, &taken.body["type"]), (200, &json!("image")));
    let limits = app.get("/api/v2/instance").await.ok()["configuration"]["media_attachments"].clone();
    assert_eq!(limits["supported_mime_types"], json!(["image/jpeg", "image/png", "image/gif", "image/webp"]));
}

#[tokio::test]
async fn the_server_tells_what_it_takes() {
    let app = TestApp::with(|config| config.media.video_frame_rate = 60).await;
    let limits = app.get("/api/v2/instance").await.ok()["configuration"]["media_attachments"].clone();
    let types: Vec<String> = serde_json::from_value(limits["supported_mime_types"].clone()).unwrap();
    for known in ["image/avif", "video/mp4", "audio/mpeg"] {
        assert!(types.iter().any(|name| name == known), "{known}: {types:?}");
    }
    assert_eq!(
        (&limits["video_size_limit"], &limits["video_frame_rate_limit"]),
        (&json!(103_809_024), &json!(60))
    );
    let older = app.get("/api/v1/instance").await.ok()["configuration"]["media_attachments"].clone();
    assert_eq!(older["supported_mime_types"], limits["supported_mime_types"]);
}

#[tokio::test]
async fn an_avif_is_a_picture() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let avif = include_bytes!("../../../media/probe.avif");
    let taken = upload(&app, &alice, &[], avif).await;
    assert_eq!((taken.status, &taken.body["type"]), (200, &json!("image")), "{}", taken.body);
    assert_eq!(file(&app, &taken.body["url"]).await.headers["content-type"], "image/jpeg");
    let me = (Method::PATCH, "/api/v1/accounts/update_credentials");
    let changed = app.upload_as(&alice.token, me, &[], ("avatar", avif)).await.ok();
    assert!(changed["avatar"].as_str().unwrap().ends_with(".jpg"), "{}", changed["avatar"]);
}

#[tokio::test]
async fn of_two_posts_with_one_upload_one_gets_it() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await;
        let picture = sample("png", &[&["-f", "lavfi", "-i", "color=red:size=60x60"]], &["-frames:v", "1"]);
        let media = upload(&app, &alice, &[], &picture).await.ok();
        let post = async |text: &str| {
            let draft = json!({ "status": text, "media_ids": [media["id"]] });
            app.post_as(&alice.token, "/api/v1/statuses", draft).await
        };
        let (first, second) = tokio::join!(post("First"), post("Second"));
        let mut statuses = [first.status, second.status];
        statuses.sort();
        assert_eq!(statuses, [200, 422], "{} {}", first.body, second.body);
        let path = format!("/api/v1/accounts/{}/statuses", alice.account);
        let posted = app.get_as(&alice.token, &path).await.ok();
        assert_eq!(posted.as_array().unwrap().len(), 1, "nothing is left of the other");
        assert_eq!(posted[0]["media_attachments"][0]["id"], media["id"]);
    }
}

#[tokio::test]
async fn pictures_may_stand_beside_what_moves_silently_but_not_beside_a_video() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let picture = sample("png", &[&["-f", "lavfi", "-i", "color=red:size=60x60"]], &["-frames:v", "1"]);
    let picture = upload(&app, &alice, &[], &picture).await.ok();
    let (moving, film) = (processed(&app, &alice, &gif()).await, processed(&app, &alice, &video()).await);
    let post = async |other: &Value| {
        let draft = json!({ "status": "Both", "media_ids": [picture["id"], other["id"]] });
        app.post_as(&alice.token, "/api/v1/statuses", draft).await
    };
    post(&film)
        .await
        .is_error(422, "Validation failed: Cannot attach a video to a post that already contains images");
    assert_eq!(post(&moving).await.status, 200);
}

#[tokio::test]
async fn media_of_a_deleted_post_can_be_used_for_a_day() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let picture = sample("png", &[&["-f", "lavfi", "-i", "color=red:size=60x60"]], &["-frames:v", "1"]);
    let media = upload(&app, &alice, &[], &picture).await.ok();
    let draft = json!({ "status": "Look", "media_ids": [media["id"]] });
    let posted = app.post_as(&alice.token, "/api/v1/statuses", draft.clone()).await.ok();
    app.ctx.clock.advance(48 * Millis::HOUR);
    let path = format!("/api/v1/statuses/{}", posted["id"].as_str().unwrap());
    app.request(Method::DELETE, &path, Some(&alice.token), None).await.ok();
    app.clean_up().await;
    assert_eq!(app.post_as(&alice.token, "/api/v1/statuses", draft).await.status, 200);
}
