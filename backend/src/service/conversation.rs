//! Direct conversations: one for each thread and set of people, kept for each local one of them in the
//! transaction of the status. Others' conversations do not exist.

use kinds::{AccountConversationId, AccountId};
use sha2::{Digest, Sha256};
use shared::entities::Conversation;
use store::{
    Event, Tx,
    entity::{account_conversation, status},
    query::conversation::{self as query, Owned},
};

use super::{
    listing::{Listing, Page, window},
    present,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Conversations on a page, and at most.
const CONVERSATIONS: (u64, u64) = (20, 40);
/// Of what was filtered, so many statuses of a sender become conversations.
const LETTERS: i64 = 100;

/// A page of the viewer's conversations, the one with the newest status first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(ctx: &Ctx, viewer: AccountId, page: &Page) -> Result<Listing<Conversation>> {
    let window = window(page, CONVERSATIONS.0, CONVERSATIONS.1);
    let rows = query::page(ctx.db.read(), viewer, &window).await?;
    let cursors: Vec<i64> = rows.iter().map(|row| row.last_status_id.0).collect();
    Ok(Listing::new(present::conversations(ctx, viewer, &rows).await?, &cursors, window.limit))
}

/// Marks a conversation as read or unread.
///
/// # Errors
/// 404 when the viewer has none of this id.
pub async fn mark(
    ctx: &Ctx,
    viewer: AccountId,
    id: AccountConversationId,
    unread: bool,
) -> Result<Conversation> {
    let tx = ctx.begin().await?;
    if !query::set_unread(tx.conn(), viewer, id, unread).await? {
        return Err(ServiceError::NotFound);
    }
    tx.emit(Event::ConversationChanged { conversation: id, account: viewer });
    ctx.commit(tx).await?;
    show(ctx, viewer, id).await
}

/// A conversation.
///
/// # Errors
/// 404 when the viewer has none of this id.
pub async fn show(ctx: &Ctx, viewer: AccountId, id: AccountConversationId) -> Result<Conversation> {
    let row = query::find(ctx.db.read(), viewer, id).await?.ok_or(ServiceError::NotFound)?;
    present::conversations(ctx, viewer, &[row]).await?.pop().ok_or(ServiceError::NotFound)
}

/// Removes a conversation for the viewer. Its statuses stay, and the next one in the thread makes another.
///
/// # Errors
/// 404 when the viewer has none of this id.
pub async fn delete(ctx: &Ctx, viewer: AccountId, id: AccountConversationId) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::delete(tx.conn(), viewer, id).await? {
        return Err(ServiceError::NotFound);
    }
    ctx.commit(tx).await
}

/// A direct status has come to `owners`: its local author, and local people it names who are told of it
/// (what is filtered comes when its sender is let in, [`let_in`]). `mentions` are those of the status (account, silent).
///
/// # Errors
/// When the database fails.
pub async fn add(
    ctx: &Ctx,
    tx: &Tx,
    status: &status::Model,
    mentions: &[(AccountId, bool)],
    owners: &[AccountId],
) -> Result<()> {
    let Some(thread) = status.conversation_id else { return Ok(()) };
    let named = mentions.iter().filter(|(_, silent)| !silent).map(|(account, _)| *account);
    let mut people: Vec<AccountId> = named.chain([status.account_id]).collect();
    people.sort_unstable();
    people.dedup();
    // Always in the same order, so that two answers at once do not wait for each other in a circle.
    let mut owners = owners.to_vec();
    owners.sort_unstable();
    for owner in owners {
        let others: Vec<AccountId> = people.iter().copied().filter(|account| *account != owner).collect();
        let participants = serde_json::to_string(&others)?;
        let row = account_conversation::Model {
            id: ctx.next_id(),
            account_id: owner,
            conversation_id: thread,
            participants_key: hex::encode(Sha256::digest(&participants)),
            participants,
            last_status_id: status.id,
            unread: owner != status.account_id,
        };
        let conversation = query::put(tx.conn(), row).await?;
        query::add_status(tx.conn(), owner, conversation, status.id).await?;
        tx.emit(Event::ConversationChanged { conversation, account: owner });
    }
    Ok(())
}

/// Makes conversations of the direct statuses of `sender` that were filtered for `owner`, the newest
/// [`LETTERS`] of them. Doing it twice changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn let_in(ctx: &Ctx, tx: &Tx, owner: AccountId, sender: AccountId) -> Result<()> {
    for letter in query::filtered(tx.conn(), owner, sender, LETTERS).await? {
        let mentions = store::query::status_change::mentions(tx.conn(), letter.id).await?;
        add(ctx, tx, &letter, &mentions, &[owner]).await?;
    }
    Ok(())
}

/// After a status that was in these conversations is gone.
///
/// # Errors
/// When the database fails.
pub async fn lost(tx: &Tx, conversations: &[Owned]) -> Result<()> {
    let ids: Vec<AccountConversationId> = conversations.iter().map(|owned| owned.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    for Owned { id, account } in query::settle(tx.conn(), &ids).await? {
        tx.emit(Event::ConversationChanged { conversation: id, account });
    }
    Ok(())
}
