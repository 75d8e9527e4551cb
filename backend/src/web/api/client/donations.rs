//! Campaigns for donations, which the makers of an app may show in it.

use poem_openapi::{ApiResponse, OpenApi};

use super::resource;
use crate::web::{
    error::ApiError,
    extract::{User, scope},
};

resource! {
    /// `/api/v1/donation_campaigns`
    DonationsApi
}

/// What a server answers that runs no campaign. This one never does: it collects no money for anybody.
#[derive(ApiResponse)]
enum NoCampaign {
    /// There is no campaign.
    #[oai(status = 204)]
    None,
}

#[OpenApi]
impl DonationsApi {
    /// The campaign for donations that is on now
    #[expect(clippy::unused_async, reason = "the macro wants async functions")]
    #[oai(path = "/api/v1/donation_campaigns", method = "get")]
    async fn current(&self, _user: User<scope::Any>) -> Result<NoCampaign, ApiError> {
        Ok(NoCampaign::None)
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApp;

    #[tokio::test]
    async fn there_is_no_campaign() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        assert_eq!(app.get_as(&alice.token, "/api/v1/donation_campaigns").await.status, 204);
        assert_eq!(app.get("/api/v1/donation_campaigns").await.status, 401);
    }
}
