//! Quotes come, are answered and go, with counters, events, notifications and what other servers are told.

use kinds::{AccountId, NotificationKind, QuoteId, QuoteState, StatusId};
use shared::entities::Status;
use store::{
    Event, Tx,
    entity::{quote, status},
    query::{
        account, quote as query,
        status_change::{self as change, Counter},
    },
};

use crate::{
    ctx::Ctx,
    effects::{
        federate,
        notify::{about_edit, notify},
    },
    error::{Result, ServiceError},
    job::Outgoing,
    service::{auth::Viewer, present},
};

/// Quoters of this server who are told of an edit.
const MAX_QUOTERS: i64 = 5_000;

/// A quote to be stored.
#[derive(Clone, Debug)]
pub struct NewQuote {
    /// The id of the quoted object.
    pub uri: String,
    /// Its page.
    pub url: String,
    /// The quoted status and its author, if it is here.
    pub quoted: Option<(StatusId, AccountId)>,
    /// How it stands: accepted or pending.
    pub state: QuoteState,
    /// Whether it was made in a form that knows no consent.
    pub legacy: bool,
}

/// The address of the stamp by which a local author permits a quote.
pub fn stamp_uri(author: &str, id: QuoteId) -> String {
    format!("{author}/quote_authorizations/{id}")
}

/// Stores the quote of a status that is new or has none.
///
/// # Errors
/// When the database fails.
pub async fn insert(ctx: &Ctx, tx: &Tx, status: &status::Model, new: &NewQuote) -> Result<()> {
    let id: QuoteId = ctx.next_id();
    let (quoted_id, quoted_account_id) = new.quoted.unzip();
    let author = quoted_account_id.filter(|author| *author != status.account_id);
    let stamp = match author.filter(|_| new.state == QuoteState::Accepted) {
        Some(author) => account::by_id(tx.conn(), author).await?.map(|author| stamp_uri(&author.uri, id)),
        None => None,
    };
    let row = quote::Model {
        id,
        status_id: status.id,
        account_id: status.account_id,
        quoted_id,
        quoted_account_id,
        quoted_uri: new.uri.clone(),
        state: new.state,
        legacy: new.legacy,
        authorization_uri: stamp,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    if query::insert(tx.conn(), row.clone()).await? && row.state == QuoteState::Accepted {
        accepted(ctx, tx, &row).await?;
    }
    Ok(())
}

async fn accepted(ctx: &Ctx, tx: &Tx, quote: &quote::Model) -> Result<()> {
    if let (Some(quoted), Some(author)) = (quote.quoted_id, quote.quoted_account_id) {
        tx.defer(change::counting(quoted, Counter::Quotes, 1));
        tx.emit(Event::StatusTouched { status: quoted });
        notify(ctx, tx, author, quote.account_id, NotificationKind::Quote, Some(quote.status_id)).await?;
    }
    Ok(())
}

fn uncounted(tx: &Tx, quote: &quote::Model) {
    if let Some(quoted) = quote.quoted_id.filter(|_| quote.state == QuoteState::Accepted) {
        tx.defer(change::counting(quoted, Counter::Quotes, -1));
        tx.emit(Event::StatusTouched { status: quoted });
    }
}

/// Changes how a quote stands; false when it stood otherwise than in `quote` by then. When the quoting
/// status is ours, other servers are told.
///
/// # Errors
/// When the database fails.
pub async fn settle(
    ctx: &Ctx,
    tx: &Tx,
    quote: &quote::Model,
    state: QuoteState,
    stamp: Option<&str>,
) -> Result<bool> {
    if quote.state == state
        || !query::settle(tx.conn(), quote.id, quote.state, state, stamp, tx.now()).await?
    {
        return Ok(false);
    }
    if state == QuoteState::Accepted {
        accepted(ctx, tx, quote).await?;
    } else {
        uncounted(tx, quote);
    }
    tx.emit(Event::StatusEdited { status: quote.status_id, account: quote.account_id });
    let status = change::by_id(tx.conn(), quote.status_id).await?;
    if status.is_some_and(|status| status.local) {
        federate::tell(ctx, tx, Outgoing::Facts { status: quote.status_id })?;
    }
    Ok(true)
}

/// Removes the quote of a status that stays.
///
/// # Errors
/// When the database fails.
pub async fn drop(tx: &Tx, quote: &quote::Model) -> Result<()> {
    query::delete(tx.conn(), quote.id).await?;
    uncounted(tx, quote);
    tx.emit(Event::StatusEdited { status: quote.status_id, account: quote.account_id });
    Ok(())
}

/// What happens to quotes when a status goes, which is still there: its own is counted no more, those of
/// it show that it is gone.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &Tx, status: StatusId) -> Result<()> {
    if let Some(quote) = query::of_status(tx.conn(), status).await? {
        uncounted(tx, &quote);
    }
    query::lose(tx.conn(), status, tx.now()).await?;
    Ok(())
}

/// Takes the permission for a quote of one's own status back. The answer is the quoting status.
///
/// # Errors
/// 404 when either status cannot be seen or the one does not quote the other, 403 when the quoted one is
/// somebody else's.
pub async fn revoke(ctx: &Ctx, viewer: &Viewer, id: StatusId, quoting: StatusId) -> Result<Status> {
    let (db, me) = (ctx.db.read(), viewer.account);
    let quoted = change::visible(db, Some(me), id).await?.ok_or(ServiceError::NotFound)?;
    let status = change::visible(db, Some(me), quoting).await?.ok_or(ServiceError::NotFound)?;
    let quote = query::of_status(db, status.id).await?;
    let quote = quote.filter(|quote| quote.quoted_id == Some(quoted.id)).ok_or(ServiceError::NotFound)?;
    if quoted.account_id != me {
        return Err(ServiceError::forbidden("This action is not allowed"));
    }
    if matches!(quote.state, QuoteState::Pending | QuoteState::Accepted) {
        let tx = ctx.begin().await?;
        let revoked = settle(ctx, &tx, &quote, QuoteState::Revoked, None).await?;
        if let Some(stamp) = quote.authorization_uri.filter(|_| revoked && !status.local_only) {
            let outgoing = Outgoing::RevokeQuote {
                account: me,
                stamp,
                quoted: quoted.uri,
                quoting: status.uri,
                to: status.account_id,
            };
            federate::tell(ctx, &tx, outgoing)?;
        }
        ctx.commit(tx).await?;
    }
    present::status(ctx, Some(me), quoting).await
}

/// Tells people here who have quoted a status that it was edited. The notification shows their own.
///
/// # Errors
/// When the database fails.
pub async fn notify_quoters(ctx: &Ctx, edited: &status::Model) -> Result<()> {
    let quoters = query::local_quoters(ctx.db.read(), edited.id, MAX_QUOTERS).await?;
    for chunk in quoters.chunks(100) {
        let tx = ctx.begin().await?;
        for quoter in chunk {
            let (to, kind) = (quoter.account_id, NotificationKind::QuotedUpdate);
            about_edit(ctx, &tx, to, edited.account_id, kind, quoter.status_id).await?;
        }
        ctx.commit(tx).await?;
    }
    Ok(())
}
