//! Yearly reports: what somebody did in a year, made in December when its owner asks for it.

use std::ops::Range;

use chrono::{DateTime, Datelike, TimeZone, Utc};
use kinds::{AccountId, AnnualReportState, Archetype, Millis, StatusId};
use shared::entities::{
    AnnualReport, AnnualReportData, AnnualReportStatus, AnnualReportTopStatuses, AsyncRefresh,
    WrappedAnnualReports,
};
use store::{
    entity::annual_report,
    query::annual_report::{self as query, Counts},
};

use super::{present, refresh};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{JobKind, MakeReport},
};

/// The form of the figures (Mastodon 4.6).
const SCHEMA: i64 = 2;
/// The days of December on which reports are made.
const DAYS: std::ops::RangeInclusive<u32> = 10..=31;
/// Who posts less than this in a year mostly reads (Mastodon's figure).
const FEW: i64 = 113;

/// The reports that the viewer has not looked at yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn unread(ctx: &Ctx, viewer: AccountId) -> Result<WrappedAnnualReports> {
    let rows = query::unread(ctx.db.read(), viewer).await?;
    wrapped(ctx, viewer, rows).await
}

/// The report of a year.
///
/// # Errors
/// 404 when there is none.
pub async fn show(ctx: &Ctx, viewer: AccountId, year: i64) -> Result<WrappedAnnualReports> {
    let row = query::find(ctx.db.read(), viewer, year).await?.ok_or(ServiceError::NotFound)?;
    wrapped(ctx, viewer, vec![row]).await
}

/// Whether there is a report of a year, or may be one; and the work on it, if that is under way.
///
/// # Errors
/// When the database cannot be read.
pub async fn state(
    ctx: &Ctx,
    viewer: AccountId,
    year: i64,
) -> Result<(AnnualReportStatus, Option<AsyncRefresh>)> {
    let status = |state| AnnualReportStatus { state };
    if query::find(ctx.db.read(), viewer, year).await?.is_some() {
        return Ok((status(AnnualReportState::Available), None));
    }
    if let Some(running) = refresh::running(ctx, &subject(viewer, year)).await? {
        return Ok((status(AnnualReportState::Generating), Some(running)));
    }
    let eligible = campaign(ctx.now()) == Some(year) && has_posted(ctx, viewer, year).await?;
    Ok((status(if eligible { AnnualReportState::Eligible } else { AnnualReportState::Ineligible }), None))
}

/// Begins to make the report of a year, if it may be made and is not there; the work that is under way.
///
/// # Errors
/// When the database fails.
pub async fn generate(ctx: &Ctx, viewer: AccountId, year: i64) -> Result<Option<AsyncRefresh>> {
    let (status, running) = state(ctx, viewer, year).await?;
    if status.state != AnnualReportState::Eligible {
        return Ok(running);
    }
    let tx = ctx.begin().await?;
    let job = MakeReport { account: viewer, year }.to_job()?;
    let started = refresh::start(&tx, subject(viewer, year), job).await?;
    ctx.commit(tx).await?;
    Ok(Some(started))
}

/// Notes that the viewer has looked at a report.
///
/// # Errors
/// 404 when there is none.
pub async fn read(ctx: &Ctx, viewer: AccountId, year: i64) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::view(tx.conn(), viewer, year, tx.now()).await? {
        return Err(ServiceError::NotFound);
    }
    ctx.commit(tx).await
}

/// Makes a report: the job. One that is there stays as it is.
///
/// # Errors
/// When the database fails.
pub async fn make(ctx: &Ctx, account: AccountId, year: i64) -> Result<()> {
    let tx = ctx.begin().await?;
    if let Some(ids) = ids_of(year) {
        let counts = query::counts(tx.conn(), account, ids.clone()).await?;
        let top = query::top(tx.conn(), account, ids).await?;
        let data = AnnualReportData {
            archetype: archetype(counts),
            top_statuses: AnnualReportTopStatuses {
                by_reblogs: top.by_reblogs,
                by_favourites: top.by_favourites,
                by_replies: top.by_replies,
            },
        };
        let row = annual_report::Model {
            account_id: account,
            year,
            data: serde_json::to_string(&data)?,
            schema_version: SCHEMA,
            viewed_at: None,
            created_at: tx.now(),
        };
        query::insert(tx.conn(), row).await?;
    }
    tx.defer(refresh::ending(&subject(account, year)));
    ctx.commit(tx).await
}

/// The year of which reports are made now.
pub fn campaign(now: Millis) -> Option<i64> {
    let date = DateTime::<Utc>::from_timestamp_millis(now.0)?;
    (date.month() == 12 && DAYS.contains(&date.day())).then(|| date.year().into())
}

async fn has_posted(ctx: &Ctx, account: AccountId, year: i64) -> Result<bool> {
    let Some(ids) = ids_of(year) else { return Ok(false) };
    Ok(query::counts(ctx.db.read(), account, ids).await? != Counts::default())
}

/// The ids of what was posted in a year.
fn ids_of(year: i64) -> Option<Range<i64>> {
    let start = |year: i64| {
        let year = i32::try_from(year).ok().filter(|year| (1971..=3000).contains(year))?;
        let time = Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single()?;
        Some(store::id::first_at(Millis(time.timestamp_millis())))
    };
    Some(start(year)?..start(year + 1)?)
}

/// What kind of user that was, by the rules that Mastodon's reports have.
fn archetype(counts: Counts) -> Archetype {
    let Counts { standalone, replies, reblogs, polls } = counts;
    if standalone + replies + reblogs < FEW {
        Archetype::Lurker
    } else if reblogs > standalone * 2 {
        Archetype::Booster
    } else if polls * 10 > standalone {
        Archetype::Pollster
    } else if replies > standalone * 2 {
        Archetype::Replier
    } else {
        Archetype::Oracle
    }
}

async fn wrapped(
    ctx: &Ctx,
    viewer: AccountId,
    rows: Vec<annual_report::Model>,
) -> Result<WrappedAnnualReports> {
    let mut annual_reports = Vec::with_capacity(rows.len());
    for row in rows {
        annual_reports.push(AnnualReport {
            year: row.year,
            data: serde_json::from_str(&row.data)?,
            schema_version: row.schema_version,
            // There is no page to share.
            share_url: None,
            account_id: row.account_id,
        });
    }
    let mut ids: Vec<StatusId> = annual_reports.iter().flat_map(named).collect();
    ids.sort_unstable();
    ids.dedup();
    let accounts =
        if annual_reports.is_empty() { Vec::new() } else { vec![present::account(ctx, viewer).await?] };
    let statuses = present::statuses(ctx, Some(viewer), &ids).await?;
    Ok(WrappedAnnualReports { annual_reports, accounts, statuses })
}

fn named(report: &AnnualReport) -> impl Iterator<Item = StatusId> + use<> {
    let top = &report.data.top_statuses;
    [top.by_reblogs, top.by_favourites, top.by_replies].into_iter().flatten()
}

fn subject(account: AccountId, year: i64) -> String {
    format!("annual_report:{account}:{year}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_what_most_gives_the_name() {
        let counts = |standalone, replies, reblogs, polls| Counts { standalone, replies, reblogs, polls };
        assert_eq!(archetype(counts(50, 50, 12, 50)), Archetype::Lurker);
        assert_eq!(archetype(counts(50, 0, 101, 0)), Archetype::Booster);
        assert_eq!(archetype(counts(100, 100, 0, 11)), Archetype::Pollster);
        assert_eq!(archetype(counts(50, 101, 0, 0)), Archetype::Replier);
        assert_eq!(archetype(counts(100, 100, 100, 0)), Archetype::Oracle);
    }

    #[test]
    fn reports_are_made_in_december() {
        let at = |text: &str| Millis(text.parse::<DateTime<Utc>>().unwrap().timestamp_millis());
        assert_eq!(campaign(at("2026-12-10T00:00:00Z")), Some(2026));
        assert_eq!(campaign(at("2026-12-09T23:59:59Z")), None);
        assert_eq!(campaign(at("2027-01-01T00:00:00Z")), None);
    }
}
