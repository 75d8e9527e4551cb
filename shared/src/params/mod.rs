//! Request bodies and queries of the client API, one struct each.
//!
//! Read them with [`crate::form`], whatever the encoding; uploaded files are not part of them.
//! A field is an `Option` unless the method makes no sense without it.

mod account;
mod app;
mod bookmark_folder;
mod collection;
mod draft;
mod filter;
mod list;
mod mail_preferences;
mod marker;
mod media;
mod notification;
mod oauth;
mod oembed;
mod poll;
mod push;
mod report;
mod search;
mod status;
mod timeline;

pub use account::*;
pub use app::*;
pub use bookmark_folder::*;
pub use collection::*;
pub use draft::*;
pub use filter::*;
pub use list::*;
pub use mail_preferences::*;
pub use marker::*;
pub use media::*;
pub use notification::*;
pub use oauth::*;
pub use oembed::*;
pub use poll::*;
pub use push::*;
pub use report::*;
pub use search::*;
pub use status::*;
pub use timeline::*;
