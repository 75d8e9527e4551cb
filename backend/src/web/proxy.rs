//! Files of other servers, passed on by this one.

use poem::{
    Request, Response, Result, handler,
    http::{HeaderValue, StatusCode, header},
    web::{Data, Path},
};

use super::{client_ip::counted_client, error::ApiError, media, pages};
use crate::{
    ctx::Ctx,
    error::ServiceError,
    service::remote_media::{self, Address},
};

/// What an address shows hardly ever changes, and is kept here no longer than somebody looks at it.
const CACHE_CONTROL: &str = "public, max-age=2592000, immutable";

/// A file, or the part that is asked for.
#[handler]
pub(super) async fn file(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((signature, shape, owner, file)): Path<(String, String, String, String)>,
) -> Result<Response> {
    let Some(address) = Address::parse(&ctx.secrets, [&signature, &shape, &owner, &file]) else {
        return Ok(missing(request, &ctx));
    };
    let key = match remote_media::find(&ctx, &address, &counted_client(&ctx, request)).await {
        Ok(key) => key,
        Err(ServiceError::NotFound) => return Ok(missing(request, &ctx)),
        Err(error) => return Err(ApiError::from(error).into()),
    };
    let response = media::respond(request, &ctx, &key, CACHE_CONTROL).await?;
    if response.status() == StatusCode::NOT_FOUND {
        remote_media::lost(&ctx, &address).await.map_err(ApiError::from)?;
        return Ok(missing(request, &ctx));
    }
    Ok(response)
}

/// There may be something later.
fn missing(request: &Request, ctx: &Ctx) -> Response {
    let mut response = pages::not_found(request, ctx);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
