//! Somebody here posts.

use std::sync::Arc;

use kinds::{AccountId, Millis, QuotePolicy, QuoteState, StatusId};
use shared::{entities::Status, params::PostStatus};
use store::{Tx, entity::status, query::act};

use super::{
    content::{self, Attached},
    insert::{Media, NewStatus, Parent, insert, is_open},
    language,
};
use crate::{
    ctx::Ctx,
    effects::federate,
    error::{Result, ServiceError},
    job::Outgoing,
    service::{
        account::credentials::{OwnerSide, owner_side},
        auth::Viewer,
        interaction::Policy,
        present,
        quote::{self, Place},
    },
};

/// How long an `Idempotency-Key` is remembered.
pub(super) const REMEMBERED: i64 = Millis::HOUR;
/// Longest such key.
const MAX_KEY: usize = 256;

/// Posts a status. The same `key` within an hour gives the first status again.
///
/// # Errors
/// 422 when text or media are not acceptable, 404 when what it answers cannot be seen, 403 when its author
/// does not let the viewer reply.
pub async fn post(ctx: &Ctx, viewer: &Viewer, draft: PostStatus, key: Option<&str>) -> Result<Status> {
    let key = usable_key(key);
    let since = ctx.now().plus(-REMEMBERED);
    if let Some(key) = key
        && let Some(first) = act::posted_with_key(ctx.db.read(), viewer.account, key, since).await?
    {
        return present::status(ctx, Some(viewer.account), first).await;
    }
    let author = author(ctx, viewer).await?;
    let parent = parent(ctx, viewer.account, draft.in_reply_to_id).await?;
    let media = draft.media_ids.clone().unwrap_or_default();
    let media: Vec<_> =
        content::media(ctx, viewer.account, None, &media).await?.into_iter().map(|row| row.id).collect();
    let new = new_status(ctx, viewer, draft, &author, parent, media).await?;
    let (id, asks, local_only) = (new.id, asks(&new), new.local_only);
    let tx = ctx.begin().await?;
    insert(ctx, &tx, new).await?;
    if let Some(key) = key
        && !act::keep_key(tx.conn(), viewer.account, key, id, tx.now(), since).await?
    {
        // The same request came twice at once, and the other one won.
        drop(tx);
        let first = act::posted_with_key(ctx.db.read(), viewer.account, key, since).await?;
        return present::status(ctx, Some(viewer.account), first.ok_or(ServiceError::NotFound)?).await;
    }
    if !local_only {
        tell(ctx, &tx, id, asks)?;
    }
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer.account), id).await
}

/// Whether somebody elsewhere has to agree to what it quotes.
pub(super) fn asks(new: &NewStatus) -> bool {
    new.quote.as_ref().is_some_and(|quote| quote.state == QuoteState::Pending)
}

/// Tells other servers of a new status, and `asks` for leave to quote.
pub(super) fn tell(ctx: &Ctx, tx: &Tx, status: StatusId, asks: bool) -> Result<()> {
    federate::tell(ctx, tx, Outgoing::Create { status })?;
    if asks {
        federate::tell(ctx, tx, Outgoing::QuoteRequest { status })?;
    }
    Ok(())
}

/// The key, if it is one that is remembered.
pub(super) fn usable_key(key: Option<&str>) -> Option<&str> {
    key.filter(|key| !key.is_empty() && key.len() <= MAX_KEY)
}

pub(super) async fn author(ctx: &Ctx, viewer: &Viewer) -> Result<Arc<OwnerSide>> {
    if viewer.user.is_none() {
        return Err(ServiceError::invalid("This method requires an authenticated user"));
    }
    let author = owner_side(ctx, viewer).await?;
    if author.has_moved {
        return Err(ServiceError::forbidden("This account has moved and cannot post"));
    }
    Ok(author)
}

/// What is answered; of a boost, the boosted status.
pub(super) async fn parent(
    ctx: &Ctx,
    viewer: AccountId,
    id: Option<StatusId>,
) -> Result<Option<status::Model>> {
    let Some(id) = id else { return Ok(None) };
    super::target(ctx, viewer, id).await.map(Some)
}

/// Whether a post is to stay on this server: as asked for, else as what it answers.
pub(super) fn stays_here(asked: Option<bool>, parent: Option<&status::Model>) -> bool {
    asked.unwrap_or_else(|| parent.is_some_and(|parent| parent.local_only))
}

pub(super) async fn new_status(
    ctx: &Ctx,
    viewer: &Viewer,
    draft: PostStatus,
    author: &OwnerSide,
    parent: Option<status::Model>,
    media: Vec<kinds::MediaId>,
) -> Result<NewStatus> {
    let settings = &author.source;
    let poll = content::poll(ctx, draft.poll, false)?;
    let attached =
        Attached { media: !media.is_empty(), poll: poll.as_ref(), quote: draft.quoted_status_id.is_some() };
    let ready = content::prepare(ctx, draft.status, draft.spoiler_text, attached).await?;
    let mut visibility = draft.visibility.unwrap_or(settings.privacy);
    let mut local_only = stays_here(draft.local_only, parent.as_ref());
    let (mut html, mut quote) = (ready.html, None);
    if let Some(quoted) = draft.quoted_status_id {
        let place = Place {
            viewer: viewer.account,
            visibility,
            mentions: &ready.mentions,
            has_attachments: !media.is_empty() || poll.is_some(),
            local_only,
        };
        let drafted = quote::draft(ctx, quoted, place).await?;
        html = quote::with_fallback(html, &drafted.quote.uri, &drafted.quote.url);
        (visibility, local_only) = (drafted.visibility, drafted.local_only);
        quote = Some(drafted.quote);
    }
    let id: StatusId = ctx.next_id();
    let quote_policy = draft.quote_approval_policy.unwrap_or(settings.quote_policy);
    let reply_policy = draft.reply_approval_policy.unwrap_or(settings.reply_policy);
    let by_default = Some(settings.language.clone()).filter(|language| !language.is_empty());
    let explicit = draft.language.as_deref().and_then(language::code);
    let sensitive = draft.sensitive.unwrap_or(settings.sensitive) || !ready.spoiler_text.is_empty();
    let uri = format!("{}/statuses/{id}", author.uri);
    Ok(NewStatus {
        local: true,
        visibility,
        content: html,
        text: ready.text,
        spoiler_text: ready.spoiler_text,
        sensitive,
        language: explicit.or(by_default).or(ready.detected),
        mentions: ready.mentions.into_iter().map(|account| (account, false)).collect(),
        tags: ready.tags,
        media: Media::Uploaded(media),
        parent: parent.map_or(Parent::None, |parent| Parent::Known(parent.id)),
        emojis: ready.emojis,
        poll,
        quote,
        app: viewer.app,
        local_only,
        // What not everybody sees cannot be quoted by others.
        quote_policy: Policy::from(if is_open(visibility) { quote_policy } else { QuotePolicy::Nobody }),
        reply_policy: reply_policy.into(),
        ..NewStatus::new(id, uri, viewer.account, ctx.now())
    })
}
