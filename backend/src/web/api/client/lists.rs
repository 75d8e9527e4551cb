//! Lists of accounts.

use std::sync::Arc;

use kinds::{AccountId, ListId};
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Account, Empty, List},
    paging::Previous,
    params::{ListAccounts, SaveList},
};

use super::resource;
use crate::{
    service::list,
    web::{
        error::ApiError,
        extract::{
            Body, Paging, User,
            scope::{ReadLists, WriteLists},
        },
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/lists`, `/api/v1/accounts/:id/lists`
    ListsApi
}

#[OpenApi]
impl ListsApi {
    /// One's lists
    #[oai(path = "/api/v1/lists", method = "get")]
    async fn all(&self, user: User<ReadLists>) -> Result<Json<Vec<List>>, ApiError> {
        Ok(Json(list::all(&self.ctx, user.account).await?))
    }

    /// One's lists that an account is on
    #[oai(path = "/api/v1/accounts/:id/lists", method = "get")]
    async fn with_member(
        &self,
        user: User<ReadLists>,
        id: Path<AccountId>,
    ) -> Result<Json<Vec<List>>, ApiError> {
        Ok(Json(list::with_member(&self.ctx, user.account, id.0).await?))
    }

    /// A list
    #[oai(path = "/api/v1/lists/:id", method = "get")]
    async fn show(&self, user: User<ReadLists>, id: Path<ListId>) -> Result<Json<List>, ApiError> {
        Ok(Json(list::show(&self.ctx, user.account, id.0).await?))
    }

    /// Make a list
    #[oai(path = "/api/v1/lists", method = "post")]
    async fn create(&self, user: User<WriteLists>, body: Body<SaveList>) -> Result<Json<List>, ApiError> {
        Ok(Json(list::create(&self.ctx, user.account, body.0).await?))
    }

    /// Change a list
    #[oai(path = "/api/v1/lists/:id", method = "put")]
    async fn update(
        &self,
        user: User<WriteLists>,
        id: Path<ListId>,
        body: Body<SaveList>,
    ) -> Result<Json<List>, ApiError> {
        Ok(Json(list::update(&self.ctx, user.account, id.0, body.0).await?))
    }

    /// Remove a list
    #[oai(path = "/api/v1/lists/:id", method = "delete")]
    async fn delete(&self, user: User<WriteLists>, id: Path<ListId>) -> Result<Json<Empty>, ApiError> {
        list::delete(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// The accounts on a list, the last one added first; all of them with `limit=0`
    #[oai(path = "/api/v1/lists/:id/accounts", method = "get")]
    async fn members(
        &self,
        user: User<ReadLists>,
        id: Path<ListId>,
        paging: Paging,
    ) -> Result<Paged<Arc<Account>>, ApiError> {
        let members = list::members(&self.ctx, user.account, id.0, paging.page).await?;
        Ok(paging.answer(members, Previous::SinceId))
    }

    /// Put accounts one follows onto a list: all of them or none
    #[oai(path = "/api/v1/lists/:id/accounts", method = "post")]
    async fn add(
        &self,
        user: User<WriteLists>,
        id: Path<ListId>,
        body: Body<ListAccounts>,
    ) -> Result<Json<Empty>, ApiError> {
        list::add(&self.ctx, user.account, id.0, &body.0.account_ids.unwrap_or_default()).await?;
        Ok(Json(Empty {}))
    }

    /// Take accounts off a list
    #[oai(path = "/api/v1/lists/:id/accounts", method = "delete")]
    async fn remove(
        &self,
        user: User<WriteLists>,
        id: Path<ListId>,
        body: Body<ListAccounts>,
    ) -> Result<Json<Empty>, ApiError> {
        list::remove(&self.ctx, user.account, id.0, &body.0.account_ids.unwrap_or_default()).await?;
        Ok(Json(Empty {}))
    }
}
