//! Table `account_conversations`.

use kinds::{AccountConversationId, AccountId, ConversationId, StatusId};
use sea_orm::entity::prelude::*;

/// A row of `account_conversations`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_conversations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountConversationId,
    pub account_id: AccountId,
    pub conversation_id: ConversationId,
    /// The others: a JSON list of ids, lowest first.
    pub participants: String,
    /// A hash of the participants.
    pub participants_key: String,
    pub last_status_id: StatusId,
    pub unread: bool,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
