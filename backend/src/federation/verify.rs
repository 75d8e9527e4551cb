//! Who signed a request: reads the signature, finds the key, checks both (protocol §10 and §11).

use std::sync::Arc;

use protocol::{
    Uri, parse,
    signature::{self, ParsedSignature, Policy, Request},
    vocab::Document,
};
use store::query;

use super::{
    actor, fetch, fetch::FetchError, is_blocked, is_own, is_own_host, keys::RemoteKey, own_hosts, resolve,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Checks a request's signature and tells whose key made it.
///
/// # Errors
/// 401 when the signature is missing or wrong, 403 when its server is blocked, 503 when the key could
/// not be fetched now.
pub async fn signer(ctx: &Ctx, request: &Request<'_>) -> Result<Arc<RemoteKey>> {
    let parsed = signature::parse(request).map_err(unauthorized)?;
    let hosts = own_hosts(ctx);
    let own: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let now = chrono::DateTime::from_timestamp_millis(ctx.now().0).unwrap_or_default();
    parsed.check(request, &Policy { now, own_hosts: &own }).map_err(unauthorized)?;
    let key_id = Uri::parse(parsed.key_id()).map_err(|_| unauthorized("the key id is no address"))?;
    if is_own_host(ctx, &key_id.host()) {
        return Err(unauthorized("the key id is this server's own"));
    }
    if is_blocked(ctx, &key_id.host()).await? {
        return Err(ServiceError::forbidden("This server does not talk with yours"));
    }
    with_key(ctx, &parsed, &key_id).await
}

async fn with_key(ctx: &Ctx, parsed: &ParsedSignature, key_id: &Uri) -> Result<Arc<RemoteKey>> {
    let keys = &ctx.federation.keys;
    let known = known(ctx, key_id).await?;
    if let Some(key) = &known {
        match parsed.verify(&key.key) {
            Ok(()) => return Ok(key.clone()),
            // The key may have been replaced; look once, not at every bad request.
            Err(error) if keys.refetched.contains_key(key_id.as_str()) => return Err(unauthorized(error)),
            Err(_) => {}
        }
    }
    keys.refetched.insert(key_id.to_string(), ());
    let key = match fetched(ctx, key_id).await {
        Ok(key) => Arc::new(key),
        // Without any key nothing is known about the signature; with one it is wrong until proven right.
        Err(error) if error.is_temporary() && known.is_none() => {
            return Err(ServiceError::Unavailable(format!("The key could not be fetched: {error}").into()));
        }
        Err(error) => return Err(unauthorized(format!("no key that fits: {error}"))),
    };
    parsed.verify(&key.key).map_err(unauthorized)?;
    keys.remote.insert(key_id.to_string(), key.clone());
    Ok(key)
}

/// The key from the cache or the database.
async fn known(ctx: &Ctx, key_id: &Uri) -> Result<Option<Arc<RemoteKey>>> {
    let cache = &ctx.federation.keys.remote;
    if let Some(key) = cache.get(key_id.as_str()) {
        return Ok(Some(key));
    }
    let found = query::federation::account_by_key(ctx.db.read(), key_id.as_str()).await?;
    let Some(account) = found.filter(|account| !account.domain.is_empty()) else { return Ok(None) };
    let published = protocol::vocab::Key { id: key_id.clone(), owner: None, material: account.public_key };
    let (Ok(key), Ok(actor)) = (published.public_key(), Uri::parse(&account.uri)) else { return Ok(None) };
    let key = Arc::new(RemoteKey { account: account.id, actor, key });
    cache.insert(key_id.to_string(), key.clone());
    Ok(Some(key))
}

/// Fetches the key, and the account it belongs to. The account must list the key in its own document
/// (Akkoma 2025.03, GHSA-8863-8468-7hq7).
async fn fetched(ctx: &Ctx, key_id: &Uri) -> Result<RemoteKey, FetchError> {
    let source = fetch::bytes(ctx, key_id).await?;
    let owner = match parse::document(&source.body)? {
        Document::Actor(actor) => actor.id,
        Document::Keys(keys) => {
            let key = keys.find(key_id.as_str()).ok_or(FetchError::Refused("another key was sent"))?;
            key.owner.clone().or(keys.id.clone()).ok_or(FetchError::Refused("the key has no owner"))?
        }
        _ => return Err(FetchError::Refused("neither an actor nor a key")),
    };
    if is_own(ctx, &owner) || !owner.same_origin(key_id) {
        return Err(FetchError::Refused("the key's owner is elsewhere"));
    }
    let actor = resolve::fetch_actor(ctx, &owner).await?;
    let published = actor.keys.iter().find(|key| key.id == *key_id);
    let published = published.ok_or(FetchError::Refused("the actor does not list the key"))?;
    let key = published.public_key().map_err(|_| FetchError::Refused("the key cannot be used"))?;
    let account = actor::save(ctx, &actor).await?;
    Ok(RemoteKey { account, actor: actor.id.clone(), key })
}

/// 401; the reason is for the log of the one who looks for it.
fn unauthorized(reason: impl ToString) -> ServiceError {
    ServiceError::Unauthorized(format!("Request not signed: {}", reason.to_string()).into())
}
