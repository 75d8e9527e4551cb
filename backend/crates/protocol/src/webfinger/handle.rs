//! Handles, and the forms in which others ask for one.

use std::fmt;

use crate::{Uri, origin, parse};

/// An account's name and host.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Handle {
    /// The name, as written.
    pub username: String,
    /// The host, normalised.
    pub host: String,
}

impl Handle {
    /// Reads `user@host`, also with `@` or `acct:` before it. Only characters that user names have
    /// are accepted; the host must be one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("acct:").unwrap_or(text);
        let text = text.strip_prefix('@').unwrap_or(text);
        let (username, host) = text.split_once('@')?;
        let host = origin::normalize_host(host)?;
        parse::is_username(username).then(|| Self { username: username.to_owned(), host })
    }

    /// The form used in queries.
    pub fn acct(&self) -> String {
        format!("acct:{self}")
    }

    /// Whether both name the same account: names in any case.
    pub fn same(&self, other: &Handle) -> bool {
        self.host == other.host && self.username.to_lowercase() == other.username.to_lowercase()
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.username, self.host)
    }
}

/// What a `resource` parameter asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// An account by handle.
    Handle(Handle),
    /// An account by the address of its actor or profile.
    Url(Uri),
}

impl Resource {
    /// Reads the parameter: `acct:u@h`, `u@h`, `@u@h`, or a web address.
    pub fn parse(text: &str) -> Option<Self> {
        Handle::parse(text).map(Self::Handle).or_else(|| Uri::parse(text).ok().map(Self::Url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_read_in_their_forms() {
        for text in ["acct:alice@home.example", "alice@Home.Example", "@alice@home.example:443"] {
            assert_eq!(Handle::parse(text).unwrap().to_string(), "alice@home.example");
        }
        for text in [
            "alice",
            "@alice",
            "a b@home.example",
            "alice@",
            "alice@a@b",
            "al/ice@x.example",
            "@@x.example",
            "",
        ] {
            assert_eq!(Handle::parse(text), None, "{text}");
        }
    }

    #[test]
    fn resources_are_handles_or_addresses() {
        assert!(matches!(Resource::parse("acct:a@b.example"), Some(Resource::Handle(_))));
        assert!(matches!(Resource::parse("https://home.example/@alice"), Some(Resource::Url(_))));
        assert_eq!(Resource::parse("nothing"), None);
    }
}
