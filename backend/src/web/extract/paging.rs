//! Which page of a list is wanted, and the answer with links to its neighbours.

use poem::{Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaParamIn, MetaSchemaRef, Registry},
    types::Type,
};
use shared::{
    form::parse_pairs,
    paging::{Page, Previous, Request as Asked, Span, link_header},
};

use super::query;
use crate::{
    ctx::Ctx,
    error::ServiceError,
    service::listing::Listing,
    web::{error::ApiError, json::Paged},
};

/// The parameters `max_id`, `since_id`, `min_id` and `limit`, and the address they came with.
#[derive(Clone, Debug)]
pub struct Paging {
    /// The page that is wanted.
    pub page: Page,
    url: String,
    query: Vec<(String, String)>,
}

/// How the parameters look in the API document.
#[derive(poem_openapi::Object)]
#[oai(rename = "Page")]
struct PageParameters {
    /// Only items older than this
    #[oai(rename = "max_id")]
    _max_id: Option<String>,
    /// Only items newer than this, from the newest down
    #[oai(rename = "since_id")]
    _since_id: Option<String>,
    /// The items right after this one
    #[oai(rename = "min_id")]
    _min_id: Option<String>,
    /// How many items at most; larger numbers are cut
    #[oai(rename = "limit")]
    _limit: Option<i64>,
}

impl Paging {
    /// The answer with a page of the list; `previous` says how the list is walked towards newer items.
    pub fn answer<T>(&self, listing: Listing<T>, previous: Previous) -> Paged<T> {
        Paged { link: self.link(listing.span, previous), items: listing.items }
    }

    /// The `Link` header of a page that was read.
    pub fn link(&self, span: Option<Span>, previous: Previous) -> Option<String> {
        let asked = Asked { url: &self.url, query: &self.query };
        span.map(|span| link_header(asked, span, previous))
    }
}

impl<'a> ApiExtractor<'a> for Paging {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::Parameter];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        PageParameters::register(registry);
    }

    fn param_in() -> Option<MetaParamIn> {
        Some(MetaParamIn::Query)
    }

    fn param_schema_ref() -> Option<MetaSchemaRef> {
        Some(PageParameters::schema_ref())
    }

    async fn from_request(
        request: &'a Request,
        _: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let page = query::read(request).map_err(ApiError::from)?;
        let (url, query) = address(request)?;
        Ok(Self { page, url, query })
    }
}

/// The address of a list and its parameters, from which those of its other pages are made.
pub(super) fn address(request: &Request) -> Result<(String, Vec<(String, String)>)> {
    let ctx = request
        .data::<Ctx>()
        .ok_or_else(|| ApiError::from(ServiceError::internal("no context in the request")))?;
    let query = parse_pairs(request.uri().query().unwrap_or_default()).unwrap_or_default();
    Ok((ctx.url(request.uri().path()), query))
}
