//! `phiomia migrate`.

use anyhow::{Context, bail};
use migrations::Migrator;
use sea_orm::{ConnectionTrait, DatabaseBackend};
use sea_orm_migration::MigratorTrait;
use store::Db;

use crate::config::Config;

/// The number of the lock that processes on one PostgreSQL take in turn: "phiomia" in letters' codes.
const LOCK: i64 = 0x0070_6869_6f6d_6961;

/// Brings the schema up to date.
pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    let db = super::connect(config).await?;
    up(&db).await?;
    super::say("The database is up to date.");
    Ok(())
}

/// All of it or nothing, and one process at a time: the others wait, and find it done.
pub(super) async fn up(db: &Db) -> anyhow::Result<()> {
    let tx = db.begin().await?;
    if tx.get_database_backend() == DatabaseBackend::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
    }
    let steps = Migrator::get_pending_migrations(&tx).await?.len();
    Migrator::up(&tx, None).await.context("the schema could not be brought up to date")?;
    tx.commit().await?;
    if steps > 0 {
        tracing::info!(steps, "the database's schema was brought up to date");
    }
    Ok(())
}

/// On PostgreSQL several processes may start at once: the administrator says when the schema changes.
/// An empty database is set up all the same, so that a first start needs no extra step.
pub(super) async fn check(db: &Db) -> anyhow::Result<()> {
    let applied = Migrator::get_applied_migrations(db.write()).await?.len();
    let all = Migrator::migrations().len();
    match applied {
        0 => up(db).await,
        count if count < all => {
            bail!("the database's schema is {} steps behind: run `phiomia migrate` first", all - count)
        }
        _ => Ok(()),
    }
}
