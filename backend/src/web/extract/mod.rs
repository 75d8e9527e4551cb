//! What handlers take out of a request.

mod auth;
mod body;
mod paging;

pub use auth::{MaybeUser, Scope, User, scope};
pub use body::Body;
pub use paging::Paging;
