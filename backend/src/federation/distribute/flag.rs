//! Reports that are sent on.

use kinds::{AccountId, ReportId, StatusId};
use protocol::build;
use store::query;

use super::{Parcel, inboxes_of};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation::{actor, keys},
};

/// A report is sent in the name of the server: who made it stays unnamed. It goes to the account's server,
/// and to those of accounts that the reported posts answer.
pub(super) async fn parcel(ctx: &Ctx, id: ReportId, domains: &[String]) -> Result<Parcel> {
    let db = ctx.db.read();
    let report = query::report::by_id(db, id).await?.ok_or(ServiceError::NotFound)?;
    let target = actor::row(ctx, report.target_account_id).await?;
    let statuses: Vec<StatusId> = serde_json::from_str(&report.status_ids)?;
    let uris = query::federation::status_uris(db, &statuses).await?;
    let posts: Vec<String> = uris.into_values().map(|(uri, _)| uri).collect();
    let answered = query::report::answered(db, &statuses).await?.into_iter().map(|row| (row.id, row.domain));
    let told = std::iter::once((target.id, target.domain.clone())).chain(answered);
    let told: Vec<AccountId> =
        told.filter(|(_, domain)| !domain.is_empty() && domains.contains(domain)).map(|(id, _)| id).collect();
    let uri = ctx.url(&format!("{}#reports/{id}", keys::INSTANCE_ACTOR));
    let actor = ctx.url(keys::INSTANCE_ACTOR);
    Ok(Parcel {
        account: keys::INSTANCE,
        body: build::flag(&uri, &actor, &target.uri, &posts, &report.comment),
        object: uri,
        inboxes: inboxes_of(ctx, &told).await?,
    })
}
