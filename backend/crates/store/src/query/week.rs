//! What happened on this server in which week. Weeks begin on Monday, 00:00 UTC.

use kinds::{Millis, UserId};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Result, Sql};

/// Length of a week.
const WEEK: i64 = 7 * Millis::DAY;
/// From a Monday to the first of January 1970, a Thursday.
const SHIFT: i64 = 3 * Millis::DAY;

/// The number of the week of a time.
pub fn number(time: Millis) -> i64 {
    (time.0 + SHIFT).div_euclid(WEEK)
}

/// The beginning of a week.
pub fn start(number: i64) -> Millis {
    Millis(number * WEEK - SHIFT)
}

/// A count of one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct WeekRow {
    /// What was counted: 0 statuses, 1 people who were here, 2 people who signed up.
    pub kind: i64,
    /// The week.
    pub week: i64,
    /// How many.
    pub count: i64,
}

/// Counts since the beginning of week `first`; those that are zero are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(db: &impl ConnectionTrait, first: i64) -> Result<Vec<WeekRow>> {
    // The time is in the id, so that the index is all that is read.
    let statuses = format!("(id / 65536 + {SHIFT}) / {WEEK}");
    let users = format!("(created_at + {SHIFT}) / {WEEK}");
    Sql::new(&format!(
        "SELECT CAST(0 AS BIGINT) AS kind, {statuses} AS week, COUNT(*) AS count FROM statuses \
         WHERE local AND reblog_of_id IS NULL AND id >= "
    ))
    .bind(crate::id::first_at(start(first)))
    .push(&format!(" GROUP BY {statuses} UNION ALL SELECT CAST(1 AS BIGINT), week, COUNT(*) FROM active_weeks WHERE week >= "))
    .bind(first)
    .push(&format!(" GROUP BY week UNION ALL SELECT CAST(2 AS BIGINT), {users}, COUNT(*) FROM users WHERE created_at >= "))
    .bind(start(first))
    .push(&format!(" GROUP BY {users}"))
    .all(db)
    .await
}

/// Notes that somebody is here this week.
///
/// # Errors
/// When the database cannot be written.
pub async fn note(db: &impl ConnectionTrait, user: UserId, now: Millis) -> Result<()> {
    Sql::new("INSERT INTO active_weeks (week, user_id) VALUES (")
        .bind(number(now))
        .push(", ")
        .bind(user)
        .push(") ON CONFLICT (week, user_id) DO NOTHING")
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets who was here before week `first`.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(db: &impl ConnectionTrait, first: i64) -> Result<()> {
    Sql::new("DELETE FROM active_weeks WHERE week < ").bind(first).execute(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        // 2026-03-10 12:00 is a Tuesday.
        let tuesday = Millis(1_773_144_000_000);
        assert_eq!(start(number(tuesday)), Millis(1_773_014_400_000));
        assert_eq!(number(start(5)), 5);
        assert_eq!(number(start(5).plus(-1)), 4);
    }
}
