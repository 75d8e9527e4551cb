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
    /// Whether something in it was not read yet.
    pub unread: bool,
    /// Who takes part, besides the viewer.
    pub accounts: Vec<Arc<Account>>,
    /// The latest post in it; null when the viewer may no longer see it.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub last_status: Option<Status>,
}
