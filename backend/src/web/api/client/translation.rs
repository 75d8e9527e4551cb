//! Statuses in other languages.

use std::collections::BTreeMap;

use kinds::StatusId;
use poem_openapi::{OpenApi, param::Path};
use shared::{entities::Translation, params::TranslateStatus};

use super::resource;
use crate::{
    service::translation,
    web::{
        error::ApiError,
        extract::{Body, Token, scope},
        json::Json,
    },
};

resource! {
    /// Translation.
    TranslationApi
}

#[OpenApi]
impl TranslationApi {
    /// A status in another language
    ///
    /// In `lang`, else in the language of the viewer's account. Only what everybody may read is translated.
    #[oai(path = "/api/v1/statuses/:id/translate", method = "post")]
    async fn translate(
        &self,
        token: Token<scope::ReadStatuses>,
        id: Path<StatusId>,
        body: Body<TranslateStatus>,
    ) -> Result<Json<Translation>, ApiError> {
        Ok(Json(translation::translate(&self.ctx, token.account(), id.0, body.0.lang).await?))
    }

    /// From which languages statuses are translated into which; nothing when the server does not translate
    #[oai(path = "/api/v1/instance/translation_languages", method = "get")]
    async fn languages(&self) -> Result<Json<BTreeMap<String, Vec<String>>>, ApiError> {
        let languages = translation::languages(&self.ctx).await?;
        Ok(Json((*languages).clone()))
    }
}
