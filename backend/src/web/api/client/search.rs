//! Search.

use std::sync::Arc;

use poem_openapi::OpenApi;
use shared::{
    entities::{Account, Search},
    params::{AccountLookupQuery, AccountSearchQuery, SearchQuery},
};

use super::resource;
use crate::{
    service,
    web::{
        error::ApiError,
        extract::{MaybeUser, Query, User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v2/search`, `/api/v1/accounts/search` and `/api/v1/accounts/lookup`.
    SearchApi
}

#[OpenApi]
impl SearchApi {
    /// Accounts and hashtags by how their names begin, statuses by their words; anything by its address
    #[oai(path = "/api/v2/search", method = "get")]
    async fn search(
        &self,
        user: MaybeUser<scope::ReadSearch>,
        query: Query<SearchQuery>,
    ) -> Result<Json<Search>, ApiError> {
        let viewer = user.viewer().map(|viewer| viewer.account);
        Ok(Json(service::search::search(&self.ctx, viewer, query.0).await?))
    }

    /// Accounts by how their names begin, or by handle
    #[oai(path = "/api/v1/accounts/search", method = "get")]
    async fn accounts(
        &self,
        user: User<scope::ReadAccounts>,
        query: Query<AccountSearchQuery>,
    ) -> Result<Json<Vec<Arc<Account>>>, ApiError> {
        Ok(Json(service::search::search_accounts(&self.ctx, user.account, query.0).await?))
    }

    /// The account with this handle, if this server knows it
    #[oai(path = "/api/v1/accounts/lookup", method = "get")]
    async fn lookup(&self, query: Query<AccountLookupQuery>) -> Result<Json<Arc<Account>>, ApiError> {
        Ok(Json(service::search::lookup(&self.ctx, &query.0.acct).await?))
    }
}
