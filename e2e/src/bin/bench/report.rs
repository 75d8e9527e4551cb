//! The result as a table and as JSON.

use std::fmt::Write;

use anyhow::Result;
use serde_json::json;

use crate::load::Measured;

/// One figure that is no request again and again.
pub(crate) struct Figure {
    pub(crate) database: &'static str,
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// What is to be reached; more is better where `more` says so.
    pub(crate) goal: Option<f64>,
    pub(crate) more: bool,
}

impl Figure {
    /// A figure that is to be at most `goal`.
    pub(crate) fn at_most(
        database: &'static str,
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
        goal: f64,
    ) -> Self {
        Self { database, name: name.into(), value, unit, goal: Some(goal), more: false }
    }

    /// A figure that is to be at least `goal`.
    pub(crate) fn at_least(
        database: &'static str,
        name: impl Into<String>,
        value: f64,
        unit: &'static str,
        goal: f64,
    ) -> Self {
        Self { database, name: name.into(), value, unit, goal: Some(goal), more: true }
    }

    /// Whether the goal is reached; without one it is.
    fn reached(&self) -> bool {
        self.goal.is_none_or(|goal| if self.more { self.value >= goal } else { self.value <= goal })
    }
}

/// One case on one database.
pub(crate) struct Row {
    pub(crate) database: &'static str,
    pub(crate) case: &'static str,
    pub(crate) bytes: usize,
    pub(crate) statements: f64,
    pub(crate) memory: u64,
    pub(crate) goal: Option<f64>,
    pub(crate) measured: Measured,
    pub(crate) base: Measured,
}

/// For people.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "\n| database | request | bytes | req/s | of baseline | p50 ms | p99 ms | CPU ms | goal | baseline CPU ms | SQL | RSS MB |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows {
        let Measured { per_second, p50, p99, cpu_ms, .. } = row.measured;
        let _ = writeln!(
            text,
            "| {} | {} | {} | {per_second:.0} | {:.0} % | {p50:.2} | {p99:.2} | {cpu_ms:.3} | {} | {:.3} | {:.2} | {} |",
            row.database,
            row.case,
            row.bytes,
            100.0 * per_second / row.base.per_second,
            row.goal.map_or_else(String::new, |goal| format!("{goal}")),
            row.base.cpu_ms,
            row.statements,
            row.memory / 1_000_000,
        );
    }
    text
}

/// The other figures, for people.
pub(crate) fn figures(figures: &[Figure]) -> String {
    let mut text = String::from("\n| database | figure | value | goal | reached |\n|---|---|---|---|---|\n");
    for figure in figures {
        let Figure { database, name, value, unit, .. } = figure;
        let sign = if figure.more { "≥" } else { "≤" };
        let goal = figure.goal.map_or_else(String::new, |goal| format!("{sign} {goal} {unit}"));
        let reached = if figure.reached() { "yes" } else { "no" };
        let _ = writeln!(text, "| {database} | {name} | {value:.2} {unit} | {goal} | {reached} |");
    }
    text
}

/// For machines.
pub(crate) fn json(rows: &[Row], figures: &[Figure]) -> Result<String> {
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
                "cpu_ms_goal": row.goal,
                "server": run(row.measured),
                "baseline": run(row.base),
            })
        })
        .collect();
    let figures: Vec<_> = figures
        .iter()
        .map(|figure| {
            json!({
                "database": figure.database,
                "name": figure.name,
                "value": figure.value,
                "unit": figure.unit,
                "goal": figure.goal,
                "reached": figure.reached(),
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&json!({ "requests": rows, "figures": figures }))?)
}
