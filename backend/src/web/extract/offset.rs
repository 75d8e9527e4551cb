//! Which page of a list is wanted that is paged by position.

use poem::{Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaParamIn, MetaSchemaRef, Registry},
    types::Type,
};
use shared::paging::{Request as Asked, offset_link_header};

use super::{paging::address, query};
use crate::{service::listing::Stretch, web::error::ApiError};

/// The parameters `limit` and `offset`, and the address they came with.
#[derive(Clone, Debug)]
pub struct Offset {
    parameters: OffsetPage,
    url: String,
    query: Vec<(String, String)>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize, poem_openapi::Object)]
struct OffsetPage {
    /// How many items at most; larger numbers are cut
    limit: Option<i64>,
    /// How many items are passed over
    offset: Option<i64>,
}

impl Offset {
    /// The stretch of the list: `sizes` are the usual length of a page and the greatest.
    pub fn stretch(&self, sizes: (i64, i64), max_offset: i64) -> Stretch {
        Stretch {
            limit: self.parameters.limit.unwrap_or(sizes.0).clamp(1, sizes.1),
            offset: self.parameters.offset.unwrap_or_default().clamp(0, max_offset),
        }
    }

    /// The `Link` header of a page that was read; `full` says that there may be more.
    pub fn link(&self, stretch: Stretch, full: bool) -> Option<String> {
        let asked = Asked { url: &self.url, query: &self.query };
        offset_link_header(asked, stretch.offset.unsigned_abs(), stretch.limit.unsigned_abs(), full)
    }
}

impl<'a> ApiExtractor<'a> for Offset {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        OffsetPage::register(registry);
    }

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Query)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(OffsetPage::schema_ref())
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let parameters = query::read(request).map_err(ApiError::from)?;
        let (url, query) = address(request)?;
        Ok(Self { parameters, url, query })
    }
}
