//! One's own profile as its editor needs it, and preferences.

use poem_openapi::OpenApi;
use shared::{
    entities::{CredentialAccount, Preferences, Profile},
    params::UpdateCredentials,
};

use super::resource;
use crate::{
    config::Config,
    service::{
        account::{credentials, pictures::Pictures, update},
        media::{self, ProfilePicture},
    },
    web::{
        error::ApiError,
        extract::{Upload, User, WithFiles, scope},
        json::Json,
    },
};

impl WithFiles for UpdateCredentials {
    const FILES: &'static [&'static str] = &["avatar", "header"];

    fn limit(config: &Config) -> u64 {
        config.media.avatar_bytes
    }
}

/// A change of a profile, and the pictures that came with it.
pub(super) fn sent(mut body: Upload<UpdateCredentials>) -> (UpdateCredentials, Pictures) {
    let pictures = Pictures { avatar: body.take("avatar"), header: body.take("header") };
    (body.fields, pictures)
}

resource! {
    /// `/api/v1/profile` and `/api/v1/preferences`
    ProfileApi
}

#[OpenApi]
impl ProfileApi {
    /// One's own profile, not rendered
    #[oai(path = "/api/v1/profile", method = "get")]
    async fn show(&self, user: User<scope::Profile>) -> Result<Json<Profile>, ApiError> {
        Ok(Json(credentials::profile(&self.ctx, &user).await?))
    }

    /// Change one's own profile
    #[oai(path = "/api/v1/profile", method = "patch")]
    async fn update(
        &self,
        user: User<scope::WriteAccounts>,
        body: Upload<UpdateCredentials>,
    ) -> Result<Json<Profile>, ApiError> {
        let (changes, pictures) = sent(body);
        update::update(&self.ctx, &user, changes, pictures).await?;
        Ok(Json(credentials::profile(&self.ctx, &user).await?))
    }

    /// Change one's own profile
    #[oai(path = "/api/v1/profile", method = "put")]
    async fn replace(
        &self,
        user: User<scope::WriteAccounts>,
        body: Upload<UpdateCredentials>,
    ) -> Result<Json<Profile>, ApiError> {
        self.update(user, body).await
    }

    /// Show the default avatar again
    #[oai(path = "/api/v1/profile/avatar", method = "delete")]
    async fn remove_avatar(
        &self,
        user: User<scope::WriteAccounts>,
    ) -> Result<Json<CredentialAccount>, ApiError> {
        media::remove_profile_picture(&self.ctx, user.account, ProfilePicture::Avatar).await?;
        Ok(Json(credentials::credentials(&self.ctx, &user).await?))
    }

    /// Show the default header again
    #[oai(path = "/api/v1/profile/header", method = "delete")]
    async fn remove_header(
        &self,
        user: User<scope::WriteAccounts>,
    ) -> Result<Json<CredentialAccount>, ApiError> {
        media::remove_profile_picture(&self.ctx, user.account, ProfilePicture::Header).await?;
        Ok(Json(credentials::credentials(&self.ctx, &user).await?))
    }

    /// Settings that clients may follow
    #[oai(path = "/api/v1/preferences", method = "get")]
    async fn preferences(&self, user: User<scope::ReadAccounts>) -> Result<Json<Preferences>, ApiError> {
        Ok(Json(credentials::preferences(&self.ctx, &user).await?))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use base64::{Engine, engine::general_purpose::STANDARD};
    use image::{ImageFormat, RgbImage};
    use poem::http::Method;
    use serde_json::{Value, json};

    use crate::{
        media::Incoming,
        service::emoji,
        testing::{Answer, TestApp, TestUser},
    };

    const UPDATE: (Method, &str) = (Method::PATCH, "/api/v1/accounts/update_credentials");

    fn picture() -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::new(600, 500).write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    async fn send(app: &TestApp, user: &TestUser, name: &str, file: &[u8]) -> Answer {
        app.upload_as(&user.token, UPDATE, &[("display_name", "New")], (name, file)).await
    }

    fn path(url: &Value) -> String {
        url.as_str().unwrap().trim_start_matches("https://phiomia.test").to_owned()
    }

    #[tokio::test]
    async fn a_new_avatar_replaces_the_old_one_and_its_file() {
        for database in testkit::TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            let first = send(&app, &alice, "avatar", &picture()).await.ok();
            assert_eq!(app.get(&path(&first["avatar"])).await.status, 200);
            let second = send(&app, &alice, "avatar", &picture()).await.ok();
            assert_ne!(first["avatar"], second["avatar"]);
            app.drain().await;
            assert_eq!(app.get(&path(&first["avatar"])).await.status, 404);
            assert_eq!(second["header"], "https://phiomia.test/assets/header.png", "the other one stays");
            let delete = (Method::DELETE, "/api/v1/profile/avatar");
            let third = app.request(delete.0, delete.1, Some(&alice.token), None).await.ok();
            assert_eq!(third["avatar"], "https://phiomia.test/assets/avatar.png");
        }
    }

    #[tokio::test]
    async fn custom_emoji_are_shown_wherever_they_are_used() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        for code in ["cat", "dog", "fox", "owl"] {
            emoji::add(&app.ctx, code, Incoming::Bytes(picture()), None).await.unwrap();
        }
        let body = json!({
            "display_name": "Alice :cat:",
            "note": "I like :dog: and :nothing:",
            "fields_attributes": [{ "name": "Also :fox:", "value": "yes" }],
        });
        let changed = app.request(UPDATE.0, UPDATE.1, Some(&alice.token), Some(body)).await.ok();
        let codes = |account: &Value| -> Vec<String> {
            let emojis = account["emojis"].as_array().unwrap().iter();
            emojis.map(|emoji| emoji["shortcode"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(codes(&changed), ["cat", "dog", "fox"]);
        let body = json!({ "display_name": "Alice" });
        let changed = app.request(UPDATE.0, UPDATE.1, Some(&alice.token), Some(body)).await.ok();
        assert_eq!(codes(&changed), ["dog", "fox"]);
    }

    #[tokio::test]
    async fn a_picture_may_come_as_a_data_url() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let url = format!("data:image/png;base64,{}", STANDARD.encode(picture()));
        let path = "/api/v1/profile";
        let changed =
            app.request(Method::PATCH, path, Some(&alice.token), Some(json!({ "header": url }))).await.ok();
        assert!(changed["header"].as_str().unwrap().starts_with("https://phiomia.test/media/"), "{changed}");
    }

    #[tokio::test]
    async fn a_bad_picture_changes_nothing() {
        let app = TestApp::with(|config| config.media.avatar_bytes = 100_000).await;
        let alice = app.user("alice").await;
        for (file, status) in [(&b"text"[..], 422), (&picture()[..100], 422), (&[0; 100_001], 413)] {
            assert_eq!(send(&app, &alice, "avatar", file).await.status, status);
        }
        let url = json!({ "display_name": "New", "avatar": "https://example.org/a.png" });
        let answer = app.request(UPDATE.0, UPDATE.1, Some(&alice.token), Some(url)).await;
        answer.is_error(422, "Validation failed: Avatar is neither a file nor a data: URL");
        let seen = app.get(&format!("/api/v1/accounts/{}", alice.account)).await.ok();
        assert_eq!(seen["display_name"], "");
        assert_eq!(seen["avatar"], "https://phiomia.test/assets/avatar.png");
        assert!(
            !app.folder().join("media").exists()
                || std::fs::read_dir(app.folder().join("media")).unwrap().count() == 0
        );
    }
}
