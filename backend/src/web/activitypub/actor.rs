//! Accounts and their collections.

use poem::{
    Request, Response, handler,
    web::{Data, Path, Query},
};
use protocol::build;

use super::respond::{PartQuery, Parts, document, redirect, refusal, wants_document};
use crate::{
    ctx::Ctx,
    federation::{documents, keys, serve},
};

/// The actor that stands for the server. Never behind a signature: it is what signatures are checked with.
#[handler]
pub(super) async fn instance(ctx: Data<&Ctx>) -> Response {
    document(documents::instance_actor(&ctx).await, false)
}

#[handler]
pub(super) fn instance_outbox(ctx: Data<&Ctx>) -> Response {
    let id = ctx.url(&format!("{}/outbox", keys::INSTANCE_ACTOR));
    document(Ok(build::ordered_items(&id, Vec::new())), false)
}

#[handler]
pub(super) async fn show(request: &Request, ctx: Data<&Ctx>, Path(name): Path<String>) -> Response {
    if !wants_document(request) {
        return redirect(ctx.url(&format!("/@{name}")));
    }
    // Open to everybody: the key in it is needed to check signatures.
    document(serve::account(&ctx, &name).await, false)
}

#[handler]
pub(super) async fn featured(request: &Request, ctx: Data<&Ctx>, Path(name): Path<String>) -> Response {
    match allowed(request, &ctx).await {
        Ok(()) => document(serve::featured(&ctx, &name).await, false),
        Err(response) => response,
    }
}

#[handler]
pub(super) async fn featured_tags(ctx: Data<&Ctx>, Path(name): Path<String>) -> Response {
    document(serve::featured_tags(&ctx, &name).await, false)
}

#[handler]
pub(super) async fn followers(
    request: &Request,
    ctx: Data<&Ctx>,
    Path(name): Path<String>,
    Query(query): Query<PartQuery>,
) -> Response {
    match allowed(request, &ctx).await {
        Ok(()) => document(serve::members(&ctx, &name, true, query.part()).await, false),
        Err(response) => response,
    }
}

#[handler]
pub(super) async fn following(
    request: &Request,
    ctx: Data<&Ctx>,
    Path(name): Path<String>,
    Query(query): Query<PartQuery>,
) -> Response {
    match allowed(request, &ctx).await {
        Ok(()) => document(serve::members(&ctx, &name, false, query.part()).await, false),
        Err(response) => response,
    }
}

#[handler]
pub(super) async fn outbox(
    request: &Request,
    ctx: Data<&Ctx>,
    Path(name): Path<String>,
    Query(query): Query<PartQuery>,
) -> Response {
    match allowed(request, &ctx).await {
        Ok(()) => document(serve::outbox(&ctx, &name, query.part()).await, false),
        Err(response) => response,
    }
}

/// Whether this server answers the request at all (`federation.authorized_fetch`).
async fn allowed(request: &Request, ctx: &Ctx) -> Result<(), Response> {
    let parts = Parts::of(ctx, request);
    let headers = parts.header_refs();
    match serve::reader(ctx, &parts.request(&headers, b"")).await {
        Ok(_) => Ok(()),
        Err(error) => Err(refusal(error)),
    }
}
