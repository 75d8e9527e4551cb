//! Numbers about the whole server.

use kinds::Millis;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use crate::{
    Result, Sql,
    entity::{account, account_stats, domain_block, user},
};

/// How large the server is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Local users whose account is confirmed and approved.
    pub users: u64,
    /// Of these, active in the last month.
    pub active_month: u64,
    /// Of these, active in the last half year.
    pub active_half_year: u64,
    /// Statuses of local accounts.
    pub statuses: i64,
    /// Other servers with an account known here.
    pub domains: u64,
}

/// Counts users, their posts and the servers known.
///
/// # Errors
/// When the database cannot be read.
pub async fn usage(db: &impl ConnectionTrait, now: Millis) -> Result<Usage> {
    let users = || {
        user::Entity::find()
            .filter(user::Column::ConfirmedAt.is_not_null())
            .filter(user::Column::Approved.eq(true))
    };
    let active = |days: i64| users().filter(user::Column::LastActiveAt.gt(now.plus(-days * Millis::DAY)));
    let statuses: Option<i64> = account_stats::Entity::find()
        .select_only()
        .column_as(Expr::cust("CAST(COALESCE(SUM(account_stats.statuses_count), 0) AS BIGINT)"), "sum")
        .filter(account_stats::Column::AccountId.in_subquery(
            sea_orm::sea_query::Query::select().column(user::Column::AccountId).from(user::Entity).take(),
        ))
        .into_tuple()
        .one(db)
        .await?;
    let domains: Option<i64> = account::Entity::find()
        .select_only()
        .column_as(Expr::cust("COUNT(DISTINCT domain)"), "domains")
        .filter(account::Column::Domain.ne(""))
        .into_tuple()
        .one(db)
        .await?;
    Ok(Usage {
        users: users().count(db).await?,
        active_month: active(30).count(db).await?,
        active_half_year: active(180).count(db).await?,
        statuses: statuses.unwrap_or_default(),
        domains: domains.and_then(|count| u64::try_from(count).ok()).unwrap_or_default(),
    })
}

/// Up to `limit` domains of other servers with an account known here, in alphabetical order.
///
/// # Errors
/// When the database cannot be read.
pub async fn domains(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<String>> {
    account::Entity::find()
        .select_only()
        .distinct()
        .column(account::Column::Domain)
        .filter(account::Column::Domain.ne(""))
        .order_by_asc(account::Column::Domain)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

/// Up to `limit` domains of other servers with an account known here that begin with `prefix`.
///
/// # Errors
/// When the database cannot be read.
pub async fn domains_like(db: &impl ConnectionTrait, prefix: &str, limit: i64) -> Result<Vec<String>> {
    let length = i64::try_from(prefix.chars().count()).unwrap_or(i64::MAX);
    let sql =
        Sql::new("SELECT DISTINCT domain AS id FROM accounts WHERE domain <> '' AND SUBSTR(domain, 1, CAST(")
            .bind(length)
            .push(" AS INTEGER)) = ")
            .bind(prefix)
            .push(" ORDER BY domain LIMIT ")
            .bind(limit);
    sql.ids(db).await
}

/// Up to `limit` servers that the administrator limits, in alphabetical order.
///
/// # Errors
/// When the database cannot be read.
pub async fn domain_blocks(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<domain_block::Model>> {
    domain_block::Entity::find().order_by_asc(domain_block::Column::Domain).limit(limit).all(db).await
}
