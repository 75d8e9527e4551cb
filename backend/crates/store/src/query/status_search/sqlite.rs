//! Searching with FTS5, which tells what matches newest first and stops when nobody asks for more.

use kinds::StatusId;
use sea_orm::ConnectionTrait;

use super::{
    EVERY, PUBLIC, Scope, StatusSearch, Term, author_word,
    find::{of_everybody, seen, shelves},
};
use crate::{Result, Sql};

/// In a library of up to so many statuses each is asked whether it matches; otherwise what matches is asked
/// whether it is in the library. The one costs up to 300 µs for each of the library, the other 0.3 µs for
/// each match, newest first.
const FEW: i64 = 40;

/// What is found up to the end of the page, newest first.
pub(super) async fn found(db: &impl ConnectionTrait, search: &StatusSearch<'_>) -> Result<Vec<StatusId>> {
    let mut found: Vec<StatusId> = public_and_own(search).ids(db).await?;
    if search.scope == Scope::Public {
        return Ok(found);
    }
    let mut rest = search.clone();
    // What is older than all of a full page will not be on it.
    if usize::try_from(search.wanted()).is_ok_and(|wanted| found.len() >= wanted) {
        rest.above = search.above.max(found.last().map(|id| id.0));
    }
    found.extend(library(db, &rest).await?);
    found.sort_unstable_by(|a, b| b.cmp(a));
    found.dedup();
    Ok(found)
}

/// Public statuses and the viewer's own, as far as they are asked for. `CROSS JOIN` keeps SQLite from asking
/// for each of the statuses of an author whether it matches.
fn public_and_own(search: &StatusSearch<'_>) -> Sql {
    let arms = match search.scope {
        Scope::All => vec![public(search), own(search)],
        Scope::Public => vec![public(search)],
        Scope::Library => vec![own(search)],
    };
    let mut sql = Sql::default();
    for (number, arm) in arms.into_iter().enumerate() {
        sql = sql.push(if number == 0 { "SELECT id FROM (" } else { " UNION SELECT id FROM (" });
        sql = sql.append(arm).push(")");
    }
    sql.push(" ORDER BY id DESC LIMIT ").bind(search.wanted())
}

fn public(search: &StatusSearch<'_>) -> Sql {
    let sql = Sql::new("SELECT f.rowid AS id FROM status_search f");
    newest(of_everybody(sql, search, matching(search, PUBLIC), "f.rowid"), search)
}

fn own(search: &StatusSearch<'_>) -> Sql {
    let sql = Sql::new("SELECT f.rowid AS id FROM status_search f CROSS JOIN statuses WHERE ")
        .append(matching(search, &author_word(search.viewer)))
        .push(" AND statuses.id = f.rowid AND statuses.account_id = ")
        .bind(search.viewer);
    newest(sql, search)
}

/// Statuses the viewer has to do with.
async fn library(db: &impl ConnectionTrait, search: &StatusSearch<'_>) -> Result<Vec<StatusId>> {
    // Where what everybody finds did not fill the page, not much matches.
    let is_alone = search.scope == Scope::Library;
    let few = is_alone && count(search).ids::<i64>(db).await?.first().is_some_and(|count| *count <= FEW);
    kept(search, few).ids(db).await
}

/// How large the library is, as far as that matters.
fn count(search: &StatusSearch<'_>) -> Sql {
    let sql = Sql::new("SELECT COUNT(*) AS id FROM (").append(shelves(search));
    sql.push(" LIMIT ").bind(FEW + 1).push(")")
}

/// What the viewer has to do with. A `+` before the column has the list asked for each match, instead of
/// the index for each of the list. An empty library is not looked for: nothing matches the empty search.
fn kept(search: &StatusSearch<'_>, few: bool) -> Sql {
    let condition = Sql::new("f.words MATCH CASE WHEN EXISTS (")
        .append(shelves(search))
        .push(") THEN ")
        .bind(fts5(search.terms, EVERY))
        .push(" ELSE '\"\"' END");
    let condition = search
        .bounds(condition, "f.rowid")
        .push(if few { " AND f.rowid IN (" } else { " AND +f.rowid IN (" })
        .append(shelves(search))
        .push(")");
    let sql = Sql::new("SELECT f.rowid AS id FROM status_search f");
    newest(seen(sql, search, condition, "f.rowid"), search)
}

fn matching(search: &StatusSearch<'_>, fact: &str) -> Sql {
    let sql = Sql::new("f.words MATCH ").bind(fts5(search.terms, fact));
    search.bounds(sql, "f.rowid")
}

fn newest(sql: Sql, search: &StatusSearch<'_>) -> Sql {
    sql.push(" ORDER BY f.rowid DESC LIMIT ").bind(search.wanted())
}

/// The search in the words of FTS5. The fact that every status has is asked for only when nothing else is.
fn fts5(terms: &[Term], fact: &str) -> String {
    let phrase = |term: &Term| {
        let star = if term.prefix { "*" } else { "" };
        format!("\"{}\"{star}", term.words.join(" ").replace('"', ""))
    };
    let mut wanted: Vec<String> = terms.iter().filter(|term| !term.negated).map(phrase).collect();
    if fact != EVERY || wanted.is_empty() {
        wanted.push(format!("\"{fact}\""));
    }
    let unwanted: Vec<String> = terms.iter().filter(|term| term.negated).map(phrase).collect();
    if unwanted.is_empty() {
        return wanted.join(" AND ");
    }
    format!("({}) NOT ({})", wanted.join(" AND "), unwanted.join(" OR "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_in_the_words_of_fts5() {
        let term = |words: &str, negated: bool| Term {
            words: words.split(' ').map(str::to_owned).collect(),
            prefix: false,
            negated,
        };
        let terms = [term("big cat", false), term("dog", true), term("#o'x", false)];
        assert_eq!(fts5(&terms, PUBLIC), "(\"big cat\" AND \"#o'x\" AND \"~public\") NOT (\"dog\")");
        assert_eq!(fts5(&terms, EVERY), "(\"big cat\" AND \"#o'x\") NOT (\"dog\")");
        assert_eq!(fts5(&[term("dog", true)], EVERY), "(\"~every\") NOT (\"dog\")");
    }
}
