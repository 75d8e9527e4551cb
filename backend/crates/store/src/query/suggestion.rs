//! Accounts that somebody may like to follow, by where the idea comes from.

use kinds::{AccountId, Millis, SuggestionSource};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::directory::{PRESENTABLE, unwanted};
use crate::{Result, Sql};

/// The viewer's latest follows that are looked at.
const FRIENDS: i64 = 50;
/// Accounts like-minded people of one are looked for among.
const RECENT: i64 = 5;
/// Like-minded people that are looked at.
const KINDRED: i64 = 200;
/// The latest public posts whose authors are ranked.
const POSTS: i64 = 1000;
/// The accounts with the most followers that are looked at.
const POPULAR: i64 = 1000;

/// An account, and one reason to suggest it.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Candidate {
    /// The account.
    pub id: AccountId,
    /// The number of the [`SuggestionSource`].
    pub source: i64,
    /// How strong the reason is, among those of its source.
    pub score: i64,
}

/// Up to `each` accounts of every source, in no order. `staff` are user names of local accounts that the
/// staff recommends. Nobody is suggested whom the viewer follows, asks to follow, blocks, mutes or has
/// dismissed.
///
/// # Errors
/// When the database cannot be read.
pub async fn candidates(
    db: &impl ConnectionTrait,
    viewer: AccountId,
    staff: &[String],
    each: i64,
) -> Result<Vec<Candidate>> {
    let part = |source: SuggestionSource, from: Sql, id: &str, score: &str, group: &str| {
        Sql::new(&format!(
            "SELECT * FROM (SELECT a.id, CAST({} AS BIGINT) AS source, CAST({score} AS BIGINT) AS score FROM ",
            source.number()
        ))
        .append(from)
        .push(&format!(" JOIN accounts a ON a.id = {id} WHERE {PRESENTABLE}"))
        .append(new_to(viewer))
        .push(group)
        .push(" ORDER BY 3 DESC, 1 LIMIT ")
        .bind(each)
        .push(") ")
        .push(source.as_str())
    };
    let names = Sql::new("(SELECT id FROM accounts WHERE domain = '' AND username_key IN ")
        .bind_list(staff)
        .push(") c");
    part(SuggestionSource::Featured, names, "c.id", "0", "")
        .push(" UNION ALL ")
        .append(part(SuggestionSource::MostFollowed, popular(), "c.account_id", "c.followers_count", ""))
        .push(" UNION ALL ")
        .append(part(
            SuggestionSource::MostInteractions,
            liked_posts(),
            "c.account_id",
            "SUM(c.likes)",
            " GROUP BY a.id",
        ))
        .push(" UNION ALL ")
        .append(part(
            SuggestionSource::SimilarToRecentlyFollowed,
            of_kindred(viewer),
            "c.id",
            "COUNT(*)",
            " GROUP BY a.id",
        ))
        .push(" UNION ALL ")
        .append(part(
            SuggestionSource::FriendsOfFriends,
            of_friends(viewer),
            "c.id",
            "COUNT(*)",
            " GROUP BY a.id",
        ))
        .all(db)
        .await
}

/// Whom those follow whom the viewer has followed last, as far as they show it.
fn of_friends(viewer: AccountId) -> Sql {
    Sql::new(
        "(SELECT o.target_id AS id FROM (SELECT f.target_id AS friend FROM follows f \
         JOIN accounts h ON h.id = f.target_id AND NOT COALESCE(h.hide_collections, FALSE) WHERE f.account_id = ",
    )
    .bind(viewer)
    .push(" ORDER BY f.id DESC LIMIT ")
    .bind(FRIENDS)
    .push(") l JOIN follows o ON o.account_id = l.friend) c")
}

/// Whom those follow who also follow the accounts that the viewer has followed last.
fn of_kindred(viewer: AccountId) -> Sql {
    Sql::new(
        "(SELECT o.target_id AS id FROM (SELECT DISTINCT k.account_id AS kindred FROM \
         (SELECT target_id FROM follows WHERE account_id = ",
    )
    .bind(viewer)
    .push(" ORDER BY id DESC LIMIT ")
    .bind(RECENT)
    .push(
        ") r JOIN follows k ON k.target_id = r.target_id JOIN accounts h ON h.id = k.account_id \
         AND NOT COALESCE(h.hide_collections, FALSE) WHERE k.account_id <> ",
    )
    .bind(viewer)
    .push(" LIMIT ")
    .bind(KINDRED)
    .push(") l JOIN follows o ON o.account_id = l.kindred) c")
}

/// The latest public posts that somebody likes.
fn liked_posts() -> Sql {
    Sql::new(
        "(SELECT s.account_id, n.favourites_count + n.reblogs_count AS likes FROM \
         (SELECT id, account_id FROM statuses WHERE listed = TRUE ORDER BY id DESC LIMIT ",
    )
    .bind(POSTS)
    .push(") s JOIN status_stats n ON n.status_id = s.id WHERE n.favourites_count + n.reblogs_count > 0) c")
}

/// The accounts with the most followers.
fn popular() -> Sql {
    Sql::new(
        "(SELECT account_id, followers_count FROM account_stats WHERE followers_count > 0 \
         ORDER BY followers_count DESC LIMIT ",
    )
    .bind(POPULAR)
    .push(") c")
}

/// Leaves out accounts (alias `a`) that the viewer has to do with already.
fn new_to(viewer: AccountId) -> Sql {
    unwanted(viewer)
        .push(" AND a.id <> ")
        .bind(viewer)
        .push(" AND NOT EXISTS (SELECT 1 FROM follows f WHERE f.target_id = a.id AND f.account_id = ")
        .bind(viewer)
        .push(") AND NOT EXISTS (SELECT 1 FROM follow_requests f WHERE f.target_id = a.id AND f.account_id = ")
        .bind(viewer)
        .push(") AND NOT EXISTS (SELECT 1 FROM suggestion_dismissals x WHERE x.target_id = a.id AND x.account_id = ")
        .bind(viewer)
        .push(")")
}

/// Does not suggest an account again; nothing happens when there is none of this id.
///
/// # Errors
/// When the database cannot be written.
pub async fn dismiss(
    db: &impl ConnectionTrait,
    viewer: AccountId,
    target: AccountId,
    now: Millis,
) -> Result<()> {
    Sql::new("INSERT INTO suggestion_dismissals (account_id, target_id, created_at) SELECT CAST(")
        .bind(viewer)
        .push(" AS BIGINT), id, CAST(")
        .bind(now)
        .push(" AS BIGINT) FROM accounts WHERE id = ")
        .bind(target)
        .push(" ON CONFLICT (account_id, target_id) DO NOTHING")
        .execute(db)
        .await?;
    Ok(())
}
