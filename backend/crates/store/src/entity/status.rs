//! Table `statuses`.

use kinds::{AccountId, AppId, ConversationId, Millis, StatusId, Visibility};
use sea_orm::entity::prelude::*;

/// A row of `statuses`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "statuses")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StatusId,
    pub uri: String,
    pub url: Option<String>,
    pub account_id: AccountId,
    pub local: bool,
    pub visibility: Visibility,
    /// In public timelines: public, no boost, no reply to somebody else.
    pub listed: bool,
    /// What the author wrote; for remote statuses empty.
    pub text: String,
    /// Sanitised HTML.
    pub content: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub language: Option<String>,
    pub conversation_id: Option<ConversationId>,
    pub in_reply_to_id: Option<StatusId>,
    pub in_reply_to_account_id: Option<AccountId>,
    /// A parent that has not been fetched yet.
    pub in_reply_to_uri: Option<String>,
    pub reblog_of_id: Option<StatusId>,
    pub app_id: Option<AppId>,
    pub has_media: bool,
    pub emojis: String,
    pub quote_policy: String,
    pub reply_policy: String,
    pub created_at: Millis,
    pub edited_at: Option<Millis>,
    pub fetched_at: Option<Millis>,
    /// For those who have an account here, and nobody elsewhere.
    pub local_only: bool,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
