//! Queries, one file per aggregate. Functions take any connection, so that they run inside a
//! transaction or outside. Nothing here returns another person's content unscoped by the viewer.

pub mod account;
pub mod act;
pub mod block;
pub mod emoji;
pub mod federation;
pub mod filter;
pub mod follow;
pub mod home;
pub mod host;
pub mod inbox;
pub mod instance;
pub mod media;
pub mod mute;
pub mod notification;
pub mod poll;
pub mod quote;
pub mod relation;
pub mod relationship;
pub mod search;
pub mod setting;
pub mod status;
pub mod status_change;
pub mod tag;
pub mod thread;
pub mod timeline;
pub mod token;
pub mod user;
pub mod visibility;
pub mod window;
