//! Ids and enums with a meaning, shared by the web app, the API types and the database layer.
//!
//! Kept apart from `shared` so that a change of an API type does not rebuild the store. Nothing
//! here may do I/O or know about HTTP; conversions for the ORM and for OpenAPI sit behind features.

mod content;
mod id;
mod millis;
mod people;
mod scope;
mod visibility;

#[cfg(feature = "openapi")]
mod openapi;
#[cfg(feature = "orm")]
mod orm;

pub use content::*;
pub use id::{
    AccountConversationId, AccountId, AnnouncementId, AppId, BookmarkFolderId, CollectionId,
    CollectionItemId, ConversationId, DraftId, EmailSubscriptionId, EmojiId, FeaturedTagId, FilterId,
    FilterKeywordId, FilterStatusId, InviteId, ListId, MediaId, NotificationId, NotificationRequestId,
    ParseIdError, PollId, PreviewCardId, PushSubscriptionId, QuoteId, ReportId, RoleId, RuleId,
    ScheduledStatusId, SessionId, SeveranceId, StatusId, TagId, TokenId, UserId, WarningId,
};
pub use millis::Millis;
pub use people::*;
pub use scope::{ParseScopeError, Scope, Scopes};
pub use visibility::{NotificationKind, ParseEnumError, Visibility};
