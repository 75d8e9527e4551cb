//! A status goes, with all that hangs on it.

use kinds::{AccountId, StatusId, Visibility};
use shared::entities::Status;
use store::{
    Event, Tx,
    entity::status,
    query::{
        conversation, featured_tag, federation,
        status_change::{self as change, Counter},
    },
};

use super::insert::is_open;
use crate::{
    ctx::Ctx,
    effects::federate,
    error::Result,
    job::{DeleteFiles, Outgoing},
    service::{self, auth::Viewer, present, quote, remote_media},
};

/// Boosts of a deleted status that are told of one by one; more of them go silently.
const MAX_BOOSTS: i64 = 5_000;

/// Deletes one's own status. The answer holds what was typed, to be posted anew; its media are kept
/// for that, unless `delete_media`.
///
/// # Errors
/// 404 when it is not the viewer's.
pub async fn delete(ctx: &Ctx, viewer: &Viewer, id: StatusId, delete_media: bool) -> Result<Status> {
    let row = super::own(ctx, viewer.account, id).await?;
    let mut shown = present::status(ctx, Some(viewer.account), id).await?;
    shown.text = Some(row.text.clone());
    let mentioned = change::mentions(ctx.db.read(), id).await?;
    let mut mentioned: Vec<AccountId> = mentioned.into_iter().map(|(account, _)| account).collect();
    mentioned.extend(row.in_reply_to_account_id.filter(|_| row.visibility != Visibility::Direct));
    let tx = ctx.begin().await?;
    // Asked while the row and what hangs on it are still there.
    let copies =
        if is_open(row.visibility) { federation::copy_inboxes(tx.conn(), &row).await? } else { Vec::new() };
    if delete_media {
        let media = change::delete_media(tx.conn(), id).await?;
        let keys = media.into_iter().flat_map(|row| [row.file_key, row.preview_key, row.source_key]);
        tx.enqueue(DeleteFiles::of(keys)?);
    } else {
        change::release_media(tx.conn(), id, tx.now()).await?;
    }
    remove(ctx, &tx, id).await?;
    let outgoing = match row.reblog_of_id {
        Some(original) => Outgoing::UndoAnnounce {
            account: viewer.account,
            uri: row.uri,
            original,
            visibility: row.visibility,
        },
        None => Outgoing::Delete {
            account: viewer.account,
            uri: row.uri,
            visibility: row.visibility,
            mentioned,
            copies,
        },
    };
    // Nobody elsewhere knows of what stays here.
    if !row.local_only {
        federate::tell(ctx, &tx, outgoing)?;
    }
    ctx.commit(tx).await?;
    Ok(shown)
}

/// Removes a status or boost, whoever wrote it, with its boosts, and corrects the counters. Its id
/// stays taken, so that a latecomer does not bring it back. Nothing happens when it is not there.
///
/// # Errors
/// When the database fails.
pub async fn remove(_ctx: &Ctx, tx: &Tx, id: StatusId) -> Result<()> {
    let db = tx.conn();
    let Some(row) = change::by_id(db, id).await? else { return Ok(()) };
    let boosts = match row.reblog_of_id {
        None => change::boosts(db, id, MAX_BOOSTS).await?,
        Some(_) => Vec::new(),
    };
    let tags = change::tags(db, id).await?;
    let conversations =
        if row.visibility == Visibility::Direct { conversation::having(db, id).await? } else { Vec::new() };
    quote::forget(tx, id).await?;
    if !row.local && row.has_media {
        remote_media::forget_attachments(tx, &change::delete_media(db, id).await?).await?;
    }
    change::delete(db, id).await?;
    service::conversation::lost(tx, &conversations).await?;
    change::bury(db, &row.uri, tx.now()).await?;
    uncount(tx, &row).await?;
    if !tags.is_empty() {
        tx.defer(featured_tag::recounting(row.account_id, Some(&tags)));
    }
    let boosters: Vec<AccountId> = boosts.iter().map(|boost| boost.account_id).collect();
    for chunk in boosters.chunks(500) {
        change::uncount_posts(db, chunk).await?;
    }
    tx.emit(Event::StatusDeleted {
        status: id,
        account: row.account_id,
        tags,
        listed: row.listed,
        local: row.local,
    });
    for boost in boosts {
        tx.emit(Event::PostsCounted { account: boost.account_id });
        tx.emit(Event::StatusDeleted {
            status: boost.id,
            account: boost.account_id,
            tags: Vec::new(),
            listed: false,
            local: boost.local,
        });
    }
    Ok(())
}

/// The opposite of what `insert` and `boost` counted.
async fn uncount(tx: &Tx, row: &status::Model) -> Result<()> {
    let db = tx.conn();
    if row.visibility != Visibility::Direct {
        change::uncount_posts(db, &[row.account_id]).await?;
        tx.emit(Event::PostsCounted { account: row.account_id });
    }
    if let Some(parent) = row.in_reply_to_id.filter(|_| is_open(row.visibility))
        && (!row.local_only || change::by_id(db, parent).await?.is_some_and(|parent| parent.local_only))
    {
        tx.defer(change::counting(parent, Counter::Replies, -1));
        tx.emit(Event::StatusTouched { status: parent });
    }
    if let Some(original) = row.reblog_of_id {
        tx.defer(change::counting(original, Counter::Reblogs, -1));
        tx.emit(Event::StatusTouched { status: original });
        tx.emit(Event::ActsChanged { account: row.account_id, status: original });
    }
    Ok(())
}
