//! Uploads.

use kinds::MediaId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Empty, MediaAttachment},
    params::{CreateMedia, UpdateMedia},
};

use super::resource;
use crate::{
    config::Config,
    service::media::{self, Uploaded},
    web::{
        error::ApiError,
        extract::{Upload, User, WithFiles, scope::WriteMedia},
        json::{Growing, Json},
    },
};

resource! {
    /// `/api/v1/media` and `/api/v2/media`
    MediaApi
}

impl WithFiles for CreateMedia {
    const FILES: &'static [&'static str] = &["file", "thumbnail"];

    fn limit(config: &Config) -> u64 {
        config.media.image_bytes.max(config.media.video_bytes)
    }
}

impl WithFiles for UpdateMedia {
    const FILES: &'static [&'static str] = &["thumbnail"];

    fn limit(config: &Config) -> u64 {
        config.media.image_bytes
    }
}

#[OpenApi]
impl MediaApi {
    /// Upload a file
    ///
    /// Pictures are ready at once. Videos, sounds and moving GIFs are processed first: the answer is 202 and
    /// `url` is null; ask for the upload until the answer is 200 instead of 206, then use it.
    #[oai(path = "/api/v2/media", method = "post")]
    async fn create(
        &self,
        user: User<WriteMedia>,
        mut body: Upload<CreateMedia>,
    ) -> Result<Growing<MediaAttachment, 202>, ApiError> {
        let files = (body.take("file"), body.take("thumbnail"));
        Ok(answer(media::upload(&self.ctx, user.account, files, body.fields).await?))
    }

    /// Upload a file and wait until it is processed
    ///
    /// What takes longer than a minute is answered with 202, as by `POST /api/v2/media`.
    #[oai(path = "/api/v1/media", method = "post", deprecated)]
    async fn create_and_wait(
        &self,
        user: User<WriteMedia>,
        mut body: Upload<CreateMedia>,
    ) -> Result<Growing<MediaAttachment, 202>, ApiError> {
        let files = (body.take("file"), body.take("thumbnail"));
        let uploaded = media::upload(&self.ctx, user.account, files, body.fields).await?;
        if uploaded.ready {
            return Ok(answer(uploaded));
        }
        Ok(answer(media::wait(&self.ctx, user.account, uploaded.media.id).await?))
    }

    /// An upload that no status uses yet
    ///
    /// 206 while it is processed, 422 when that was not possible.
    #[oai(path = "/api/v1/media/:id", method = "get")]
    async fn show(
        &self,
        user: User<WriteMedia>,
        id: Path<MediaId>,
    ) -> Result<Growing<MediaAttachment, 206>, ApiError> {
        Ok(answer(media::show(&self.ctx, user.account, id.0).await?))
    }

    /// Describe an upload that no status uses yet, or give it another thumbnail
    #[oai(path = "/api/v1/media/:id", method = "put")]
    async fn update(
        &self,
        user: User<WriteMedia>,
        id: Path<MediaId>,
        mut body: Upload<UpdateMedia>,
    ) -> Result<Json<MediaAttachment>, ApiError> {
        let thumbnail = body.take("thumbnail");
        Ok(Json(media::update(&self.ctx, user.account, id.0, thumbnail, body.fields).await?))
    }

    /// Remove an upload that no status uses
    #[oai(path = "/api/v1/media/:id", method = "delete")]
    async fn delete(&self, user: User<WriteMedia>, id: Path<MediaId>) -> Result<Json<Empty>, ApiError> {
        media::delete(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }
}

fn answer<const STATUS: u16>(uploaded: Uploaded) -> Growing<MediaAttachment, STATUS> {
    Growing { body: uploaded.media, ready: uploaded.ready }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, RgbImage};
    use kinds::Millis;
    use poem::http::Method;
    use serde_json::json;

    use crate::testing::{Answer, TestApp, TestUser};

    const UPLOAD: (Method, &str) = (Method::POST, "/api/v2/media");

    fn picture() -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::from_pixel(640, 480, image::Rgb([9, 99, 200]))
            .write_to(&mut bytes, ImageFormat::Jpeg)
            .unwrap();
        bytes.into_inner()
    }

    async fn upload(app: &TestApp, user: &TestUser, fields: &[(&str, &str)], file: &[u8]) -> Answer {
        app.upload_as(&user.token, UPLOAD, fields, ("file", file)).await
    }

    fn path(url: &serde_json::Value) -> String {
        url.as_str().unwrap().trim_start_matches("https://phiomia.test").to_owned()
    }

    #[tokio::test]
    async fn a_picture_is_taken_in_on_both_databases() {
        for database in testkit::TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            let fields = [("description", " A blue wall "), ("focus", "0.5,-0.25")];
            let media = upload(&app, &alice, &fields, &picture()).await.ok();
            assert_eq!(media["type"], "image");
            assert_eq!(media["description"], "A blue wall");
            assert_eq!(media["meta"]["focus"], json!({ "x": 0.5, "y": -0.25 }));
            assert_eq!(media["meta"]["original"]["size"], "640x480");
            assert_eq!(media["meta"]["small"]["width"], 554);
            assert!(media["blurhash"].as_str().unwrap().len() >= 6);
            for name in ["url", "preview_url"] {
                let file = app.get(&path(&media[name])).await;
                assert_eq!(
                    (file.status, &file.headers["content-type"]),
                    (200, &"image/jpeg".parse().unwrap())
                );
            }
            let id = media["id"].as_str().unwrap();
            let shown = app.get_as(&alice.token, &format!("/api/v1/media/{id}")).await.ok();
            assert_eq!(shown["blurhash"], media["blurhash"]);
        }
    }

    #[tokio::test]
    async fn bad_files_are_refused_and_leave_nothing() {
        let app = TestApp::with(|config| config.media.image_bytes = 200_000).await;
        let alice = app.user("alice").await;
        let whole = picture();
        for (file, status) in
            [(&b"not a picture"[..], 422), (b"", 422), (&whole[..whole.len() / 2], 422), (&[0; 300_000], 413)]
        {
            let answer = upload(&app, &alice, &[], file).await;
            assert_eq!(answer.status, status, "{}", answer.body);
            assert!(answer.body["error"].is_string());
        }
        let missing = app.upload_as(&alice.token, UPLOAD, &[], ("other", &whole)).await;
        missing.is_error(422, "Validation failed: File can't be blank");
        let long = "x".repeat(10_001);
        assert_eq!(upload(&app, &alice, &[("description", &long)], &whole).await.status, 422);
        assert_eq!(upload(&app, &alice, &[("focus", "left")], &whole).await.status, 422);
        let files = std::fs::read_dir(app.folder().join("media")).unwrap().count();
        assert_eq!(files, 0, "nothing is kept of what was refused");
    }

    #[tokio::test]
    async fn uploads_need_the_right_token() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let narrow = app.token_for(&alice, "read").await;
        for (token, status) in [("nonsense", 401), (narrow.as_str(), 403)] {
            assert_eq!(app.upload_as(token, UPLOAD, &[], ("file", &picture())).await.status, status);
        }
    }

    #[tokio::test]
    async fn a_description_can_be_added_but_only_by_the_owner() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let media = upload(&app, &alice, &[], &picture()).await.ok();
        let path = format!("/api/v1/media/{}", media["id"].as_str().unwrap());
        let body = || Some(json!({ "description": "A wall", "focus": "-1,1" }));
        app.request(Method::PUT, &path, Some(&bob.token), body()).await.is_error(404, "Record not found");
        let changed = app.request(Method::PUT, &path, Some(&alice.token), body()).await.ok();
        assert_eq!(changed["description"], "A wall");
        assert_eq!(changed["meta"]["focus"]["y"], 1.0);
        assert_eq!(changed["meta"]["original"]["width"], 640, "the rest stays");
        app.get_as(&bob.token, &path).await.is_error(404, "Record not found");
    }

    #[tokio::test]
    async fn a_deleted_upload_takes_its_files_along() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let media = upload(&app, &alice, &[], &picture()).await.ok();
        let address = format!("/api/v1/media/{}", media["id"].as_str().unwrap());
        app.request(Method::DELETE, &address, Some(&bob.token), None).await.is_error(404, "Record not found");
        let answer = app.request(Method::DELETE, &address, Some(&alice.token), None).await.ok();
        assert_eq!(answer, json!({}));
        app.drain().await;
        assert_eq!(app.get(&path(&media["url"])).await.status, 404);
        assert_eq!(app.get(&path(&media["preview_url"])).await.status, 404);
        app.request(Method::DELETE, &address, Some(&alice.token), None)
            .await
            .is_error(404, "Record not found");
    }

    #[tokio::test]
    async fn uploads_that_no_post_uses_are_removed_after_a_day() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let media = upload(&app, &alice, &[], &picture()).await.ok();
        let url = path(&media["url"]);
        app.clean_up().await;
        assert_eq!(app.get(&url).await.status, 200, "not before");
        app.ctx.clock.advance(25 * Millis::HOUR);
        app.clean_up().await;
        assert_eq!(app.get(&url).await.status, 404);
    }

    #[tokio::test]
    async fn a_thumbnail_takes_the_place_of_the_preview() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let media = upload(&app, &alice, &[], &picture()).await.ok();
        let path = format!("/api/v1/media/{}", media["id"].as_str().unwrap());
        let mut small = Cursor::new(Vec::new());
        RgbImage::new(60, 60).write_to(&mut small, ImageFormat::Png).unwrap();
        let put = async |file: &[u8]| {
            app.upload_as(&alice.token, (Method::PUT, &path), &[], ("thumbnail", file)).await
        };
        let changed = put(small.get_ref()).await.ok();
        assert_eq!((&changed["url"], &changed["meta"]["small"]["size"]), (&media["url"], &json!("60x60")));
        assert_ne!(changed["preview_url"], media["preview_url"]);
        assert_ne!(changed["blurhash"], media["blurhash"]);
        app.drain().await;
        let file = |url: &serde_json::Value| url.as_str().unwrap().replace("https://phiomia.test", "");
        assert_eq!(app.get(&file(&media["preview_url"])).await.status, 404);
        assert_eq!(app.get(&file(&changed["preview_url"])).await.status, 200);

        let refused = put(b"no picture").await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert_eq!(app.get_as(&alice.token, &path).await.ok(), changed);
    }
}
