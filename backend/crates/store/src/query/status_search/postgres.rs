//! Searching with PostgreSQL's text search. A GIN index tells all that matches, in no order: to read the
//! rows of all of it is what takes long. So the newest statuses are read first, until the page is full,
//! and then the index is asked for one window of time after another (`windows`). One statement does it
//! all, and what follows a part that was enough is never run.
//!
//! Numbers of rows stand in the text: PostgreSQL plans a statement once for all values that are bound, which
//! saves more than the search takes, when it knows how many rows there can be.

mod windows;

use super::{
    EVERY, PUBLIC, Scope, StatusSearch, Term, author_word,
    find::{newest_kept, of_everybody, of_everybody_or_kept, on_a_shelf, seen, shelves},
    quoted,
};
use crate::Sql;

/// The newest statuses, which are read first: about 1 ms.
const NEAR: i64 = 3_000;
/// The newest statuses of a library, which are asked first whether they match: up to 2 µs each. For each
/// result that is wanted so many, within these bounds.
const KEPT: i64 = 20;
const KEPT_LEAST: i64 = 400;
const KEPT_MOST: i64 = 20_000;

/// Public statuses, and unless only those are asked for, the viewer's library.
pub(super) fn everywhere(search: &StatusSearch<'_>) -> Sql {
    let (fact, findable): (_, fn(Sql, &StatusSearch<'_>, Sql, &str) -> Sql) = match search.scope {
        Scope::Public => (PUBLIC, of_everybody),
        Scope::All | Scope::Library => (EVERY, of_everybody_or_kept),
    };
    let newest = |columns: &str| {
        let sql = Sql::new(&format!("(SELECT {columns} FROM status_search WHERE TRUE"));
        search.bounds(sql, "status_id").push(&format!(" ORDER BY status_id DESC LIMIT {NEAR}) f"))
    };
    let near = Sql::new("SELECT f.status_id AS id FROM ").append(newest("status_id, words"));
    let near = findable(near, search, matching(search, fact, "f.words"), "f.status_id");
    let ends = windows::ends("status_id", newest("status_id"), NEAR);
    let older = findable(windows::matching(search), search, Sql::new("TRUE"), "f.status_id");
    windows::walk(search, Sql::new("WITH RECURSIVE "), near.push(" ORDER BY f.status_id DESC"), ends, older)
}

/// The viewer's own statuses and those the viewer has to do with: the newest of them that match, then what
/// matches and is of the viewer, by the index, or among them.
pub(super) fn library(search: &StatusSearch<'_>) -> Sql {
    let most = (search.wanted() * KEPT).clamp(KEPT_LEAST, KEPT_MOST);
    let kept = Sql::new("WITH RECURSIVE kept AS MATERIALIZED (SELECT DISTINCT id FROM (")
        .append(newest_kept(search, most))
        .push(&format!(") shelves ORDER BY id DESC LIMIT {most}), "));
    // The `OFFSET` keeps PostgreSQL from looking for all that matches.
    let near = Sql::new(
        "SELECT f.id FROM (SELECT k.id FROM (SELECT id FROM kept ORDER BY id DESC) k CROSS JOIN LATERAL \
         (SELECT words FROM status_search WHERE status_id = k.id OFFSET 0) d WHERE ",
    )
    .append(matching(search, EVERY, "d.words"))
    .push(" ORDER BY k.id DESC) f");
    let near = seen(near, search, Sql::new("TRUE"), "f.id").push(" ORDER BY f.id DESC");
    let older = seen(windows::kept(search), search, Sql::new("TRUE"), "f.status_id");
    windows::walk(search, kept, near, windows::ends("id", Sql::new("kept"), most), older)
}

/// The `SELECT` has the text read as a query once, not for each row.
fn matching(search: &StatusSearch<'_>, fact: &str, column: &str) -> Sql {
    Sql::new(column).push(" @@ (SELECT CAST(").bind(tsquery(search.terms, fact)).push(" AS TSQUERY))")
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
