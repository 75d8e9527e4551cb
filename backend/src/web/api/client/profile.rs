//! One's own profile as its editor needs it, and preferences.

use poem_openapi::OpenApi;
use shared::{
    entities::{CredentialAccount, Preferences, Profile},
    params::UpdateCredentials,
};

use super::resource;
use crate::{
    service::account::{
        credentials,
        update::{self, Picture, Pictures},
    },
    web::{
        error::ApiError,
        extract::{Body, User, scope},
        json::Json,
    },
};

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
        body: Body<UpdateCredentials>,
    ) -> Result<Json<Profile>, ApiError> {
        update::update(&self.ctx, &user, body.0, Pictures::default()).await?;
        Ok(Json(credentials::profile(&self.ctx, &user).await?))
    }

    /// Change one's own profile
    #[oai(path = "/api/v1/profile", method = "put")]
    async fn replace(
        &self,
        user: User<scope::WriteAccounts>,
        body: Body<UpdateCredentials>,
    ) -> Result<Json<Profile>, ApiError> {
        self.update(user, body).await
    }

    /// Show the default avatar again
    #[oai(path = "/api/v1/profile/avatar", method = "delete")]
    async fn remove_avatar(
        &self,
        user: User<scope::WriteAccounts>,
    ) -> Result<Json<CredentialAccount>, ApiError> {
        let pictures = Pictures { avatar: Picture::Remove, ..Pictures::default() };
        Ok(Json(update::update(&self.ctx, &user, UpdateCredentials::default(), pictures).await?))
    }

    /// Show the default header again
    #[oai(path = "/api/v1/profile/header", method = "delete")]
    async fn remove_header(
        &self,
        user: User<scope::WriteAccounts>,
    ) -> Result<Json<CredentialAccount>, ApiError> {
        let pictures = Pictures { header: Picture::Remove, ..Pictures::default() };
        Ok(Json(update::update(&self.ctx, &user, UpdateCredentials::default(), pictures).await?))
    }

    /// Settings that clients may follow
    #[oai(path = "/api/v1/preferences", method = "get")]
    async fn preferences(&self, user: User<scope::ReadAccounts>) -> Result<Json<Preferences>, ApiError> {
        Ok(Json(credentials::preferences(&self.ctx, &user).await?))
    }
}
