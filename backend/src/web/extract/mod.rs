//! What handlers take out of a request.

mod auth;

pub use auth::{MaybeUser, Scope, User, scope};
