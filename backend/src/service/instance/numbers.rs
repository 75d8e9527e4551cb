//! How lively the server has been, week by week.

use kinds::Millis;
use shared::entities::InstanceActivity;
use store::query::week;

use crate::{ctx::Ctx, error::Result};

/// Weeks that are told.
pub const WEEKS: i64 = 12;

/// Posts written here, people who were here, and people who signed up, the newest week first.
///
/// # Errors
/// When the database cannot be read.
pub async fn activity(ctx: &Ctx) -> Result<Vec<InstanceActivity>> {
    let this = week::number(ctx.now());
    let rows = week::counts(ctx.db.read(), this - WEEKS + 1).await?;
    let of = |number: i64| {
        let count = |kind: i64| {
            let row = rows.iter().find(|row| row.kind == kind && row.week == number);
            row.map_or(0, |row| row.count).to_string()
        };
        InstanceActivity {
            week: (week::start(number).0 / Millis::SECOND).to_string(),
            statuses: count(0),
            logins: count(1),
            registrations: count(2),
        }
    };
    Ok((0..WEEKS).map(|ago| of(this - ago)).collect())
}
