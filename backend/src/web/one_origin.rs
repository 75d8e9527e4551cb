//! One's own machine has several names: `localhost`, `127.0.0.1` and `[::1]`. To a browser each is another
//! site, with cookies of its own, and pictures of the first are foreign to the second. So pages
//! are shown under the name that `server.base_url` has.

use poem::{
    Endpoint, IntoResponse, Request, Response, Result,
    http::{Method, StatusCode, header},
};

use super::client_ip::asked_host;
use crate::ctx::Ctx;

/// Leads browsers that asked for a page under another name of this machine to the one name.
pub(super) async fn keep<E: Endpoint>(inner: std::sync::Arc<E>, request: Request) -> Result<Response> {
    match request.data::<Ctx>().and_then(|ctx| proper(ctx, &request)) {
        Some(address) => Ok(Response::builder()
            .status(StatusCode::TEMPORARY_REDIRECT)
            .header(header::LOCATION, address)
            .header(header::CACHE_CONTROL, "no-store")
            .finish()),
        None => Ok(inner.call(request).await?.into_response()),
    }
}

fn proper(ctx: &Ctx, request: &Request) -> Option<String> {
    let accept = request.headers().get(header::ACCEPT)?.to_str().ok()?;
    if request.method() != Method::GET || !accept.contains("text/html") {
        return None;
    }
    let (asked, own) = (asked_host(ctx, request)?, ctx.config.web_domain());
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    is_other_name(asked, own).then(|| format!("{}{path}", ctx.config.base_url()))
}

fn is_other_name(asked: &str, own: &str) -> bool {
    match (of_this_machine(asked), of_this_machine(own)) {
        (Some(asked_port), Some(own_port)) => asked != own && asked_port == own_port,
        _ => false,
    }
}

/// What follows the name, the port, where a host is a name of this machine.
fn of_this_machine(host: &str) -> Option<&str> {
    let port = ["localhost", "127.0.0.1", "[::1]"].into_iter().find_map(|name| host.strip_prefix(name))?;
    (port.is_empty() || port.starts_with(':')).then_some(port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing_network::{Peer, raw};

    #[test]
    fn only_names_of_this_machine_stand_for_each_other() {
        assert!(is_other_name("127.0.0.1:3000", "localhost:3000"));
        assert!(is_other_name("[::1]", "localhost"));
        assert!(!is_other_name("localhost:3000", "localhost:3000"));
        assert!(!is_other_name("127.0.0.1:4000", "localhost:3000"), "a tunnel, or another server");
        assert!(!is_other_name("192.168.0.2:3000", "localhost:3000"));
        assert!(!is_other_name("127.0.0.1:3000", "social.example"));
        assert!(!is_other_name("localhost.example", "localhost"));
    }

    #[tokio::test]
    async fn pages_have_one_name_and_other_answers_any() {
        let peer = Peer::with(|_| ()).await;
        let other = peer.host.replace("127.0.0.1", "localhost");
        let get = async |accept: &str| {
            let head = format!("GET /@alice?a=b HTTP/1.1\r\nHost: {other}\r\nAccept: {accept}\r\n");
            raw(&peer.host, &head, b"").await.0
        };
        assert_eq!(get("text/html,*/*").await, 307);
        assert_ne!(get("application/activity+json").await, 307);
    }
}
