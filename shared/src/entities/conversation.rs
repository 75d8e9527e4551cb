//! Private conversations.

use std::sync::Arc;

use kinds::AccountConversationId;
use serde::{Deserialize, Serialize};

use super::{Account, Status};

/// A conversation in private mentions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Conversation {
    pub id: AccountConversationId,
    pub unread: bool,
    pub accounts: Vec<Arc<Account>>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub last_status: Option<Status>,
}
