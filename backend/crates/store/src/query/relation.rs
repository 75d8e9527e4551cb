//! Everything an account's relations decide, in one statement.

use kinds::AccountId;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Result, Sql};

/// One relation of an account.
#[derive(Clone, Debug, FromQueryResult)]
pub struct RelationRow {
    /// See [`kind`].
    pub kind: i64,
    /// The other account, status, conversation or tag or list; 0 for domains.
    pub id: i64,
    /// Depends on the kind: expiry of a mute, flags of a follow.
    pub extra: Option<i64>,
    /// The domain of a domain block, the languages of a follow.
    pub text: Option<String>,
}

/// The kinds of relation.
pub mod kind {
    /// A follow; `extra` has bit 0 set when boosts are shown, bit 1 when posts notify; `text` holds languages.
    pub const FOLLOWING: i64 = 0;
    /// Blocks.
    pub const BLOCKING: i64 = 1;
    /// Is blocked by.
    pub const BLOCKED_BY: i64 = 2;
    /// Mutes; `extra` is the expiry, `text` is `n` when notifications are muted too.
    pub const MUTING: i64 = 3;
    /// Blocks a domain.
    pub const DOMAIN: i64 = 4;
    /// Mutes a conversation.
    pub const CONVERSATION: i64 = 5;
    /// Has pinned a status.
    pub const PINNED: i64 = 6;
    /// Follows a tag.
    pub const TAG: i64 = 7;
    /// Features a tag.
    pub const FEATURED_TAG: i64 = 8;
    /// Has a list; `extra` is its replies policy, `text` is `e` when it is exclusive.
    pub const LIST: i64 = 9;
    /// Has an account on a list; `extra` is the list.
    pub const MEMBER: i64 = 10;
}

/// All relations of `account` that decide what it sees.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<RelationRow>> {
    Sql::new(
        "SELECT CAST(0 AS BIGINT) AS kind, target_id AS id, \
         CAST(CASE WHEN show_reblogs THEN 1 ELSE 0 END + CASE WHEN notify THEN 2 ELSE 0 END AS BIGINT) AS extra, \
         languages AS text FROM follows WHERE account_id = ",
    )
    .bind(account)
    .push(" UNION ALL SELECT CAST(1 AS BIGINT), target_id, NULL, NULL FROM blocks WHERE account_id = ")
    .bind(account)
    .push(" UNION ALL SELECT CAST(2 AS BIGINT), account_id, NULL, NULL FROM blocks WHERE target_id = ")
    .bind(account)
    .push(" UNION ALL SELECT CAST(3 AS BIGINT), target_id, expires_at, CASE WHEN hide_notifications THEN 'n' ELSE NULL END FROM mutes WHERE account_id = ")
    .bind(account)
    .push(" UNION ALL SELECT CAST(4 AS BIGINT), CAST(0 AS BIGINT), NULL, domain FROM account_domain_blocks WHERE account_id = ")
    .bind(account)
    .push(" UNION ALL SELECT CAST(5 AS BIGINT), conversation_id, NULL, NULL FROM conversation_mutes WHERE account_id = ")
    .bind(account)
    .push(" UNION ALL SELECT CAST(6 AS BIGINT), status_id, NULL, NULL FROM pins WHERE account_id = ")
    .bind(account)
    .push(" UNION ALL SELECT CAST(7 AS BIGINT), tag_id, NULL, NULL FROM tag_follows WHERE account_id = ")
    .bind(account)
    .push(" UNION ALL SELECT CAST(8 AS BIGINT), tag_id, NULL, NULL FROM featured_tags WHERE account_id = ")
    .bind(account)
    .push(" UNION ALL SELECT CAST(9 AS BIGINT), id, CAST(replies_policy AS BIGINT), CASE WHEN exclusive THEN 'e' ELSE NULL END FROM lists WHERE account_id = ")
    .bind(account)
    .push(" UNION ALL SELECT CAST(10 AS BIGINT), m.account_id, m.list_id, NULL FROM lists l JOIN list_members m ON m.list_id = l.id WHERE l.account_id = ")
    .bind(account)
    .all(db)
    .await
}
