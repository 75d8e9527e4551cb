//! Databases of earlier runs, on a PostgreSQL that outlives them. When a database was made stands in its name;
//! one that is old, and to which nobody is connected, is nobody's any more.

use std::time::{Duration, SystemTime};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};

/// Longer than any run takes: nobody is connected to its template.
const OLD: Duration = Duration::from_secs(2 * 60 * 60);
/// So many are dropped by a run at most.
const MOST: u64 = 1_000;

/// The name of a new database.
pub(crate) fn name(kind: &str) -> String {
    made_at(kind, now())
}

fn made_at(kind: &str, second: u64) -> String {
    format!("{kind}_{second:010}_{}", uuid::Uuid::new_v4().simple())
}

#[expect(clippy::disallowed_methods, reason = "it is the machine that grows older, not the server in a test")]
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// Drops old databases beside the tests, one after another. What is not done when these end is left to the
/// next run.
pub(crate) fn remove(server: String) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let before = now().saturating_sub(OLD.as_secs());
        if let Err(error) = runtime.block_on(drop_made_before(&server, before)) {
            eprintln!("databases of earlier runs stay: {error}");
        }
    });
}

async fn drop_made_before(server: &str, second: u64) -> Result<(), DbErr> {
    let connection = Database::connect(server).await?;
    for name in made_before(&connection, second).await? {
        // The server refuses when somebody is connected by now; another run may have been faster.
        drop(connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await);
    }
    connection.close().await
}

async fn made_before(connection: &DatabaseConnection, second: u64) -> Result<Vec<String>, DbErr> {
    let sql = format!(
        "SELECT datname::text AS name FROM pg_database d \
         WHERE datname::text ~ '^(test|template)_[0-9]{{10}}_[0-9a-f]{{32}}$' \
         AND split_part(datname::text, '_', 2) < '{second:010}' \
         AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datid = d.oid) \
         ORDER BY split_part(datname::text, '_', 2) LIMIT {MOST}"
    );
    let rows =
        connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await?;
    rows.iter().map(|row| row.try_get("", "name")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        TestDatabase,
        database::{execute, on_server},
    };

    async fn exists(server: &str, name: &str) -> bool {
        let connection = Database::connect(server).await.unwrap();
        let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{name}'");
        let rows = connection
            .query_all_raw(Statement::from_string(connection.get_database_backend(), sql))
            .await
            .unwrap();
        !rows.is_empty()
    }

    #[tokio::test]
    async fn old_databases_go_unless_somebody_is_connected_and_young_ones_stay() {
        // As all tests on PostgreSQL it does nothing without one.
        let Some(young) = TestDatabase::empty_postgres().await else { return };
        let server = std::env::var("PHIOMIA_TEST_POSTGRES").unwrap();
        let young = young.url().rsplit('/').next().unwrap().to_owned();
        let [old, foreign] = [made_at("test", 1), format!("mine_{}", made_at("test", 1))];
        execute(&server, &format!("CREATE DATABASE {old}")).await;
        execute(&server, &format!("CREATE DATABASE {foreign}")).await;
        // Other runs remove it, too, until somebody is connected.
        let (used, connection) = loop {
            let used = made_at("test", 2);
            execute(&server, &format!("CREATE DATABASE {used}")).await;
            if let Ok(connection) = Database::connect(on_server(&server, &used)).await {
                break (used, connection);
            }
        };
        drop_made_before(&server, 3).await.unwrap();
        let mut found = Vec::new();
        for name in [&old, &used, &young, &foreign] {
            found.push(exists(&server, name).await);
        }
        connection.close().await.unwrap();
        execute(&server, &format!("DROP DATABASE {foreign}")).await;
        execute(&server, &format!("DROP DATABASE IF EXISTS {used}")).await;
        assert_eq!(found, [false, true, true, true], "the old one, the used, the young, and somebody's own");
    }
}
