//! Finding statuses by their words: SQLite's FTS5 and PostgreSQL's text search behind one interface.
//!
//! What a word is, the caller decides: documents and searches come cut into words of letters, digits
//! and what is not ASCII. Facts about a status (its author, what hangs on it) are words too, which
//! begin with `~`, so that the index finds "words and facts" without looking at rows; hashtags are
//! words that begin with `#`.

use kinds::{AccountId, StatusId};
use sea_orm::{ConnectionTrait, DatabaseBackend, FromQueryResult};

use crate::{
    Result, Sql,
    entity::{media_attachment, status},
};

mod find;
mod postgres;
mod sqlite;

pub use find::{Scope, StatusSearch, Term, statuses};

/// The word of statuses that everybody may find: public ones of accounts that allow it.
const PUBLIC: &str = "~public";
/// The word of every status.
const EVERY: &str = "~every";

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
