//! What the server says of itself.

use shared::entities::{CustomEmoji, Instance, Tag};

use super::http::{Answer, get};

/// Name, limits and rules of the server.
pub(crate) async fn instance() -> Answer<Instance> {
    get("/api/v2/instance").await
}

/// The custom emoji one can use.
pub(crate) async fn custom_emoji() -> Answer<Vec<CustomEmoji>> {
    get("/api/v1/custom_emojis").await
}

/// What is talked about.
pub(crate) async fn trending_tags(limit: u8) -> Answer<Vec<Tag>> {
    get(&format!("/api/v1/trends/tags?limit={limit}")).await
}
