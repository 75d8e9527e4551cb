//! Who may speak for what: hosts, origins and ownership, as pure rules (FEP-fe34; protocol §15
//! lists the advisories behind each). Nothing in a document is believed before one of these says so.

mod content_type;
mod ownership;

use url::Url;

pub use content_type::{ACCEPT, ACTIVITY_JSON, LD_JSON, is_activity_json};
pub use ownership::{
    OriginError, check_activity_id, check_fetched, check_key_owner, check_object_owner,
    fetched_document_matches,
};

use crate::Uri;

/// One spelling per host: lower case, punycode, default port left out. A port is part of a host
/// for us (`127.0.0.1:3001` may be a domain). Takes no URL, only `host` or `host:port`.
pub fn normalize_host(text: &str) -> Option<String> {
    let text = text.trim();
    let bad = |c: char| c.is_whitespace() || c.is_control() || "/@?#\\%<>\"".contains(c);
    if text.is_empty() || text.len() > 255 || text.contains(bad) {
        return None;
    }
    host_of_url(&Url::parse(&format!("https://{text}/")).ok()?)
}

/// The normalised host of a parsed http(s) URL; `None` with credentials, empty labels or another scheme.
pub fn host_of_url(url: &Url) -> Option<String> {
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    let host = url.host_str()?;
    if host.is_empty() || host.split('.').any(str::is_empty) {
        return None;
    }
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    })
}

/// Whether two ids have the same scheme, host and port.
pub fn same_origin(left: &Uri, right: &Uri) -> bool {
    let (Some(left), Some(right)) = (left.to_url(), right.to_url()) else { return false };
    let hosts = (host_of_url(&left), host_of_url(&right));
    left.scheme() == right.scheme() && hosts.0.is_some() && hosts.0 == hosts.1
}

/// The part of a host under which one owner may register names, for limits against floods of
/// subdomains. A host with a port, or an address, stands for itself.
pub fn registrable_domain(host: &str) -> &str {
    let address = host.starts_with('[') || host.contains(':') || host.ends_with(|c: char| c.is_ascii_digit());
    if address { host } else { psl::domain_str(host).unwrap_or(host) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_has_one_spelling() {
        assert_eq!(normalize_host("Example.COM").as_deref(), Some("example.com"));
        assert_eq!(normalize_host("m\u{fc}nchen.example:443").as_deref(), Some("xn--mnchen-3ya.example"));
        assert_eq!(normalize_host("127.0.0.1:3001").as_deref(), Some("127.0.0.1:3001"));
        for bad in
            ["", "a b", "a/b", "user@a.example", "a..example", "a.example.", ".example", "a.example:99999"]
        {
            assert_eq!(normalize_host(bad), None, "{bad}");
        }
    }

    #[test]
    fn origin_is_scheme_host_and_port() {
        let uri = |text| Uri::parse(text).unwrap();
        assert!(same_origin(&uri("https://A.example/x"), &uri("https://a.example:443/y")));
        assert!(!same_origin(&uri("https://a.example/x"), &uri("http://a.example/x")));
        assert!(!same_origin(&uri("http://127.0.0.1:1/x"), &uri("http://127.0.0.1:2/x")));
    }

    #[test]
    fn subdomains_share_their_registrable_domain() {
        assert_eq!(registrable_domain("u7.mallory.co.uk"), "mallory.co.uk");
        assert_eq!(registrable_domain("127.0.0.1:3001"), "127.0.0.1:3001");
    }
}
