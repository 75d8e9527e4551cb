//! Journeys through whole servers.

mod clients;
mod federation;
mod start;
