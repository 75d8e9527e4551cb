//! QuoteRequest, and the answers to ours (FEP-044f). An answer counts only when it comes from the quoted
//! author, and only for a quote that is there and waits for it.

use kinds::{AccountId, QuoteAnswer, QuoteState, StatusId};
use protocol::{
    Uri, origin,
    vocab::{ActivityKind, Item, Object},
};
use store::{
    entity::{quote, status},
    query,
};

use super::{Handled, Outcome, Received};
use crate::{
    ctx::Ctx,
    effects::federate,
    error::Result,
    federation::{fetch::FetchError, note, quote::REQUEST_SUFFIX, resolve},
    job::{JobKind, Outgoing, VerifyQuote},
    service::{
        interaction::{Asking, Policy},
        quote::{answer, settle, stamp_uri},
    },
};

/// Somebody elsewhere asks to quote a post of ours: the author's policy answers at once.
pub(super) async fn request(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let activity = received.activity;
    let (Some(id), Some(object), Some(instrument)) =
        (&activity.id, activity.object_id(), &activity.instrument)
    else {
        return Ok(Outcome::Ignored("it does not say what quotes what"));
    };
    let Some(quoting) = instrument.id() else { return Ok(Outcome::Ignored("the quoting post has no id")) };
    if !quoting.same_origin(received.actor_uri) {
        return Err(FetchError::Refused("the quoting post is on another origin than its author"));
    }
    let quoted = query::status_change::by_uri(ctx.db.read(), object.as_str()).await?;
    let Some(quoted) = quoted.filter(|row| row.local && row.reblog_of_id.is_none()) else {
        return Ok(Outcome::Ignored("the quoted post is not ours"));
    };
    if !may_quote(ctx, received.actor.id, &quoted).await? {
        return reject(ctx, received, id, &quoted, quoting).await;
    }
    let status = instrument_post(ctx, received, instrument, quoting).await?;
    let found = query::quote::of_status(ctx.db.read(), status).await?;
    let found = found.filter(|quote| quote.account_id == received.actor.id && quote.quoted_uri == quoted.uri);
    let Some(quote) = found else { return Err(FetchError::Refused("the post does not quote that one")) };
    match quote.state {
        QuoteState::Pending | QuoteState::Accepted => accept(ctx, id, &quoted, &quote).await,
        // Taken back once, it is not given again.
        _ => reject(ctx, received, id, &quoted, quoting).await,
    }
}

async fn may_quote(ctx: &Ctx, actor: AccountId, quoted: &status::Model) -> Result<bool> {
    let db = ctx.db.read();
    if query::status_change::visible(db, Some(actor), quoted.id).await?.is_none() {
        return Ok(false);
    }
    let asking = Asking::read(db, actor, quoted.account_id).await?;
    let Policy { automatic, manual } = Policy::read(&quoted.quote_policy);
    Ok(answer(&automatic, &manual, quoted.visibility, asking) == QuoteAnswer::Automatic)
}

/// The post that quotes or replies: what was sent along if it is the actor's, else fetched.
pub(super) async fn instrument_post(
    ctx: &Ctx,
    received: &Received<'_>,
    instrument: &Item,
    uri: &Uri,
) -> Result<StatusId, FetchError> {
    match instrument.object() {
        Some(object) => {
            check_author(received, object)?;
            note::store(ctx, object, received.actor, None, 0).await
        }
        None => resolve::status(ctx, uri, 0).await,
    }
}

fn check_author(received: &Received<'_>, object: &Object) -> Result<(), FetchError> {
    Ok(origin::check_object_owner(object.id.as_ref(), &object.attributed_to, received.actor_uri)?)
}

async fn accept(ctx: &Ctx, request: &Uri, quoted: &status::Model, quote: &quote::Model) -> Handled {
    let author = super::actor::row(ctx, quoted.account_id).await?;
    let tx = ctx.begin().await?;
    if quote.state == QuoteState::Pending {
        // Stored before the quoted post was known by this id.
        query::quote::link(tx.conn(), quote.id, quoted.id, author.id).await?;
        let linked =
            quote::Model { quoted_id: Some(quoted.id), quoted_account_id: Some(author.id), ..quote.clone() };
        let stamp = stamp_uri(&author.uri, quote.id);
        settle(ctx, &tx, &linked, QuoteState::Accepted, Some(&stamp)).await?;
    }
    let outgoing = Outgoing::AcceptQuote { status: quote.status_id, request: request.to_string() };
    federate::tell(ctx, &tx, outgoing)?;
    ctx.commit(tx).await?;
    Ok(Outcome::Done)
}

async fn reject(
    ctx: &Ctx,
    received: &Received<'_>,
    request: &Uri,
    quoted: &status::Model,
    quoting: &Uri,
) -> Handled {
    let outgoing = Outgoing::RejectQuote {
        account: quoted.account_id,
        to: received.actor.id,
        request: request.to_string(),
        quoted: quoted.uri.clone(),
        quoting: quoting.to_string(),
    };
    let tx = ctx.begin().await?;
    federate::tell(ctx, &tx, outgoing)?;
    ctx.commit(tx).await?;
    Ok(Outcome::Done)
}

/// The quote of ours that an Accept or Reject answers, if it is about one and its sender is who was asked.
pub(super) async fn asked(ctx: &Ctx, received: &Received<'_>) -> Result<Option<quote::Model>, FetchError> {
    let Some(item) = received.activity.object() else { return Ok(None) };
    let quoting = match item.activity() {
        Some(inner) if inner.kind == ActivityKind::QuoteRequest => {
            let by_id = inner.id.as_ref().and_then(asking_post);
            by_id.or_else(|| inner.instrument.as_ref().and_then(Item::id).map(Uri::as_str))
        }
        Some(_) => None,
        None => item.id().and_then(asking_post),
    };
    let Some(quoting) = quoting else { return Ok(None) };
    let status = query::status_change::by_uri(ctx.db.read(), quoting).await?;
    let Some(status) = status.filter(|status| status.local) else { return Ok(None) };
    let quote = query::quote::of_status(ctx.db.read(), status.id).await?;
    if quote.as_ref().is_some_and(|quote| quote.quoted_account_id != Some(received.actor.id)) {
        return Err(FetchError::Refused("the quoted post is somebody else's"));
    }
    Ok(quote)
}

/// The post for which a request with this id of ours was made.
fn asking_post(id: &Uri) -> Option<&str> {
    id.as_str().strip_suffix(REQUEST_SUFFIX)
}

/// The quoted author agrees; the stamp has to be on that author's own server.
pub(super) async fn accepted(ctx: &Ctx, received: &Received<'_>, quote: &quote::Model) -> Handled {
    let Some(stamp) = &received.activity.result else { return Ok(Outcome::Ignored("it has no stamp")) };
    if !stamp.same_origin(received.actor_uri) {
        return Err(FetchError::Refused("the stamp is on another origin than the quoted author"));
    }
    if quote.state != QuoteState::Pending {
        return Ok(Outcome::Ignored("it is answered already"));
    }
    settled(ctx, quote, QuoteState::Accepted, Some(stamp.as_str())).await
}

/// The quoted author does not agree, or does not any more.
pub(super) async fn rejected(ctx: &Ctx, quote: &quote::Model) -> Handled {
    match quote.state {
        QuoteState::Pending => settled(ctx, quote, QuoteState::Rejected, None).await,
        QuoteState::Accepted => settled(ctx, quote, QuoteState::Revoked, None).await,
        _ => Ok(Outcome::Ignored("it is answered already")),
    }
}

/// The stamp of a quote was deleted.
pub(super) async fn revoked(ctx: &Ctx, received: &Received<'_>, quote: &quote::Model) -> Handled {
    if quote.quoted_account_id != Some(received.actor.id) {
        return Err(FetchError::Refused("somebody else's permission"));
    }
    if quote.state != QuoteState::Accepted {
        return Ok(Outcome::Ignored("it does not count any more"));
    }
    settled(ctx, quote, QuoteState::Revoked, None).await
}

async fn settled(ctx: &Ctx, quote: &quote::Model, state: QuoteState, stamp: Option<&str>) -> Handled {
    let tx = ctx.begin().await?;
    settle(ctx, &tx, quote, state, stamp).await?;
    ctx.commit(tx).await?;
    Ok(Outcome::Done)
}

/// Somebody passes on that a stamp was deleted: its server is asked.
pub(super) async fn look_again(ctx: &Ctx, quote: &quote::Model) -> Handled {
    ctx.submit(VerifyQuote { status: quote.status_id, stamp: None, depth: 0 }.to_job()?).await?;
    Ok(Outcome::Done)
}
