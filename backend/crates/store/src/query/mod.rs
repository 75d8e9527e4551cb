//! Queries, one file per aggregate. Functions take any connection, so that they run inside a
//! transaction or outside. Nothing here returns another person's content unscoped by the viewer.

pub mod account;
pub mod instance;
pub mod relation;
pub mod setting;
pub mod status;
pub mod token;
pub mod visibility;
