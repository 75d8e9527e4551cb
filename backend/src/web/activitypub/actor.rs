//! Accounts and their collections.

use poem::{
    Request, Response, handler,
    web::{Data, Path, Query},
};
use protocol::build;

use super::respond::{PartQuery, document, redirect, served, wants_document};
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
    // Also the old address of the feed, `name.rss`.
    if !wants_document(request) || name.ends_with(".rss") {
        return redirect(ctx.url(&format!("/@{name}")));
    }
    // Open to everybody: the key in it is needed to check signatures.
    document(serve::account(&ctx, &name).await, false)
}

#[handler]
pub(super) async fn featured(request: &Request, ctx: Data<&Ctx>, Path(name): Path<String>) -> Response {
    served(request, &ctx, |_| Box::pin(serve::featured(&ctx, &name))).await
}

#[handler]
pub(super) async fn featured_tags(request: &Request, ctx: Data<&Ctx>, Path(name): Path<String>) -> Response {
    served(request, &ctx, |_| serve::featured_tags(&ctx, &name)).await
}

#[handler]
pub(super) async fn followers(
    request: &Request,
    ctx: Data<&Ctx>,
    Path(name): Path<String>,
    Query(query): Query<PartQuery>,
) -> Response {
    served(request, &ctx, |_| serve::members(&ctx, &name, true, query.part())).await
}

#[handler]
pub(super) async fn following(
    request: &Request,
    ctx: Data<&Ctx>,
    Path(name): Path<String>,
    Query(query): Query<PartQuery>,
) -> Response {
    served(request, &ctx, |_| serve::members(&ctx, &name, false, query.part())).await
}

#[handler]
pub(super) async fn outbox(
    request: &Request,
    ctx: Data<&Ctx>,
    Path(name): Path<String>,
    Query(query): Query<PartQuery>,
) -> Response {
    served(request, &ctx, |_| Box::pin(serve::outbox(&ctx, &name, query.part()))).await
}
