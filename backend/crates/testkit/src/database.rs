//! A database for one test: migrated once for the process, then copied.

use std::path::{Path, PathBuf};

use migrations::Migrator;
use sea_orm::{ConnectionTrait, Database};
use sea_orm_migration::MigratorTrait;
use store::{Db, DbOptions};
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::leftovers;

/// Set by the test command when a PostgreSQL server is there; its user may create databases.
const POSTGRES: &str = "PHIOMIA_TEST_POSTGRES";

/// A fresh database with the current schema. Its files vanish with it.
pub struct TestDatabase {
    url: String,
    folder: TempDir,
}

impl TestDatabase {
    /// A SQLite file.
    pub async fn sqlite() -> Self {
        static TEMPLATE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();
        let (_, template) = TEMPLATE.get_or_init(sqlite_template).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.db");
        std::fs::copy(template, &file).unwrap();
        Self { url: format!("sqlite://{}", file.display()), folder }
    }

    /// A PostgreSQL database, when the environment names a server.
    pub async fn postgres() -> Option<Self> {
        let server = std::env::var(POSTGRES).ok()?;
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let template = TEMPLATE.get_or_init(|| postgres_template(server.clone())).await;
        let name = leftovers::name("test");
        execute(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Some(Self { url: on_server(&server, &name), folder: tempfile::tempdir().unwrap() })
    }

    /// A PostgreSQL database without any table, when the environment names a server.
    pub async fn empty_postgres() -> Option<Self> {
        let server = std::env::var(POSTGRES).ok()?;
        let name = leftovers::name("test");
        execute(&server, &format!("CREATE DATABASE {name}")).await;
        Some(Self { url: on_server(&server, &name), folder: tempfile::tempdir().unwrap() })
    }

    /// SQLite, and PostgreSQL when it is there: what a store test runs on.
    pub async fn all() -> Vec<Self> {
        let mut all = vec![Self::sqlite().await];
        all.extend(Self::postgres().await);
        all
    }

    /// Its address.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// A folder that vanishes with the database.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Connects to it.
    pub async fn open(&self) -> Db {
        Db::open(&DbOptions { url: self.url(), connections: 4 }).await.unwrap()
    }
}

async fn sqlite_template() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("template.db");
    let db =
        Db::open(&DbOptions { url: format!("sqlite://{}", file.display()), connections: 1 }).await.unwrap();
    Migrator::up(db.write(), None).await.unwrap();
    // All of it into the one file that is copied.
    db.write().execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await.unwrap();
    db.close().await.unwrap();
    (folder, file)
}

/// Test programs run side by side on the same server: each has a template of its own, and removes what earlier
/// ones have left there.
async fn postgres_template(server: String) -> String {
    leftovers::remove(server.clone());
    let name = leftovers::name("template");
    execute(&server, &format!("CREATE DATABASE {name}")).await;
    let db = Db::open(&DbOptions { url: on_server(&server, &name), connections: 1 }).await.unwrap();
    Migrator::up(db.write(), None).await.unwrap();
    // A database with connections cannot be copied.
    db.close().await.unwrap();
    name
}

pub(crate) async fn execute(server: &str, sql: &str) {
    let connection = Database::connect(server).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

/// The address of another database on the same server.
pub(crate) fn on_server(server: &str, database: &str) -> String {
    let (base, query) = server.split_once('?').map_or((server, None), |(base, query)| (base, Some(query)));
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    query.map_or_else(|| format!("{base}/{database}"), |query| format!("{base}/{database}?{query}"))
}
