//! Journeys through whole servers, and through browsers.

mod clients;
mod commands;
mod crash;
mod federation;
mod operations;
mod roles;
mod start;
mod web;
