//! What making the lists costs: that of the recent window, however much there is in all.

use sea_orm::{ConnectionTrait, DatabaseBackend};
use store::{
    Db, Sql,
    query::trend_use::{self, Counted},
};
use testkit::TestDatabase;

use crate::testing::TestApp;

/// From the last thousandth of the ids on.
const COUNTED: Counted = Counted { from: 99_900, least: 5, limit: 100 };
const STATUSES: i64 = 100_000;

/// A hundred thousand posts by one account, each with hashtag, preview and favourite, every tenth a boost.
async fn fill(db: &Db, account: i64) {
    let numbers = match db.backend() {
        DatabaseBackend::Sqlite => format!(
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {STATUSES}) SELECT i FROM n) n"
        ),
        _ => format!("generate_series(1, {STATUSES}) AS n(i)"),
    };
    for statement in [
        format!(
            "INSERT INTO statuses (id, uri, account_id, local, visibility, listed, reblog_of_id, created_at) \
             SELECT i, 'u' || i, {account}, FALSE, 0, TRUE, NULL, i FROM {numbers} WHERE i % 10 > 0"
        ),
        format!(
            "INSERT INTO statuses (id, uri, account_id, local, visibility, listed, reblog_of_id, created_at) \
             SELECT i, 'u' || i, {account}, FALSE, 0, FALSE, i - 1, i FROM {numbers} WHERE i % 10 = 0"
        ),
        "INSERT INTO tags (id, name, display, created_at) VALUES (1, 'a', 'a', 0), (2, 'b', 'b', 0)"
            .to_owned(),
        "INSERT INTO preview_cards (id, url, shown, fetched_at, created_at) VALUES (1, 'a', TRUE, 0, 0)"
            .to_owned(),
        "INSERT INTO status_tags (tag_id, status_id) SELECT 1 + id % 2, id FROM statuses".to_owned(),
        "INSERT INTO status_cards (card_id, status_id) SELECT 1, id FROM statuses WHERE reblog_of_id IS NULL"
            .to_owned(),
        "INSERT INTO status_stats (status_id, favourites_count) SELECT id, 1 FROM statuses".to_owned(),
        format!(
            "INSERT INTO favourites (id, account_id, status_id, created_at) SELECT id, {account}, id, 0 FROM statuses"
        ),
    ] {
        db.write().execute_unprepared(&statement).await.unwrap();
    }
    if db.backend() == DatabaseBackend::Postgres {
        db.write().execute_unprepared("ANALYZE").await.unwrap();
    }
}

/// How the database goes about a question.
async fn plan(db: &Db, sql: Sql) -> String {
    let (explain, column) = match db.backend() {
        DatabaseBackend::Sqlite => ("EXPLAIN QUERY PLAN ", "detail"),
        _ => ("EXPLAIN ", "QUERY PLAN"),
    };
    let statement = Sql::new(explain).append(sql).statement(db.backend());
    let rows = db.write().query_all_raw(statement).await.unwrap();
    let lines = rows.iter().map(|row| row.try_get::<String>("", column).unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn what_is_counted_is_found_by_indexes_of_time() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let account = app.user("alice").await.account.0;
        fill(&app.ctx.db, account).await;
        for (name, sql) in [
            ("tags", trend_use::tags(COUNTED)),
            ("links", trend_use::links(COUNTED)),
            ("statuses", trend_use::statuses(1, COUNTED)),
        ] {
            let plan = plan(&app.ctx.db, sql).await;
            // SQLite names aliases, PostgreSQL tables; accounts, tags and cards are few.
            for whole in [
                "SCAN s",
                "SCAN t",
                "SCAN c",
                "SCAN b",
                "SCAN n",
                "SCAN favourites",
                "SCAN statuses",
                "Seq Scan on statuses",
                "Seq Scan on status_tags",
                "Seq Scan on status_cards",
                "Seq Scan on favourites",
                "Seq Scan on status_stats",
            ] {
                let read = plan.lines().any(|line| {
                    line.split(whole).nth(1).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
                });
                assert!(!read, "{name}: {whole}\n{plan}");
            }
        }
    }
}
