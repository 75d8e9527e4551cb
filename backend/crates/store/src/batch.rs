//! Statements that need no answer, sent together.

use sea_orm::{ConnectionTrait, DatabaseBackend, Statement, Value};

use crate::Result;

/// Runs statements in their order. SQLite takes them in one go, which saves a change of threads for
/// each; outside a transaction they are not one change.
///
/// # Errors
/// When the database refuses one.
pub(crate) async fn run(db: &impl ConnectionTrait, statements: Vec<Statement>) -> Result<()> {
    for statement in joined(db.get_database_backend(), statements) {
        db.execute_raw(statement).await?;
    }
    Ok(())
}

/// PostgreSQL prepares one statement at a time; SQLite binds the values of several one after another.
fn joined(backend: DatabaseBackend, statements: Vec<Statement>) -> Vec<Statement> {
    if backend != DatabaseBackend::Sqlite || statements.len() < 2 {
        return statements;
    }
    let text = statements.iter().map(|statement| statement.sql.as_str()).collect::<Vec<_>>().join(";");
    let values = statements.into_iter().filter_map(|statement| statement.values);
    let values: Vec<Value> = values.flat_map(|values| values.0).collect();
    vec![Statement::from_sql_and_values(backend, text, values)]
}
