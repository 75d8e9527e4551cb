//! Inboxes: the body within its limit, then `federation::receive`. 202 means: it will be looked at.

use poem::{
    Body, Request, Response,
    error::ReadBodyError,
    handler,
    http::{StatusCode, header},
    web::{Data, Path},
};

use super::respond::{Parts, refusal};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation::receive::receive,
};

#[handler]
pub(super) async fn shared(request: &Request, body: Body, ctx: Data<&Ctx>) -> Response {
    answer(&ctx, request, body, None).await
}

#[handler]
pub(super) async fn personal(
    request: &Request,
    body: Body,
    ctx: Data<&Ctx>,
    Path(name): Path<String>,
) -> Response {
    answer(&ctx, request, body, Some(&name)).await
}

async fn answer(ctx: &Ctx, request: &Request, body: Body, recipient: Option<&str>) -> Response {
    match take(ctx, request, body, recipient).await {
        Ok(()) => Response::builder().status(StatusCode::ACCEPTED).finish(),
        Err(error) => {
            let from = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
            tracing::info!(%error, from, "activity refused");
            refusal(error)
        }
    }
}

async fn take(ctx: &Ctx, request: &Request, body: Body, recipient: Option<&str>) -> Result<()> {
    let limit = usize::try_from(ctx.config.federation.document_bytes).unwrap_or(usize::MAX);
    let body = body.into_bytes_limit(limit).await.map_err(|error| match error {
        ReadBodyError::PayloadTooLarge => ServiceError::TooLarge("The activity is too large".into()),
        error => ServiceError::BadRequest(error.to_string().into()),
    })?;
    let parts = Parts::of(ctx, request);
    let headers = parts.header_refs();
    receive(ctx, &parts.request(&headers, &body), recipient).await
}
