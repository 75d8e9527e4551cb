//! Posts, the activities that made them, and permissions to quote them and reply to them.

use kinds::{QuoteId, StatusId};
use poem::{
    Request, Response, handler,
    web::{Data, Path, Query},
};

use super::respond::{PartQuery, redirect, served, wants_document};
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
    served(request, &ctx, |reader| serve::post(&ctx, &name, StatusId(id), reader)).await
}

#[handler]
pub(super) async fn activity(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((name, id)): Path<(String, i64)>,
) -> Response {
    served(request, &ctx, |reader| serve::activity(&ctx, &name, StatusId(id), reader)).await
}

#[handler]
pub(super) async fn quote_authorization(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((name, id)): Path<(String, i64)>,
) -> Response {
    served(request, &ctx, |reader| serve::quote_authorization(&ctx, &name, QuoteId(id), reader)).await
}

#[handler]
pub(super) async fn reply_authorization(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((name, id)): Path<(String, i64)>,
) -> Response {
    served(request, &ctx, |reader| serve::reply_authorization(&ctx, &name, StatusId(id), reader)).await
}

#[handler]
pub(super) async fn replies(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((name, id)): Path<(String, i64)>,
    Query(query): Query<PartQuery>,
) -> Response {
    served(request, &ctx, |_| serve::replies(&ctx, &name, StatusId(id), query.part())).await
}
