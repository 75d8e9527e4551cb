//! Accounts that want to be found.

use kinds::{AccountId, DirectoryOrder};
use sea_orm::ConnectionTrait;

use crate::{Result, Sql};

/// Which accounts of the directory to list.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// How they are sorted.
    pub order: DirectoryOrder,
    /// Only accounts of this server.
    pub local: bool,
    /// Who asks: accounts that a block or mute stands to are left out.
    pub viewer: Option<AccountId>,
    /// How many to pass over.
    pub offset: i64,
    /// How many at most.
    pub limit: i64,
}

/// What may be shown to people who did not ask for this account: it wants to be found, nothing is wrong
/// with it, and somebody is behind it. For the alias `a` of `accounts`.
pub(super) const PRESENTABLE: &str = "a.discoverable = TRUE AND a.suspended_at IS NULL AND a.limited_at IS NULL \
     AND a.moved_to_id IS NULL AND (a.domain <> '' OR EXISTS (SELECT 1 FROM users u \
     WHERE u.account_id = a.id AND u.approved AND u.confirmed_at IS NOT NULL))";

/// A part of the directory.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait, listed: Listed) -> Result<Vec<AccountId>> {
    let mut sql = Sql::new(match listed.order {
        DirectoryOrder::New => "SELECT a.id FROM accounts a WHERE ",
        DirectoryOrder::Active => {
            // A cross join: SQLite walks the index of the order, and does not sort all accounts.
            "SELECT a.id FROM account_stats s CROSS JOIN accounts a WHERE a.id = s.account_id \
             AND s.last_status_at IS NOT NULL AND "
        }
    })
    .push(PRESENTABLE);
    if listed.local {
        sql = sql.push(" AND a.domain = ''");
    }
    if let Some(viewer) = listed.viewer {
        sql = sql.append(unwanted(viewer));
    }
    let order = match listed.order {
        DirectoryOrder::New => " ORDER BY a.id DESC LIMIT ",
        DirectoryOrder::Active => " ORDER BY s.last_status_at DESC, a.id DESC LIMIT ",
    };
    sql.push(order).bind(listed.limit).push(" OFFSET ").bind(listed.offset).ids(db).await
}

/// Leaves out accounts (alias `a`) that a block or mute of `viewer` stands to.
pub(super) fn unwanted(viewer: AccountId) -> Sql {
    Sql::new(" AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.target_id = a.id AND b.account_id = ")
        .bind(viewer)
        .push(") AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = ")
        .bind(viewer)
        .push(") AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.target_id = a.id AND m.account_id = ")
        .bind(viewer)
        .push(") AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d WHERE d.domain = a.domain AND d.account_id = ")
        .bind(viewer)
        .push(")")
}
