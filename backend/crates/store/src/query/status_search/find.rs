//! What is looked for, and what of it a viewer may find.
//!
//! A search costs about the same however many statuses there are: whatever is looked through comes the
//! newest first and ends with the page. Each database has its own way to that (`sqlite`, `postgres`); who
//! may find what is said here, for both, and is part of the statements that search.

use kinds::{AccountId, Millis, StatusId};
use sea_orm::{ConnectionTrait, DatabaseBackend};

use super::{postgres, sqlite};
use crate::{
    Result, Sql,
    query::{timeline::push_wanted, visibility::visible_to},
};

/// Words that stand one after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The words.
    pub words: Vec<String>,
    /// Whether the last one only begins so.
    pub prefix: bool,
    /// Whether they must not be there.
    pub negated: bool,
}

/// Where to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere.
    #[default]
    All,
    /// The viewer's own statuses, and those the viewer has to do with.
    Library,
    /// What everybody may find.
    Public,
}

/// What statuses to find.
#[derive(Clone, Debug)]
pub struct StatusSearch<'a> {
    /// Who asks.
    pub viewer: AccountId,
    /// The words.
    pub terms: &'a [Term],
    /// Where to look.
    pub scope: Scope,
    /// Only ids above this.
    pub above: Option<i64>,
    /// Only ids below this.
    pub below: Option<i64>,
    /// The time, for mutes that end.
    pub now: Millis,
    /// How many to pass over.
    pub offset: i64,
    /// How many at most.
    pub limit: i64,
}

impl StatusSearch<'_> {
    /// The results up to the end of the page: what is found beyond them is of no use.
    pub(super) fn wanted(&self) -> i64 {
        self.limit + self.offset
    }

    /// Adds the bounds of the ids.
    pub(super) fn bounds(&self, sql: Sql, id: &str) -> Sql {
        let mut sql = sql;
        if let Some(below) = self.below {
            sql = sql.push(" AND ").push(id).push(" < ").bind(below);
        }
        if let Some(above) = self.above {
            sql = sql.push(" AND ").push(id).push(" > ").bind(above);
        }
        sql
    }
}

/// Statuses with these words that the viewer may find, the newest first: the viewer's own; those the
/// viewer is mentioned in, or has favourited, boosted, bookmarked or voted in; and public ones of
/// authors who allow it.
///
/// # Errors
/// When the database cannot be read.
pub async fn statuses(db: &impl ConnectionTrait, search: &StatusSearch<'_>) -> Result<Vec<StatusId>> {
    let found: Vec<StatusId> = match (db.get_database_backend(), search.scope) {
        (DatabaseBackend::Sqlite, _) => sqlite::found(db, search).await?,
        (_, Scope::Library) => postgres::library(search).ids(db).await?,
        (_, Scope::All | Scope::Public) => postgres::everywhere(search).ids(db).await?,
    };
    let offset = usize::try_from(search.offset).unwrap_or_default();
    Ok(found.into_iter().skip(offset).take(usize::try_from(search.limit).unwrap_or_default()).collect())
}

/// Joins the statuses whose ids are `id` with their authors: those that are public, by authors who let
/// them be found, as far as the viewer may see them. The rows are asked again, for the index may be a
/// little behind.
pub(super) fn of_everybody(sql: Sql, search: &StatusSearch<'_>, condition: Sql, id: &str) -> Sql {
    visible(with_author(sql, condition, id).push(EVERYBODYS), search)
}

/// The same with what the viewer has to do with.
pub(super) fn of_everybody_or_kept(sql: Sql, search: &StatusSearch<'_>, condition: Sql, id: &str) -> Sql {
    let own = with_author(sql, condition, id)
        .push("(")
        .push(EVERYBODYS)
        .push(" OR statuses.account_id = ")
        .bind(search.viewer)
        .push(" OR ");
    visible(own.append(on_a_shelf(search, id)).push(")"), search)
}

const EVERYBODYS: &str = "(statuses.visibility = 0 AND author.indexable)";

fn with_author(sql: Sql, condition: Sql, id: &str) -> Sql {
    // Not a plain join: the order of the statement's own tables is the order in which they are to be read.
    sql.push(" CROSS JOIN statuses CROSS JOIN accounts author WHERE ")
        .append(condition)
        .push(" AND statuses.id = ")
        .push(id)
        .push(" AND author.id = statuses.account_id AND ")
}

/// Joins the statuses whose ids are `id`, as far as the viewer may see them.
pub(super) fn seen(sql: Sql, search: &StatusSearch<'_>, condition: Sql, id: &str) -> Sql {
    let sql = sql.push(" CROSS JOIN statuses WHERE ").append(condition).push(" AND statuses.id = ").push(id);
    visible(sql, search)
}

/// The `CASE` keeps PostgreSQL from making joins of the conditions, which takes it longer than the search.
fn visible(sql: Sql, search: &StatusSearch<'_>) -> Sql {
    let sql = sql.push(" AND CASE WHEN ").push_condition(visible_to(Some(search.viewer)));
    push_wanted(sql, Some(search.viewer), "statuses.account_id", search.now).push(" THEN TRUE ELSE FALSE END")
}

/// A place where the viewer's library is written down: the column of the statuses' ids, and the rest.
struct Shelf {
    id: &'static str,
    from: &'static str,
}

const SHELVES: [Shelf; 5] = [
    Shelf { id: "status_id", from: "favourites WHERE account_id = " },
    Shelf { id: "status_id", from: "bookmarks WHERE account_id = " },
    Shelf { id: "status_id", from: "mentions WHERE account_id = " },
    Shelf { id: "reblog_of_id", from: "statuses WHERE reblog_of_id IS NOT NULL AND account_id = " },
    Shelf { id: "p.status_id", from: "poll_votes v JOIN polls p ON p.id = v.poll_id WHERE v.account_id = " },
];
/// The viewer's own statuses, and boosts, which match nothing: without them the index alone would not do.
const OWN: Shelf = Shelf { id: "id", from: "statuses WHERE account_id = " };

/// The ids of what the viewer has to do with, but for the viewer's own, within the bounds; an id may come more
/// than once.
pub(super) fn shelves(search: &StatusSearch<'_>) -> Sql {
    union(SHELVES.iter().map(|Shelf { id, from }| {
        let sql = Sql::new("SELECT ").push(id).push(" AS id FROM ").push(from).bind(search.viewer);
        search.bounds(sql, id)
    }))
}

/// The ids of the `most` newest of all that the viewer has to do with, and of some more. Each shelf tells an id
/// once: an answer to a poll has as many rows as choices.
pub(super) fn newest_kept(search: &StatusSearch<'_>, most: i64) -> Sql {
    union(SHELVES.iter().chain([&OWN]).map(|Shelf { id, from }| {
        let sql = Sql::new("SELECT DISTINCT ").push(id).push(" AS id FROM ").push(from).bind(search.viewer);
        search.bounds(sql, id).push(&format!(" ORDER BY 1 DESC LIMIT {most}"))
    }))
}

/// Whether the viewer has to do with the status `id`, but for the viewer's own: asked for each. The name of `id`
/// is not of `statuses`, for a shelf is there too.
pub(super) fn on_a_shelf(search: &StatusSearch<'_>, id: &str) -> Sql {
    let sql = SHELVES.iter().fold(Sql::new("(FALSE"), |sql, shelf| {
        let sql = sql.push(" OR EXISTS (SELECT 1 FROM ").push(shelf.from).bind(search.viewer);
        sql.push(" AND ").push(shelf.id).push(" = ").push(id).push(")")
    });
    sql.push(")")
}

fn union(shelves: impl Iterator<Item = Sql>) -> Sql {
    let mut sql = Sql::default();
    for (number, shelf) in shelves.enumerate() {
        sql = sql.push(if number == 0 { "SELECT id FROM (" } else { " UNION ALL SELECT id FROM (" });
        sql = sql.append(shelf).push(&format!(") shelf{number}"));
    }
    sql
}
