//! Searching with PostgreSQL's text search. A GIN index tells all that matches, in no order: good for rare
//! words, and slow for common ones. Those are found sooner by reading the newest statuses until the page
//! is full. Which of the two a search needs, its first part tells; one statement does it all, and what
//! follows a part that was enough is never run.
//!
//! Numbers of rows stand in the text: PostgreSQL plans a statement once for all values that are bound, which
//! saves more than the search takes, when it knows how many rows there can be.

use super::{
    EVERY, PUBLIC, Scope, StatusSearch, Term,
    find::{of_everybody, seen, shelves},
    quoted,
};
use crate::Sql;

/// The newest statuses, which are read first: about 2 ms.
const NEAR: i64 = 6_000;
/// So many are read when a good part of the page was among the newest: words that are so common match more
/// than are quicker found by the index.
const FAR: i64 = 40_000;
/// Statuses of a library that are asked whether they match: up to 2 µs each. There are more of them where
/// nothing else is looked through: words that fewer than 20 of these have match few enough for the index.
const KEPT: i64 = 1_000;
const KEPT_ALONE: i64 = 4_000;

/// Public statuses.
pub(super) fn public(search: &StatusSearch<'_>) -> Sql {
    let wanted = search.wanted();
    let read = |newest: i64| {
        let sql = Sql::new("(SELECT status_id, words FROM status_search WHERE TRUE");
        let sql = search.bounds(sql, "status_id").push(&format!(" ORDER BY status_id DESC LIMIT {newest}"));
        (sql.push(") f"), matching(search, PUBLIC))
    };
    let part = |(documents, condition): (Sql, Sql)| {
        let sql = Sql::new("SELECT f.status_id AS id FROM ").append(documents);
        newest(of_everybody(sql, search, condition, "f.status_id"), search)
    };
    let few = |part: &str| Sql::new(&format!("(SELECT COUNT(*) FROM {part}) < {wanted}"));
    let (far, far_matching) = read(FAR);
    // Of a phrase the index tells only which statuses have its words.
    let has_phrase = search.terms.iter().any(|term| term.words.len() > 1);
    let common = if has_phrase { wanted / 10 } else { wanted / 4 };
    let is_common = Sql::new(&format!(" AND (SELECT COUNT(*) FROM near) >= {common}"));
    let far_condition = far_matching.push(" AND ").append(few("near")).append(is_common);
    let is_needed = few("near").push(" AND ").append(few("far"));
    Sql::new("WITH near AS MATERIALIZED (")
        .append(part(read(NEAR)))
        .push("), far AS MATERIALIZED (")
        .append(part((far, far_condition)))
        .append(needed(search, is_needed))
        .push("), rest AS MATERIALIZED (")
        .append(part((indexed(search), Sql::new("TRUE"))))
        .push(
            ") SELECT id FROM (SELECT id FROM near UNION SELECT id FROM far UNION SELECT id FROM rest) found",
        )
        .push(&format!(" ORDER BY id DESC LIMIT {wanted}"))
}

/// The viewer's own statuses and those the viewer has to do with: the newest of them that match, or, when
/// these do not fill the page, what matches and is among them.
pub(super) fn library(search: &StatusSearch<'_>) -> Sql {
    let wanted = search.wanted();
    let most = if search.scope == Scope::Library { KEPT_ALONE } else { KEPT };
    // The `OFFSET` keeps PostgreSQL from looking for all that matches.
    let near = Sql::new(
        "SELECT f.id FROM (SELECT kept.id FROM kept CROSS JOIN LATERAL \
         (SELECT words FROM status_search WHERE status_id = kept.id OFFSET 0) d WHERE ",
    )
    .append(words(search, EVERY, "d.words"))
    .push(" ORDER BY kept.id DESC) f");
    let is_needed = Sql::new(&format!(
        "(SELECT COUNT(*) FROM near) < {wanted} AND (SELECT COUNT(*) FROM kept) >= {most}"
    ));
    let rest = Sql::new("SELECT f.status_id AS id FROM ").append(indexed(search));
    // The `OR` has the library read once, and only if it comes to that.
    let is_kept = Sql::new("(statuses.account_id = ")
        .bind(search.viewer)
        .push(" OR f.status_id IN (")
        .append(shelves(search, false, None))
        .push("))");
    Sql::new("WITH kept AS MATERIALIZED (SELECT DISTINCT id FROM (")
        .append(shelves(search, true, Some(most)))
        .push(&format!(") shelves ORDER BY id DESC LIMIT {most}), near AS MATERIALIZED ("))
        .append(seen(near, search, Sql::new("TRUE"), "f.id"))
        .push(&format!(" ORDER BY f.id DESC LIMIT {wanted}"))
        .append(needed(search, is_needed))
        .push("), rest AS MATERIALIZED (")
        .append(newest(seen(rest, search, is_kept, "f.status_id"), search))
        .push(") SELECT id FROM (SELECT id FROM near UNION SELECT id FROM rest) found")
        .push(&format!(" ORDER BY id DESC LIMIT {wanted}"))
}

/// A table of the search, which is empty unless it `is_needed`. Without the fact of public statuses: the rows
/// of the few that match tell sooner than the index, which knows it of nearly all.
fn needed(search: &StatusSearch<'_>, is_needed: Sql) -> Sql {
    let sql = Sql::new("), needed AS MATERIALIZED (SELECT CAST(").bind(tsquery(search.terms, EVERY));
    sql.push(" AS TSQUERY) AS query WHERE ").append(is_needed)
}

/// What matches, by the index, if it is needed. The join with what says so comes before the index is read,
/// and keeps PostgreSQL from starting more processes for the little there is to do.
fn indexed(search: &StatusSearch<'_>) -> Sql {
    let sql =
        Sql::new("(SELECT s.status_id FROM needed CROSS JOIN status_search s WHERE s.words @@ needed.query");
    search.bounds(sql, "s.status_id").push(" ORDER BY s.status_id DESC) f")
}

fn matching(search: &StatusSearch<'_>, fact: &str) -> Sql {
    words(search, fact, "f.words")
}

/// The `SELECT` has the text read as a query once, not for each row.
fn words(search: &StatusSearch<'_>, fact: &str, column: &str) -> Sql {
    Sql::new(column).push(" @@ (SELECT CAST(").bind(tsquery(search.terms, fact)).push(" AS TSQUERY))")
}

fn newest(sql: Sql, search: &StatusSearch<'_>) -> Sql {
    sql.push(&format!(" ORDER BY f.status_id DESC LIMIT {}", search.wanted()))
}

/// The search in the words of PostgreSQL. The fact that every status has is asked for only when nothing
/// else is.
fn tsquery(terms: &[Term], fact: &str) -> String {
    let phrase = |term: &Term| {
        let words: Vec<String> = term.words.iter().map(|word| quoted(word)).collect();
        let star = if term.prefix { ":*" } else { "" };
        let not = if term.negated { "!" } else { "" };
        format!("{not}({}{star})", words.join(" <-> "))
    };
    let is_asked = fact != EVERY || terms.iter().all(|term| term.negated);
    let fact = is_asked.then(|| quoted(fact));
    terms.iter().map(phrase).chain(fact).collect::<Vec<_>>().join(" & ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_in_the_words_of_postgresql() {
        let term = |words: &str, negated: bool| Term {
            words: words.split(' ').map(str::to_owned).collect(),
            prefix: false,
            negated,
        };
        let terms = [term("big cat", false), term("dog", true), term("#o'x", false)];
        assert_eq!(tsquery(&terms, PUBLIC), "('big' <-> 'cat') & !('dog') & ('#o''x') & '~public'");
        assert_eq!(tsquery(&terms, EVERY), "('big' <-> 'cat') & !('dog') & ('#o''x')");
        assert_eq!(tsquery(&[term("dog", true)], EVERY), "!('dog') & '~every'");
    }
}
