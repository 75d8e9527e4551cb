//! Direct conversations.

use kinds::AccountConversationId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Conversation, Empty},
    paging::Previous,
};

use super::resource;
use crate::{
    service::conversation,
    web::{
        error::ApiError,
        extract::{
            Paging, User,
            scope::{ReadStatuses, WriteConversations},
        },
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/conversations`
    ConversationsApi
}

#[OpenApi]
impl ConversationsApi {
    /// One's conversations, the one with the newest status first
    ///
    /// Cursors are the ids of the last statuses.
    #[oai(path = "/api/v1/conversations", method = "get")]
    async fn list(&self, user: User<ReadStatuses>, paging: Paging) -> Result<Paged<Conversation>, ApiError> {
        let list = conversation::list(&self.ctx, user.account, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// Remove a conversation for oneself
    #[oai(path = "/api/v1/conversations/:id", method = "delete")]
    async fn delete(
        &self,
        user: User<WriteConversations>,
        id: Path<AccountConversationId>,
    ) -> Result<Json<Empty>, ApiError> {
        conversation::delete(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// Mark a conversation as read
    #[oai(path = "/api/v1/conversations/:id/read", method = "post")]
    async fn read(
        &self,
        user: User<WriteConversations>,
        id: Path<AccountConversationId>,
    ) -> Result<Json<Conversation>, ApiError> {
        Ok(Json(conversation::mark(&self.ctx, user.account, id.0, false).await?))
    }

    /// Mark a conversation as unread
    #[oai(path = "/api/v1/conversations/:id/unread", method = "post")]
    async fn unread(
        &self,
        user: User<WriteConversations>,
        id: Path<AccountConversationId>,
    ) -> Result<Json<Conversation>, ApiError> {
        Ok(Json(conversation::mark(&self.ctx, user.account, id.0, true).await?))
    }
}
