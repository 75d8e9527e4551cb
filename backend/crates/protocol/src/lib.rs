//! The languages this server speaks with others, as pure functions: ActivityPub documents,
//! HTTP signatures, WebFinger, HTML, and the plain text people write.
//!
//! Nothing here does I/O, reads a clock or knows the database: time, keys and names are
//! parameters. Everything that comes in is treated as hostile.

pub mod build;
pub mod follower_sync;
pub mod html;
pub mod origin;
pub mod page;
pub mod parse;
pub mod signature;
pub mod text;
pub mod uri;
pub mod vocab;
pub mod web_push;
pub mod webfinger;

pub use uri::Uri;
