//! The address a request really comes from. Proxies are believed only when they are trusted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use poem::{
    Request,
    http::header::{FORWARDED, HOST},
    web::RemoteAddr,
};

use crate::{config::IpRange, ctx::Ctx};

const FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED_HOST: &str = "x-forwarded-host";

/// The client's address, as far as the trusted proxies know it.
pub(crate) fn client_ip(ctx: &Ctx, request: &Request) -> Option<IpAddr> {
    let hops = request.headers().get_all(FORWARDED_FOR).iter();
    let hops: Vec<&str> =
        hops.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
    Some(client(&ctx.config.server.trusted_proxies, peer(request.remote_addr())?, &hops))
}

/// The last hop that is no trusted proxy, as long as the connection itself comes from one. Where a hop
/// cannot be read the list ends: what stands before it may be anybody's invention.
fn client(trusted: &[IpRange], peer: IpAddr, hops: &[&str]) -> IpAddr {
    let mut client = peer;
    for hop in hops.iter().rev() {
        if !trusted.iter().any(|range| range.contains(client)) {
            break;
        }
        let Some(before) = read_hop(hop.trim()) else { break };
        client = before;
    }
    client
}

/// The client as limits count it: IPv6 by its /64, which is what one customer has.
pub(crate) fn counted_client(ctx: &Ctx, request: &Request) -> String {
    client_ip(ctx, request).map_or_else(|| "unknown".to_owned(), counted)
}

/// Whether the request was made on this machine. A public address with `https` means that a proxy
/// stands between, as this server does not speak TLS: then only its word for it counts.
pub(crate) fn is_from_this_machine(ctx: &Ctx, request: &Request) -> bool {
    let Some(peer) = peer(request.remote_addr()) else { return false };
    let has = |name: &str| request.headers().contains_key(name);
    let known = if has(FORWARDED_FOR) {
        is_trusted(ctx, peer)
    } else {
        !ctx.config.base_url().starts_with("https:") && !has(FORWARDED.as_str()) && !has("x-real-ip")
    };
    known && client_ip(ctx, request).is_some_and(|ip| ip.is_loopback())
}

/// The host that was asked for, as the outside world names it: `X-Forwarded-Host` of a trusted proxy,
/// else `Host`.
pub(crate) fn asked_host<'a>(ctx: &Ctx, request: &'a Request) -> Option<&'a str> {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let trusted = peer(request.remote_addr()).is_some_and(|peer| is_trusted(ctx, peer));
    text(FORWARDED_HOST).filter(|_| trusted).or_else(|| text(HOST.as_str()))
}

fn is_trusted(ctx: &Ctx, address: IpAddr) -> bool {
    ctx.config.server.trusted_proxies.iter().any(|range| range.contains(address))
}

/// Some proxies write the port, too.
fn read_hop(text: &str) -> Option<IpAddr> {
    let address = text.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))?;
    Some(address.to_canonical())
}

fn counted(address: IpAddr) -> String {
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
mod tests;
