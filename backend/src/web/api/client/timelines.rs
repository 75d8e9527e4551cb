//! Timelines, and other lists of statuses.

use kinds::{AccountId, ListId};
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::Status,
    paging::Previous,
    params::{
        AccountStatusesQuery, BookmarksQuery, LinkTimelineQuery, PublicTimelineQuery, TagTimelineQuery,
    },
};

use super::{resource, statuses::account};
use crate::{
    service::{timeline, trend},
    web::{
        error::ApiError,
        extract::{MaybeUser, Paging, Query, User, scope},
        json::Paged,
    },
};

resource! {
    /// `/api/v1/timelines`, `/api/v1/favourites`, `/api/v1/bookmarks`, `/api/v1/accounts/:id/statuses`
    TimelinesApi
}

#[OpenApi]
impl TimelinesApi {
    /// What the accounts and hashtags one follows have posted
    #[oai(path = "/api/v1/timelines/home", method = "get")]
    async fn home(
        &self,
        viewer: User<scope::ReadStatuses>,
        paging: Paging,
    ) -> Result<Paged<Status>, ApiError> {
        let list = timeline::home(&self.ctx, viewer.account, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// What the members of one of one's lists have posted
    #[oai(path = "/api/v1/timelines/list/:list_id", method = "get")]
    async fn list(
        &self,
        viewer: User<scope::ReadLists>,
        list_id: Path<ListId>,
        paging: Paging,
    ) -> Result<Paged<Status>, ApiError> {
        let list = timeline::list(&self.ctx, viewer.account, list_id.0, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// Direct statuses
    ///
    /// Superseded by conversations.
    #[oai(path = "/api/v1/timelines/direct", method = "get", deprecated)]
    async fn direct(
        &self,
        viewer: User<scope::ReadStatuses>,
        paging: Paging,
    ) -> Result<Paged<Status>, ApiError> {
        let list = timeline::direct(&self.ctx, viewer.account, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// Everybody's public statuses
    #[oai(path = "/api/v1/timelines/public", method = "get")]
    async fn public(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        query: Query<PublicTimelineQuery>,
        paging: Paging,
    ) -> Result<Paged<Status>, ApiError> {
        let list = timeline::public(&self.ctx, account(&viewer), &query.0, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// Public statuses with a hashtag
    #[oai(path = "/api/v1/timelines/tag/:hashtag", method = "get")]
    async fn tag(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        hashtag: Path<String>,
        query: Query<TagTimelineQuery>,
        paging: Paging,
    ) -> Result<Paged<Status>, ApiError> {
        let list = timeline::tagged(&self.ctx, account(&viewer), &hashtag.0, &query.0, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// Public statuses with a link that is a trend
    #[oai(path = "/api/v1/timelines/link", method = "get")]
    async fn link(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        paging: Paging,
        query: Query<LinkTimelineQuery>,
    ) -> Result<Paged<Status>, ApiError> {
        let list = trend::link_timeline(&self.ctx, account(&viewer), &query.0.url, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// An account's statuses
    #[oai(path = "/api/v1/accounts/:id/statuses", method = "get")]
    async fn of_account(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        id: Path<AccountId>,
        query: Query<AccountStatusesQuery>,
        paging: Paging,
    ) -> Result<Paged<Status>, ApiError> {
        let list = timeline::of_account(&self.ctx, account(&viewer), id.0, &query.0, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// What one has favourited
    #[oai(path = "/api/v1/favourites", method = "get")]
    async fn favourites(
        &self,
        viewer: User<scope::ReadFavourites>,
        paging: Paging,
    ) -> Result<Paged<Status>, ApiError> {
        let list = timeline::favourites(&self.ctx, viewer.account, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// What one has bookmarked, all or in a folder
    #[oai(path = "/api/v1/bookmarks", method = "get")]
    async fn bookmarks(
        &self,
        viewer: User<scope::ReadBookmarks>,
        query: Query<BookmarksQuery>,
        paging: Paging,
    ) -> Result<Paged<Status>, ApiError> {
        let list = timeline::bookmarks(&self.ctx, viewer.account, query.0.folder_id, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }
}
