//! Finding accounts and hashtags by how their names begin.
//!
//! Ranges on columns that sort by bytes find what begins alike: both databases use their index for
//! them, which they do not for `LIKE` with every collation.

use kinds::{AccountId, TagId};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::window::Stretch;
use crate::{Result, Sql};

/// What accounts to find.
#[derive(Clone, Debug)]
pub struct AccountSearch<'a> {
    /// How a word of the name begins, folded.
    pub prefix: &'a str,
    /// How other words of the name begin.
    pub others: &'a [String],
    /// Only of servers whose name begins so.
    pub domain: Option<&'a str>,
    /// Who asks: accounts that a block stands to are left out.
    pub viewer: Option<AccountId>,
    /// Only accounts the viewer follows.
    pub following: bool,
    /// How many to pass over.
    pub offset: i64,
    /// How many at most.
    pub limit: i64,
}

/// The end of the range of strings that begin with `prefix`. The highest character is no letter, so
/// no name goes beyond it.
fn after(prefix: &str) -> String {
    format!("{prefix}\u{10FFFF}")
}

/// Candidates of each kind that are ranked: a bound on the work for very short texts.
const CANDIDATES: i64 = 1000;

/// Accounts whose user name, or a word of whose display name, begins with the text: those the viewer
/// follows first, then local ones, then by number of followers.
///
/// # Errors
/// When the database cannot be read.
pub async fn accounts(db: &impl ConnectionTrait, search: &AccountSearch<'_>) -> Result<Vec<AccountId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: AccountId,
    }
    let viewer = search.viewer.unwrap_or_default();
    let (from, to) = (search.prefix, after(search.prefix));
    let mut sql = Sql::new(
        "SELECT a.id FROM accounts a LEFT JOIN account_stats s ON s.account_id = a.id \
         LEFT JOIN follows f ON f.target_id = a.id AND f.account_id = ",
    )
    .bind(viewer)
    .push(" WHERE a.id IN (SELECT id FROM (SELECT account_id AS id FROM account_words WHERE word >= ")
    .bind(from)
    .push(" AND word < ")
    .bind(to.clone())
    .push(" LIMIT ")
    .bind(CANDIDATES)
    .push(") w UNION SELECT id FROM (SELECT id FROM accounts WHERE username_key >= ")
    .bind(from)
    .push(" AND username_key < ")
    .bind(to)
    .push(" LIMIT ")
    .bind(CANDIDATES)
    .push(
        ") u) AND a.suspended_at IS NULL AND a.moved_to_id IS NULL AND (a.domain <> '' OR EXISTS \
         (SELECT 1 FROM users u WHERE u.account_id = a.id AND u.approved AND u.confirmed_at IS NOT NULL))",
    );
    for word in search.others {
        sql = sql
            .push(" AND EXISTS (SELECT 1 FROM account_words o WHERE o.account_id = a.id AND o.word >= ")
            .bind(word.as_str())
            .push(" AND o.word < ")
            .bind(after(word))
            .push(")");
    }
    if let Some(domain) = search.domain {
        let length = i64::try_from(domain.chars().count()).unwrap_or(i64::MAX);
        sql = sql.push(" AND SUBSTR(a.domain, 1, CAST(").bind(length).push(" AS INTEGER)) = ").bind(domain);
    }
    if search.following {
        sql = sql.push(" AND f.id IS NOT NULL");
    }
    if search.viewer.is_some() {
        sql = sql
            .push(" AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = ")
            .bind(viewer)
            .push(")");
    }
    let rows: Vec<Row> = sql
        .push(
            " ORDER BY CASE WHEN f.id IS NULL THEN 1 ELSE 0 END, CASE WHEN a.domain = '' THEN 0 ELSE 1 END, \
             COALESCE(s.followers_count, 0) DESC, a.id LIMIT ",
        )
        .bind(search.limit)
        .push(" OFFSET ")
        .bind(search.offset)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Sets the words of an account's display name, folded.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_words(db: &impl ConnectionTrait, account: AccountId, words: &[String]) -> Result<()> {
    Sql::new("DELETE FROM account_words WHERE account_id = ").bind(account).execute(db).await?;
    if words.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("INSERT INTO account_words (word, account_id) VALUES ");
    for (index, word) in words.iter().enumerate() {
        let open = if index == 0 { "(" } else { ", (" };
        sql = sql.push(open).bind(word.as_str()).push(", ").bind(account).push(")");
    }
    sql.push(" ON CONFLICT DO NOTHING").execute(db).await?;
    Ok(())
}

/// A hashtag.
#[derive(Clone, Debug, FromQueryResult)]
pub struct TagRow {
    /// The tag.
    pub id: TagId,
    /// Its folded name.
    pub name: String,
}

/// Hashtags whose folded name begins with `prefix`, the shortest first; when only those `reviewed` are wanted,
/// what the staff has said nothing about is found by its whole name only.
///
/// # Errors
/// When the database cannot be read.
pub async fn tags(
    db: &impl ConnectionTrait,
    prefix: &str,
    reviewed: bool,
    stretch: Stretch,
) -> Result<Vec<TagRow>> {
    let mut sql = Sql::new("SELECT id, name FROM tags WHERE name >= ")
        .bind(prefix)
        .push(" AND name < ")
        .bind(after(prefix));
    if reviewed {
        sql = sql
            .push(" AND (name = ")
            .bind(prefix)
            .push(" OR EXISTS (SELECT 1 FROM trend_reviews r WHERE r.kind = 0 AND r.id = tags.id))");
    }
    sql.push(" ORDER BY LENGTH(name), name LIMIT ")
        .bind(stretch.limit)
        .push(" OFFSET ")
        .bind(stretch.offset)
        .all(db)
        .await
}
