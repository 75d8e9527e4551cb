//! oEmbed (oembed.com): how other pages show a post of this server.

use kinds::StatusId;
use protocol::{Uri, html::escape};
use shared::{entities::OEmbed, params::OEmbedQuery};

use super::public_page;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation,
};

/// Seconds that others may keep the answer.
const CACHE_AGE: i64 = 86_400;
/// Pixels.
const WIDTH: i64 = 400;
const WIDEST: i64 = 2_000;

/// The frame for a post by its address.
///
/// # Errors
/// 404 when that is no address of a post of this server that everybody may see.
pub async fn show(ctx: &Ctx, query: &OEmbedQuery) -> Result<OEmbed> {
    let (name, id) = post_at(ctx, &query.url).ok_or(ServiceError::NotFound)?;
    let status = public_page::single(ctx, &name, id).await?;
    let width = query.maxwidth.unwrap_or(WIDTH).clamp(1, WIDEST);
    let height = query.maxheight.map(|height| height.clamp(1, WIDEST));
    let account = &status.account;
    let author = if account.display_name.is_empty() { &account.username } else { &account.display_name };
    let source = ctx.url(&format!("/@{}/{id}/embed", account.username));
    let tall = height.map(|height| format!(" height=\"{height}\"")).unwrap_or_default();
    Ok(OEmbed {
        kind: "rich".to_owned(),
        version: "1.0".to_owned(),
        title: format!("{author} (@{}@{})", account.username, ctx.config.account_domain()),
        author_name: author.clone(),
        author_url: ctx.url(&format!("/@{}", account.username)),
        provider_name: ctx.config.instance.title.clone(),
        provider_url: ctx.url("/"),
        cache_age: CACHE_AGE,
        html: format!(
            "<iframe src=\"{}\" style=\"max-width: 100%; border: 0\" width=\"{width}\"{tall} \
             allowfullscreen=\"allowfullscreen\"></iframe>",
            escape(&source)
        ),
        width,
        height,
    })
}

/// Author and id of the post with this address: of its page, of its frame, or as other servers call it.
pub(super) fn post_at(ctx: &Ctx, address: &str) -> Option<(String, StatusId)> {
    let url = Uri::parse(address).ok().filter(|uri| federation::is_own(ctx, uri))?.to_url()?;
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    let (name, id) = match parts.as_slice() {
        [handle, id] | [handle, id, "embed"] => (handle.strip_prefix('@')?, id),
        ["users", name, "statuses", id] => (*name, id),
        _ => return None,
    };
    Some((name.to_owned(), id.parse().ok()?))
}
