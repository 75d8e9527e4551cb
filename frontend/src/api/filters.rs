//! Filters.

use gloo_net::http::Method;
use shared::{entities::Filter, kinds::FilterId, params::SaveFilter};

use super::http::{self, Answer, get};

/// One's filters, oldest first.
pub(crate) async fn all() -> Answer<Vec<Filter>> {
    get("/api/v2/filters").await
}

/// Makes a filter, or changes the one of this id.
pub(crate) async fn save(id: Option<FilterId>, filter: &SaveFilter) -> Answer<Filter> {
    match id {
        Some(id) => http::send_json(Method::PUT, &format!("/api/v2/filters/{id}"), filter).await,
        None => http::send_json(Method::POST, "/api/v2/filters", filter).await,
    }
}

/// Removes a filter.
pub(crate) async fn delete(id: FilterId) -> Answer<()> {
    http::delete(&format!("/api/v2/filters/{id}")).await
}
