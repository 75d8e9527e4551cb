//! Quotes in posts of other servers: what they quote, and whether it is permitted (FEP-044f, and the older
//! forms that know no consent).
//!
//! What a post says of its own permission is not believed. A quote is accepted when both posts are by one
//! author, or when a stamp on the quoted author's own server names this author, and exactly these two posts.
//! Posts of ours are quoted by our own answer to a request alone.

use kinds::{QuoteState, StatusId};
use protocol::{
    Uri,
    vocab::{self, Authorization, Document, Object},
};
use store::{
    Event, Tx,
    entity::{account, quote, status},
    query,
};

use super::{actor, fetch, fetch::FetchError, interaction, is_own, resolve};
use crate::{
    ctx::Ctx,
    error::Result,
    job::{JobKind, VerifyQuote},
    service::{
        interaction::store as store_policies,
        quote::{self as service, NewQuote},
    },
};

/// What the id of a request has after the id of the quoting post.
pub(super) const REQUEST_SUFFIX: &str = "#quote_request";

/// A quoted post counts as so many posts fetched one after another, of which there are at most
/// [`MAX_DEPTH`]: whoever quotes on and on is not followed far.
const STEP: u32 = 30;
const MAX_DEPTH: u32 = 100;

/// The quote of a post that is not here yet.
pub(super) async fn of(
    ctx: &Ctx,
    object: &Object,
    author: &account::Model,
) -> Result<Option<NewQuote>, FetchError> {
    let Some(quote) = &object.quote else { return Ok(None) };
    let quoted = query::status_change::by_uri(ctx.db.read(), quote.uri.as_str()).await?;
    let quoted = quoted.filter(|row| row.reblog_of_id.is_none()).map(|row| (row.id, row.account_id));
    let own = quoted.is_some_and(|(_, quoted)| quoted == author.id);
    Ok(Some(NewQuote {
        uri: quote.uri.to_string(),
        url: quote.uri.to_string(),
        quoted,
        state: if own { QuoteState::Accepted } else { QuoteState::Pending },
        legacy: quote.legacy,
    }))
}

/// Enqueues what is to be found out about a new quote.
pub(super) fn check(
    tx: &Tx,
    status: StatusId,
    quote: &vocab::Quote,
    new: &NewQuote,
    depth: u32,
) -> Result<()> {
    let open = new.quoted.is_none() || quote.authorization.is_some();
    if new.state == QuoteState::Pending && open && depth < MAX_DEPTH {
        let stamp = quote.authorization.as_ref().map(Uri::to_string);
        tx.enqueue([VerifyQuote { status, stamp, depth }.to_job()?]);
    }
    Ok(())
}

/// Takes over what a post that is here says anew of its quote, and of who may quote and answer it; false
/// when that is the same.
pub(super) async fn heard(
    ctx: &Ctx,
    object: &Object,
    known: &status::Model,
    author: &account::Model,
) -> Result<bool, FetchError> {
    let policies = interaction::policies(object, author);
    let (may_quote, may_reply) = (policies.quote.to_string(), policies.reply.to_string());
    let row = query::quote::of_status(ctx.db.read(), known.id).await?;
    let new = of(ctx, object, author).await?;
    let tx = ctx.begin().await?;
    let mut changed = may_quote != known.quote_policy || may_reply != known.reply_policy;
    if changed {
        store_policies(&tx, known.id, &may_quote, &may_reply).await?;
    }
    match (row, new.zip(object.quote.as_ref())) {
        (Some(row), Some((new, quote))) if row.quoted_uri == new.uri => {
            changed |= again(&tx, &row, quote)?;
        }
        // The quoted post is gone, and its author says so.
        (Some(row), None) if row.state == QuoteState::Deleted => {}
        (None, None) => {}
        (row, new) => {
            if let Some(row) = row {
                service::drop(&tx, &row).await?;
            }
            if let Some((new, quote)) = new {
                service::insert(ctx, &tx, known, &new).await?;
                tx.emit(Event::StatusEdited { status: known.id, account: known.account_id });
                check(&tx, known.id, quote, &new, 0)?;
            }
            changed = true;
        }
    }
    ctx.commit(tx).await?;
    Ok(changed)
}

/// The same quote again: perhaps it has its stamp now, or has lost it.
fn again(tx: &Tx, row: &quote::Model, quote: &vocab::Quote) -> Result<bool> {
    let named = quote.authorization.as_ref().map(Uri::to_string);
    let stamp = match row.state {
        QuoteState::Pending if named.is_some() => named,
        QuoteState::Accepted if row.authorization_uri.is_some() && row.authorization_uri != named => None,
        _ => return Ok(false),
    };
    tx.enqueue([VerifyQuote { status: row.status_id, stamp, depth: 0 }.to_job()?]);
    Ok(true)
}

/// Finds out whether a quote is permitted.
///
/// # Errors
/// When something it needs cannot be fetched, or is not what it should be.
pub async fn verify(ctx: &Ctx, job: &VerifyQuote) -> Result<(), FetchError> {
    let db = ctx.db.read();
    let Some(status) = query::status_change::by_id(db, job.status).await? else { return Ok(()) };
    let Some(row) = query::quote::of_status(db, job.status).await? else { return Ok(()) };
    let Some((row, quoted)) = linked(ctx, row, job.depth).await? else { return Ok(()) };
    let own = quoted.account_id == row.account_id;
    match (row.state, &job.stamp) {
        (QuoteState::Pending, _) if own => settle(ctx, &row, QuoteState::Accepted, None).await,
        (QuoteState::Pending, Some(stamp)) if !quoted.local => {
            let author = actor::row(ctx, quoted.account_id).await?;
            let stamp = Uri::parse(stamp).map_err(|_| FetchError::Refused("the stamp has no address"))?;
            permitted(ctx, &stamp, &author, &status, &quoted).await?;
            settle(ctx, &row, QuoteState::Accepted, Some(stamp.as_str())).await
        }
        (QuoteState::Accepted, None) if !own && !quoted.local => {
            look_again(ctx, &row, &status, &quoted).await
        }
        _ => Ok(()),
    }
}

/// A quote with the quoted post, which is fetched if need be.
async fn linked(
    ctx: &Ctx,
    row: quote::Model,
    depth: u32,
) -> Result<Option<(quote::Model, status::Model)>, FetchError> {
    let id = match row.quoted_id {
        Some(id) => id,
        None if row.state == QuoteState::Pending => {
            let uri = Uri::parse(&row.quoted_uri).map_err(|_| FetchError::Refused("not an address"))?;
            if is_own(ctx, &uri) {
                return Ok(None);
            }
            resolve::status(ctx, &uri, depth + STEP).await?
        }
        None => return Ok(None),
    };
    let found = query::status_change::by_id(ctx.db.read(), id).await?;
    let Some(quoted) = found.filter(|quoted| quoted.reblog_of_id.is_none() && quoted.uri == row.quoted_uri)
    else {
        return Ok(None);
    };
    if row.quoted_id.is_none() {
        query::quote::link(ctx.db.write(), row.id, quoted.id, quoted.account_id).await?;
    }
    let row = quote::Model { quoted_id: Some(quoted.id), quoted_account_id: Some(quoted.account_id), ..row };
    Ok(Some((row, quoted)))
}

/// Whether the stamp at this address permits the quote. It is read from the quoted author's own server.
async fn permitted(
    ctx: &Ctx,
    stamp: &Uri,
    author: &account::Model,
    quoting: &status::Model,
    quoted: &status::Model,
) -> Result<(), FetchError> {
    let author_uri = Uri::parse(&author.uri).map_err(|_| FetchError::Refused("the author has no id"))?;
    if !stamp.same_origin(&author_uri) {
        return Err(FetchError::Refused("the stamp is on another origin than the quoted author"));
    }
    let Document::Authorization(read) = fetch::document(ctx, stamp).await? else {
        return Err(FetchError::Refused("the stamp is no stamp"));
    };
    if fits(&read, stamp, &author_uri, quoting, quoted) {
        Ok(())
    } else {
        Err(FetchError::Refused("the stamp is for another quote"))
    }
}

fn fits(
    read: &Authorization,
    stamp: &Uri,
    author: &Uri,
    quoting: &status::Model,
    quoted: &status::Model,
) -> bool {
    let names = |named: &Option<Uri>, uri: &str| named.as_ref().is_some_and(|named| named.as_str() == uri);
    read.kind == "QuoteAuthorization"
        && read.id == *stamp
        && read.attributed_to == *author
        && names(&read.interacting_object, &quoting.uri)
        && names(&read.interaction_target, &quoted.uri)
}

/// Reads the stamp of an accepted quote again. One that is gone or says something else counts no more.
async fn look_again(
    ctx: &Ctx,
    row: &quote::Model,
    quoting: &status::Model,
    quoted: &status::Model,
) -> Result<(), FetchError> {
    let Some(stamp) = row.authorization_uri.as_deref().and_then(|uri| Uri::parse(uri).ok()) else {
        return Ok(());
    };
    let author = actor::row(ctx, quoted.account_id).await?;
    match permitted(ctx, &stamp, &author, quoting, quoted).await {
        Ok(()) => Ok(()),
        Err(error) if error.is_temporary() => Err(error),
        Err(_) => settle(ctx, row, QuoteState::Revoked, None).await,
    }
}

async fn settle(
    ctx: &Ctx,
    row: &quote::Model,
    state: QuoteState,
    stamp: Option<&str>,
) -> Result<(), FetchError> {
    let tx = ctx.begin().await?;
    service::settle(ctx, &tx, row, state, stamp).await?;
    ctx.commit(tx).await?;
    Ok(())
}
