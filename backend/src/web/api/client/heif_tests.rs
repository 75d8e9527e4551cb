//! Pictures of phones: HEIC.

use image::RgbImage;
use poem::http::Method;
use serde_json::{Value, json};

use crate::{
    media::Incoming,
    testing::{Answer, TestApp, TestUser},
};

/// Four tiles, red and green above blue and white; Exif says that it is to be turned, which does not count.
const TILED: &[u8] = include_bytes!("../../../media/heif/tiled.heic");
/// The same with a quarter turn to the right.
const TURNED: &[u8] = include_bytes!("../../../media/heif/turned.heic");
const REFUSED: &str = "Validation failed: File is not in a format that is accepted";
const DAMAGED: &str = "Validation failed: File is damaged and cannot be read";

async fn upload(app: &TestApp, user: &TestUser, file: &[u8]) -> Answer {
    let fields = [("description", "Colours"), ("focus", "0.5,0.5")];
    app.upload_as(&user.token, (Method::POST, "/api/v2/media"), &fields, ("file", file)).await
}

async fn bytes(app: &TestApp, url: &Value) -> Vec<u8> {
    let key = url.as_str().unwrap().strip_prefix("https://phiomia.test/media/").unwrap();
    let file = app.ctx.media.storage.fetch(key).await.unwrap();
    Incoming::File(file).into_bytes().unwrap()
}

/// The colours of the corners, clockwise from the upper left one, by their letters.
fn corners(picture: &RgbImage) -> String {
    let (right, bottom) = (picture.width() - 6, picture.height() - 6);
    let colour = |(x, y)| match picture.get_pixel(x, y).0.map(|part| part > 128) {
        [true, false, false] => 'r',
        [false, true, false] => 'g',
        [false, false, true] => 'b',
        [true, true, true] => 'w',
        _ => '?',
    };
    [(5, 5), (right, 5), (right, bottom), (5, bottom)].map(colour).iter().collect()
}

async fn types(app: &TestApp) -> Vec<String> {
    let instance = app.get("/api/v2/instance").await.ok();
    let types = &instance["configuration"]["media_attachments"]["supported_mime_types"];
    serde_json::from_value(types.clone()).unwrap()
}

fn kept(app: &TestApp) -> usize {
    let Ok(folders) = std::fs::read_dir(app.folder().join("media")) else { return 0 };
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}

#[tokio::test]
async fn a_picture_of_tiles_is_taken_whole_and_upright() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for (file, size, colours) in [(TILED, "120x100", "rgwb"), (TURNED, "100x120", "brgw")] {
        let taken = upload(&app, &alice, file).await;
        assert_eq!((taken.status, &taken.body["type"]), (200, &json!("image")), "{}", taken.body);
        let media = taken.body;
        assert_eq!((&media["description"], &media["meta"]["focus"]["x"]), (&json!("Colours"), &json!(0.5)));
        assert_eq!(media["meta"]["original"]["size"], size);
        assert!(media["blurhash"].as_str().unwrap().len() >= 6);
        for url in ["url", "preview_url"] {
            let file = bytes(&app, &media[url]).await;
            assert!(!file.windows(7).any(|text| text == b"At home"), "what the camera wrote is gone");
            let picture = image::load_from_memory(&file).unwrap().into_rgb8();
            assert_eq!(corners(&picture), colours, "{url} of {size}");
        }
    }
}

#[tokio::test]
async fn it_can_be_an_avatar() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let me = (Method::PATCH, "/api/v1/accounts/update_credentials");
    let changed = app.upload_as(&alice.token, me, &[], ("avatar", TURNED)).await.ok();
    assert!(changed["avatar"].as_str().unwrap().ends_with(".jpg"), "{}", changed["avatar"]);
}

#[tokio::test]
async fn a_damaged_one_is_refused_and_leaves_nothing() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    // Within the head, within the first tile, within the last one.
    for end in [100, 610, 700] {
        upload(&app, &alice, &TILED[..end]).await.is_error(422, DAMAGED);
    }
    let mut foolish = TILED.to_vec();
    foolish[600..].fill(0xff);
    upload(&app, &alice, &foolish).await.is_error(422, DAMAGED);
    upload(&app, &alice, b"\0\0\0\x18ftypheic\n#EXTM3U\n/etc/passwd\n").await.is_error(422, DAMAGED);
    assert_eq!(kept(&app), 0);
}

#[tokio::test]
async fn one_with_too_many_pixels_is_refused_also_when_it_lies() {
    let app = TestApp::with(|config| config.media.image_pixels = 119 * 100).await;
    let alice = app.user("alice").await;
    let text = "Validation failed: File has too many pixels: 120x100";
    upload(&app, &alice, TILED).await.is_error(422, text);
    let size = [0, 0, 0, 120, 0, 0, 0, 100];
    let place = TILED.windows(8).position(|bytes| bytes == size).unwrap();
    let mut lying = TILED.to_vec();
    lying[place + 3] = 64;
    let refused = upload(&app, &alice, &lying).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    // The grid says, in 16 bits each, that it is as large as can be.
    let grid = TILED.windows(8).position(|bytes| bytes == [0, 0, 1, 1, 0, 120, 0, 100]).unwrap();
    lying[grid + 4..grid + 8].fill(0xff);
    let refused = upload(&app, &alice, &lying).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(kept(&app), 0);
}

#[tokio::test]
async fn it_is_offered_where_it_can_be_read() {
    let app = TestApp::start().await;
    let types = types(&app).await;
    for known in ["image/heic", "image/heif"] {
        assert!(types.iter().any(|name| name == known), "{known}: {types:?}");
    }
}

#[tokio::test]
async fn it_does_not_need_ffmpeg() {
    let app = TestApp::with(|config| config.media.ffmpeg = "/nowhere/ffmpeg".to_owned()).await;
    let alice = app.user("alice").await;
    assert_eq!(upload(&app, &alice, TILED).await.status, 200);
}

#[tokio::test]
async fn without_the_program_it_is_refused_and_not_offered() {
    // The second is there, but does not do what is asked of it.
    for program in ["/nowhere/heif-convert", "/bin/false"] {
        let app = TestApp::with(|config| config.media.heif_convert = program.to_owned()).await;
        let alice = app.user("alice").await;
        upload(&app, &alice, TILED).await.is_error(422, REFUSED);
        assert!(!types(&app).await.iter().any(|name| name.starts_with("image/hei")), "{program}");
    }
}
