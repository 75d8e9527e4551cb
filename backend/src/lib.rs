//! The Phiomia server.
//!
//! Layers, each allowed to use those below it (a test holds this): `web` parses requests and
//! presents answers; `service` holds the rules and owns transactions; `effects` writes what follows
//! a change (events, notifications, deliveries) in the same transaction; `store` and `protocol` are
//! crates of their own. `federation` and `jobs` enter through `service`. `cli` composes it all.

pub mod bus;
pub mod cache;
pub mod cli;
pub mod clock;
pub mod config;
pub mod ctx;
pub mod effects;
pub mod error;
pub mod federation;
pub mod feed;
pub mod job;
pub mod jobs;
pub mod keyed_lock;
pub mod locale;
pub mod mail;
pub mod media;
pub mod metrics_listener;
pub mod random;
pub mod rate_limit;
pub mod service;
pub mod streaming;
pub mod valkey;
pub mod web;

#[cfg(test)]
mod edges;
#[cfg(test)]
mod privacy_tests;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod testing_busy;
#[cfg(test)]
mod testing_document;
#[cfg(test)]
mod testing_media;
#[cfg(test)]
mod testing_network;
#[cfg(test)]
mod testing_remote;
#[cfg(test)]
mod warm;
