//! What handlers take out of a request.

mod auth;
mod body;
mod paging;
mod query;
mod upload;

pub(crate) use auth::session_cookie;
pub use auth::{MaybeUser, Scope, User, scope};
pub use body::Body;
pub use paging::Paging;
pub use query::Query;
pub use upload::{Upload, WithFiles};
