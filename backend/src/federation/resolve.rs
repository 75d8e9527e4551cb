//! From names of the network to rows here, fetching what is not known: accounts by handle and by
//! id, statuses by id. Ids of this server are looked up, never fetched.

use kinds::{AccountId, Millis, StatusId};
use protocol::{
    Uri, origin,
    parse::ParseError,
    vocab::{ActivityKind, Actor, Document, Object},
    webfinger::Handle,
};
use store::{
    entity::{account, status},
    query,
};

use super::{
    actor,
    fetch::{self, FetchError},
    is_own, is_own_host, note,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// A profile older than this is fetched again when it is looked up.
const STALE: i64 = Millis::DAY;

/// The account behind a handle (`user@host`, with or without `@` before it; without host, a local
/// one), asking its server when it is unknown or was not looked at for a day.
///
/// # Errors
/// 404 when there is none, 503 when its server does not answer.
pub async fn account_by_handle(ctx: &Ctx, handle: &str) -> Result<AccountId> {
    let text = handle.trim().trim_start_matches('@');
    let Some(handle) = Handle::parse(text) else { return local(ctx, text).await };
    if is_own_host(ctx, &handle.host) {
        return local(ctx, &handle.username).await;
    }
    let known = query::account::by_handle(ctx.db.read(), &handle.username, &handle.host).await?;
    if let Some(row) = &known
        && is_fresh(ctx, row)
    {
        return Ok(row.id);
    }
    match by_webfinger(ctx, &handle).await {
        Ok(id) => Ok(id),
        // Better old than nothing.
        Err(error) => known.map(|row| row.id).ok_or_else(|| error.into()),
    }
}

/// The account with this id, asking its server when it is unknown.
///
/// # Errors
/// 404 when there is none, 503 when its server does not answer.
pub async fn account_by_uri(ctx: &Ctx, uri: &str) -> Result<AccountId> {
    let uri = Uri::parse(uri).map_err(|_| ServiceError::NotFound)?;
    Ok(account(ctx, &uri).await?.id)
}

/// The same with the row, and with the reason when there is none.
///
/// # Errors
/// When it is not known and cannot be fetched.
pub(super) async fn account(ctx: &Ctx, uri: &Uri) -> Result<account::Model, FetchError> {
    if let Some(row) = query::account::by_uri(ctx.db.read(), uri.as_str()).await? {
        return Ok(row);
    }
    let lock = ctx.federation.fetch_lock(uri.as_str());
    let _turn = lock.lock().await;
    if let Some(row) = query::account::by_uri(ctx.db.read(), uri.as_str()).await? {
        return Ok(row);
    }
    let fetched = fetch_actor(ctx, uri).await?;
    let id = actor::save(ctx, &fetched).await?;
    Ok(actor::row(ctx, id).await?)
}

/// Fetches an account again, whatever is known of it. One that is gone for good gets no more mail.
///
/// # Errors
/// When it cannot be fetched.
pub async fn refresh(ctx: &Ctx, uri: &Uri) -> Result<AccountId, FetchError> {
    match fetch_actor(ctx, uri).await {
        Ok(fetched) => actor::save(ctx, &fetched).await,
        Err(error) => {
            if error.is_gone_for_good() {
                query::federation::forget_inboxes_of(ctx.db.write(), uri.as_str(), ctx.now()).await?;
            }
            Err(error)
        }
    }
}

/// Fetches an actor document.
///
/// # Errors
/// When it cannot be had, or is no actor.
pub(super) async fn fetch_actor(ctx: &Ctx, uri: &Uri) -> Result<Actor, FetchError> {
    if is_own(ctx, uri) {
        return Err(FetchError::Refused("the address is this server's own"));
    }
    match fetch::document(ctx, uri).await? {
        Document::Actor(actor) => Ok(*actor),
        _ => Err(ParseError::WrongKind("an account").into()),
    }
}

async fn by_webfinger(ctx: &Ctx, handle: &Handle) -> Result<AccountId, FetchError> {
    let (_, uri) = fetch::webfinger(ctx, handle).await?;
    let lock = ctx.federation.fetch_lock(uri.as_str());
    let _turn = lock.lock().await;
    if let Some(row) = query::account::by_uri(ctx.db.read(), uri.as_str()).await?
        && is_fresh(ctx, &row)
    {
        return Ok(row.id);
    }
    refresh(ctx, &uri).await
}

async fn local(ctx: &Ctx, username: &str) -> Result<AccountId> {
    let found = query::account::by_handle(ctx.db.read(), username, "").await?;
    Ok(found.ok_or(ServiceError::NotFound)?.id)
}

fn is_fresh(ctx: &Ctx, row: &account::Model) -> bool {
    row.fetched_at.is_some_and(|time| ctx.now().since(time) < STALE)
}

/// The status with this id, asking its server when it is unknown.
///
/// # Errors
/// 404 when there is none, 503 when its server does not answer.
pub async fn status_by_uri(ctx: &Ctx, uri: &str) -> Result<StatusId> {
    let uri = Uri::parse(uri).map_err(|_| ServiceError::NotFound)?;
    Ok(status(ctx, &uri, 0).await?)
}

/// The same with the reason when there is none. `depth` counts the parents fetched on the way here.
///
/// # Errors
/// When it is not known and cannot be fetched.
pub async fn status(ctx: &Ctx, uri: &Uri, depth: u32) -> Result<StatusId, FetchError> {
    if let Some(known) = known_status(ctx, uri).await? {
        return Ok(known);
    }
    let lock = ctx.federation.fetch_lock(uri.as_str());
    let _turn = lock.lock().await;
    if let Some(known) = known_status(ctx, uri).await? {
        return Ok(known);
    }
    let object = fetch_object(ctx, uri).await?;
    keep(ctx, &object, depth).await
}

/// Fetches a reply to `parent`, unless it is here; whether it was not.
///
/// # Errors
/// When it cannot be fetched, or answers something else.
pub async fn reply(ctx: &Ctx, uri: &Uri, parent: &Uri) -> Result<bool, FetchError> {
    if known_status(ctx, uri).await?.is_some() {
        return Ok(false);
    }
    let lock = ctx.federation.fetch_lock(uri.as_str());
    let _turn = lock.lock().await;
    if known_status(ctx, uri).await?.is_some() {
        return Ok(false);
    }
    let object = fetch_object(ctx, uri).await?;
    if object.in_reply_to.as_ref() != Some(parent) {
        return Err(FetchError::Refused("the post answers something else"));
    }
    keep(ctx, &object, 1).await?;
    Ok(true)
}

/// Stores a fetched post, unless it is here.
async fn keep(ctx: &Ctx, object: &Object, depth: u32) -> Result<StatusId, FetchError> {
    // The address may have been that of a page or an activity.
    if let Some(id) = &object.id
        && let Some(known) = known_status(ctx, id).await?
    {
        return Ok(known);
    }
    let author = author(ctx, object).await?;
    note::store(ctx, object, &author, None, depth).await
}

/// Fetches a status again and stores what has changed.
///
/// # Errors
/// When it cannot be fetched, or is another's now.
pub async fn refresh_status(ctx: &Ctx, uri: &Uri, known: &status::Model) -> Result<bool, FetchError> {
    let object = fetch_object(ctx, uri).await?;
    let author = author(ctx, &object).await?;
    if object.id.as_ref() != Some(uri) || author.id != known.account_id {
        return Err(FetchError::Refused("the post has another author now"));
    }
    note::revise(ctx, &object, known, &author).await
}

/// Fetches a status that is here again, for the counts of its poll.
///
/// # Errors
/// When it cannot be fetched, or is another's now.
pub async fn refresh_poll(ctx: &Ctx, uri: &Uri) -> Result<(), FetchError> {
    let Some(known) = query::status_change::by_uri(ctx.db.read(), uri.as_str()).await? else {
        return Ok(());
    };
    refresh_status(ctx, uri, &known).await?;
    Ok(())
}

async fn known_status(ctx: &Ctx, uri: &Uri) -> Result<Option<StatusId>, FetchError> {
    let found = query::status_change::by_uri(ctx.db.read(), uri.as_str()).await?;
    Ok(found.map(|status| status.id))
}

/// The post at an address; of a Create, the post in it.
async fn fetch_object(ctx: &Ctx, uri: &Uri) -> Result<Object, FetchError> {
    let mut document = fetch::document(ctx, uri).await?;
    if let Document::Activity(activity) = &document
        && activity.kind == ActivityKind::Create
    {
        let inner = activity.object_id().ok_or(ParseError::Bad("object"))?;
        document = fetch::document(ctx, inner).await?;
    }
    match document {
        Document::Object(object) => Ok(*object),
        _ => Err(ParseError::WrongKind("a post").into()),
    }
}

/// The author of a fetched post: on the post's own origin, and not one of ours.
async fn author(ctx: &Ctx, object: &Object) -> Result<account::Model, FetchError> {
    let uri = object.author.as_ref().ok_or(ParseError::Bad("attributedTo"))?;
    origin::check_object_owner(object.id.as_ref(), &object.attributed_to, uri)?;
    let author = account(ctx, uri).await?;
    if author.domain.is_empty() {
        return Err(FetchError::Refused("a local account's post is not fetched"));
    }
    Ok(author)
}
