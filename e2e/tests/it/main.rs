//! Journeys through whole servers.

mod federation;
mod start;
