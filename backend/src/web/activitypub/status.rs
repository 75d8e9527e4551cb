//! Posts, the activities that made them, and permissions to quote them and reply to them.

use kinds::{QuoteId, StatusId};
use poem::{
    Request, Response, handler,
    web::{Data, Path, Query},
};

use super::respond::{PartQuery, document, reader, redirect, refusal, wants_document};
use crate::{ctx::Ctx, federation::serve};

#[handler]
pub(super) async fn show(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((name, id)): Path<(String, i64)>,
) -> Response {
    if !wants_document(request) {
        return redirect(ctx.url(&format!("/@{name}/{id}")));
    }
    match reader(&ctx, request).await {
        Ok(reader) => document(serve::post(&ctx, &name, StatusId(id), reader).await, reader.is_some()),
        Err(error) => refusal(error),
    }
}

#[handler]
pub(super) async fn activity(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((name, id)): Path<(String, i64)>,
) -> Response {
    match reader(&ctx, request).await {
        Ok(reader) => document(serve::activity(&ctx, &name, StatusId(id), reader).await, reader.is_some()),
        Err(error) => refusal(error),
    }
}

#[handler]
pub(super) async fn quote_authorization(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((name, id)): Path<(String, i64)>,
) -> Response {
    match reader(&ctx, request).await {
        Ok(reader) => {
            document(serve::quote_authorization(&ctx, &name, QuoteId(id), reader).await, reader.is_some())
        }
        Err(error) => refusal(error),
    }
}

#[handler]
pub(super) async fn reply_authorization(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((name, id)): Path<(String, i64)>,
) -> Response {
    match reader(&ctx, request).await {
        Ok(reader) => {
            document(serve::reply_authorization(&ctx, &name, StatusId(id), reader).await, reader.is_some())
        }
        Err(error) => refusal(error),
    }
}

#[handler]
pub(super) async fn replies(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((name, id)): Path<(String, i64)>,
    Query(query): Query<PartQuery>,
) -> Response {
    match reader(&ctx, request).await {
        Ok(reader) => {
            document(serve::replies(&ctx, &name, StatusId(id), query.part()).await, reader.is_some())
        }
        Err(error) => refusal(error),
    }
}
