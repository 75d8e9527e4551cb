//! Where the peer's address counts, over real sockets: tests connect from 127.0.0.1.

use super::*;
use crate::{
    config::Config,
    testing_network::{Peer, Stranger, raw},
};

fn trust_nobody(config: &mut Config) {
    config.server.trusted_proxies.clear();
}

#[test]
fn only_trusted_proxies_say_who_the_client_is() {
    let trusted = [IpRange::LOOPBACK_V4, "10.0.0.0/8".parse().unwrap()];
    let seen = |peer: &str, hops: &[&str]| client(&trusted, peer.parse().unwrap(), hops).to_string();
    assert_eq!(seen("127.0.0.1", &["203.0.113.7"]), "203.0.113.7");
    assert_eq!(seen("192.0.2.1", &["203.0.113.7"]), "192.0.2.1");
    assert_eq!(seen("127.0.0.1", &["203.0.113.7", " 10.0.0.2"]), "203.0.113.7");
    assert_eq!(seen("127.0.0.1", &["203.0.113.7:4711"]), "203.0.113.7");
    assert_eq!(seen("127.0.0.1", &[]), "127.0.0.1");
}

#[test]
fn what_the_client_itself_claims_does_not_count() {
    let trusted = [IpRange::LOOPBACK_V4];
    let seen = |hops: &[&str]| client(&trusted, "127.0.0.1".parse().unwrap(), hops).to_string();
    assert_eq!(seen(&["127.0.0.1", "203.0.113.7"]), "203.0.113.7");
    assert_eq!(seen(&["198.51.100.1", "unknown"]), "127.0.0.1");
}

#[test]
fn neighbours_of_one_ipv6_network_count_as_one() {
    let count = |text: &str| counted(text.parse().unwrap());
    assert_eq!(count("2001:db8:1:2:aaaa::1"), count("2001:db8:1:2:bbbb::9"));
    assert_ne!(count("2001:db8:1:2::1"), count("2001:db8:1:3::1"));
    assert_eq!(count("::ffff:192.0.2.7"), "192.0.2.7");
}

#[tokio::test]
async fn development_mail_is_for_whoever_sits_at_the_machine() {
    let status = async |headers: &str, change: fn(&mut Config)| {
        let peer = Peer::with(change).await;
        raw(&peer.host, &format!("GET /dev/mail HTTP/1.1\r\n{headers}"), b"").await.0
    };
    let https = |config: &mut Config| config.server.base_url = "https://home.example".to_owned();
    assert_eq!(status("", |_| ()).await, 200);
    for (headers, change) in [
        ("X-Forwarded-For: 203.0.113.7\r\n", (|_| ()) as fn(&mut Config)),
        ("X-Forwarded-For: 127.0.0.1, 203.0.113.7\r\n", |_| ()),
        ("X-Forwarded-For: 127.0.0.1\r\n", trust_nobody),
        ("X-Real-IP: 203.0.113.7\r\n", |_| ()),
        // A proxy that says nothing: everybody would come from this machine.
        ("", https),
    ] {
        assert_eq!(status(headers, change).await, 404, "{headers}");
    }
    assert_eq!(status("X-Forwarded-For: 127.0.0.1\r\n", https).await, 200);
}

#[tokio::test]
async fn signatures_are_for_the_public_host_that_a_trusted_proxy_passes_on() {
    for (trusted, status) in [(true, 202), (false, 401)] {
        let peer = Peer::with(|config| {
            config.server.base_url = "https://home.example".to_owned();
            if !trusted {
                trust_nobody(config);
            }
        })
        .await;
        let stranger = Stranger::known_to(&peer.app, "https://far.example/users/zoe").await;
        let activity = serde_json::json!({
            "id": "https://far.example/1", "type": "View", "actor": "https://far.example/users/zoe",
            "object": "https://far.example/2",
        });
        let body = activity.to_string().into_bytes();
        let mut head =
            "POST /inbox HTTP/1.1\r\nX-Forwarded-Host: home.example\r\nX-Forwarded-Proto: https\r\n"
                .to_owned();
        let headers = stranger.signed(&peer.app, "/inbox", &body);
        // The proxy asks this server by its inner name.
        for (name, value) in headers.into_iter().filter(|(name, _)| *name != "Host") {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        assert_eq!(raw(&peer.host, &head, &body).await.0, status, "trusted: {trusted}");
    }
}
