//! How an account stands to others, and the lists of accounts that stand in some relation to it.

use kinds::{AccountId, Millis};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::window::Window;
use crate::{Result, Sql};

/// How a viewer stands to an account.
#[derive(Clone, Debug, FromQueryResult)]
pub struct RelationshipRow {
    /// The account.
    pub id: AccountId,
    /// It is suspended.
    pub suspended: bool,
    /// The viewer follows it, with these settings.
    pub following: Option<i64>,
    /// Boosts are shown.
    pub show_reblogs: Option<bool>,
    /// Posts notify.
    pub notify: Option<bool>,
    /// JSON list of languages.
    pub languages: Option<String>,
    /// It follows the viewer.
    pub followed_by: Option<i64>,
    /// The viewer has asked to follow it, with these settings.
    pub requested: Option<i64>,
    /// Boosts will be shown.
    pub requested_reblogs: Option<bool>,
    /// Posts will notify.
    pub requested_notify: Option<bool>,
    /// JSON list of languages.
    pub requested_languages: Option<String>,
    /// It has asked to follow the viewer.
    pub requested_by: Option<i64>,
    /// The viewer blocks it.
    pub blocking: Option<i64>,
    /// It blocks the viewer.
    pub blocked_by: Option<i64>,
    /// The viewer mutes it, with these settings.
    pub muting: Option<i64>,
    /// Notifications too.
    pub hide_notifications: Option<bool>,
    /// Until then.
    pub mute_expires_at: Option<Millis>,
    /// The viewer blocks its server.
    pub domain_blocking: Option<i64>,
    /// The viewer endorses it.
    pub endorsed: Option<i64>,
    /// The viewer's note.
    pub note: Option<String>,
}

/// How `viewer` stands to these accounts, in one statement, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn rows(
    db: &impl ConnectionTrait,
    viewer: AccountId,
    ids: &[AccountId],
    now: Millis,
) -> Result<Vec<RelationshipRow>> {
    Sql::new(
        "SELECT a.id, a.suspended_at IS NOT NULL AS suspended, f.id AS following, f.show_reblogs, f.notify, \
         f.languages, fb.id AS followed_by, r.id AS requested, r.show_reblogs AS requested_reblogs, \
         r.notify AS requested_notify, r.languages AS requested_languages, rb.id AS requested_by, \
         b.id AS blocking, bb.id AS blocked_by, m.id AS muting, m.hide_notifications, \
         m.expires_at AS mute_expires_at, d.id AS domain_blocking, e.id AS endorsed, n.comment AS note FROM accounts a \
         LEFT JOIN follows f ON f.target_id = a.id AND f.account_id = ",
    )
    .bind(viewer)
    .push(" LEFT JOIN follows fb ON fb.account_id = a.id AND fb.target_id = ")
    .bind(viewer)
    .push(" LEFT JOIN follow_requests r ON r.target_id = a.id AND r.account_id = ")
    .bind(viewer)
    .push(" LEFT JOIN follow_requests rb ON rb.account_id = a.id AND rb.target_id = ")
    .bind(viewer)
    .push(" LEFT JOIN blocks b ON b.target_id = a.id AND b.account_id = ")
    .bind(viewer)
    .push(" LEFT JOIN blocks bb ON bb.account_id = a.id AND bb.target_id = ")
    .bind(viewer)
    .push(" LEFT JOIN mutes m ON m.target_id = a.id AND m.account_id = ")
    .bind(viewer)
    .push(" AND (m.expires_at IS NULL OR m.expires_at > ")
    .bind(now)
    .push(") LEFT JOIN account_domain_blocks d ON d.domain = a.domain AND a.domain <> '' AND d.account_id = ")
    .bind(viewer)
    .push(" LEFT JOIN endorsements e ON e.target_id = a.id AND e.account_id = ")
    .bind(viewer)
    .push(" LEFT JOIN account_notes n ON n.target_id = a.id AND n.account_id = ")
    .bind(viewer)
    .push(" WHERE a.id IN ")
    .bind_list(ids)
    .all(db)
    .await
}

/// Sets the private note of `account` about `target`; an empty one removes it.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_note(
    db: &impl ConnectionTrait,
    account: AccountId,
    target: AccountId,
    comment: &str,
) -> Result<()> {
    let sql = if comment.is_empty() {
        Sql::new("DELETE FROM account_notes WHERE account_id = ")
            .bind(account)
            .push(" AND target_id = ")
            .bind(target)
    } else {
        Sql::new("INSERT INTO account_notes (account_id, target_id, comment) VALUES (")
            .bind(account)
            .push(", ")
            .bind(target)
            .push(", ")
            .bind(comment)
            .push(") ON CONFLICT (account_id, target_id) DO UPDATE SET comment = excluded.comment")
    };
    sql.execute(db).await?;
    Ok(())
}

/// A list of accounts, sorted by the row that puts them there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    /// Followers of the owner.
    Followers,
    /// Whom the owner follows.
    Following,
    /// Who asks to follow the owner.
    Requests,
    /// Whom the owner blocks.
    Blocked,
    /// Whom the owner mutes.
    Muted,
    /// Whom the owner endorses.
    Endorsed,
}

/// An account of such a list.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct KinRow {
    /// The row's id: the cursor.
    pub row: i64,
    /// The account.
    pub account: AccountId,
    /// When a mute ends.
    pub expires_at: Option<Millis>,
}

impl Kin {
    /// The table and the columns of the owner and the other account.
    fn parts(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Followers => ("follows", "target_id", "account_id"),
            Self::Following => ("follows", "account_id", "target_id"),
            Self::Requests => ("follow_requests", "target_id", "account_id"),
            Self::Blocked => ("blocks", "account_id", "target_id"),
            Self::Muted => ("mutes", "account_id", "target_id"),
            Self::Endorsed => ("endorsements", "account_id", "target_id"),
        }
    }
}

/// A page of `owner`'s list, newest row first. Suspended accounts are left out; a viewer also does
/// not see accounts that a block stands to.
///
/// # Errors
/// When the database cannot be read.
pub async fn kin(
    db: &impl ConnectionTrait,
    kin: Kin,
    owner: AccountId,
    viewer: Option<AccountId>,
    now: Millis,
    window: &Window,
) -> Result<Vec<KinRow>> {
    let (table, own, other) = kin.parts();
    let expires_at = if kin == Kin::Muted { "t.expires_at" } else { "CAST(NULL AS BIGINT)" };
    let mut sql = Sql::new(&format!(
        "SELECT t.id AS \"row\", t.{other} AS account, {expires_at} AS expires_at FROM {table} t \
         JOIN accounts a ON a.id = t.{other} WHERE a.suspended_at IS NULL AND t.{own} = "
    ))
    .bind(owner);
    if kin == Kin::Muted {
        sql = sql.push(" AND (t.expires_at IS NULL OR t.expires_at > ").bind(now).push(")");
    }
    if let Some(viewer) = viewer.filter(|viewer| *viewer != owner) {
        sql = sql
            .push(" AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = ")
            .bind(viewer)
            .push(" AND b.target_id = a.id) AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = ")
            .bind(viewer)
            .push(")");
    }
    Ok(window.newest_first(sql.push_window("t.id", window).all(db).await?))
}

/// A blocked server.
#[derive(Clone, Debug, FromQueryResult)]
pub struct DomainRow {
    /// The row's id: the cursor.
    pub row: i64,
    /// The server.
    pub domain: String,
}

/// A page of the servers `account` blocks, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn blocked_domains(
    db: &impl ConnectionTrait,
    account: AccountId,
    window: &Window,
) -> Result<Vec<DomainRow>> {
    let rows = Sql::new("SELECT id AS \"row\", domain FROM account_domain_blocks WHERE account_id = ")
        .bind(account)
        .push_window("id", window)
        .all(db)
        .await?;
    Ok(window.newest_first(rows))
}

/// A follower of an account whom the viewer follows too.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct FamiliarRow {
    /// The account that was asked about.
    pub target: AccountId,
    /// The follower.
    pub follower: AccountId,
}

/// Followers of `targets` whom `viewer` follows, latest follow first, up to `limit` in all. Who hides
/// followers, or follows, is left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn familiar(
    db: &impl ConnectionTrait,
    viewer: AccountId,
    targets: &[AccountId],
    limit: i64,
) -> Result<Vec<FamiliarRow>> {
    Sql::new(
        "SELECT f.target_id AS target, f.account_id AS follower FROM follows f \
         JOIN follows mine ON mine.target_id = f.account_id \
         JOIN accounts a ON a.id = f.account_id JOIN accounts t ON t.id = f.target_id \
         WHERE a.suspended_at IS NULL AND t.suspended_at IS NULL \
         AND (a.hide_collections IS NULL OR NOT a.hide_collections) \
         AND (t.hide_collections IS NULL OR NOT t.hide_collections) AND mine.account_id = ",
    )
    .bind(viewer)
    .push(" AND f.target_id IN ")
    .bind_list(targets)
    .push(" ORDER BY f.id DESC LIMIT ")
    .bind(limit)
    .all(db)
    .await
}
