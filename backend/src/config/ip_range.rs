//! Ranges of IP addresses in CIDR notation (RFC 4632): read once, with the configuration.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

/// A range of addresses, such as `127.0.0.0/8`; an address alone is a range of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IpRange {
    network: IpAddr,
    length: u32,
}

impl IpRange {
    /// Every IPv4 address of the machine itself.
    pub const LOOPBACK_V4: Self = Self { network: IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), length: 8 };
    /// The IPv6 address of the machine itself.
    pub const LOOPBACK_V6: Self = Self { network: IpAddr::V6(Ipv6Addr::LOCALHOST), length: 128 };
    /// Every IPv4 address.
    pub const ALL_V4: Self = Self { network: IpAddr::V4(Ipv4Addr::UNSPECIFIED), length: 0 };
    /// Every IPv6 address.
    pub const ALL_V6: Self = Self { network: IpAddr::V6(Ipv6Addr::UNSPECIFIED), length: 0 };

    /// Whether `address` lies in the range; IPv4-mapped IPv6 addresses count as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                (network.to_bits() ^ address.to_bits()).leading_zeros() >= self.length
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                (network.to_bits() ^ address.to_bits()).leading_zeros() >= self.length
            }
            _ => false,
        }
    }
}

impl FromStr for IpRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no address range such as 127.0.0.0/8");
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let network = address.parse::<IpAddr>().map_err(|_| wrong())?.to_canonical();
        let width = if network.is_ipv4() { 32 } else { 128 };
        let length = length.unwrap_or(width);
        if length > width { Err(wrong()) } else { Ok(Self { network, length }) }
    }
}

impl TryFrom<String> for IpRange {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<IpRange> for String {
    fn from(range: IpRange) -> Self {
        range.to_string()
    }
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_what_they_say() {
        let holds =
            |range: &str, address: &str| range.parse::<IpRange>().unwrap().contains(address.parse().unwrap());
        assert!(holds("127.0.0.0/8", "127.1.2.3"));
        assert!(holds("127.0.0.0/8", "::ffff:127.0.0.1"));
        assert!(!holds("127.0.0.0/8", "128.0.0.1"));
        assert!(!holds("127.0.0.0/8", "::1"));
        assert!(holds("::1", "::1"));
        assert!(holds("0.0.0.0/0", "203.0.113.9"));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["10.0.0.0/33", "10.0.0.0/x", "::/129", "localhost", ""] {
            assert!(text.parse::<IpRange>().is_err(), "{text}");
        }
    }

    #[test]
    fn ranges_are_written_as_they_are_read() {
        for text in ["127.0.0.0/8", "::1/128", "fd00::/8"] {
            assert_eq!(text.parse::<IpRange>().unwrap().to_string(), text);
        }
    }
}
