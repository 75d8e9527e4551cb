//! Former versions of a status, and what its author typed.

use std::collections::HashMap;

use kinds::{AccountId, MediaId, StatusId};
use serde::{Deserialize, Serialize};
use shared::entities::{MediaAttachment, StatusEdit, StatusEditPoll, StatusEditPollOption, StatusSource};
use store::{
    entity::{media_attachment, status, status_edit},
    query::{poll, status as rows, status_change as change},
};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::present,
};

/// An attachment of a version: the file stays what it was, its description may have changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OldMedia {
    pub(super) id: MediaId,
    pub(super) description: Option<String>,
}

/// All versions of a status, the first one first. One that was never edited has one.
///
/// # Errors
/// 404 when it cannot be seen.
pub async fn history(ctx: &Ctx, viewer: Option<AccountId>, id: StatusId) -> Result<Vec<StatusEdit>> {
    let db = ctx.db.read();
    let row = change::visible(db, viewer, id).await?.ok_or(ServiceError::NotFound)?;
    let account = present::account(ctx, row.account_id).await?;
    // No edit changes what is quoted.
    let quote = present::status(ctx, viewer, id).await?.quote;
    let mut edits = change::edits(db, id).await?;
    if edits.is_empty() {
        let media = rows::media(db, &[id]).await?;
        let poll = poll::of_status(db, id).await?;
        let titles = poll.map(|row| row.options.into_iter().map(|(title, _)| title).collect::<Vec<_>>());
        edits.push(version(&row, &media, titles.as_deref(), 0)?);
    }
    let old: Vec<Vec<OldMedia>> =
        edits.iter().map(|edit| serde_json::from_str(&edit.media).unwrap_or_default()).collect();
    let mut ids: Vec<MediaId> = old.iter().flatten().map(|media| media.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let files = change::media_by_ids(db, row.account_id, &ids).await?;
    let files: HashMap<_, _> = files.into_iter().map(|file| (file.id, file)).collect();
    let shown = edits.into_iter().zip(old).map(|(edit, old)| StatusEdit {
        content: edit.content,
        spoiler_text: edit.spoiler_text,
        sensitive: edit.sensitive,
        created_at: present::timestamp(edit.created_at),
        account: account.clone(),
        poll: edit.poll.as_deref().and_then(asked),
        media_attachments: old.iter().filter_map(|old| attachment(ctx, old, &files)).collect(),
        emojis: present::emojis(ctx, &edit.emojis),
        quote: quote.clone(),
    });
    Ok(shown.collect())
}

fn asked(titles: &str) -> Option<StatusEditPoll> {
    let titles: Vec<String> = serde_json::from_str(titles).ok()?;
    let options = titles.into_iter().map(|title| StatusEditPollOption { title }).collect();
    Some(StatusEditPoll { options })
}

fn attachment(
    ctx: &Ctx,
    old: &OldMedia,
    files: &HashMap<MediaId, media_attachment::Model>,
) -> Option<MediaAttachment> {
    let file = files.get(&old.id)?.clone();
    Some(present::attachment(ctx, media_attachment::Model { description: old.description.clone(), ..file }))
}

/// The present version of a status as a row of its history.
pub(super) fn version(
    row: &status::Model,
    media: &[media_attachment::Model],
    poll: Option<&[String]>,
    id: i64,
) -> Result<status_edit::Model> {
    let media: Vec<OldMedia> =
        media.iter().map(|media| OldMedia { id: media.id, description: media.description.clone() }).collect();
    Ok(status_edit::Model {
        id,
        status_id: row.id,
        text: row.text.clone(),
        content: row.content.clone(),
        spoiler_text: row.spoiler_text.clone(),
        sensitive: row.sensitive,
        language: row.language.clone(),
        media: serde_json::to_string(&media)?,
        emojis: row.emojis.clone(),
        poll: poll.map(serde_json::to_string).transpose()?,
        created_at: row.edited_at.unwrap_or(row.created_at),
    })
}

/// What the author typed. Of a status from elsewhere that is not known: the text of its HTML.
///
/// # Errors
/// 404 when it cannot be seen.
pub async fn source(ctx: &Ctx, viewer: Option<AccountId>, id: StatusId) -> Result<StatusSource> {
    let row = change::visible(ctx.db.read(), viewer, id).await?.ok_or(ServiceError::NotFound)?;
    let text = if row.local { row.text } else { protocol::html::to_plain(&row.content) };
    Ok(StatusSource { id, text, spoiler_text: row.spoiler_text })
}
