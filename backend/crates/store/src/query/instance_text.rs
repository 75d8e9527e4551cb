//! Texts about the server, as they were written (Markdown).

use kinds::Millis;
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Result, Sql};

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// More about the server.
    ExtendedDescription = 0,
    /// The privacy policy.
    PrivacyPolicy = 1,
    /// The terms of service.
    TermsOfService = 2,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct TextRow {
    /// The first day on which it holds, `2026-03-10`; empty for those that have one version only.
    pub effective_date: String,
    /// Markdown.
    pub content: String,
    /// When it was set.
    pub updated_at: Millis,
}

/// The latest versions of a text, the oldest of them first.
///
/// # Errors
/// When the database cannot be read.
pub async fn versions(db: &impl ConnectionTrait, kind: TextKind) -> Result<Vec<TextRow>> {
    let sql = Sql::new("SELECT effective_date, content, updated_at FROM instance_texts WHERE kind = ");
    let mut rows: Vec<TextRow> =
        sql.bind(kind as i16).push(" ORDER BY effective_date DESC LIMIT 100").all(db).await?;
    rows.reverse();
    Ok(rows)
}

/// Sets a version of a text.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(db: &impl ConnectionTrait, kind: TextKind, row: TextRow) -> Result<()> {
    Sql::new("INSERT INTO instance_texts (kind, effective_date, content, updated_at) VALUES (")
        .bind(kind as i16)
        .push(", ")
        .bind(row.effective_date)
        .push(", ")
        .bind(row.content)
        .push(", ")
        .bind(row.updated_at)
        .push(
            ") ON CONFLICT (kind, effective_date) DO UPDATE SET content = excluded.content, \
             updated_at = excluded.updated_at",
        )
        .execute(db)
        .await?;
    Ok(())
}

/// Removes a version of a text; false when there is none.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(db: &impl ConnectionTrait, kind: TextKind, effective_date: &str) -> Result<bool> {
    let sql = Sql::new("DELETE FROM instance_texts WHERE kind = ").bind(kind as i16);
    Ok(sql.push(" AND effective_date = ").bind(effective_date).execute(db).await? > 0)
}
