//! The rules. A use-case is a function of a context, a viewer and plain parameters; it knows no HTTP.

pub mod auth;
pub mod instance;
pub mod listing;
pub mod policy;
pub mod present;
pub mod secrets;
