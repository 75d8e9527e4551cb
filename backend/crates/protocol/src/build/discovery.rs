//! How others find this server and its accounts: WebFinger, host-meta, NodeInfo (protocol §12).

use serde_json::{Value, json};

use crate::{html::escape, origin::LD_JSON};

/// An account for WebFinger.
#[derive(Clone, Debug)]
pub struct JrdDoc {
    /// `user@host` with the account domain.
    pub handle: String,
    /// The actor's id.
    pub actor: String,
    /// The profile page.
    pub profile: String,
    /// Where a person of another server comes to follow, with `{uri}` in it.
    pub subscribe: Option<String>,
    /// Avatar: address and media type.
    pub avatar: Option<(String, String)>,
}

/// The answer to a WebFinger query.
pub fn jrd(account: &JrdDoc) -> Value {
    let mut links = vec![
        json!({"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": account.profile}),
        json!({"rel": "self", "type": "application/activity+json", "href": account.actor}),
        json!({"rel": "self", "type": LD_JSON, "href": account.actor}),
    ];
    if let Some(template) = &account.subscribe {
        links.push(json!({"rel": "http://ostatus.org/schema/1.0/subscribe", "template": template}));
    }
    if let Some((url, media_type)) = &account.avatar {
        links.push(json!({"rel": "http://webfinger.net/rel/avatar", "type": media_type, "href": url}));
    }
    let aliases = if account.profile == account.actor {
        vec![&account.actor]
    } else {
        vec![&account.profile, &account.actor]
    };
    json!({"subject": format!("acct:{}", account.handle), "aliases": aliases, "links": links})
}

/// The host-meta document (XRD) that leads to WebFinger. `origin` is scheme and host.
pub fn host_meta(origin: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<XRD xmlns=\"http://docs.oasis-open.org/ns/xri/xrd-1.0\">\n  \
         <Link rel=\"lrdd\" template=\"{}/.well-known/webfinger?resource={{uri}}\"/>\n</XRD>\n",
        escape(origin)
    )
}

/// Where the NodeInfo documents are, and the server's own actor (FEP-2677).
pub fn node_info_links(origin: &str, instance_actor: &str) -> Value {
    let schema = |version: &str| {
        json!({
            "rel": format!("http://nodeinfo.diaspora.software/ns/schema/{version}"),
            "href": format!("{origin}/nodeinfo/{version}"),
        })
    };
    json!({"links": [
        schema("2.0"),
        schema("2.1"),
        {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": instance_actor},
    ]})
}

/// What NodeInfo tells about the server.
#[derive(Clone, Debug, Default)]
pub struct NodeInfoDoc {
    /// The software's version.
    pub version: String,
    /// Where its source is (2.1 only).
    pub repository: Option<String>,
    /// Its home page (2.1 only).
    pub homepage: Option<String>,
    /// The server's name.
    pub name: String,
    /// The server's description.
    pub description: String,
    /// Whether anyone may sign up.
    pub open_registrations: bool,
    /// Local accounts.
    pub users: u64,
    /// Of these, active within a month.
    pub active_month: u64,
    /// Of these, active within half a year.
    pub active_half_year: u64,
    /// Local posts.
    pub local_posts: u64,
}

/// A NodeInfo document, version 2.0 or 2.1.
pub fn node_info(info: &NodeInfoDoc, v2_1: bool) -> Value {
    let mut software = json!({"name": "phiomia", "version": info.version});
    if let (true, Value::Object(software)) = (v2_1, &mut software) {
        for (key, value) in [("repository", &info.repository), ("homepage", &info.homepage)] {
            if let Some(value) = value {
                software.insert(key.to_owned(), value.as_str().into());
            }
        }
    }
    json!({
        "version": if v2_1 { "2.1" } else { "2.0" },
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": info.open_registrations,
        "usage": {
            "users": {
                "total": info.users,
                "activeMonth": info.active_month,
                "activeHalfyear": info.active_half_year,
            },
            "localPosts": info.local_posts,
        },
        "metadata": {"nodeName": info.name, "nodeDescription": info.description},
    })
}
