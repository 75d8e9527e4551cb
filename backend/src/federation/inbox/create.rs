//! Create: a new post, stored when it concerns somebody here; or votes in a poll.

use protocol::{
    Uri, origin,
    vocab::{Document, Item, Object},
};
use store::query;

use super::{Handled, Outcome, Received, local_account, tolerate};
use crate::{
    ctx::Ctx,
    error::Result,
    federation::{
        fetch::{self, FetchError},
        note,
    },
    service,
};

/// Votes taken from one activity.
const MAX_VOTES: usize = 50;

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let mut objects = received.activity.objects.iter();
    let Some(first) = objects.next() else { return Ok(Outcome::Ignored("nothing was created")) };
    let outcome = one(ctx, received, first).await?;
    // GoToSocial sends the choices of one voter together. Of anything else the first one counts.
    if embedded(first).is_some_and(Object::is_vote) {
        for vote in objects.filter_map(embedded).filter(|other| other.is_vote()).take(MAX_VOTES) {
            store(ctx, received, vote).await?;
        }
    }
    Ok(outcome)
}

fn embedded(item: &Item) -> Option<&Object> {
    match item {
        Item::Embedded(document) => match &**document {
            Document::Object(object) => Some(object),
            _ => None,
        },
        Item::Id(_) => None,
    }
}

async fn one(ctx: &Ctx, received: &Received<'_>, item: &Item) -> Handled {
    let fetched;
    let object = match item {
        Item::Embedded(document) => match &**document {
            Document::Object(object) => object,
            _ => return Ok(Outcome::Ignored("not a post")),
        },
        // GoToSocial sends the id alone.
        Item::Id(uri) => {
            if !uri.same_origin(received.actor_uri) {
                return Err(FetchError::Refused("the post is on another origin than its author"));
            }
            fetched = fetch::document(ctx, uri).await?;
            match &fetched {
                Document::Object(object) => object,
                _ => return Ok(Outcome::Ignored("not a post")),
            }
        }
    };
    store(ctx, received, object).await
}

/// Stores a post that its author has sent, if it is the author's and of interest.
pub(super) async fn store(ctx: &Ctx, received: &Received<'_>, object: &Object) -> Handled {
    origin::check_object_owner(object.id.as_ref(), &object.attributed_to, received.actor_uri)?;
    if object.is_vote() {
        return vote(ctx, received, object).await;
    }
    if !concerns_us(ctx, received, object).await? {
        return Ok(Outcome::Ignored("it concerns nobody here"));
    }
    note::store(ctx, object, received.actor, received.recipient, 0).await?;
    Ok(Outcome::Done)
}

/// Counts a vote, if it is for a poll of this server. A vote is never stored as a post.
async fn vote(ctx: &Ctx, received: &Received<'_>, object: &Object) -> Handled {
    let (Some(title), Some(question)) = (&object.name, &object.in_reply_to) else {
        return Ok(Outcome::Ignored("a vote for nothing"));
    };
    let found = query::status_change::by_uri(ctx.db.read(), question.as_str()).await?;
    let Some(status) = found.filter(|status| status.local) else {
        return Ok(Outcome::Ignored("a vote in a poll of somebody else"));
    };
    let counted = service::poll::receive(ctx, received.actor.id, &status, title).await;
    tolerate(counted, "the vote does not count")
}

/// Whether somebody here follows the author, is addressed, or wrote (or follows the author of) what is
/// answered; or the post came to a personal inbox.
async fn concerns_us(ctx: &Ctx, received: &Received<'_>, object: &Object) -> Result<bool> {
    if received.recipient.is_some()
        || query::federation::has_local_follower(ctx.db.read(), received.actor.id).await?
    {
        return Ok(true);
    }
    let named = object.mentions.iter().map(|mention| &mention.href);
    for uri in object.audience.recipients().chain(named).filter(|uri| super::super::is_own(ctx, uri)) {
        if local_account(ctx, uri).await?.is_some() {
            return Ok(true);
        }
    }
    match &object.in_reply_to {
        Some(parent) => answers_ours(ctx, parent).await,
        None => Ok(false),
    }
}

async fn answers_ours(ctx: &Ctx, parent: &Uri) -> Result<bool> {
    let found = query::status_change::by_uri(ctx.db.read(), parent.as_str()).await?;
    let Some(parent) = found else { return Ok(false) };
    Ok(parent.local || query::federation::has_local_follower(ctx.db.read(), parent.account_id).await?)
}
