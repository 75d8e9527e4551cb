//! Whom the server knows and whom it does not talk with, and its languages.

use kinds::DomainBlockSeverity;
use sha2::{Digest, Sha256};
use shared::entities::{DomainBlock, Language};
use store::query;

use crate::{ctx::Ctx, error::Result, locale::Locale};

/// The most servers that are listed: the API does not page them.
const MAX_LISTED: u64 = 20_000;
/// The most servers that are found.
const MAX_FOUND: i64 = 10;
/// Longest name of a server (RFC 1035).
const MAX_DOMAIN: usize = 253;

/// The servers that accounts known here come from, in alphabetical order.
///
/// # Errors
/// When the database cannot be read.
pub async fn peers(ctx: &Ctx) -> Result<Vec<String>> {
    Ok(query::instance::domains(ctx.db.read(), MAX_LISTED).await?)
}

/// Servers that accounts known here come from, by how their names begin.
///
/// # Errors
/// When the database cannot be read.
pub async fn search_peers(ctx: &Ctx, text: &str) -> Result<Vec<String>> {
    let prefix = text.trim().to_lowercase();
    let fits = prefix.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    if prefix.is_empty() || prefix.len() > MAX_DOMAIN || !fits {
        return Ok(Vec::new());
    }
    Ok(query::instance::domains_like(ctx.db.read(), &prefix, MAX_FOUND).await?)
}

/// The servers that are limited here, in alphabetical order.
///
/// # Errors
/// When the database cannot be read.
pub async fn domain_blocks(ctx: &Ctx) -> Result<Vec<DomainBlock>> {
    let rows = query::instance::domain_blocks(ctx.db.read(), MAX_LISTED).await?;
    let block = |row: store::entity::domain_block::Model| DomainBlock {
        digest: hex::encode(Sha256::digest(row.domain.as_bytes())),
        domain: row.domain,
        severity: if row.severity == 0 { DomainBlockSeverity::Silence } else { DomainBlockSeverity::Suspend },
        // What is written down about a block is for moderators.
        comment: None,
    };
    Ok(rows.into_iter().map(block).collect())
}

/// The languages that pages and mails of the server are written in.
pub fn languages() -> Vec<Language> {
    let language =
        |locale: Locale| Language { code: locale.tag().to_owned(), name: locale.name().to_owned() };
    Locale::ALL.map(language).to_vec()
}
