//! What the server is.

use poem_openapi::OpenApi;
use shared::entities::{Instance, Rule};

use super::resource;
use crate::{
    service,
    web::{error::ApiError, json::Json},
};

resource! {
    /// `/api/v2/instance` and what hangs below.
    InstanceApi
}

#[OpenApi]
impl InstanceApi {
    /// The server, its limits and its features
    #[oai(path = "/api/v2/instance", method = "get")]
    async fn show(&self) -> Result<Json<Instance>, ApiError> {
        Ok(Json(service::instance::instance(&self.ctx).await?))
    }

    /// The rules of the server
    #[expect(clippy::unused_async, reason = "the macro wants async functions")]
    #[oai(path = "/api/v1/instance/rules", method = "get")]
    async fn rules(&self) -> Json<Vec<Rule>> {
        Json(service::instance::rules(&self.ctx))
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApp;

    #[tokio::test]
    async fn the_instance_tells_its_limits() {
        let app = TestApp::start().await;
        let instance = app.get("/api/v2/instance").await.ok();
        assert_eq!(instance["domain"], "phiomia.test");
        assert_eq!(instance["configuration"]["statuses"]["max_characters"], 500);
        assert_eq!(instance["registrations"]["enabled"], true);
    }

    #[tokio::test]
    async fn unknown_addresses_answer_json() {
        let app = TestApp::start().await;
        app.get("/api/v1/nothing").await.is_error(404, "Record not found");
    }
}
