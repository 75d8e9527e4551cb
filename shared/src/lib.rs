//! Types of the client API, shared by the server and the web app.
//!
//! Only data and its parsing and formatting: no I/O, no rules. The server turns on the feature
//! `openapi`, the web app does not, so everything for the API document sits behind it.

pub mod entities;
pub mod focus;
pub mod form;
pub mod paging;
pub mod params;
pub mod time;

#[cfg(feature = "openapi")]
mod openapi;

pub use kinds;
