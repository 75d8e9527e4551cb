//! What is older than what was read first, by the index: one window of time after another, until the page
//! is full or there is nothing older. How much was found so far, and in how long a time, tells how far the
//! next one reaches.
//!
//! The index has the words of each status, and three numbers of the stretches of time that it is in: about
//! 18 minutes, 19 hours and 50 days. Who asks it for words and a few of those numbers is told what matches
//! in that time, and it passes over the rest.

use super::{EVERY, StatusSearch, author_word, on_a_shelf, shelves, tsquery};
use crate::Sql;

/// What stands in the index beside the words: an id without its last bits is a stretch of time.
const STRETCHES: &str = "ARRAY[s.status_id >> 36, s.status_id >> 42, s.status_id >> 48]";

/// Where the first part ended: the newest and the oldest id of the `rows` it went through. Nothing, when there
/// were fewer than it would have taken.
pub(super) fn ends(id: &str, rows: Sql, most: i64) -> Sql {
    Sql::new(&format!("SELECT MAX({id}) AS newest, MIN({id}) AS low FROM "))
        .append(rows)
        .push(&format!(" HAVING COUNT(*) = {most}"))
}

/// The statuses of the window `w` that match, the newest first, to be joined with what says who may find them.
///
/// Without the fact of public statuses: the rows of the few that match tell sooner than the index, which knows
/// it of nearly all.
pub(super) fn matching(search: &StatusSearch<'_>) -> Sql {
    newest_first(hits(search, EVERY, Sql::new("TRUE")))
}

/// Those of the window `w` that match and are the viewer's own or on one of the viewer's shelves. Empty shelves
/// are not looked through.
pub(super) fn kept(search: &StatusSearch<'_>) -> Sql {
    let is_any = Sql::new("EXISTS (").append(shelves(search)).push(")");
    let on_shelves = hits(search, EVERY, is_any).push(" AND ").append(on_a_shelf(search, "d.status_id"));
    let own = hits(search, &author_word(search.viewer), Sql::new("TRUE"));
    newest_first(on_shelves.push(" UNION ").append(own))
}

fn newest_first(hits: Sql) -> Sql {
    Sql::new("SELECT f.status_id AS id FROM (").append(hits).push(" ORDER BY status_id DESC) f")
}

/// What the index knows of the window, with one more fact. The `OFFSET` keeps PostgreSQL from asking another
/// index for the ids in between.
fn hits(search: &StatusSearch<'_>, fact: &str, condition: Sql) -> Sql {
    Sql::new("SELECT d.status_id FROM (SELECT s.status_id FROM status_search s WHERE ")
        .append(condition)
        .push(" AND s.words @@ CAST(")
        .bind(tsquery(search.terms, fact))
        .push(&format!(" AS TSQUERY) AND {STRETCHES} && w.stretches OFFSET 0) d "))
        .push("WHERE d.status_id < w.top AND d.status_id >= w.low")
}

/// The whole statement: `head` and the first part, `near`; if that is not enough, the windows below its `ends`,
/// of each of which `older` tells what is found.
pub(super) fn walk(search: &StatusSearch<'_>, head: Sql, near: Sql, ends: Sql, older: Sql) -> Sql {
    let wanted = search.wanted();
    let oldest = Sql::new("(SELECT MIN(status_id) FROM status_search)");
    let floor = match search.above {
        Some(above) => {
            Sql::new("GREATEST(").append(oldest).push(", ").bind(above.saturating_add(1)).push(")")
        }
        None => oldest,
    };
    head.push("near AS MATERIALIZED (")
        .append(near)
        .push(&format!(" LIMIT {wanted}), walk (newest, low, floor, found, ids) AS (SELECT newest, low, "))
        .append(floor)
        .push(", (SELECT COUNT(*) FROM near), CAST(NULL AS BIGINT[]) FROM (")
        .append(ends)
        .push(&format!(") ends WHERE (SELECT COUNT(*) FROM near) < {wanted} UNION ALL "))
        .push("SELECT w.newest, w.low, w.floor, w.found + CARDINALITY(more.ids), more.ids FROM ")
        .append(window(wanted))
        .push(" CROSS JOIN LATERAL (SELECT ARRAY(")
        .append(older)
        .push(&format!(" ORDER BY f.status_id DESC LIMIT {wanted} - w.found) AS ids OFFSET 0) more) "))
        .push("SELECT id FROM (SELECT id FROM near UNION ALL SELECT UNNEST(ids) FROM walk) found ")
        .push(&format!("ORDER BY id DESC LIMIT {wanted}"))
}

/// The next window `w`, from `low` to below `top`: as long as it takes to find the rest of the page and a third
/// more, if there is as much of it as there was so far, but at most 16 times as long as all before. It ends
/// where a stretch does. Of short stretches there are at most 64, for the index looks at each.
fn window(wanted: i64) -> Sql {
    Sql::new(&format!(
        "(SELECT *, ARRAY(SELECT GENERATE_SERIES(low >> bits, (top - 1) >> bits)) AS stretches FROM \
         (SELECT *, GREATEST(floor, (about >> bits) << bits) AS low FROM \
         (SELECT *, CASE WHEN (top - about) >> 36 < 64 THEN 36 WHEN (top - about) >> 42 < 64 THEN 42 ELSE 48 END \
         AS bits FROM \
         (SELECT newest, low AS top, floor, found, GREATEST(floor, low - CAST((newest - low) * \
         LEAST(16, GREATEST(0.2, 1.3 * ({wanted} - found) / GREATEST(found, 1))) AS BIGINT)) AS about \
         FROM walk WHERE found < {wanted} AND low > floor) a) b) c OFFSET 0) w"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_of_what_it_is_asked_for() {
        let made = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../migrations/sql/0023_search_by_time.sql"
        ));
        assert!(made.contains(&STRETCHES.replace("s.", "")));
    }
}
