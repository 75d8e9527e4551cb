//! Search.

use std::sync::Arc;

use poem_openapi::OpenApi;
use shared::{
    entities::{Account, Search, SearchV1},
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
    /// `/api/v2/search` and its older form, `/api/v1/accounts/search` and `/api/v1/accounts/lookup`.
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

    /// The same as the second version, with hashtags by their names alone, as apps of before 2.4.1 ask
    #[oai(path = "/api/v1/search", method = "get", deprecated)]
    async fn search_v1(
        &self,
        user: User<scope::ReadSearch>,
        query: Query<SearchQuery>,
    ) -> Result<Json<SearchV1>, ApiError> {
        let found = service::search::search(&self.ctx, Some(user.account), query.0).await?;
        Ok(Json(found.into()))
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
