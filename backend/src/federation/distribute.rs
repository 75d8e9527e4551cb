//! From "somebody here did this" to an activity and the inboxes that get it: one body, and one
//! delivery for each inbox, written in one transaction.

mod consent;
mod flag;
mod react;
mod shelf;

use std::collections::BTreeSet;

use kinds::{AccountId, StatusId, Visibility};
use protocol::build::{self, Addresses, Announce};
use serde_json::Value;
use store::{NewJob, entity::account, query};

use super::{actor, documents};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{Deliver, JobKind, Outgoing},
    service::{present, status::is_open},
};

/// An activity and where it goes.
struct Parcel {
    /// Who sends it.
    account: AccountId,
    /// The activity.
    body: Value,
    /// What it is about: deliveries to one inbox about one thing keep their order.
    object: String,
    /// Where it goes.
    inboxes: BTreeSet<String>,
}

/// Writes the deliveries of something a local account did. Nothing happens when it is gone again.
///
/// # Errors
/// When the database fails.
pub async fn run(ctx: &Ctx, outgoing: &Outgoing) -> Result<()> {
    let parcel = match parcel(ctx, outgoing).await {
        Ok(parcel) => parcel,
        // Deleted since: its Delete comes next.
        Err(ServiceError::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    if parcel.inboxes.is_empty() {
        return Ok(());
    }
    let tx = ctx.begin().await?;
    let activity: i64 = ctx.next_id();
    let body = parcel.body.to_string();
    query::federation::insert_outgoing(tx.conn(), activity, parcel.account, body, tx.now()).await?;
    let deliver = |inbox| Deliver { activity, inbox, object: parcel.object.clone() }.to_job();
    let jobs: Vec<NewJob> = parcel.inboxes.into_iter().map(deliver).collect::<Result<_>>()?;
    tx.enqueue(jobs);
    ctx.commit(tx).await
}

async fn parcel(ctx: &Ctx, outgoing: &Outgoing) -> Result<Parcel> {
    match outgoing {
        Outgoing::Create { status } => post(ctx, *status, Told::New).await,
        Outgoing::Update { status } => post(ctx, *status, Told::Edited).await,
        Outgoing::PollTally { status } => post(ctx, *status, Told::Counted).await,
        Outgoing::Facts { status } => post(ctx, *status, Told::Facts).await,
        Outgoing::QuoteRequest { .. }
        | Outgoing::AcceptQuote { .. }
        | Outgoing::RejectQuote { .. }
        | Outgoing::RevokeQuote { .. }
        | Outgoing::AcceptReply { .. }
        | Outgoing::RejectReply { .. } => consent::parcel(ctx, outgoing).await,
        Outgoing::Vote { account, status, number, option } => {
            vote(ctx, *account, *status, *number, option).await
        }
        Outgoing::Delete { account, uri, visibility, mentioned, copies } => {
            let mut parcel = delete(ctx, *account, uri, *visibility, mentioned).await?;
            parcel.inboxes.extend(copies.iter().cloned());
            Ok(parcel)
        }
        Outgoing::Announce { status } => announce(ctx, *status).await,
        Outgoing::UndoAnnounce { account, uri, original, visibility } => {
            undo_announce(ctx, *account, uri, *original, *visibility).await
        }
        Outgoing::Like { account, status, uri } => like(ctx, *account, *status, uri, false).await,
        Outgoing::UndoLike { account, status, uri } => like(ctx, *account, *status, uri, true).await,
        Outgoing::React { account, status, uri, name, picture, undo } => {
            let emoji = react::Emoji { name, picture: picture.as_deref() };
            react::parcel(ctx, (*account, *status), uri, emoji, *undo).await
        }
        Outgoing::Follow { account, target, uri } => {
            pair(ctx, *account, *target, |actor, target| build::follow(uri, actor, target)).await
        }
        Outgoing::UndoFollow { account, target, uri } => {
            let undo = |actor: &str, target: &str| undone(uri, actor, build::follow(uri, actor, target));
            pair(ctx, *account, *target, undo).await
        }
        Outgoing::AcceptFollow { account, follower, uri } => {
            let id = answer_id(ctx, *account, "accepts").await?;
            let accept =
                |actor: &str, asker: &str| build::accept(&id, actor, build::follow(uri, asker, actor));
            pair(ctx, *account, *follower, accept).await
        }
        Outgoing::RejectFollow { account, follower, uri } => {
            let id = answer_id(ctx, *account, "rejects").await?;
            let reject =
                |actor: &str, asker: &str| build::reject(&id, actor, build::follow(uri, asker, actor));
            pair(ctx, *account, *follower, reject).await
        }
        Outgoing::Block { account, target, uri } => {
            pair(ctx, *account, *target, |actor, target| build::block(uri, actor, target)).await
        }
        Outgoing::UndoBlock { account, target, uri } => {
            let undo = |actor: &str, target: &str| undone(uri, actor, build::block(uri, actor, target));
            pair(ctx, *account, *target, undo).await
        }
        Outgoing::Flag { report, domains } => flag::parcel(ctx, *report, domains).await,
        Outgoing::UpdateAccount { account } => update_account(ctx, *account).await,
        Outgoing::FeatureTag { account, key, name, featured } => {
            shelf::feature_tag(ctx, *account, key, name, *featured).await
        }
        Outgoing::Pin { account, status, pinned } => shelf::pin(ctx, *account, *status, *pinned).await,
    }
}

/// What is told of a post.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    New,
    Edited,
    /// The counts of its poll are others; the post is the same.
    Counted,
    /// Its quote is settled, or others may quote it or reply; the post is the same.
    Facts,
}

/// A new or edited post. An open answer goes where the rest of its thread is; edits have to reach every
/// copy.
async fn post(ctx: &Ctx, id: StatusId, told: Told) -> Result<Parcel> {
    let db = ctx.db.read();
    let status = query::status_change::by_id(db, id).await?.ok_or(ServiceError::NotFound)?;
    if status.local_only {
        return Err(ServiceError::NotFound);
    }
    let mut named: Vec<AccountId> =
        query::status_change::mentions(db, id).await?.into_iter().map(|(account, _)| account).collect();
    named.extend(status.in_reply_to_account_id.filter(|_| status.visibility != Visibility::Direct));
    let mut inboxes = audience(ctx, status.account_id, status.visibility, &named).await?;
    if is_open(status.visibility) {
        inboxes.extend(if told == Told::New {
            query::federation::thread_inboxes(db, &status).await?
        } else {
            query::federation::copy_inboxes(db, &status).await?
        });
        let quoted = query::quote::of_status(db, id).await?.and_then(|quote| quote.quoted_account_id);
        inboxes.extend(inboxes_of(ctx, quoted.as_slice()).await?);
    }
    if inboxes.is_empty() {
        return Err(ServiceError::NotFound);
    }
    let note = documents::note(ctx, id).await?;
    let version = status.edited_at.unwrap_or(status.created_at).0;
    let update = |version: String| build::update_note(&format!("{}#updates/{version}", status.uri), &note);
    let body = match told {
        Told::New => build::create(&format!("{}/activity", status.uri), &note),
        Told::Edited => update(version.to_string()),
        Told::Counted => update(format!("poll/{}", ctx.now().0)),
        Told::Facts => update(format!("facts/{}", ctx.next_id::<i64>())),
    };
    Ok(Parcel { account: status.account_id, body, object: status.uri, inboxes })
}

/// Something for one account, about one thing.
async fn told(ctx: &Ctx, account: AccountId, other: AccountId, object: &str, body: Value) -> Result<Parcel> {
    Ok(Parcel { account, body, object: object.to_owned(), inboxes: inboxes_of(ctx, &[other]).await? })
}

/// A vote is for the author of the poll alone.
async fn vote(ctx: &Ctx, account: AccountId, status: StatusId, number: i64, option: &str) -> Result<Parcel> {
    let status = query::status_change::by_id(ctx.db.read(), status).await?.ok_or(ServiceError::NotFound)?;
    let voter = documents::uri(ctx, account).await?;
    let author = documents::uri(ctx, status.account_id).await?;
    let id = format!("{voter}#votes/{number}");
    let vote = build::vote(&id, &voter, &status.uri, &author, option);
    Ok(Parcel {
        account,
        body: build::create_vote(&format!("{id}/activity"), &voter, &author, vote),
        object: format!("{voter} {}", status.uri),
        inboxes: inboxes_of(ctx, &[status.account_id]).await?,
    })
}

async fn delete(
    ctx: &Ctx,
    account: AccountId,
    uri: &str,
    visibility: Visibility,
    mentioned: &[AccountId],
) -> Result<Parcel> {
    let author = actor::row(ctx, account).await?;
    let addresses = addresses(ctx, &author, visibility, mentioned).await?;
    Ok(Parcel {
        account,
        body: build::delete(&format!("{uri}#delete"), &author.uri, uri, addresses),
        object: uri.to_owned(),
        inboxes: audience(ctx, account, visibility, mentioned).await?,
    })
}

async fn announce(ctx: &Ctx, wrapper: StatusId) -> Result<Parcel> {
    let boost = query::status_change::by_id(ctx.db.read(), wrapper).await?.ok_or(ServiceError::NotFound)?;
    let original = boost.reblog_of_id.ok_or(ServiceError::NotFound)?;
    let published = present::timestamp(boost.created_at).0;
    boosted(ctx, boost.account_id, &boost.uri, original, boost.visibility, published, |announce| {
        build::announce(&announce)
    })
    .await
}

async fn undo_announce(
    ctx: &Ctx,
    account: AccountId,
    uri: &str,
    original: StatusId,
    visibility: Visibility,
) -> Result<Parcel> {
    let published = present::timestamp(ctx.now()).0;
    boosted(ctx, account, uri, original, visibility, published, |announce| {
        let actor = announce.actor.clone();
        undone(uri, &actor, build::announce(&announce))
    })
    .await
}

async fn boosted(
    ctx: &Ctx,
    account: AccountId,
    uri: &str,
    original: StatusId,
    visibility: Visibility,
    published: chrono::DateTime<chrono::Utc>,
    body: impl FnOnce(Announce) -> Value,
) -> Result<Parcel> {
    let booster = actor::row(ctx, account).await?;
    let original =
        query::status_change::by_id(ctx.db.read(), original).await?.ok_or(ServiceError::NotFound)?;
    if original.local_only {
        return Err(ServiceError::NotFound);
    }
    let author = actor::row(ctx, original.account_id).await?;
    let announce = Announce {
        id: uri.to_owned(),
        actor: booster.uri.clone(),
        followers: documents::followers(&booster),
        object: original.uri,
        author: author.uri,
        visibility,
        published,
    };
    let inboxes = audience(ctx, account, visibility, &[author.id]).await?;
    Ok(Parcel { account, body: body(announce), object: uri.to_owned(), inboxes })
}

async fn like(ctx: &Ctx, account: AccountId, status: StatusId, uri: &str, undo: bool) -> Result<Parcel> {
    let actor = documents::uri(ctx, account).await?;
    let status = query::status_change::by_id(ctx.db.read(), status).await?.ok_or(ServiceError::NotFound)?;
    let author = documents::uri(ctx, status.account_id).await?;
    let like = build::like(uri, &actor, &status.uri, &author);
    let body = if undo { undone(uri, &actor, like) } else { like };
    let object = format!("{actor} {}", status.uri);
    Ok(Parcel { account, body, object, inboxes: inboxes_of(ctx, &[status.account_id]).await? })
}

/// Something between two accounts. Its lane is the pair, so that Follow, Undo and Follow keep order.
async fn pair(
    ctx: &Ctx,
    account: AccountId,
    other: AccountId,
    body: impl FnOnce(&str, &str) -> Value,
) -> Result<Parcel> {
    let (actor, target) = (documents::uri(ctx, account).await?, documents::uri(ctx, other).await?);
    Ok(Parcel {
        account,
        body: body(&actor, &target),
        object: format!("{actor} {target}"),
        inboxes: inboxes_of(ctx, &[other]).await?,
    })
}

async fn update_account(ctx: &Ctx, account: AccountId) -> Result<Parcel> {
    let row = actor::row(ctx, account).await?;
    let id = format!("{}#updates/{}", row.uri, row.updated_at.0);
    Ok(Parcel {
        account,
        body: build::update_actor(&id, &row.uri, documents::actor(ctx, &row)),
        inboxes: audience(ctx, account, Visibility::Public, &[]).await?,
        object: row.uri,
    })
}

fn undone(uri: &str, actor: &str, activity: Value) -> Value {
    build::undo(&format!("{uri}/undo"), actor, activity)
}

async fn answer_id(ctx: &Ctx, account: AccountId, what: &str) -> Result<String> {
    Ok(format!("{}#{what}/follows/{}", documents::uri(ctx, account).await?, ctx.next_id::<i64>()))
}

async fn addresses(
    ctx: &Ctx,
    author: &account::Model,
    visibility: Visibility,
    mentioned: &[AccountId],
) -> Result<Addresses> {
    let named = query::account::rows(ctx.db.read(), mentioned).await?;
    let named: Vec<String> = named.into_iter().map(|row| row.account.uri).collect();
    Ok(build::addresses(visibility, &documents::followers(author), &named))
}

/// The inboxes of those who are addressed: followers unless it is direct, and those who are named.
async fn audience(
    ctx: &Ctx,
    author: AccountId,
    visibility: Visibility,
    named: &[AccountId],
) -> Result<BTreeSet<String>> {
    let mut inboxes = inboxes_of(ctx, named).await?;
    if visibility != Visibility::Direct {
        inboxes.extend(query::federation::follower_inboxes(ctx.db.read(), author).await?);
    }
    Ok(inboxes)
}

async fn inboxes_of(ctx: &Ctx, accounts: &[AccountId]) -> Result<BTreeSet<String>> {
    Ok(query::federation::account_inboxes(ctx.db.read(), accounts).await?.into_iter().collect())
}
