//! Threads: what a status answers, and what answers it. Ids only; the presenter decides visibility.

use kinds::{AccountId, StatusId};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Result, Sql};

/// A status below another.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Reply {
    /// The status.
    pub id: StatusId,
    /// What it answers.
    pub parent: StatusId,
    /// Its author.
    pub account: AccountId,
}

/// What `status` answers, from the start of the thread, at most `limit`.
///
/// # Errors
/// When the database cannot be read.
pub async fn ancestors(db: &impl ConnectionTrait, status: StatusId, limit: i64) -> Result<Vec<StatusId>> {
    Sql::new(
        "WITH RECURSIVE up (id, parent, depth) AS (\
         SELECT id, in_reply_to_id, CAST(0 AS BIGINT) FROM statuses WHERE id = ",
    )
    .bind(status)
    .push(
        " UNION ALL SELECT s.id, s.in_reply_to_id, up.depth + 1 FROM up JOIN statuses s ON s.id = up.parent \
         WHERE up.depth < ",
    )
    .bind(limit)
    .push(") SELECT id FROM up WHERE depth > 0 ORDER BY depth DESC")
    .ids(db)
    .await
}

/// What answers `status`, level by level, at most `limit` and `depth` levels.
///
/// # Errors
/// When the database cannot be read.
pub async fn descendants(
    db: &impl ConnectionTrait,
    status: StatusId,
    limit: i64,
    depth: i64,
) -> Result<Vec<Reply>> {
    Sql::new(
        "WITH RECURSIVE down (id, parent, account, depth) AS (\
         SELECT id, in_reply_to_id, account_id, CAST(1 AS BIGINT) FROM statuses WHERE in_reply_to_id = ",
    )
    .bind(status)
    .push(
        " UNION ALL SELECT s.id, s.in_reply_to_id, s.account_id, down.depth + 1 FROM down \
         JOIN statuses s ON s.in_reply_to_id = down.id WHERE down.depth < ",
    )
    .bind(depth)
    .push(") SELECT id, parent, account FROM down LIMIT ")
    .bind(limit)
    .all(db)
    .await
}
