//! `phiomia migrate`.

use anyhow::{Context, bail};
use migrations::Migrator;
use sea_orm_migration::MigratorTrait;
use store::Db;

use crate::config::Config;

/// Brings the schema up to date.
pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    let db = super::connect(config).await?;
    up(&db).await?;
    super::say("The database is up to date.");
    Ok(())
}

pub(super) async fn up(db: &Db) -> anyhow::Result<()> {
    Migrator::up(db.write(), None).await.context("the schema could not be brought up to date")
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
