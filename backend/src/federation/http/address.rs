//! Which addresses may be connected to: only those of the public internet, so that nobody can make
//! this server talk to machines beside it (SSRF). The list is protocol §13 of the design notes:
//! the IANA special-purpose registries and every way of writing an IPv4 address as IPv6.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use protocol::origin;
use url::{Host, Url};

use crate::config::IpRange;

const DENIED_V4: &[(&str, u32)] = &[
    ("0.0.0.0", 8),
    ("10.0.0.0", 8),
    ("100.64.0.0", 10),
    ("127.0.0.0", 8),
    ("169.254.0.0", 16),
    ("172.16.0.0", 12),
    ("192.0.0.0", 24),
    ("192.0.2.0", 24),
    ("192.88.99.0", 24),
    ("192.168.0.0", 16),
    ("198.18.0.0", 15),
    ("198.51.100.0", 24),
    ("203.0.113.0", 24),
    ("224.0.0.0", 4),
    ("240.0.0.0", 4),
];

/// IPv4-mapped (`::ffff:0:0/96`), IPv4-compatible (`::/96`, with `::` and `::1`), translated
/// (`64:ff9b::/96`) and 6to4 (`2002::/16`) addresses are denied whole: no public server needs them.
const DENIED_V6: &[(&str, u32)] = &[
    ("::", 96),
    ("::ffff:0:0", 96),
    ("::ffff:0:0:0", 96),
    ("64:ff9b::", 96),
    ("64:ff9b:1::", 48),
    ("100::", 64),
    ("2001::", 32),
    ("2001:10::", 28),
    ("2001:20::", 28),
    ("2001:db8::", 32),
    ("2002::", 16),
    ("3fff::", 20),
    ("5f00::", 16),
    ("fc00::", 7),
    ("fe80::", 10),
    ("fec0::", 10),
    ("ff00::", 8),
];

/// Names that are never those of a public server: of the machine itself (RFC 6761), of a local network
/// (RFC 6762, RFC 8375, ICANN's `internal`), of networks beside the internet (RFC 7686), or of nothing.
const LOCAL_NAMES: &[&str] = &[
    "localhost",
    "localdomain",
    "local",
    "lan",
    "home",
    "corp",
    "intranet",
    "private",
    "internal",
    "arpa",
    "onion",
    "i2p",
    "invalid",
];

/// The rule, with the exceptions of the configuration.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard {
    allowed: Vec<IpRange>,
}

impl Guard {
    /// `allowed` are ranges that may be connected to although they are not public.
    pub(super) fn new(allowed: &[IpRange]) -> Self {
        Self { allowed: allowed.to_vec() }
    }

    /// Whether a connection to `address` may be made.
    pub(super) fn allows(&self, address: IpAddr) -> bool {
        is_public(address) || self.is_exception(address)
    }

    fn is_exception(&self, address: IpAddr) -> bool {
        self.allowed.iter().any(|range| range.contains(address))
    }

    /// Whether an address may be given to people as a link. One within their own network may not: it
    /// would lead a browser to their router.
    pub(super) fn may_link(&self, url: &Url) -> bool {
        origin::host_of_url(url).is_some()
            && match host(url) {
                Some(Ok(address)) => self.allows(address),
                Some(Err(name)) => is_public_name(name),
                None => false,
            }
    }

    /// Whether an address may be one of a file that is shown: a name on the public internet, at the usual
    /// port. Numbers and other ports are for services that nobody meant to be read by strangers; the
    /// exceptions of the configuration are free of both rules.
    pub(super) fn may_show(&self, url: &Url) -> bool {
        self.may_link(url)
            && match host(url) {
                Some(Ok(address)) => self.is_exception(address),
                _ => url.port().is_none(),
            }
    }
}

/// The number or the name in an address.
fn host(url: &Url) -> Option<Result<IpAddr, &str>> {
    Some(match url.host()? {
        Host::Ipv4(v4) => Ok(v4.into()),
        Host::Ipv6(v6) => Ok(v6.into()),
        Host::Domain(name) => Err(name),
    })
}

/// Names without a dot are searched for in the local network.
fn is_public_name(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, last)| !LOCAL_NAMES.contains(&last))
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !DENIED_V4.iter().any(|&(network, length)| in_v4(v4, network, length)),
        IpAddr::V6(v6) => !DENIED_V6.iter().any(|&(network, length)| in_v6(v6, network, length)),
    }
}

fn in_v4(address: Ipv4Addr, network: &str, length: u32) -> bool {
    let network = network.parse().map_or(0, Ipv4Addr::to_bits);
    (address.to_bits() ^ network).leading_zeros() >= length
}

fn in_v6(address: Ipv6Addr, network: &str, length: u32) -> bool {
    let network = network.parse().map_or(0, Ipv6Addr::to_bits);
    (address.to_bits() ^ network).leading_zeros() >= length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_refused_in_every_spelling() {
        let guard = Guard::default();
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.31.255.255",
            "192.168.1.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:db8::1",
            "fd00::1",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!guard.allows(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn public_addresses_are_allowed() {
        for address in ["1.1.1.1", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "2a00::1"] {
            assert!(Guard::default().allows(address.parse().unwrap()), "{address}");
        }
    }

    /// Addresses that must reach nobody, with why.
    const HIDDEN: &[&str] = &[
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://cdn.example/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://[64:ff9b::7f00:1]/x",
        "https://0.0.0.0/x",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://user:pw@cdn.example/x",
        "https://user@cdn.example/x",
        "https://localhost/x",
        "https://router/x",
        "https://nas.local/x",
        "https://box.home.arpa/x",
        "https://x.localhost/x",
        "https://db.internal/x",
        "https://cdn.example./x",
    ];

    #[test]
    fn what_lies_in_the_readers_network_is_neither_shown_nor_linked() {
        let guard = Guard::default();
        for address in HIDDEN {
            let url = Url::parse(address).unwrap();
            assert!(!guard.may_show(&url) && !guard.may_link(&url), "{address}");
        }
    }

    #[test]
    fn files_are_shown_from_names_at_the_usual_port() {
        let guard = Guard::default();
        let shown = |address: &str| guard.may_show(&Url::parse(address).unwrap());
        assert!(shown("https://cdn.example/x.png") && shown("https://cdn.example:443/x.png"));
        for linked in ["https://cdn.example:22/x", "https://1.1.1.1/x", "https://[2606:4700::1111]/x"] {
            assert!(!shown(linked), "{linked}");
            assert!(guard.may_link(&Url::parse(linked).unwrap()), "{linked}");
        }
        let guard = Guard::new(&[IpRange::LOOPBACK_V4]);
        assert!(guard.may_show(&Url::parse("http://127.0.0.1:3000/x").unwrap()), "as configured");
    }

    #[test]
    fn the_configuration_can_allow_a_range() {
        let guard = Guard::new(&[IpRange::LOOPBACK_V4]);
        assert!(guard.allows("127.0.0.1".parse().unwrap()));
        assert!(!guard.allows("10.0.0.1".parse().unwrap()));
    }
}
