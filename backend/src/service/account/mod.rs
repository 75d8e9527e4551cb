//! Local accounts: made, confirmed, edited.

pub mod create;
pub mod key;
pub mod manage;
pub mod validate;
