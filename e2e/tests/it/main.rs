//! Journeys through whole servers, and through browsers.

mod federation;
mod start;
mod web;
