//! WebFinger (RFC 7033), host-meta and handles: from `@user@host` to an actor's id and back.
//!
//! A handle is proven only by a closed loop (protocol §12): the host of the handle was asked and
//! names the actor, and no domain that was not asked is believed. [`confirm`] is that rule.

mod handle;
mod response;

use url::Url;

pub use handle::{Handle, Resource};
pub use response::{Confirmed, InvalidJrd, Jrd, confirm, parse, template_from_host_meta};

/// What to ask for in a query.
pub const ACCEPT: &str = "application/jrd+json, application/json";

/// The address that answers for a handle.
pub fn query_url(scheme: &str, handle: &Handle) -> Option<Url> {
    let mut url = Url::parse(&format!("{scheme}://{}/.well-known/webfinger", handle.host)).ok()?;
    url.query_pairs_mut().append_pair("resource", &handle.acct());
    Some(url)
}

/// The address of a host's host-meta, asked when it knows no WebFinger.
pub fn host_meta_url(scheme: &str, host: &str) -> Option<Url> {
    Url::parse(&format!("{scheme}://{host}/.well-known/host-meta")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_names_the_account() {
        let handle = Handle::parse("@Nia@Blogs.example").unwrap();
        assert_eq!(
            query_url("https", &handle).unwrap().as_str(),
            "https://blogs.example/.well-known/webfinger?resource=acct%3ANia%40blogs.example"
        );
        let local = Handle::parse("bob@127.0.0.1:3001").unwrap();
        assert!(
            query_url("http", &local).unwrap().as_str().starts_with("http://127.0.0.1:3001/.well-known/")
        );
        assert!(host_meta_url("https", "blogs.example").is_some());
    }
}
