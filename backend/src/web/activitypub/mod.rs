//! What other servers ask for and post: ActivityPub, WebFinger, NodeInfo. Plain handlers, not part of
//! the documented API; the rules are in `federation`.

mod actor;
mod discovery;
mod inbox;
mod respond;
mod status;

use poem::{Route, get, post};

/// Adds the routes.
pub(super) fn routes(route: Route) -> Route {
    route
        .at("/.well-known/host-meta", get(discovery::host_meta))
        .at("/.well-known/host-meta.json", get(discovery::host_meta_json))
        .at("/.well-known/nodeinfo", get(discovery::node_info_links))
        .at("/.well-known/webfinger", get(discovery::webfinger))
        .at("/actor", get(actor::instance))
        .at("/actor/inbox", post(inbox::shared))
        .at("/actor/outbox", get(actor::instance_outbox))
        .at("/inbox", post(inbox::shared))
        .at("/nodeinfo/:version", get(discovery::node_info))
        .at("/users/:name", get(actor::show))
        .at("/users/:name/collections/featured", get(actor::featured))
        .at("/users/:name/collections/tags", get(actor::featured_tags))
        .at("/users/:name/followers", get(actor::followers))
        .at("/users/:name/following", get(actor::following))
        .at("/users/:name/inbox", post(inbox::personal))
        .at("/users/:name/outbox", get(actor::outbox))
        .at("/users/:name/quote_authorizations/:id", get(status::quote_authorization))
        .at("/users/:name/reply_authorizations/:id", get(status::reply_authorization))
        .at("/users/:name/statuses/:id", get(status::show))
        .at("/users/:name/statuses/:id/activity", get(status::activity))
        .at("/users/:name/statuses/:id/replies", get(status::replies))
}

#[cfg(test)]
mod tests;
