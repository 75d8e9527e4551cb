//! Connections. SQLite: one writer and several readers on a WAL file. PostgreSQL: a pool.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use sea_orm::{
    ConnectOptions, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr,
    TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use crate::Result;

/// SQLite's page cache of each connection, in KiB (negative: that is how the pragma wants it).
const SQLITE_CACHE_KIB: &str = "-8192";

/// How to connect.
#[derive(Clone, Debug)]
pub struct DbOptions {
    /// `sqlite://path/to/file.db` or `postgres://user:password@host/name`.
    pub url: String,
    /// Connections for reading (SQLite) or in all (PostgreSQL).
    pub connections: u32,
}

/// The database, shared by the whole process; cheap to clone.
#[derive(Clone)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    statements: Arc<AtomicU64>,
}

tokio::task_local! {
    static TASK_STATEMENTS: Arc<AtomicU64>;
}

impl Db {
    /// Connects; makes the SQLite file when it does not exist. Runs no migration.
    ///
    /// # Errors
    /// When the server cannot be reached or the file cannot be opened.
    pub async fn open(options: &DbOptions) -> Result<Self> {
        let statements = Arc::new(AtomicU64::new(0));
        if is_sqlite(&options.url) {
            let write = connect(&options.url, 1, &statements).await?;
            let read = connect(&options.url, options.connections, &statements).await?;
            return Ok(Self { read, write, statements });
        }
        let pool = connect(&options.url, options.connections, &statements).await?;
        Ok(Self { read: pool.clone(), write: pool, statements })
    }

    /// For reading. What was committed is seen at once.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// For single statements that change something outside a transaction, and for migrations.
    pub fn write(&self) -> &DatabaseConnection {
        &self.write
    }

    /// Which of the two databases this is.
    pub fn backend(&self) -> DatabaseBackend {
        self.read.get_database_backend()
    }

    /// Begins a transaction for writing. On SQLite it takes the write lock at once: a transaction
    /// that reads first and writes later would fail when another writer came between.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        match self.backend() {
            DatabaseBackend::Sqlite => {
                self.write
                    .begin_with_options(TransactionOptions {
                        sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
                        ..Default::default()
                    })
                    .await
            }
            _ => self.write.begin().await,
        }
    }

    /// Ends all connections.
    ///
    /// # Errors
    /// When a connection does not end well.
    pub async fn close(self) -> Result<()> {
        self.read.close().await?;
        self.write.close().await
    }

    /// SQL statements run since the start, for metrics.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Runs `work` and counts the SQL statements that its task runs.
    pub async fn count_statements<T>(work: impl Future<Output = T>) -> (T, u64) {
        let counter = Arc::new(AtomicU64::new(0));
        let out = TASK_STATEMENTS.scope(counter.clone(), work).await;
        (out, counter.load(Ordering::Relaxed))
    }
}

/// Whether `url` names a SQLite file.
pub fn is_sqlite(url: &str) -> bool {
    url.starts_with("sqlite:")
}

async fn connect(url: &str, connections: u32, statements: &Arc<AtomicU64>) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .connect_timeout(Duration::from_secs(10))
        .acquire_timeout(Duration::from_secs(15))
        .test_before_acquire(false)
        .sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(15))
            .foreign_keys(true)
            .pragma("cache_size", SQLITE_CACHE_KIB)
            .pragma("temp_store", "memory")
            .statement_cache_capacity(200)
    });
    // PostgreSQL compiles statements that it thinks are long, which takes longer than any of ours.
    options.map_sqlx_postgres_pool_opts(|pool| {
        pool.after_connect(|connection, _| {
            Box::pin(async { sqlx::query("SET jit = off").execute(connection).await.map(drop) })
        })
    });
    let mut connection = Database::connect(options).await?;
    let counter = statements.clone();
    connection.set_metric_callback(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        TASK_STATEMENTS.try_with(|task| task.fetch_add(1, Ordering::Relaxed)).unwrap_or_default();
    });
    Ok(connection)
}

/// Whether `error` says that a row with the same unique key exists.
pub fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}
