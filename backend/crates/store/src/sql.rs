//! Typed raw SQL for what the query builder says badly: one text for both databases.

use sea_orm::{
    Condition, ConnectionTrait, DatabaseBackend, FromQueryResult, Statement, TryGetable, Value,
    sea_query::{Query, SqliteQueryBuilder},
};

use crate::Result;

/// SQL text with the values bound in it.
#[derive(Debug, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Begins with `text`. Never put anything but literals of this program into it.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds text.
    #[must_use]
    pub fn push(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.text.push('?');
        self.values.push(value.into());
        self
    }

    /// Adds a list for `IN`. Its length is rounded up to a power of two by repeating the last value,
    /// so that pages of all sizes share a few prepared statements. An empty list matches nothing.
    #[must_use]
    pub fn bind_list<V: Into<Value> + Clone>(mut self, values: &[V]) -> Self {
        let Some(last) = values.last() else { return self.push("(NULL)") };
        let padded = values.len().next_power_of_two();
        self.text.push('(');
        for index in 0..padded {
            if index > 0 {
                self.text.push(',');
            }
            self = self.bind(values.get(index).unwrap_or(last).clone());
        }
        self.push(")")
    }

    /// Adds another piece with its values.
    #[must_use]
    pub fn append(mut self, other: Sql) -> Self {
        self.text.push_str(&other.text);
        self.values.extend(other.values);
        self
    }

    /// Adds a condition of the query builder, such as the viewer filter. SQLite's rendering fits both
    /// databases: quoted names, `?` for values.
    #[must_use]
    pub fn push_condition(mut self, condition: Condition) -> Self {
        let (text, values) = Query::select().cond_where(condition).build(SqliteQueryBuilder);
        self.text.push('(');
        self.text.push_str(text.split_once(" WHERE ").map_or("1 = 1", |(_, condition)| condition));
        self.text.push(')');
        self.values.extend(values);
        self
    }

    /// The statement in the database's words: PostgreSQL numbers its placeholders.
    pub fn statement(self, backend: DatabaseBackend) -> Statement {
        if backend != DatabaseBackend::Postgres {
            return Statement::from_sql_and_values(backend, self.text, self.values);
        }
        let mut text = String::with_capacity(self.text.len() + self.values.len() * 2);
        for (number, part) in self.text.split('?').enumerate() {
            if number > 0 {
                text.push_str(&format!("${number}"));
            }
            text.push_str(part);
        }
        Statement::from_sql_and_values(backend, text, self.values)
    }

    /// Runs the query and reads its rows.
    ///
    /// # Errors
    /// When the database refuses, or a row does not fit.
    pub async fn all<T: FromQueryResult>(self, db: &impl ConnectionTrait) -> Result<Vec<T>> {
        T::find_by_statement(self.statement(db.get_database_backend())).all(db).await
    }

    /// Runs the query and reads its first row.
    ///
    /// # Errors
    /// When the database refuses, or the row does not fit.
    pub async fn one<T: FromQueryResult>(self, db: &impl ConnectionTrait) -> Result<Option<T>> {
        T::find_by_statement(self.statement(db.get_database_backend())).one(db).await
    }

    /// Runs the query and reads the column `id` of its rows.
    ///
    /// # Errors
    /// When the database refuses, or a row does not fit.
    pub async fn ids<T: TryGetable>(self, db: &impl ConnectionTrait) -> Result<Vec<T>> {
        let rows = db.query_all_raw(self.statement(db.get_database_backend())).await?;
        rows.iter().map(|row| row.try_get("", "id")).collect()
    }

    /// Runs a statement that returns nothing; tells how many rows it changed.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn execute(self, db: &impl ConnectionTrait) -> Result<u64> {
        Ok(db.execute_raw(self.statement(db.get_database_backend())).await?.rows_affected())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_lists_fit_both_databases() {
        let sql = || Sql::new("SELECT 1 WHERE a = ").bind(5_i64).push(" AND b IN ").bind_list(&[1_i64, 2, 3]);
        assert_eq!(sql().statement(DatabaseBackend::Sqlite).sql, "SELECT 1 WHERE a = ? AND b IN (?,?,?,?)");
        assert_eq!(
            sql().statement(DatabaseBackend::Postgres).sql,
            "SELECT 1 WHERE a = $1 AND b IN ($2,$3,$4,$5)"
        );
        let condition = Condition::all().add(sea_orm::sea_query::Expr::cust_with_values("a > ?", [1_i64]));
        let sql = Sql::new("WHERE x = ").bind(2_i64).push(" AND ").push_condition(condition);
        assert_eq!(sql.statement(DatabaseBackend::Postgres).sql, "WHERE x = $1 AND (a > $2)");
        assert_eq!(Sql::new("IN ").bind_list::<i64>(&[]).statement(DatabaseBackend::Sqlite).sql, "IN (NULL)");
    }
}
