//! Ids and enums with a meaning, shared by the web app, the API types and the database layer.
//!
//! Kept apart from `shared` so that a change of an API type does not rebuild the store. Nothing
//! here may do I/O or know about HTTP; conversions for the ORM and for OpenAPI sit behind features.

mod id;
mod scope;
mod visibility;

#[cfg(feature = "openapi")]
mod openapi;
#[cfg(feature = "orm")]
mod orm;

pub use id::{
    AccountId, AppId, ConversationId, EmojiId, InviteId, MediaId, NotificationId, ParseIdError, RoleId, SessionId, StatusId,
    TagId, TokenId, UserId,
};
pub use scope::{ParseScopeError, Scope, Scopes};
pub use visibility::{NotificationKind, ParseEnumError, Visibility};
