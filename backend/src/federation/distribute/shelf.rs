//! What an account shows on its profile: pinned posts and hashtags.

use kinds::{AccountId, StatusId, Visibility};
use protocol::build::{self, HashtagDoc};
use serde_json::Value;
use store::{entity::account, query};

use super::{Parcel, audience};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation::{actor, documents},
};

/// A post is pinned, or no longer.
pub(super) async fn pin(ctx: &Ctx, account: AccountId, status: StatusId, pinned: bool) -> Result<Parcel> {
    let author = actor::row(ctx, account).await?;
    let status = query::status_change::by_id(ctx.db.read(), status).await?.ok_or(ServiceError::NotFound)?;
    if status.local_only {
        return Err(ServiceError::NotFound);
    }
    shelve(ctx, &author, Value::from(status.uri.clone()), status.uri, pinned).await
}

/// A hashtag is told of as if it were among the pinned posts: others know no other collection.
pub(super) async fn feature_tag(
    ctx: &Ctx,
    account: AccountId,
    key: &str,
    name: &str,
    featured: bool,
) -> Result<Parcel> {
    let author = actor::row(ctx, account).await?;
    let href = ctx.url(&format!("/tags/{key}"));
    let tag = build::hashtag(&HashtagDoc { name: name.to_owned(), href: href.clone() });
    shelve(ctx, &author, tag, format!("{} {href}", author.uri), featured).await
}

/// Something is put on the profile's shelf, or taken from it. `about` names it for the order of deliveries.
async fn shelve(
    ctx: &Ctx,
    author: &account::Model,
    thing: Value,
    about: String,
    shown: bool,
) -> Result<Parcel> {
    let target =
        author.featured_url.clone().unwrap_or_else(|| format!("{}/collections/featured", author.uri));
    let followers = documents::followers(author);
    let id = format!("{}#pins/{}", author.uri, ctx.next_id::<i64>());
    let body = if shown {
        build::add(&id, &author.uri, &followers, thing, &target)
    } else {
        build::remove(&id, &author.uri, &followers, thing, &target)
    };
    Ok(Parcel {
        account: author.id,
        body,
        inboxes: audience(ctx, author.id, Visibility::Public, &[]).await?,
        object: about,
    })
}
