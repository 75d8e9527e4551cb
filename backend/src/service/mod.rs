//! The rules. A use-case is a function of a context, a viewer and plain parameters; it knows no HTTP.

pub mod account;
pub mod auth;
pub mod block;
pub mod domain_block;
pub mod emoji;
pub mod filter;
pub mod follow;
pub mod health;
pub mod instance;
pub mod listing;
pub mod marker;
pub mod media;
pub mod mute;
pub mod notification;
pub mod oauth;
pub mod policy;
#[cfg(test)]
mod policy_tests;
pub mod poll;
pub mod present;
pub mod public_page;
pub mod quote;
pub mod relationship;
pub mod role;
pub mod search;
pub mod secrets;
pub mod status;
pub mod tag;
pub mod timeline;
