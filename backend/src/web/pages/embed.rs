//! `/@name/id/embed`: a post to be shown within other pages. The only page that may be framed; it needs no
//! script and knows nobody who looks at it.

use poem::{
    Request, Response, handler,
    http::{StatusCode, header},
    web::{Data, Path},
};
use protocol::html::escape;
use shared::entities::Status;

use super::{article, missing, public::display_name, words::words};
use crate::{
    ctx::Ctx,
    error::ServiceError,
    service,
    web::{
        error::ApiError,
        security::{MayBeFramed, files},
    },
};

/// Our style sheet and pictures; within any page.
fn policy(ctx: &Ctx) -> String {
    let files = files(&ctx.config);
    format!(
        "default-src 'none'; style-src 'self'; img-src {files}; base-uri 'none'; form-action 'none'; \
         frame-ancestors *"
    )
}

/// The page.
#[handler]
pub(in crate::web) async fn show_embed(
    request: &Request,
    ctx: Data<&Ctx>,
    Path((handle, id)): Path<(String, String)>,
) -> poem::Result<Response> {
    let found = match id.parse::<i64>() {
        Ok(id) => service::public_page::single(&ctx, &handle, id.into()).await,
        Err(_) => Err(ServiceError::NotFound),
    };
    match found {
        Ok(status) => Ok(page(request, &ctx, &status)),
        Err(ServiceError::NotFound) => Ok(missing(request, &ctx, StatusCode::NOT_FOUND)),
        Err(error) => Err(ApiError::from(error).into()),
    }
}

fn page(request: &Request, ctx: &Ctx, status: &Status) -> Response {
    let site = escape(&ctx.config.instance.title);
    let address = ctx.url(&format!("/@{}/{}", status.account.username, status.id));
    // Links leave the frame.
    let html = format!(
        "<!doctype html><html><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"robots\" content=\"noindex\"><base target=\"_blank\"><title>{name} · {site}</title>\
         <link rel=\"canonical\" href=\"{address}\"><link rel=\"stylesheet\" href=\"/assets/embed.css\"></head>\
         <body><main>{post}<footer><a href=\"{address}\" rel=\"noopener\">{site}</a></footer></main></body></html>",
        name = escape(display_name(&status.account)),
        address = escape(&address),
        post = article::post(status, words(request)),
    );
    let mut response = Response::builder()
        .content_type("text/html; charset=utf-8")
        .header(header::CACHE_CONTROL, "public, max-age=300")
        .header(header::VARY, "accept-language")
        .header(header::CONTENT_SECURITY_POLICY, policy(ctx))
        .body(html);
    response.set_data(MayBeFramed);
    response
}
