//! Other servers: how deliveries to them fare.

use kinds::Millis;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{Result, Sql, entity::host};

/// What is known of a server.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(db: &impl ConnectionTrait, domain: &str) -> Result<Option<host::Model>> {
    host::Entity::find_by_id(domain).one(db).await
}

/// Notes another failure, and until when the server is left alone.
///
/// # Errors
/// When the database cannot be written.
pub async fn failed(
    db: &impl ConnectionTrait,
    domain: &str,
    now: Millis,
    retry_after: Option<Millis>,
) -> Result<()> {
    Sql::new("INSERT INTO hosts (domain, failing_since, failures, retry_after, created_at, updated_at) VALUES (")
        .bind(domain)
        .push(", ")
        .bind(now)
        .push(", 1, ")
        .bind(retry_after)
        .push(", ")
        .bind(now)
        .push(", ")
        .bind(now)
        .push(
            ") ON CONFLICT (domain) DO UPDATE SET failures = hosts.failures + 1, \
             failing_since = COALESCE(hosts.failing_since, excluded.failing_since), \
             retry_after = COALESCE(excluded.retry_after, hosts.retry_after), updated_at = excluded.updated_at",
        )
        .execute(db)
        .await?;
    Ok(())
}

/// Notes that the server is well: an answer, or a signed request from it.
///
/// # Errors
/// When the database cannot be written.
pub async fn recovered(db: &impl ConnectionTrait, domain: &str, now: Millis) -> Result<()> {
    host::Entity::update_many()
        .col_expr(host::Column::FailingSince, Expr::value(None::<Millis>))
        .col_expr(host::Column::RetryAfter, Expr::value(None::<Millis>))
        .col_expr(host::Column::Failures, Expr::value(0_i64))
        .col_expr(host::Column::UpdatedAt, Expr::value(now))
        .filter(host::Column::Domain.eq(domain))
        .exec(db)
        .await?;
    Ok(())
}
