//! What handlers take out of a request.

mod auth;
mod body;
mod offset;
mod paging;
mod query;
mod tokens;
mod upload;

pub use auth::{MaybeUser, Scope, User, bearer_token, scope};
pub(crate) use auth::{identify, is_from_web_app, session_cookie};
pub use body::Body;
pub use offset::Offset;
pub use paging::Paging;
pub use query::Query;
pub use tokens::{AnyToken, AppToken, Newcomer, Token};
pub use upload::{Upload, WithFiles};
