//! The web app and the server's own pages, in a real browser.

mod accessible;
mod api_page;
mod composer;
mod forms;
mod journey;
mod keyboard;
mod language;
mod people;
mod private;
mod public;
mod secrets;
