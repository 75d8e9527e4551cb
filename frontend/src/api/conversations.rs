//! Conversations in private mentions.

use shared::{entities::Conversation, kinds::AccountConversationId};

use super::http::{self, Answer, Page, act, page};

/// A page of conversations, by its path.
pub(crate) async fn list(path: &str) -> Answer<Page<Conversation>> {
    page(path).await
}

/// Remembers that it was read.
pub(crate) async fn mark_read(id: AccountConversationId) -> Answer<Conversation> {
    act(&format!("/api/v1/conversations/{id}/read")).await
}

/// Removes it for oneself; the posts stay.
pub(crate) async fn delete(id: AccountConversationId) -> Answer<()> {
    http::delete(&format!("/api/v1/conversations/{id}")).await
}
