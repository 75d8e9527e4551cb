//! Whether this process can do its work.

use std::time::Duration;

use migrations::Migrator;
use sea_orm::ConnectionTrait;
use sea_orm_migration::MigratorTrait;
use serde::Serialize;

use crate::ctx::Ctx;

/// Who asks for readiness does not wait longer for any part of the answer.
const DEADLINE: Duration = Duration::from_secs(3);

/// How a part that this process needs is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Well.
    Ok,
    /// It does not answer, or has an older schema than this program needs.
    Failing,
    /// Not configured.
    Unused,
}

/// What this process needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// The database answers.
    pub database: State,
    /// Its schema is the one that this program knows.
    pub schema: State,
    /// Valkey answers. Without it requests go on, though slower.
    pub valkey: State,
}

impl Health {
    /// Looks at everything.
    pub async fn of(ctx: &Ctx) -> Self {
        let database = state(async { ctx.db.read().execute_unprepared("SELECT 1").await.is_ok() }).await;
        let schema = match database {
            State::Ok => state(has_schema(ctx)).await,
            failing => failing,
        };
        let valkey = match &ctx.valkey {
            Some(valkey) => state(Box::pin(async { valkey.ping().await.is_ok() })).await,
            None => State::Unused,
        };
        Self { database, schema, valkey }
    }

    /// Whether requests can be served.
    pub fn is_ready(&self) -> bool {
        self.database == State::Ok && self.schema == State::Ok
    }
}

async fn has_schema(ctx: &Ctx) -> bool {
    let applied = Migrator::get_applied_migrations(ctx.db.read()).await;
    applied.is_ok_and(|applied| applied.len() >= Migrator::migrations().len())
}

async fn state(is_well: impl Future<Output = bool>) -> State {
    match tokio::time::timeout(DEADLINE, is_well).await {
        Ok(true) => State::Ok,
        _ => State::Failing,
    }
}
