//! Posts that somebody has begun to write, kept so that they can be gone on with elsewhere. Whether they
//! can be posted is asked when they are.

use std::collections::HashMap;

use kinds::{AccountId, DraftId, MediaId};
use shared::{
    entities::{Draft, DraftParams, DraftPoll, MediaAttachment},
    params::SaveDraft,
};
use store::{
    entity::draft,
    query::{draft as query, user},
};

use super::content;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{
        listing::{Listing, Page, window},
        present,
    },
};

/// Most drafts of an account.
const MAX_DRAFTS: u64 = 100;
/// Longest text, in characters: of text and warning, and of each choice of a poll.
const MAX_TEXT: usize = 20_000;
/// Most choices of a poll.
const MAX_CHOICES: usize = 50;
/// Items of a page, and at most.
const PAGE: (u64, u64) = (20, 40);

/// Keeps a draft.
///
/// # Errors
/// 422 when there are too many, it is too long, or an upload is not there.
pub async fn create_draft(ctx: &Ctx, account: AccountId, new: SaveDraft) -> Result<Draft> {
    let (params, media) = checked(ctx, account, new).await?;
    let now = ctx.now();
    let row = draft::Model {
        id: ctx.next_id(),
        account_id: account,
        params: serde_json::to_string(&params)?,
        created_at: now,
        updated_at: now,
    };
    let tx = ctx.begin().await?;
    user::lock(tx.conn(), account).await?;
    if query::count(tx.conn(), account).await? >= MAX_DRAFTS {
        let text = format!("Validation failed: You have exceeded the limit of {MAX_DRAFTS} drafts");
        return Err(ServiceError::invalid(text));
    }
    query::insert(tx.conn(), row.clone(), &media).await?;
    ctx.commit(tx).await?;
    one(ctx, row).await
}

/// An account's drafts, the last begun first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_drafts(ctx: &Ctx, account: AccountId, page: &Page) -> Result<Listing<Draft>> {
    let window = window(page, PAGE.0, PAGE.1);
    let rows = query::page(ctx.db.read(), account, &window).await?;
    let cursors: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
    Ok(Listing::new(entities(ctx, rows).await?, &cursors, window.limit))
}

/// One draft.
///
/// # Errors
/// 404 when the account has none of this id.
pub async fn show_draft(ctx: &Ctx, account: AccountId, id: DraftId) -> Result<Draft> {
    one(ctx, query::find(ctx.db.read(), account, id).await?.ok_or(ServiceError::NotFound)?).await
}

/// Replaces a draft.
///
/// # Errors
/// 404 when the account has none of this id, 422 as when it is made.
pub async fn replace_draft(ctx: &Ctx, account: AccountId, id: DraftId, new: SaveDraft) -> Result<Draft> {
    query::find(ctx.db.read(), account, id).await?.ok_or(ServiceError::NotFound)?;
    let (params, media) = checked(ctx, account, new).await?;
    let params = serde_json::to_string(&params)?;
    let tx = ctx.begin().await?;
    if !query::replace(tx.conn(), (account, id), &params, &media, tx.now()).await? {
        return Err(ServiceError::NotFound);
    }
    ctx.commit(tx).await?;
    show_draft(ctx, account, id).await
}

/// Throws a draft away; uploads that nothing else uses grow old from now on.
///
/// # Errors
/// 404 when the account has none of this id.
pub async fn delete_draft(ctx: &Ctx, account: AccountId, id: DraftId) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::delete(tx.conn(), account, id).await? {
        return Err(ServiceError::NotFound);
    }
    ctx.commit(tx).await
}

/// What is to be kept, within limits, with its uploads.
async fn checked(ctx: &Ctx, account: AccountId, new: SaveDraft) -> Result<(DraftParams, Vec<MediaId>)> {
    let wanted = new.media_ids.unwrap_or_default();
    let media = content::media(ctx, account, None, &wanted).await?;
    let media: Vec<MediaId> = media.into_iter().map(|row| row.id).collect();
    let poll = new.poll.map(|poll| DraftPoll {
        options: poll.options,
        expires_in: poll.expires_in,
        multiple: poll.multiple,
        hide_totals: poll.hide_totals,
    });
    let choices = poll.iter().flat_map(|poll| &poll.options);
    let texts = [&new.status, &new.spoiler_text, &new.language].into_iter().flatten().chain(choices);
    let too_long = texts.map(|text| text.chars().count()).any(|length| length > MAX_TEXT);
    if too_long || poll.as_ref().is_some_and(|poll| poll.options.len() > MAX_CHOICES) {
        return Err(ServiceError::invalid("Validation failed: The draft is too long"));
    }
    let params = DraftParams {
        text: new.status,
        poll,
        media_ids: media.clone(),
        sensitive: new.sensitive,
        spoiler_text: new.spoiler_text,
        visibility: new.visibility,
        in_reply_to_id: new.in_reply_to_id,
        language: new.language,
        quoted_status_id: new.quoted_status_id,
        quote_approval_policy: new.quote_approval_policy,
        reply_approval_policy: new.reply_approval_policy,
        local_only: new.local_only,
    };
    Ok((params, media))
}

async fn one(ctx: &Ctx, row: draft::Model) -> Result<Draft> {
    entities(ctx, vec![row]).await?.pop().ok_or(ServiceError::NotFound)
}

async fn entities(ctx: &Ctx, rows: Vec<draft::Model>) -> Result<Vec<Draft>> {
    let ids: Vec<DraftId> = rows.iter().map(|row| row.id).collect();
    let mut media: HashMap<DraftId, Vec<MediaAttachment>> = HashMap::new();
    for row in query::media(ctx.db.read(), &ids).await? {
        media.entry(row.draft_id).or_default().push(present::attachment(ctx, row.media));
    }
    let entity = |row: draft::Model| -> Result<Draft> {
        let media_attachments = media.remove(&row.id).unwrap_or_default();
        // What was posted meanwhile, or thrown away, cannot be posted again.
        let mut params: DraftParams = serde_json::from_str(&row.params)?;
        params.media_ids = media_attachments.iter().map(|media| media.id).collect();
        Ok(Draft {
            id: row.id,
            created_at: present::timestamp(row.created_at),
            updated_at: present::timestamp(row.updated_at),
            params,
            media_attachments,
        })
    };
    rows.into_iter().map(entity).collect()
}
