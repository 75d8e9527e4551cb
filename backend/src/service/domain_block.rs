//! A person's own block of a whole server: follows both ways end, its posts and notifications are
//! hidden from that person only.

use kinds::AccountId;
use store::{Event, Tx, query, query::follow::Cut};

use crate::{
    ctx::Ctx,
    effects::federate::tell_all,
    error::{Result, ServiceError},
    job::Outgoing,
};

/// Longest name of a server (RFC 1035 section 2.3.4).
const MAX_DOMAIN: usize = 253;

/// The local `account` blocks the server `domain`.
///
/// # Errors
/// 422 when that is no domain, or this server's own.
pub async fn block(ctx: &Ctx, account: AccountId, domain: &str) -> Result<()> {
    let domain = normalized(domain)?;
    if domain == ctx.config.account_domain() {
        return Err(ServiceError::field("domain", "ERR_INVALID", "is this server"));
    }
    let tx = ctx.begin().await?;
    if query::block::insert_domain(tx.conn(), ctx.next_id(), account, &domain, tx.now()).await? {
        let cut = query::follow::cut_domain(tx.conn(), account, &domain).await?;
        query::notification::delete_from_domain(tx.conn(), account, &domain).await?;
        query::notification_request::forget_domain(tx.conn(), account, &domain).await?;
        tx.emit(Event::RelationsChanged { account });
        tell_of(ctx, &tx, account, cut)?;
    }
    ctx.commit(tx).await
}

/// The local `account` takes its block of `domain` back.
///
/// # Errors
/// 422 when that is no domain.
pub async fn unblock(ctx: &Ctx, account: AccountId, domain: &str) -> Result<()> {
    let domain = normalized(domain)?;
    let tx = ctx.begin().await?;
    if query::block::delete_domain(tx.conn(), account, &domain).await? {
        tx.emit(Event::RelationsChanged { account });
    }
    ctx.commit(tx).await
}

/// How many follows and followers of `account` a block of `domain` would end.
///
/// # Errors
/// 422 when that is no domain.
pub async fn preview(ctx: &Ctx, account: AccountId, domain: &str) -> Result<(i64, i64)> {
    Ok(query::follow::count_domain(ctx.db.read(), account, &normalized(domain)?).await?)
}

/// Each follow that ended is told to the other side.
fn tell_of(ctx: &Ctx, tx: &Tx, account: AccountId, cut: Cut) -> Result<()> {
    tx.emit(Event::AccountTouched { account });
    let mut activities = Vec::new();
    for row in &cut.followers {
        tx.emit(Event::AccountTouched { account: row.account_id });
    }
    for row in &cut.following {
        tx.emit(Event::AccountTouched { account: row.target_id });
    }
    for row in cut.followers.into_iter().chain(cut.requests) {
        if let Some(uri) = row.uri {
            activities.push(Outgoing::RejectFollow { account, follower: row.account_id, uri });
        }
    }
    for row in cut.following.into_iter().chain(cut.requested) {
        if let Some(uri) = row.uri {
            activities.push(Outgoing::UndoFollow { account, target: row.target_id, uri });
        }
    }
    tell_all(ctx, tx, activities)
}

/// As accounts carry it: lower case, non-ASCII names in their ASCII form.
fn normalized(domain: &str) -> Result<String> {
    let invalid = || ServiceError::field("domain", "ERR_INVALID", "is not a valid domain name");
    let trimmed = domain.trim().trim_start_matches('@').trim_end_matches('.');
    if trimmed.is_empty() || trimmed.len() > MAX_DOMAIN {
        return Err(invalid());
    }
    let parsed = url::Host::parse(trimmed).map_err(|_| invalid())?;
    match parsed {
        url::Host::Domain(name) if !name.is_empty() && !name.contains('/') => Ok(name),
        _ => Err(invalid()),
    }
}
