//! A request as plain data, with its headers as a list so that repeated ones are seen.

use super::SignatureError;
use crate::origin;

/// A received request, or as much of it as a signature can cover.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The method, in upper case.
    pub method: &'a str,
    /// The full address asked for, with the scheme and host the outside world uses (behind a proxy
    /// that is the configured origin, not the socket's).
    pub uri: &'a str,
    /// All headers in order, names in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The exact bytes of the body.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// A header's value. Repeating it is an error: two parties could read different ones.
    pub fn header(&self, name: &str) -> Result<Option<&'a str>, SignatureError> {
        let mut values = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let first = values.next().map(|(_, value)| value.trim());
        if values.next().is_some() {
            return Err(SignatureError::Malformed("a header that matters is repeated"));
        }
        Ok(first)
    }

    /// The host asked for: the `Host` header, else the address's authority (HTTP/2 sends none).
    pub(crate) fn host(&self) -> Result<String, SignatureError> {
        Ok(self.header("host")?.unwrap_or_else(|| self.split().1).to_owned())
    }

    /// The host in normalised form.
    pub(crate) fn normalized_host(&self) -> Result<String, SignatureError> {
        origin::normalize_host(&self.host()?).ok_or(SignatureError::WrongHost)
    }

    /// The address's own host, normalised.
    pub(crate) fn uri_host(&self) -> Option<String> {
        origin::normalize_host(self.split().1)
    }

    pub(crate) fn scheme(&self) -> &'a str {
        self.split().0
    }

    /// Path and query as sent, not re-encoded.
    pub(crate) fn path_and_query(&self) -> &'a str {
        let path = self.split().2.split('#').next().unwrap_or_default();
        if path.is_empty() { "/" } else { path }
    }

    pub(crate) fn path(&self) -> &'a str {
        let path = self.path_and_query().split('?').next().unwrap_or_default();
        if path.is_empty() { "/" } else { path }
    }

    /// The query without its question mark, if there is one.
    pub(crate) fn query(&self) -> Option<&'a str> {
        self.path_and_query().split_once('?').map(|(_, query)| query)
    }

    /// Scheme, authority, rest.
    fn split(&self) -> (&'a str, &'a str, &'a str) {
        let (scheme, rest) = self.uri.split_once("://").unwrap_or(("https", self.uri));
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        (scheme, authority, path)
    }
}
