//! Local accounts: made, confirmed, edited.

pub mod create;
pub mod credentials;
pub mod key;
pub mod manage;
pub mod pictures;
pub mod register;
pub mod update;
pub mod validate;
