//! Quotes. Who may see either side is the caller's business, except where a viewer is asked for.

use kinds::{AccountId, Millis, QuoteId, QuoteState, StatusId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, sea_query::OnConflict,
};

use super::{
    timeline::Kept,
    visibility::{visible_as, visible_to},
    window::Window,
};
use crate::{Result, Sql, entity::quote};

/// What the document of a quoting status says of its quote.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Published {
    /// The quoting status.
    pub status_id: StatusId,
    /// The id of the quoted object.
    pub quoted_uri: String,
    /// The quoted status, if it is here.
    pub quoted_id: Option<StatusId>,
    /// Its page, if its server named one.
    pub quoted_url: Option<String>,
    /// The name of its author, if it was written here.
    pub quoted_name: Option<String>,
    /// The stamp.
    pub authorization_uri: Option<String>,
}

/// A status that quotes, and its author.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Quoter {
    /// The quoting status.
    pub status_id: StatusId,
    /// Its author.
    pub account_id: AccountId,
}

/// Stores a quote; false when the status has one already.
///
/// # Errors
/// When the database refuses the row.
pub async fn insert(db: &impl ConnectionTrait, row: quote::Model) -> Result<bool> {
    let done = quote::Entity::insert(quote::ActiveModel::from(row))
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(done > 0)
}

/// The quote of a status.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_status(db: &impl ConnectionTrait, status: StatusId) -> Result<Option<quote::Model>> {
    quote::Entity::find().filter(quote::Column::StatusId.eq(status)).one(db).await
}

/// A quote by id.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: QuoteId) -> Result<Option<quote::Model>> {
    quote::Entity::find_by_id(id).one(db).await
}

/// The quote that a stamp permits.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_authorization(db: &impl ConnectionTrait, uri: &str) -> Result<Option<quote::Model>> {
    quote::Entity::find().filter(quote::Column::AuthorizationUri.eq(uri)).one(db).await
}

/// What is published of the quotes of these statuses. A stamp counts while the quote is accepted.
///
/// # Errors
/// When the database cannot be read.
pub async fn published(db: &impl ConnectionTrait, statuses: &[StatusId]) -> Result<Vec<Published>> {
    Sql::new(
        "SELECT q.status_id, q.quoted_uri, q.quoted_id, s.url AS quoted_url, \
         CASE WHEN s.local THEN a.username END AS quoted_name, CASE WHEN q.state = ",
    )
    .bind(QuoteState::Accepted)
    .push(
        " THEN q.authorization_uri END AS authorization_uri FROM quotes q \
             LEFT JOIN statuses s ON s.id = q.quoted_id \
             LEFT JOIN accounts a ON a.id = s.account_id WHERE q.status_id IN ",
    )
    .bind_list(statuses)
    .all(db)
    .await
}

/// Changes the state of a quote from `from`; false when it was another by then.
///
/// # Errors
/// When the database cannot be written.
pub async fn settle(
    db: &impl ConnectionTrait,
    id: QuoteId,
    from: QuoteState,
    to: QuoteState,
    authorization: Option<&str>,
    now: Millis,
) -> Result<bool> {
    let mut sql = Sql::new("UPDATE quotes SET state = ").bind(to).push(", updated_at = ").bind(now);
    if let Some(uri) = authorization {
        sql = sql.push(", authorization_uri = ").bind(uri);
    }
    let changed = sql.push(" WHERE id = ").bind(id).push(" AND state = ").bind(from).execute(db).await?;
    Ok(changed > 0)
}

/// Notes where the quoted status of a quote is, now that it is here.
///
/// # Errors
/// When the database cannot be written.
pub async fn link(db: &impl ConnectionTrait, id: QuoteId, quoted: StatusId, author: AccountId) -> Result<()> {
    Sql::new("UPDATE quotes SET quoted_id = ")
        .bind(quoted)
        .push(", quoted_account_id = ")
        .bind(author)
        .push(" WHERE id = ")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Removes a quote; the status stays.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, id: QuoteId) -> Result<()> {
    quote::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// Notes that a quoted status goes, while it is still there.
///
/// # Errors
/// When the database cannot be written.
pub async fn lose(db: &impl ConnectionTrait, quoted: StatusId, now: Millis) -> Result<u64> {
    Sql::new("UPDATE quotes SET state = ")
        .bind(QuoteState::Deleted)
        .push(", updated_at = ")
        .bind(now)
        .push(" WHERE quoted_id = ")
        .bind(quoted)
        .push(" AND state IN ")
        .bind_list(&[QuoteState::Pending, QuoteState::Accepted])
        .execute(db)
        .await
}

/// Statuses with accepted quotes of the status `named`, or of what that boosts, the latest quote first; none
/// when `viewer` may not see it. Beside those that everybody may see, the author of what is quoted gets those
/// that it may see.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    viewer: AccountId,
    named: StatusId,
    window: &Window,
) -> Result<Vec<Kept>> {
    let sql = Sql::new(
        "SELECT k.id AS row, k.status_id AS status FROM quotes k JOIN statuses ON statuses.id = k.status_id \
         WHERE k.quoted_id = (SELECT COALESCE(n.reblog_of_id, n.id) FROM statuses n WHERE n.id = ",
    )
    .bind(named)
    .push(" AND ")
    .push_condition(visible_as(Some(viewer), "n"))
    .push(") AND k.state = ")
    .bind(QuoteState::Accepted)
    .push(" AND (k.quoted_account_id = ")
    .bind(viewer)
    .push(" OR ")
    .push_condition(visible_to(None))
    .push(") AND ")
    .push_condition(visible_to(Some(viewer)))
    .push_window("k.id", window);
    Ok(window.newest_first(sql.all(db).await?))
}

/// Accepted quotes of a status by people of this server, at most `limit`.
///
/// # Errors
/// When the database cannot be read.
pub async fn local_quoters(db: &impl ConnectionTrait, quoted: StatusId, limit: i64) -> Result<Vec<Quoter>> {
    Sql::new(
        "SELECT q.status_id, q.account_id FROM quotes q JOIN accounts a ON a.id = q.account_id \
         WHERE a.domain = '' AND q.quoted_id = ",
    )
    .bind(quoted)
    .push(" AND q.state = ")
    .bind(QuoteState::Accepted)
    .push(" ORDER BY q.id LIMIT ")
    .bind(limit)
    .all(db)
    .await
}

/// Which of these accounts follow `account`.
///
/// # Errors
/// When the database cannot be read.
pub async fn followers_among(
    db: &impl ConnectionTrait,
    account: AccountId,
    among: &[AccountId],
) -> Result<Vec<AccountId>> {
    Sql::new("SELECT account_id AS id FROM follows WHERE target_id = ")
        .bind(account)
        .push(" AND account_id IN ")
        .bind_list(among)
        .ids(db)
        .await
}
