//! Yearly reports.

use poem_openapi::{OpenApi, param::Path};
use shared::entities::{AnnualReportStatus, Empty, WrappedAnnualReports};

use super::resource;
use crate::{
    service::annual_report,
    web::{
        error::ApiError,
        extract::{
            User,
            scope::{ReadAccounts, WriteAccounts},
        },
        json::{Json, Refreshing, Started},
    },
};

resource! {
    /// `/api/v1/annual_reports`
    AnnualReportsApi
}

#[OpenApi]
impl AnnualReportsApi {
    /// The reports that one has not looked at yet
    #[oai(path = "/api/v1/annual_reports", method = "get")]
    async fn list(&self, user: User<ReadAccounts>) -> Result<Json<WrappedAnnualReports>, ApiError> {
        Ok(Json(annual_report::unread(&self.ctx, user.account).await?))
    }

    /// The report of a year
    #[oai(path = "/api/v1/annual_reports/:year", method = "get")]
    async fn show(
        &self,
        user: User<ReadAccounts>,
        year: Path<i64>,
    ) -> Result<Json<WrappedAnnualReports>, ApiError> {
        Ok(Json(annual_report::show(&self.ctx, user.account, year.0).await?))
    }

    /// Whether there is a report of a year, or may be one
    #[oai(path = "/api/v1/annual_reports/:year/state", method = "get")]
    async fn state(
        &self,
        user: User<ReadAccounts>,
        year: Path<i64>,
    ) -> Result<Refreshing<AnnualReportStatus>, ApiError> {
        let (body, refresh) = annual_report::state(&self.ctx, user.account, year.0).await?;
        Ok(Refreshing { body, refresh })
    }

    /// Note that one has looked at a report
    #[oai(path = "/api/v1/annual_reports/:year/read", method = "post")]
    async fn read(&self, user: User<WriteAccounts>, year: Path<i64>) -> Result<Json<Empty>, ApiError> {
        annual_report::read(&self.ctx, user.account, year.0).await?;
        Ok(Json(Empty {}))
    }

    /// Make the report of this year
    ///
    /// In the last weeks of December, for those who have posted.
    #[oai(path = "/api/v1/annual_reports/:year/generate", method = "post")]
    async fn generate(&self, user: User<WriteAccounts>, year: Path<i64>) -> Result<Started, ApiError> {
        Ok(Started { refresh: annual_report::generate(&self.ctx, user.account, year.0).await? })
    }
}
