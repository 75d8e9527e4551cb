//! The entities of the Mastodon client API, one file a family, to the field.
//!
//! A field that may be null is an `Option` marked `nullable` and is always sent; one that may be
//! absent is an `Option` that is skipped when `None`. Ids are strings on the wire. Names for serde
//! and for the API document are written twice; a test holds the two renderings equal. Nothing but
//! data belongs here: rendering rows into entities is the server's `present`.

mod account;
mod admin_notice;
mod announcement;
mod annual_report;
mod application;
mod async_refresh;
mod bookmark_folder;
mod collection;
mod conversation;
mod custom_emoji;
mod draft;
mod error;
mod filter;
mod instance;
mod instance_configuration;
mod instance_v1;
mod list;
mod mail_preferences;
mod marker;
mod media;
mod notification;
mod notification_policy;
mod oembed;
mod poll;
mod preferences;
mod preview_card;
mod profile;
mod push;
mod quote;
mod relationship;
mod scheduled_status;
mod search;
mod small;
mod status;
mod status_edit;
mod streaming;
mod tag;
mod translation;
mod written;

pub use account::*;
pub use admin_notice::*;
pub use announcement::*;
pub use annual_report::*;
pub use application::*;
pub use async_refresh::*;
pub use bookmark_folder::*;
pub use collection::*;
pub use conversation::*;
pub use custom_emoji::*;
pub use draft::*;
pub use error::*;
pub use filter::*;
pub use instance::*;
pub use instance_configuration::*;
pub use instance_v1::*;
pub use list::*;
pub use mail_preferences::*;
pub use marker::*;
pub use media::*;
pub use notification::*;
pub use notification_policy::*;
pub use oembed::*;
pub use poll::*;
pub use preferences::*;
pub use preview_card::*;
pub use profile::*;
pub use push::*;
pub use quote::*;
pub use relationship::*;
pub use scheduled_status::*;
pub use search::*;
pub use small::*;
pub use status::*;
pub use status_edit::*;
pub use streaming::*;
pub use tag::*;
pub use translation::*;
pub use written::{WrittenAccount, WrittenStatus};

#[cfg(test)]
mod tests;
