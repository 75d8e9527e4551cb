//! Finding statuses by their words: SQLite's FTS5 and PostgreSQL's text search behind one interface.
//!
//! What a word is, the caller decides: documents and searches come cut into words of letters, digits
//! and what is not ASCII. Facts about a status (its author, what hangs on it) are words too, which
//! begin with `~`, so that the index finds "words and facts" without looking at rows; hashtags are
//! words that begin with `#`.

use kinds::{AccountId, Millis, StatusId};
use sea_orm::{ConnectionTrait, DatabaseBackend, FromQueryResult};

use super::{timeline::push_wanted, visibility::visible_to};
use crate::{
    Result, Sql,
    entity::{media_attachment, status},
};

/// The word of statuses that everybody may find: public ones of accounts that allow it.
const PUBLIC: &str = "~public";
/// The word of every status.
const EVERY: &str = "~every";
/// Of statuses with the words, the newest are looked through for what the viewer has to do with.
const CANDIDATES: i64 = 10_000;

/// The word of statuses of an account.
pub fn author_word(account: AccountId) -> String {
    format!("~f{account}")
}

/// What can be found of a status.
#[derive(Clone, Debug)]
pub struct Document {
    /// The status.
    pub id: StatusId,
    /// Its author.
    pub author: AccountId,
    /// Whether it is public: whoever may not find the author's posts is told by the author's row.
    pub public: bool,
    /// Its words, in order.
    pub words: Vec<String>,
}

/// The statement that makes a status findable, or so anew.
pub fn indexing(backend: DatabaseBackend, document: &Document) -> Sql {
    let author = author_word(document.author);
    let words = document.words.iter().map(String::as_str).chain([author.as_str(), EVERY]);
    let (insert, text, public, end, conflict) = match backend {
        DatabaseBackend::Sqlite => (
            "INSERT OR REPLACE INTO status_search (rowid, words) SELECT ",
            words.collect::<Vec<_>>().join(" "),
            "' ~public' ELSE '' END",
            "",
            "",
        ),
        _ => (
            "INSERT INTO status_search (status_id, words) SELECT ",
            vector(words),
            "' ''~public''' ELSE '' END AS TSVECTOR)",
            "CAST(",
            " ON CONFLICT (status_id) DO UPDATE SET words = excluded.words",
        ),
    };
    let sql = Sql::new(insert).bind(document.id).push(", ").push(end).bind(text).push(" || CASE WHEN ");
    let condition = if document.public { "indexable" } else { "FALSE" };
    sql.push(condition)
        .push(" THEN ")
        .push(public)
        .push(" FROM accounts WHERE id = ")
        .bind(document.author)
        .push(conflict)
}

/// Makes statuses findable, many at once.
///
/// # Errors
/// When the database cannot be written.
pub async fn index(db: &impl ConnectionTrait, documents: &[Document]) -> Result<()> {
    let backend = db.get_database_backend();
    let statements = documents.iter().map(|document| indexing(backend, document).statement(backend));
    crate::batch::run(db, statements.collect()).await
}

/// A `tsvector` as PostgreSQL writes it: each word with its place.
fn vector<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for (place, word) in words.enumerate() {
        let word = quoted(word);
        text.push_str(&format!("{word}:{} ", place + 1));
    }
    text
}

/// A word in quotes, as both `tsvector` and `tsquery` take it.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}

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

/// Statuses with these words that the viewer may find, the newest first: the viewer's own; those the
/// viewer is mentioned in, or has favourited, boosted, bookmarked or voted in; and public ones of
/// authors who allow it.
///
/// # Errors
/// When the database cannot be read.
pub async fn statuses(db: &impl ConnectionTrait, search: &StatusSearch<'_>) -> Result<Vec<StatusId>> {
    let backend = db.get_database_backend();
    let arms: Vec<Sql> = match search.scope {
        Scope::All => vec![public(backend, search), own(backend, search), library(backend, search)],
        Scope::Library => vec![own(backend, search), library(backend, search)],
        Scope::Public => vec![public(backend, search)],
    };
    let mut sql = Sql::new("SELECT id FROM (");
    for (number, arm) in arms.into_iter().enumerate() {
        sql = sql.push(if number == 0 { "SELECT id FROM (" } else { " UNION SELECT id FROM (" });
        sql = sql.append(arm).push(&format!(") arm{number}"));
    }
    sql.push(") found ORDER BY id DESC LIMIT ")
        .bind(search.limit)
        .push(" OFFSET ")
        .bind(search.offset)
        .ids(db)
        .await
}

/// Public statuses. The rows are asked again whether they are: the index may be a little behind.
fn public(backend: DatabaseBackend, search: &StatusSearch<'_>) -> Sql {
    let sql = matching(
        backend,
        search,
        PUBLIC,
        " JOIN statuses ON statuses.id = f.{id} JOIN accounts author ON author.id = statuses.account_id",
    )
    .push(" AND statuses.visibility = 0 AND author.indexable");
    newest(backend, visible(sql, search), search.limit + search.offset)
}

/// The viewer's own statuses.
fn own(backend: DatabaseBackend, search: &StatusSearch<'_>) -> Sql {
    let sql =
        matching(backend, search, &author_word(search.viewer), " JOIN statuses ON statuses.id = f.{id}")
            .push(" AND statuses.account_id = ")
            .bind(search.viewer);
    newest(backend, sql, search.limit + search.offset)
}

/// Statuses the viewer has to do with, of the newest that match.
fn library(backend: DatabaseBackend, search: &StatusSearch<'_>) -> Sql {
    let viewer = search.viewer;
    let candidates = newest(backend, matching(backend, search, EVERY, ""), CANDIDATES);
    let sql = Sql::new("SELECT statuses.id FROM (")
        .append(candidates)
        .push(") f JOIN statuses ON statuses.id = f.id WHERE f.id IN (SELECT status_id FROM favourites WHERE account_id = ")
        .bind(viewer)
        .push(" UNION ALL SELECT status_id FROM bookmarks WHERE account_id = ")
        .bind(viewer)
        .push(" UNION ALL SELECT status_id FROM mentions WHERE account_id = ")
        .bind(viewer)
        .push(" UNION ALL SELECT reblog_of_id FROM statuses WHERE reblog_of_id IS NOT NULL AND account_id = ")
        .bind(viewer)
        .push(" UNION ALL SELECT p.status_id FROM poll_votes v JOIN polls p ON p.id = v.poll_id WHERE v.account_id = ")
        .bind(viewer)
        .push(")");
    visible(sql, search).push(" ORDER BY f.id DESC LIMIT ").bind(search.limit + search.offset)
}

fn visible(sql: Sql, search: &StatusSearch<'_>) -> Sql {
    let sql = sql.push(" AND ").push_condition(visible_to(Some(search.viewer)));
    push_wanted(sql, Some(search.viewer), "statuses.account_id", search.now)
}

/// The ids of what matches the words and `fact`, joined with what `join` says.
fn matching(backend: DatabaseBackend, search: &StatusSearch<'_>, fact: &str, join: &str) -> Sql {
    let column = id_column(backend);
    let id = format!("f.{column}");
    let sql = Sql::new("SELECT ")
        .push(&id)
        .push(" AS id FROM status_search f")
        .push(&join.replace("{id}", column))
        .push(" WHERE ");
    let mut sql = match backend {
        DatabaseBackend::Sqlite => sql.push("f.words MATCH ").bind(fts5(search.terms, fact)),
        _ => sql.push("f.words @@ CAST(").bind(tsquery(search.terms, fact)).push(" AS TSQUERY)"),
    };
    if let Some(below) = search.below {
        sql = sql.push(" AND ").push(&id).push(" < ").bind(below);
    }
    if let Some(above) = search.above {
        sql = sql.push(" AND ").push(&id).push(" > ").bind(above);
    }
    sql
}

fn newest(backend: DatabaseBackend, sql: Sql, limit: i64) -> Sql {
    sql.push(" ORDER BY f.").push(id_column(backend)).push(" DESC LIMIT ").bind(limit)
}

fn id_column(backend: DatabaseBackend) -> &'static str {
    if backend == DatabaseBackend::Sqlite { "rowid" } else { "status_id" }
}

/// The search in the words of FTS5.
fn fts5(terms: &[Term], fact: &str) -> String {
    let phrase = |term: &Term| {
        let star = if term.prefix { "*" } else { "" };
        format!("\"{}\"{star}", term.words.join(" ").replace('"', ""))
    };
    let wanted = terms.iter().filter(|term| !term.negated).map(phrase);
    let wanted: Vec<String> = wanted.chain([format!("\"{fact}\"")]).collect();
    let unwanted: Vec<String> = terms.iter().filter(|term| term.negated).map(phrase).collect();
    if unwanted.is_empty() {
        return wanted.join(" AND ");
    }
    format!("({}) NOT ({})", wanted.join(" AND "), unwanted.join(" OR "))
}

/// The search in the words of PostgreSQL.
fn tsquery(terms: &[Term], fact: &str) -> String {
    let phrase = |term: &Term| {
        let words: Vec<String> = term.words.iter().map(|word| quoted(word)).collect();
        let star = if term.prefix { ":*" } else { "" };
        let not = if term.negated { "!" } else { "" };
        format!("{not}({}{star})", words.join(" <-> "))
    };
    let terms: Vec<String> = terms.iter().map(phrase).chain([quoted(fact)]).collect();
    terms.join(" & ")
}

/// A status with what can be found of it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The status.
    pub status: status::Model,
    /// Its media.
    pub media: Vec<media_attachment::Model>,
    /// The folded names of its hashtags.
    pub tags: Vec<String>,
    /// The choices of its poll, if it has one.
    pub poll: Option<Vec<String>>,
    /// Whether its link is a video.
    pub embed: bool,
}

/// The sources of these statuses. Boosts have none.
///
/// # Errors
/// When the database cannot be read.
pub async fn sources(db: &impl ConnectionTrait, ids: &[StatusId]) -> Result<Vec<Source>> {
    let statuses: Vec<status::Model> =
        Sql::new("SELECT * FROM statuses WHERE reblog_of_id IS NULL AND id IN ")
            .bind_list(ids)
            .all(db)
            .await?;
    let media = super::status::media(db, ids).await?;
    let names = names(db, ids).await?;
    let of = |id: StatusId, kind: i64| {
        let own = names.iter().filter(move |row| row.status_id == id && row.kind == kind);
        own.map(|row| row.name.clone()).collect::<Vec<_>>()
    };
    Ok(statuses
        .into_iter()
        .map(|status| Source {
            media: media.iter().filter(|row| row.status_id == Some(status.id)).cloned().collect(),
            tags: of(status.id, 0),
            poll: Some(of(status.id, 1)).filter(|titles| !titles.is_empty()),
            embed: !of(status.id, 2).is_empty(),
            status,
        })
        .collect())
}

/// A name that a status has to do with.
#[derive(Debug, FromQueryResult)]
struct NameRow {
    status_id: StatusId,
    /// 0 hashtag, 1 choice of a poll, 2 card with a video.
    kind: i64,
    name: String,
}

async fn names(db: &impl ConnectionTrait, ids: &[StatusId]) -> Result<Vec<NameRow>> {
    Sql::new(
        "SELECT st.status_id, CAST(0 AS BIGINT) AS kind, t.name, CAST(0 AS SMALLINT) AS place FROM status_tags st \
         JOIN tags t ON t.id = st.tag_id WHERE st.status_id IN ",
    )
    .bind_list(ids)
    .push(
        " UNION ALL SELECT p.status_id, CAST(1 AS BIGINT) AS kind, o.title AS name, o.position AS place FROM polls p \
         JOIN poll_options o ON o.poll_id = p.id WHERE p.status_id IN ",
    )
    .bind_list(ids)
    .push(
        " UNION ALL SELECT sc.status_id, CAST(2 AS BIGINT) AS kind, c.url AS name, CAST(0 AS SMALLINT) AS place \
         FROM status_cards sc JOIN preview_cards c ON c.id = sc.card_id AND c.kind = 2 WHERE sc.status_id IN ",
    )
    .bind_list(ids)
    .push(" ORDER BY 1, 2, 4")
    .all(db)
    .await
}

/// The newest statuses below `below`, of `account` if that is given: what to index next.
///
/// # Errors
/// When the database cannot be read.
pub async fn before(
    db: &impl ConnectionTrait,
    account: Option<AccountId>,
    below: Option<StatusId>,
    limit: i64,
) -> Result<Vec<StatusId>> {
    let mut sql = Sql::new("SELECT id FROM statuses WHERE id < ").bind(below.unwrap_or(StatusId(i64::MAX)));
    if let Some(account) = account {
        sql = sql.push(" AND account_id = ").bind(account);
    }
    sql.push(" ORDER BY id DESC LIMIT ").bind(limit).ids(db).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(words: &str, negated: bool) -> Term {
        Term { words: words.split(' ').map(str::to_owned).collect(), prefix: false, negated }
    }

    #[test]
    fn a_search_reads_the_same_in_both_languages() {
        let terms = [term("big cat", false), term("dog", true), term("#o'x", false)];
        assert_eq!(fts5(&terms, PUBLIC), "(\"big cat\" AND \"#o'x\" AND \"~public\") NOT (\"dog\")");
        assert_eq!(tsquery(&terms, PUBLIC), "('big' <-> 'cat') & !('dog') & ('#o''x') & '~public'");
    }
}
