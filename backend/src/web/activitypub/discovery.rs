//! How others find accounts and the server: WebFinger, host-meta, NodeInfo.

use poem::{
    Response, handler,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use serde_json::json;

use super::respond::{plain, refusal};
use crate::{ctx::Ctx, error::ServiceError, federation::serve};

#[derive(Debug, Deserialize)]
struct WebfingerQuery {
    resource: Option<String>,
}

#[handler]
pub(super) async fn webfinger(ctx: Data<&Ctx>, Query(query): Query<WebfingerQuery>) -> Response {
    let Some(resource) = query.resource else {
        return refusal(ServiceError::BadRequest("The parameter resource is missing".into()));
    };
    plain(serve::webfinger(&ctx, &resource).await, "application/jrd+json; charset=utf-8")
}

#[handler]
pub(super) fn host_meta(ctx: Data<&Ctx>) -> Response {
    Response::builder().content_type("application/xrd+xml; charset=utf-8").body(serve::host_meta(&ctx))
}

#[handler]
pub(super) fn host_meta_json(ctx: Data<&Ctx>) -> Response {
    let template = ctx.url("/.well-known/webfinger?resource={uri}");
    plain(Ok(json!({"links": [{"rel": "lrdd", "template": template}]})), "application/json; charset=utf-8")
}

#[handler]
pub(super) fn node_info_links(ctx: Data<&Ctx>) -> Response {
    plain(Ok(serve::node_info_links(&ctx)), "application/json; charset=utf-8")
}

#[handler]
pub(super) async fn node_info(ctx: Data<&Ctx>, Path(version): Path<String>) -> Response {
    let kind =
        format!("application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/{version}#\"");
    plain(serve::node_info(&ctx, &version).await, &kind)
}
