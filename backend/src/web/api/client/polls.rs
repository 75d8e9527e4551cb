//! Polls.

use kinds::PollId;
use poem_openapi::{OpenApi, param::Path};
use shared::{entities::Poll, params::VotePoll};

use super::{resource, statuses::account};
use crate::{
    service::poll,
    web::{
        error::ApiError,
        extract::{Body, MaybeUser, User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1/polls`
    PollsApi
}

#[OpenApi]
impl PollsApi {
    /// A poll
    #[oai(path = "/api/v1/polls/:id", method = "get")]
    async fn show(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        id: Path<PollId>,
    ) -> Result<Json<Poll>, ApiError> {
        Ok(Json(poll::show(&self.ctx, account(&viewer), id.0).await?))
    }

    /// Vote
    ///
    /// Once, with all choices; votes cannot be taken back.
    #[oai(path = "/api/v1/polls/:id/votes", method = "post")]
    async fn vote(
        &self,
        user: User<scope::WriteStatuses>,
        id: Path<PollId>,
        body: Body<VotePoll>,
    ) -> Result<Json<Poll>, ApiError> {
        let choices = body.0.choices.unwrap_or_default();
        Ok(Json(poll::vote(&self.ctx, user.account, id.0, &choices).await?))
    }
}
