//! Quotes with consent (FEP-044f): a status shows another one once the other's author has agreed, by a
//! policy that answers at once, and as long as that stands.
//!
//! A quote of one's own status, and one that a local author's policy allows, is accepted when it is made.
//! For all others the server of the quoted author is asked (`federation::quote`); until it has answered the
//! quote is pending and shows nothing.

mod change;
mod draft;
mod list;
mod policy;

pub use change::{NewQuote, drop, forget, insert, notify_quoters, revoke, settle, stamp_uri};
pub use draft::quoted_page;
pub(super) use draft::{Place, draft, with_fallback};
pub use list::quotes;
pub use policy::answer;
