//! What other servers may fetch: accounts, posts, activities, collections, WebFinger, NodeInfo. Who
//! may see a post is decided by the one rule (`store::query::visibility`).

use std::sync::Arc;

use kinds::{AccountId, QuoteId, QuoteState, StatusId};
use protocol::{
    build::{self, Act, Announce, Consent, HashtagDoc, JrdDoc, NodeInfoDoc, Page},
    signature::Request,
    webfinger::Resource,
};
use serde_json::Value;
use store::{
    entity::{account, quote, status},
    query,
};

use super::{
    documents,
    interaction::{reply_consent, reply_stamp},
    is_own, is_own_host, keys, verify,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{self, present},
};

/// Items of a page.
const PAGE: u64 = 20;
/// Members of a page of followers.
const MEMBERS: i64 = 40;

/// Which part of a collection is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Part {
    /// A page, not the collection itself.
    pub page: bool,
    /// The page before (after, for replies) this number.
    pub cursor: Option<i64>,
}

/// Who asks. Signatures are asked for only where they decide something.
///
/// # Errors
/// 401 when this server only answers signed requests and this one is not, 403 for blocked servers.
pub async fn reader(ctx: &Ctx, request: &Request<'_>) -> Result<Option<AccountId>> {
    let required = ctx.config.federation.authorized_fetch;
    let signed = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("signature"));
    if !signed && !required {
        return Ok(None);
    }
    match verify::signer(ctx, request).await {
        Ok(key) => Ok(Some(key.account)),
        // Who is shut out is not served as if nobody had asked (GHSA-ccpr-m53r-mfwr).
        Err(error) if required || matches!(error, ServiceError::Forbidden(_)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// The document of a local account, as JSON text.
///
/// # Errors
/// 404 when there is none.
pub async fn account(ctx: &Ctx, name: &str) -> Result<Arc<String>> {
    let account = present::local_account(ctx, name).await?.ok_or(ServiceError::NotFound)?;
    if let Some(document) = ctx.caches.documents.get(&account.id) {
        return Ok(document);
    }
    let ticket = ctx.caches.documents.ticket(&account.id);
    let document = Arc::new(documents::actor(ctx, &local(ctx, name).await?).to_string());
    ctx.caches.documents.insert(account.id, document.clone(), ticket);
    Ok(document)
}

/// The document of a post.
///
/// # Errors
/// 404 when there is none that the reader may see.
pub async fn post(ctx: &Ctx, name: &str, id: StatusId, reader: Option<AccountId>) -> Result<Value> {
    let (_, status) = visible(ctx, name, id, reader).await?;
    let note = documents::note(ctx, status.id).await?;
    Ok(build::with_context(build::note(&note), &note.terms()))
}

/// The stamp by which a local account permits a quote: while it does, and to whoever may see the quoted
/// post. It names both posts and shows neither.
///
/// # Errors
/// 404 when there is none.
pub async fn quote_authorization(
    ctx: &Ctx,
    name: &str,
    id: QuoteId,
    reader: Option<AccountId>,
) -> Result<Value> {
    let db = ctx.db.read();
    let author = local(ctx, name).await?;
    let quote = query::quote::by_id(db, id).await?;
    let valid = |quote: &quote::Model| {
        quote.quoted_account_id == Some(author.id) && quote.state == QuoteState::Accepted
    };
    let quote = quote.filter(valid).ok_or(ServiceError::NotFound)?;
    let (stamp, quoted) = quote.authorization_uri.zip(quote.quoted_id).ok_or(ServiceError::NotFound)?;
    query::status_change::visible(db, reader, quoted).await?.ok_or(ServiceError::NotFound)?;
    let quoting = query::status_change::by_id(db, quote.status_id).await?;
    let quoting = quoting.filter(|quoting| !quoting.local_only).ok_or(ServiceError::NotFound)?;
    let consent = Consent {
        act: Act::Quote,
        actor: documents::uri(ctx, quote.account_id).await?,
        post: quoting.uri,
        author: author.uri,
        target: quote.quoted_uri,
    };
    Ok(build::authorization(&stamp, &consent))
}

/// The stamp by which a local account permits a reply, while that is there, and to whoever may see what it
/// replies to. It names both posts and shows neither.
///
/// # Errors
/// 404 when there is none.
pub async fn reply_authorization(
    ctx: &Ctx,
    name: &str,
    id: StatusId,
    reader: Option<AccountId>,
) -> Result<Value> {
    let db = ctx.db.read();
    let author = local(ctx, name).await?;
    let reply = query::status_change::by_id(db, id).await?;
    let reply = reply.filter(|reply| reply.in_reply_to_account_id == Some(author.id) && !reply.local_only);
    let reply = reply.ok_or(ServiceError::NotFound)?;
    let parent = reply.in_reply_to_id.ok_or(ServiceError::NotFound)?;
    query::status_change::visible(db, reader, parent).await?.ok_or(ServiceError::NotFound)?;
    Ok(build::authorization(&reply_stamp(&author.uri, id), &reply_consent(ctx, &reply).await?))
}

/// The activity that made a post or a boost.
///
/// # Errors
/// 404 when there is none that the reader may see.
pub async fn activity(ctx: &Ctx, name: &str, id: StatusId, reader: Option<AccountId>) -> Result<Value> {
    let (author, status) = visible(ctx, name, id, reader).await?;
    made(ctx, &author, &[status]).await?.pop().ok_or(ServiceError::NotFound)
}

/// The activities that made these posts and boosts of one account, in their order; what cannot be told
/// of is left out.
async fn made(ctx: &Ctx, author: &account::Model, statuses: &[status::Model]) -> Result<Vec<Value>> {
    let posts: Vec<StatusId> =
        statuses.iter().filter(|status| status.reblog_of_id.is_none()).map(|status| status.id).collect();
    let boosted: Vec<StatusId> = statuses.iter().filter_map(|status| status.reblog_of_id).collect();
    let notes = documents::notes(ctx, &posts).await?;
    let db = ctx.db.read();
    let originals = query::federation::status_uris(db, &boosted).await?;
    let authors: Vec<AccountId> = originals.values().map(|(_, author)| *author).collect();
    let authors = query::account::rows(db, &authors).await?;
    let activity = |status: &status::Model| -> Option<Value> {
        let Some(original) = status.reblog_of_id else {
            return Some(build::create(&format!("{}/activity", status.uri), notes.get(&status.id)?));
        };
        let (object, original_author) = originals.get(&original)?;
        let original_author = authors.iter().find(|row| row.account.id == *original_author)?;
        Some(build::announce(&Announce {
            id: status.uri.clone(),
            actor: author.uri.clone(),
            followers: documents::followers(author),
            author: original_author.account.uri.clone(),
            object: object.clone(),
            visibility: status.visibility,
            published: present::timestamp(status.created_at).0,
        }))
    };
    Ok(statuses.iter().filter_map(activity).collect())
}

/// The open posts and boosts of an account, newest first.
///
/// # Errors
/// 404 when there is no such account.
pub async fn outbox(ctx: &Ctx, name: &str, part: Part) -> Result<Value> {
    let account = open(ctx, name).await?;
    let id = format!("{}/outbox", account.uri);
    if !part.page {
        let first = format!("{id}?page=true");
        return Ok(build::ordered_collection(&id, counts(ctx, &account).await?.0, Some(&first), None));
    }
    let rows = query::federation::outbox(ctx.db.read(), account.id, part.cursor.map(StatusId), PAGE).await?;
    let next = rows.last().map(|last| format!("{id}?page=true&max_id={}", last.id));
    let items = made(ctx, &account, &rows).await?.into_iter().map(without_context).collect();
    Ok(page(id, &part, "max_id", next, items, true))
}

/// Followers of an account, or whom it follows. Hidden lists tell their length only.
///
/// # Errors
/// 404 when there is no such account.
pub async fn members(ctx: &Ctx, name: &str, followers: bool, part: Part) -> Result<Value> {
    let account = open(ctx, name).await?;
    let id = format!("{}/{}", account.uri, if followers { "followers" } else { "following" });
    let hidden = account.hide_collections.unwrap_or_default();
    if !part.page || hidden {
        let (_, follower_count, following_count) = counts(ctx, &account).await?;
        let total = if followers { follower_count } else { following_count };
        let first = Some(format!("{id}?page=true")).filter(|_| !hidden);
        return Ok(build::ordered_collection(&id, total, first.as_deref(), None));
    }
    let max = part.cursor.unwrap_or(i64::MAX);
    let rows = query::federation::members(ctx.db.read(), account.id, followers, max, MEMBERS).await?;
    let next = rows.last().map(|last| format!("{id}?page=true&max_id={}", last.number));
    let items = rows.into_iter().map(|row| Value::from(row.uri)).collect();
    Ok(page(id, &part, "max_id", next, items, true))
}

/// Pinned posts of an account.
///
/// # Errors
/// 404 when there is no such account.
pub async fn featured(ctx: &Ctx, name: &str) -> Result<Value> {
    let account = open(ctx, name).await?;
    let rows = query::federation::pinned(ctx.db.read(), account.id).await?;
    let ids: Vec<StatusId> = rows.iter().map(|row| row.id).collect();
    let notes = documents::notes(ctx, &ids).await?;
    let items = ids.iter().filter_map(|id| notes.get(id)).map(build::note).collect();
    Ok(build::ordered_items(&format!("{}/collections/featured", account.uri), items))
}

/// Featured hashtags of an account.
///
/// # Errors
/// 404 when there is no such account.
pub async fn featured_tags(ctx: &Ctx, name: &str) -> Result<Value> {
    let account = open(ctx, name).await?;
    let rows = query::featured_tag::all(ctx.db.read(), account.id).await?;
    let tag = |row: query::featured_tag::FeaturedRow| {
        let href = ctx.url(&format!("/tags/{}", row.key));
        build::hashtag(&HashtagDoc { name: row.featured.name, href })
    };
    let items = rows.into_iter().map(tag).collect();
    Ok(build::ordered_items(&format!("{}/collections/tags", account.uri), items))
}

/// Open replies to a post.
///
/// # Errors
/// 404 when there is no such post that everybody may see.
pub async fn replies(ctx: &Ctx, name: &str, id: StatusId, part: Part) -> Result<Value> {
    let (_, status) = visible(ctx, name, id, None).await?;
    let collection = format!("{}/replies", status.uri);
    let rows = query::federation::replies(ctx.db.read(), status.id, part.cursor.map(StatusId), PAGE).await?;
    let full = rows.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
    let next = rows.last().filter(|_| full).map(|last| format!("{collection}?page=true&min_id={}", last.id));
    let items = rows.into_iter().map(|row| Value::from(row.uri)).collect();
    if part.page {
        return Ok(page(collection, &part, "min_id", next, items, false));
    }
    let first = without_context(page(collection.clone(), &part, "min_id", next, items, false));
    let mut document = build::collection(&collection, 0);
    if let Value::Object(map) = &mut document {
        map.remove("totalItems");
        map.insert("first".to_owned(), first);
    }
    Ok(build::with_context(document, &[]))
}

/// The answer to a WebFinger query.
///
/// # Errors
/// 400 when the question makes no sense, 404 when it is about nobody here.
pub async fn webfinger(ctx: &Ctx, resource: &str) -> Result<Value> {
    let resource =
        Resource::parse(resource).ok_or(ServiceError::BadRequest("The resource is not readable".into()))?;
    let name = match &resource {
        Resource::Handle(handle) if is_own_host(ctx, &handle.host) => handle.username.clone(),
        Resource::Url(uri) if is_own(ctx, uri) => name_in_url(ctx, uri.as_str())?,
        _ => return Err(ServiceError::NotFound),
    };
    let domain = ctx.config.account_domain();
    if super::own_hosts(ctx).contains(&name) || name == domain {
        let id = ctx.url(keys::INSTANCE_ACTOR);
        return Ok(build::jrd(&JrdDoc {
            handle: format!("{domain}@{domain}"),
            actor: id,
            profile: ctx.url("/about"),
            subscribe: None,
            avatar: None,
        }));
    }
    let account = present::local_account(ctx, &name).await?.ok_or(ServiceError::NotFound)?;
    Ok(build::jrd(&JrdDoc {
        handle: format!("{}@{domain}", account.username),
        profile: present::profile_url(ctx, &account.username),
        subscribe: Some(ctx.url("/authorize_interaction?uri={uri}")),
        avatar: None,
        actor: account.uri.clone(),
    }))
}

/// The account that an address on this server belongs to.
fn name_in_url(ctx: &Ctx, url: &str) -> Result<String> {
    let path = url.strip_prefix(ctx.config.base_url()).ok_or(ServiceError::NotFound)?;
    if path == keys::INSTANCE_ACTOR || path.trim_end_matches('/').is_empty() {
        return Ok(ctx.config.account_domain().to_owned());
    }
    let name = path.strip_prefix("/users/").or_else(|| path.strip_prefix("/@"));
    let name = name.filter(|name| !name.contains('/'));
    name.map(str::to_owned).ok_or(ServiceError::NotFound)
}

/// NodeInfo, version 2.0 or 2.1.
///
/// # Errors
/// 404 for other versions.
pub async fn node_info(ctx: &Ctx, version: &str) -> Result<Value> {
    if !matches!(version, "2.0" | "2.1") {
        return Err(ServiceError::NotFound);
    }
    let usage = service::instance::usage(ctx).await?;
    let instance = &ctx.config.instance;
    let info = NodeInfoDoc {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        repository: Some(instance.source_url.clone()),
        homepage: None,
        name: instance.title.clone(),
        description: instance.description.clone(),
        open_registrations: matches!(instance.registrations.as_str(), "open" | "approval"),
        users: usage.users,
        active_month: usage.active_month,
        active_half_year: usage.active_half_year,
        local_posts: u64::try_from(usage.statuses).unwrap_or_default(),
    };
    Ok(build::node_info(&info, version == "2.1"))
}

/// Where NodeInfo is.
pub fn node_info_links(ctx: &Ctx) -> Value {
    build::node_info_links(ctx.config.base_url(), &ctx.url(keys::INSTANCE_ACTOR))
}

/// host-meta, XRD.
pub fn host_meta(ctx: &Ctx) -> String {
    build::host_meta(ctx.config.base_url())
}

async fn local(ctx: &Ctx, name: &str) -> Result<account::Model> {
    query::account::by_handle(ctx.db.read(), name, "").await?.ok_or(ServiceError::NotFound)
}

/// The account whose collections are asked for. Those of a suspended one are closed.
async fn open(ctx: &Ctx, name: &str) -> Result<account::Model> {
    Some(local(ctx, name).await?)
        .filter(|account| account.suspended_at.is_none())
        .ok_or(ServiceError::NotFound)
}

/// A local post with its author, if the reader may see it and the address names both.
async fn visible(
    ctx: &Ctx,
    name: &str,
    id: StatusId,
    reader: Option<AccountId>,
) -> Result<(account::Model, status::Model)> {
    let author = local(ctx, name).await?;
    let status = query::status_change::visible(ctx.db.read(), reader, id).await?;
    let status = status.filter(|status| status.local && status.account_id == author.id);
    Ok((author, status.ok_or(ServiceError::NotFound)?))
}

/// Posts, followers, follows.
async fn counts(ctx: &Ctx, account: &account::Model) -> Result<(u64, u64, u64)> {
    let row = query::account::rows(ctx.db.read(), &[account.id]).await?.pop();
    let number = |count: Option<i64>| u64::try_from(count.unwrap_or_default()).unwrap_or_default();
    Ok(row.map_or((0, 0, 0), |row| {
        (number(row.statuses_count), number(row.followers_count), number(row.following_count))
    }))
}

fn page(
    collection: String,
    part: &Part,
    key: &str,
    next: Option<String>,
    items: Vec<Value>,
    ordered: bool,
) -> Value {
    let cursor = part.cursor.map(|cursor| format!("&{key}={cursor}")).unwrap_or_default();
    let id = format!("{collection}?page=true{cursor}");
    build::ordered_page(Page { id, part_of: collection, total: None, next, prev: None, items, ordered })
}

fn without_context(mut document: Value) -> Value {
    if let Value::Object(map) = &mut document {
        map.remove("@context");
    }
    document
}
