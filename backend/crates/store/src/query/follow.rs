//! Follows and requests to follow, with the counters they move.

use std::collections::BTreeMap;

use kinds::{AccountId, Millis};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use crate::{
    Result, Sql,
    entity::{follow, follow_request},
};

/// Rows per statement with a list: well below the databases' limits of bound values.
const CHUNK: usize = 500;

/// A follow or a request to be stored.
#[derive(Clone, Debug)]
pub struct NewFollow {
    /// The row.
    pub id: i64,
    /// Who follows.
    pub account: AccountId,
    /// Whom.
    pub target: AccountId,
    /// The id of the Follow activity.
    pub uri: Option<String>,
    /// Boosts are shown.
    pub show_reblogs: bool,
    /// Each post notifies.
    pub notify: bool,
    /// JSON list of languages.
    pub languages: Option<String>,
    /// When.
    pub created_at: Millis,
}

/// The follow of `target` by `account`.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    db: &impl ConnectionTrait,
    account: AccountId,
    target: AccountId,
) -> Result<Option<follow::Model>> {
    follow::Entity::find()
        .filter(follow::Column::AccountId.eq(account))
        .filter(follow::Column::TargetId.eq(target))
        .one(db)
        .await
}

/// The request of `account` to follow `target`.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_request(
    db: &impl ConnectionTrait,
    account: AccountId,
    target: AccountId,
) -> Result<Option<follow_request::Model>> {
    follow_request::Entity::find()
        .filter(follow_request::Column::AccountId.eq(account))
        .filter(follow_request::Column::TargetId.eq(target))
        .one(db)
        .await
}

/// A follow by the id of its activity.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_uri(db: &impl ConnectionTrait, uri: &str) -> Result<Option<follow::Model>> {
    follow::Entity::find().filter(follow::Column::Uri.eq(uri)).one(db).await
}

/// A request by the id of its activity.
///
/// # Errors
/// When the database cannot be read.
pub async fn request_by_uri(db: &impl ConnectionTrait, uri: &str) -> Result<Option<follow_request::Model>> {
    follow_request::Entity::find().filter(follow_request::Column::Uri.eq(uri)).one(db).await
}

/// Stores a follow and counts it; false when it was there already.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, new: NewFollow) -> Result<bool> {
    let (account, target) = (new.account, new.target);
    let row = follow::ActiveModel {
        id: Set(new.id),
        account_id: Set(account),
        target_id: Set(target),
        uri: Set(new.uri),
        show_reblogs: Set(new.show_reblogs),
        notify: Set(new.notify),
        languages: Set(new.languages),
        created_at: Set(new.created_at),
    };
    let pair =
        OnConflict::columns([follow::Column::AccountId, follow::Column::TargetId]).do_nothing().to_owned();
    let added = follow::Entity::insert(row).on_conflict(pair).exec_without_returning(db).await? > 0;
    if added {
        count(db, [(account, target)], 1).await?;
    }
    Ok(added)
}

/// Stores a request; false when it was there already.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_request(db: &impl ConnectionTrait, new: NewFollow) -> Result<bool> {
    let row = follow_request::ActiveModel {
        id: Set(new.id),
        account_id: Set(new.account),
        target_id: Set(new.target),
        uri: Set(new.uri),
        show_reblogs: Set(new.show_reblogs),
        notify: Set(new.notify),
        languages: Set(new.languages),
        created_at: Set(new.created_at),
    };
    let pair = OnConflict::columns([follow_request::Column::AccountId, follow_request::Column::TargetId])
        .do_nothing()
        .to_owned();
    Ok(follow_request::Entity::insert(row).on_conflict(pair).exec_without_returning(db).await? > 0)
}

/// Changes the settings and the activity id of a follow.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(db: &impl ConnectionTrait, row: &follow::Model) -> Result<()> {
    follow::Entity::update_many()
        .col_expr(follow::Column::ShowReblogs, Expr::value(row.show_reblogs))
        .col_expr(follow::Column::Notify, Expr::value(row.notify))
        .col_expr(follow::Column::Languages, Expr::value(row.languages.clone()))
        .col_expr(follow::Column::Uri, Expr::value(row.uri.clone()))
        .filter(follow::Column::Id.eq(row.id))
        .exec(db)
        .await?;
    Ok(())
}

/// Changes the settings and the activity id of a request.
///
/// # Errors
/// When the database cannot be written.
pub async fn update_request(db: &impl ConnectionTrait, row: &follow_request::Model) -> Result<()> {
    follow_request::Entity::update_many()
        .col_expr(follow_request::Column::ShowReblogs, Expr::value(row.show_reblogs))
        .col_expr(follow_request::Column::Notify, Expr::value(row.notify))
        .col_expr(follow_request::Column::Languages, Expr::value(row.languages.clone()))
        .col_expr(follow_request::Column::Uri, Expr::value(row.uri.clone()))
        .filter(follow_request::Column::Id.eq(row.id))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes a follow and counts it; `None` when there was none.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(
    db: &impl ConnectionTrait,
    account: AccountId,
    target: AccountId,
) -> Result<Option<follow::Model>> {
    let Some(row) = find(db, account, target).await? else { return Ok(None) };
    // Another process may be faster: who removes the row also counts.
    if follow::Entity::delete_by_id(row.id).exec(db).await?.rows_affected == 0 {
        return Ok(None);
    }
    count(db, [(account, target)], -1).await?;
    // Only who is followed is endorsed.
    super::endorsement::delete(db, account, target).await?;
    Ok(Some(row))
}

/// Removes a request; `None` when there was none.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_request(
    db: &impl ConnectionTrait,
    account: AccountId,
    target: AccountId,
) -> Result<Option<follow_request::Model>> {
    let Some(row) = find_request(db, account, target).await? else { return Ok(None) };
    let gone = follow_request::Entity::delete_by_id(row.id).exec(db).await?.rows_affected;
    Ok((gone > 0).then_some(row))
}

/// What stood between an account and a server and was cut.
#[derive(Debug, Default)]
pub struct Cut {
    /// Follows of the account.
    pub following: Vec<follow::Model>,
    /// Its followers.
    pub followers: Vec<follow::Model>,
    /// Requests of the account.
    pub requested: Vec<follow::Model>,
    /// Requests to follow it.
    pub requests: Vec<follow::Model>,
}

/// Removes all follows and requests between `account` and the accounts of `domain`, both ways.
///
/// # Errors
/// When the database cannot be written.
pub async fn cut_domain(db: &impl ConnectionTrait, account: AccountId, domain: &str) -> Result<Cut> {
    let delete = async |text: &str, other: &str| -> Result<Vec<follow::Model>> {
        Sql::new(text)
            .bind(account)
            .push(&format!(" AND {other} IN (SELECT id FROM accounts WHERE domain = "))
            .bind(domain)
            .push(") RETURNING *")
            .all(db)
            .await
    };
    let cut = Cut {
        following: delete("DELETE FROM follows WHERE account_id = ", "target_id").await?,
        followers: delete("DELETE FROM follows WHERE target_id = ", "account_id").await?,
        requested: delete("DELETE FROM follow_requests WHERE account_id = ", "target_id").await?,
        requests: delete("DELETE FROM follow_requests WHERE target_id = ", "account_id").await?,
    };
    super::endorsement::delete_domain(db, account, domain).await?;
    let gone = cut.following.iter().chain(&cut.followers);
    count(db, gone.map(|row| (row.account_id, row.target_id)), -1).await?;
    Ok(cut)
}

/// How many follows of `account`, and followers, `cut_domain` would remove.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_domain(db: &impl ConnectionTrait, account: AccountId, domain: &str) -> Result<(i64, i64)> {
    #[derive(FromQueryResult)]
    struct Row {
        following: i64,
        followers: i64,
    }
    let rows: Vec<Row> = Sql::new(
        "SELECT (SELECT COUNT(*) FROM follows f JOIN accounts a ON a.id = f.target_id WHERE f.account_id = ",
    )
    .bind(account)
    .push(" AND a.domain = ")
    .bind(domain)
    .push(") AS following, (SELECT COUNT(*) FROM follows f JOIN accounts a ON a.id = f.account_id WHERE f.target_id = ")
    .bind(account)
    .push(" AND a.domain = ")
    .bind(domain)
    .push(") AS followers")
    .all(db)
    .await?;
    Ok(rows.first().map_or((0, 0), |row| (row.following, row.followers)))
}

/// Counts follows (`change` 1) or the end of follows (`change` -1). Rows are taken in the order of
/// their ids, so that two transactions about the same accounts never wait for each other in a circle.
async fn count(
    db: &impl ConnectionTrait,
    pairs: impl IntoIterator<Item = (AccountId, AccountId)>,
    change: i64,
) -> Result<()> {
    let mut changes: BTreeMap<AccountId, (i64, i64)> = BTreeMap::new();
    for (account, target) in pairs {
        changes.entry(account).or_default().1 += change;
        changes.entry(target).or_default().0 += change;
    }
    let changes: Vec<_> = changes.into_iter().collect();
    for chunk in changes.chunks(CHUNK) {
        let mut sql =
            Sql::new("INSERT INTO account_stats (account_id, followers_count, following_count) VALUES ");
        for (index, (account, (followers, following))) in chunk.iter().enumerate() {
            let open = if index == 0 { "(" } else { ", (" };
            sql = sql
                .push(open)
                .bind(*account)
                .push(", ")
                .bind(*followers)
                .push(", ")
                .bind(*following)
                .push(")");
        }
        sql.push(
            " ON CONFLICT (account_id) DO UPDATE SET \
             followers_count = account_stats.followers_count + excluded.followers_count, \
             following_count = account_stats.following_count + excluded.following_count",
        )
        .execute(db)
        .await?;
    }
    Ok(())
}
