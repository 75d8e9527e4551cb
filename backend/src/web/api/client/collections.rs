//! Collections of accounts.

use kinds::{AccountId, CollectionId, CollectionItemId};
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{CollectionWithAccounts, Collections, Empty, WrappedCollection, WrappedCollectionItem},
    params::{AddCollectionItem, CreateCollection, UpdateCollection},
};

use super::resource;
use crate::{
    service::collection::{self, MAX_OFFSET, PAGE},
    web::{
        error::ApiError,
        extract::{
            Body, MaybeUser, Offset, User,
            scope::{ReadCollections, WriteCollections},
        },
        json::{Json, Linked},
    },
};

resource! {
    /// `/api/v1/collections` and the collections of accounts.
    CollectionsApi
}

#[OpenApi]
impl CollectionsApi {
    /// Make a collection
    #[oai(path = "/api/v1/collections", method = "post")]
    async fn create(
        &self,
        user: User<WriteCollections>,
        body: Body<CreateCollection>,
    ) -> Result<Json<WrappedCollection>, ApiError> {
        Ok(Json(collection::create(&self.ctx, user.account, body.0).await?))
    }

    /// A collection with the accounts in it
    #[oai(path = "/api/v1/collections/:id", method = "get")]
    async fn show(
        &self,
        viewer: MaybeUser<ReadCollections>,
        id: Path<CollectionId>,
    ) -> Result<Json<CollectionWithAccounts>, ApiError> {
        let viewer = viewer.viewer().map(|viewer| viewer.account);
        Ok(Json(collection::show(&self.ctx, viewer, id.0).await?))
    }

    /// Change a collection
    #[oai(path = "/api/v1/collections/:id", method = "patch")]
    async fn update(
        &self,
        user: User<WriteCollections>,
        id: Path<CollectionId>,
        body: Body<UpdateCollection>,
    ) -> Result<Json<WrappedCollection>, ApiError> {
        Ok(Json(collection::update(&self.ctx, user.account, id.0, body.0).await?))
    }

    /// Remove a collection
    #[oai(path = "/api/v1/collections/:id", method = "delete")]
    async fn delete(
        &self,
        user: User<WriteCollections>,
        id: Path<CollectionId>,
    ) -> Result<Json<Empty>, ApiError> {
        collection::delete(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// Put an account into a collection
    #[oai(path = "/api/v1/collections/:collection_id/items", method = "post")]
    async fn add(
        &self,
        user: User<WriteCollections>,
        collection_id: Path<CollectionId>,
        body: Body<AddCollectionItem>,
    ) -> Result<Json<WrappedCollectionItem>, ApiError> {
        Ok(Json(collection::add(&self.ctx, user.account, collection_id.0, body.0.account_id).await?))
    }

    /// Take an account out of a collection
    #[oai(path = "/api/v1/collections/:collection_id/items/:id", method = "delete")]
    async fn remove(
        &self,
        user: User<WriteCollections>,
        collection_id: Path<CollectionId>,
        id: Path<CollectionItemId>,
    ) -> Result<Json<Empty>, ApiError> {
        collection::remove(&self.ctx, user.account, collection_id.0, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// Go away from a collection that one is in
    #[oai(path = "/api/v1/collections/:collection_id/items/:id/revoke", method = "post")]
    async fn revoke(
        &self,
        user: User<WriteCollections>,
        collection_id: Path<CollectionId>,
        id: Path<CollectionItemId>,
    ) -> Result<Json<Empty>, ApiError> {
        collection::revoke(&self.ctx, user.account, collection_id.0, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// The collections of an account, the newest first
    #[oai(path = "/api/v1/accounts/:account_id/collections", method = "get")]
    async fn of_account(
        &self,
        viewer: MaybeUser<ReadCollections>,
        account_id: Path<AccountId>,
        offset: Offset,
    ) -> Result<Linked<Collections>, ApiError> {
        let viewer = viewer.viewer().map(|viewer| viewer.account);
        let stretch = offset.stretch(PAGE, MAX_OFFSET);
        let (body, full) = collection::of_account(&self.ctx, viewer, account_id.0, stretch).await?;
        Ok(Linked { body, link: offset.link(stretch, full) })
    }

    /// The collections that one is in, the newest first
    #[oai(path = "/api/v1/accounts/:account_id/in_collections", method = "get")]
    async fn with_account(
        &self,
        user: User<ReadCollections>,
        account_id: Path<AccountId>,
        offset: Offset,
    ) -> Result<Linked<Collections>, ApiError> {
        let stretch = offset.stretch(PAGE, MAX_OFFSET);
        let (body, full) = collection::with_account(&self.ctx, user.account, account_id.0, stretch).await?;
        Ok(Linked { body, link: offset.link(stretch, full) })
    }
}
