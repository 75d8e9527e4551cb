//! What the address carries, as one struct.

use poem::{Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaParamIn, MetaSchemaRef, Registry},
    types::Type,
};
use serde::de::DeserializeOwned;
use shared::form::{self, Tree};

use crate::{error::ServiceError, web::error::ApiError};

/// The query of the address, read into `T`: `Query<PublicTimelineQuery>`. In the API document each
/// field is a parameter (`api::document` takes the struct apart).
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
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        Ok(Self(read(request).map_err(ApiError::from)?))
    }
}

/// Reads the query of a request.
pub(super) fn read<T: DeserializeOwned>(request: &Request) -> Result<T, ServiceError> {
    let query = request.uri().query().unwrap_or_default();
    let tree =
        Tree::parse(query.as_bytes()).map_err(|error| ServiceError::BadRequest(error.to_string().into()))?;
    form::from_form(tree.into_value()).map_err(|error| ServiceError::invalid(error.to_string()))
}
