//! What is said between who quotes or replies and the author of the other post.

use kinds::{AccountId, QuoteState, StatusId, Visibility};
use protocol::build::{self, Act, Consent};
use store::query;

use super::{Parcel, audience, told};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation::{
        documents,
        interaction::{reply_consent, reply_stamp},
        quote,
    },
    job::Outgoing,
};

pub(super) async fn parcel(ctx: &Ctx, outgoing: &Outgoing) -> Result<Parcel> {
    match outgoing {
        Outgoing::QuoteRequest { status } => {
            let (consent, quoter, author) = quoting(ctx, *status).await?;
            let seen = query::status_change::visible(ctx.db.read(), Some(author), *status).await?;
            let note = documents::note(ctx, *status).await?;
            let id = format!("{}{}", consent.post, quote::REQUEST_SUFFIX);
            let body = build::quote_request(&id, &consent, seen.map(|_| &note));
            told(ctx, quoter, author, &consent.post, body).await
        }
        Outgoing::AcceptQuote { status, request } => {
            let (consent, quoter, author) = quoting(ctx, *status).await?;
            let quote = query::quote::of_status(ctx.db.read(), *status).await?;
            let accepted = quote.filter(|quote| quote.state == QuoteState::Accepted);
            // Revoked since: nothing is permitted any more.
            let stamp = accepted.and_then(|quote| quote.authorization_uri).ok_or(ServiceError::NotFound)?;
            let body = build::accept_request(&format!("{stamp}#accept"), &consent, request, &stamp);
            told(ctx, author, quoter, &consent.post, body).await
        }
        Outgoing::RejectQuote { account, to, request, quoted, quoting } => {
            let consent = between(ctx, Act::Quote, (*account, quoted), (*to, quoting)).await?;
            let id = format!("{}#rejects/quotes/{}", consent.author, ctx.next_id::<i64>());
            told(ctx, *account, *to, quoting, build::reject_request(&id, &consent, request)).await
        }
        Outgoing::RevokeQuote { account, to, stamp, quoted, quoting } => {
            let consent = between(ctx, Act::Quote, (*account, quoted), (*to, quoting)).await?;
            let body = build::delete_authorization(stamp, &consent);
            let mut parcel = told(ctx, *account, *to, quoting, body).await?;
            // Who shows the quote elsewhere is to hear of it too.
            parcel.inboxes.extend(audience(ctx, *account, Visibility::Public, &[]).await?);
            Ok(parcel)
        }
        Outgoing::AcceptReply { status, request } => {
            let reply = query::status_change::by_id(ctx.db.read(), *status).await?;
            let reply = reply.ok_or(ServiceError::NotFound)?;
            let author = reply.in_reply_to_account_id.ok_or(ServiceError::NotFound)?;
            let consent = reply_consent(ctx, &reply).await?;
            let stamp = reply_stamp(&consent.author, reply.id);
            let body = build::accept_request(&format!("{stamp}#accept"), &consent, request, &stamp);
            told(ctx, author, reply.account_id, &reply.uri, body).await
        }
        Outgoing::RejectReply { account, to, request, parent, reply } => {
            let consent = between(ctx, Act::Reply, (*account, parent), (*to, reply)).await?;
            let id = format!("{}#rejects/replies/{}", consent.author, ctx.next_id::<i64>());
            told(ctx, *account, *to, reply, build::reject_request(&id, &consent, request)).await
        }
        _ => Err(ServiceError::NotFound),
    }
}

/// Who quotes what in a status, with the accounts of who quotes and who is quoted.
async fn quoting(ctx: &Ctx, quoting: StatusId) -> Result<(Consent, AccountId, AccountId)> {
    let db = ctx.db.read();
    let status = query::status_change::by_id(db, quoting).await?.ok_or(ServiceError::NotFound)?;
    let quote = query::quote::of_status(db, quoting).await?.ok_or(ServiceError::NotFound)?;
    let author = quote.quoted_account_id.ok_or(ServiceError::NotFound)?;
    let (target, post) = ((author, &*quote.quoted_uri), (status.account_id, &*status.uri));
    Ok((between(ctx, Act::Quote, target, post).await?, status.account_id, author))
}

/// An author with a post, and who does something with it in another one.
async fn between(
    ctx: &Ctx,
    act: Act,
    (author, target): (AccountId, &str),
    (actor, post): (AccountId, &str),
) -> Result<Consent> {
    Ok(Consent {
        act,
        actor: documents::uri(ctx, actor).await?,
        post: post.to_owned(),
        author: documents::uri(ctx, author).await?,
        target: target.to_owned(),
    })
}
