//! Identifiers of the fediverse: absolute http(s) URLs, kept byte for byte.
//!
//! Other servers compare ids as bytes, so an accepted id is never re-encoded; trailing slashes,
//! queries and odd escapes stay. Only a host written in Unicode is turned into its ASCII form, so
//! that one host has one spelling in the database.

use std::fmt;

use serde::{Serialize, Serializer};
use url::Url;

use crate::origin;

/// Longest id accepted; longer ones are refused, not cut, because a cut id names something else.
pub const MAX_LENGTH: usize = 2048;

/// An absolute `http` or `https` URL without credentials, exactly as its owner wrote it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uri(String);

/// Why a text is no [`Uri`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an absolute http(s) URL")]
pub struct InvalidUri;

impl Uri {
    /// Reads an id. Relative URLs, other schemes, credentials, white space and control characters
    /// are refused (numbers and bare words once matched local ids elsewhere: protocol §15).
    pub fn parse(text: &str) -> Result<Self, InvalidUri> {
        let text = text.trim();
        let bad_char = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '<' | '>' | '"');
        if text.len() > MAX_LENGTH || text.contains(bad_char) {
            return Err(InvalidUri);
        }
        let (scheme, rest) = text.split_once("://").ok_or(InvalidUri)?;
        if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
            return Err(InvalidUri);
        }
        let url = Url::parse(text).map_err(|_| InvalidUri)?;
        let host = origin::host_of_url(&url).ok_or(InvalidUri)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).ok_or(InvalidUri)?;
        if authority.is_empty() {
            return Err(InvalidUri);
        }
        if authority.is_ascii() {
            return Ok(Self(text.to_owned()));
        }
        Ok(Self(format!("{}://{host}{path}", url.scheme())))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parsed form, for taking it apart.
    pub fn to_url(&self) -> Option<Url> {
        Url::parse(&self.0).ok()
    }

    /// The host in lower-case ASCII form, with its port when that is not the scheme's default.
    pub fn host(&self) -> String {
        self.to_url().and_then(|url| origin::host_of_url(&url)).unwrap_or_default()
    }

    /// The id without its fragment: the document to fetch.
    pub fn without_fragment(&self) -> Uri {
        let text = self.0.split('#').next().unwrap_or_default();
        Self(text.to_owned())
    }

    /// Whether both ids have the same scheme, host and port (FEP-fe34).
    pub fn same_origin(&self, other: &Uri) -> bool {
        origin::same_origin(self, other)
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Uri {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<Uri> for String {
    fn from(uri: Uri) -> String {
        uri.0
    }
}

impl std::str::FromStr for Uri {
    type Err = InvalidUri;

    fn from_str(text: &str) -> Result<Self, InvalidUri> {
        Self::parse(text)
    }
}

impl PartialEq<str> for Uri {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Uri {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl Serialize for Uri {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_kept_byte_for_byte() {
        for id in [
            "https://threads.example/ap/users/178/",
            "https://bridge.example/convert/ap/at://did:plc:abc/app.bsky.feed.post/3k1",
            "https://blog.example/?p=88#create",
            "https://Upper.Example/%7euser",
            "http://127.0.0.1:3001/users/a",
        ] {
            assert_eq!(Uri::parse(id).unwrap().as_str(), id);
        }
    }

    #[test]
    fn a_unicode_host_is_written_in_ascii_once() {
        let id = Uri::parse("https://m\u{430}sto.example/users/max?x#y").unwrap();
        assert_eq!(id.as_str(), "https://xn--msto-53d.example/users/max?x#y");
        assert_eq!(id.host(), "xn--msto-53d.example");
    }

    #[test]
    fn what_is_no_absolute_web_address_is_refused() {
        for id in [
            "",
            "1",
            "users/1",
            "/users/1",
            "javascript:alert(1)",
            "ftp://a.example/x",
            "https://",
            "https:///x",
            "https://user:pw@a.example/x",
            "https://a.example/x y",
            "https://a.example\\@b.example/",
            "acct:a@b.example",
            "https://a..example/",
            "data:text/html,x",
        ] {
            assert!(Uri::parse(id).is_err(), "{id}");
        }
    }
}
