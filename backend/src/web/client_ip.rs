//! The address a request really comes from. Proxies are believed only when they are trusted.

use std::net::{IpAddr, Ipv6Addr};

use poem::{Request, web::RemoteAddr};

use crate::{config::IpRange, ctx::Ctx};

/// The client's address: the last hop of `X-Forwarded-For` that no trusted proxy has added, as long as
/// the connection itself comes from a trusted proxy.
pub(crate) fn client_ip(ctx: &Ctx, request: &Request) -> Option<IpAddr> {
    let trusted: Vec<IpRange> =
        ctx.config.server.trusted_proxies.iter().filter_map(|range| range.parse().ok()).collect();
    let is_trusted = |address: IpAddr| trusted.iter().any(|range| range.contains(address));
    let peer = peer(request.remote_addr())?;
    if !is_trusted(peer) {
        return Some(peer);
    }
    let forwarded = request.headers().get_all("x-forwarded-for");
    let hops: Vec<IpAddr> = forwarded
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|hop| hop.trim().parse().ok())
        .collect();
    Some(hops.into_iter().rev().find(|&hop| !is_trusted(hop)).unwrap_or(peer))
}

/// How an address is counted: IPv6 by its /64, which is what one customer has.
pub(crate) fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => {
            let prefix = v6.to_bits() & (u128::MAX << 64);
            format!("{}/64", Ipv6Addr::from_bits(prefix))
        }
    }
}

fn peer(address: &RemoteAddr) -> Option<IpAddr> {
    address.as_socket_addr().map(|socket| socket.ip().to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_ipv6_network_count_as_one() {
        let count = |text: &str| counted(text.parse().unwrap());
        assert_eq!(count("2001:db8:1:2:aaaa::1"), count("2001:db8:1:2:bbbb::9"));
        assert_ne!(count("2001:db8:1:2::1"), count("2001:db8:1:3::1"));
        assert_eq!(count("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
