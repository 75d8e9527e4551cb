//! `phiomia openapi`.

use sea_orm_migration::MigratorTrait;
use store::{Db, DbOptions};

use crate::{clock::Clock, config::Config, ctx::Ctx, web};

/// Prints the document. It does not depend on the configuration, so that the committed copy is the
/// same everywhere: addresses are those of the defaults.
pub(super) async fn run(_: Config) -> anyhow::Result<()> {
    let db = Db::open(&DbOptions { url: "sqlite::memory:".to_owned(), connections: 1 }).await?;
    migrations::Migrator::up(db.write(), None).await?;
    let ctx = Ctx::new(Config::default(), db, Clock::System).await?;
    super::say(web::api::document(&ctx));
    Ok(())
}
