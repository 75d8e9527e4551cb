//! What the address carries, as one struct.

use poem::{Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaParamIn, MetaSchemaRef, Registry},
    types::Type,
};
use serde::de::DeserializeOwned;
use shared::form::{self, Tree};

use super::Body;
use crate::{error::ServiceError, web::error::ApiError};

/// The query of the address, read into `T`: `Query<PublicTimelineQuery>`. In the API document each
/// field is a parameter (`api::document` takes the struct apart). Some clients send a body with a
/// `GET`, or with a `DELETE`: what is in it counts, too.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<'a, T: Type + DeserializeOwned> ApiExtractor<'a> for Query<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Query)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(T::schema_ref())
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        options: ExtractParamOptions<()>,
    ) -> Result<Self> {
        if has_parameters_in_body(request) {
            return Body::<T>::from_request(request, body, options).await.map(|body| Self(body.0));
        }
        Ok(Self(read(request).map_err(ApiError::from)?))
    }
}

fn has_parameters_in_body(request: &Request) -> bool {
    let kind = request.content_type().unwrap_or_default();
    ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
        .iter()
        .any(|known| kind.starts_with(known))
}

/// Reads the query of a request.
pub(super) fn read<T: DeserializeOwned>(request: &Request) -> Result<T, ServiceError> {
    let query = request.uri().query().unwrap_or_default();
    let tree =
        Tree::parse(query.as_bytes()).map_err(|error| ServiceError::BadRequest(error.to_string().into()))?;
    form::from_form(tree.into_value()).map_err(|error| ServiceError::invalid(error.to_string()))
}

#[cfg(test)]
mod tests {
    use poem::http::Method;
    use serde_json::json;

    use crate::testing::TestApp;

    #[tokio::test]
    async fn parameters_may_come_in_the_body_of_a_get() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let path = "/api/v1/accounts/relationships";
        let body = json!({ "id": [alice.account.to_string()] });
        let found = app.request(Method::GET, path, Some(&alice.token), Some(body)).await.ok();
        assert_eq!(found[0]["id"], alice.account.to_string());
    }
}
