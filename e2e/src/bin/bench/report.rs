//! The result as a table and as JSON.

use std::fmt::Write;

use anyhow::Result;
use serde_json::json;

use crate::load::Measured;

/// One case on one database.
pub(crate) struct Row {
    pub(crate) database: &'static str,
    pub(crate) case: &'static str,
    pub(crate) bytes: usize,
    pub(crate) statements: f64,
    pub(crate) memory: u64,
    pub(crate) measured: Measured,
    pub(crate) base: Measured,
}

/// For people.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "\n| database | request | bytes | req/s | of baseline | p50 ms | p99 ms | CPU ms | baseline CPU ms | SQL | RSS MB |\n\
         |---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let Measured { per_second, p50, p99, cpu_ms, .. } = row.measured;
        let _ = writeln!(
            text,
            "| {} | {} | {} | {per_second:.0} | {:.0} % | {p50:.2} | {p99:.2} | {cpu_ms:.3} | {:.3} | {:.2} | {} |",
            row.database,
            row.case,
            row.bytes,
            100.0 * per_second / row.base.per_second,
            row.base.cpu_ms,
            row.statements,
            row.memory / 1_000_000,
        );
    }
    text
}

/// For machines.
pub(crate) fn json(rows: &[Row]) -> Result<String> {
    let rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let run = |measured: Measured| json!({ "requests_per_second": measured.per_second, "p50_ms": measured.p50, "p99_ms": measured.p99, "cpu_ms": measured.cpu_ms });
            json!({
                "database": row.database,
                "request": row.case,
                "bytes": row.bytes,
                "sql_per_request": row.statements,
                "rss_bytes": row.memory,
                "server": run(row.measured),
                "baseline": run(row.base),
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&rows)?)
}
