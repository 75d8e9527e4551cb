//! Files of other servers that are kept for a while.

use kinds::{AccountId, Millis};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, sea_query::OnConflict};

use crate::{Result, Sql, entity::remote_file};

/// The files of a row that is gone, or has others now.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Files {
    /// The file.
    pub file_key: Option<String>,
    /// The same without movement.
    pub still_key: Option<String>,
    /// Of both.
    pub bytes: i64,
}

impl Files {
    /// The keys of both.
    pub fn keys(self) -> [Option<String>; 2] {
        [self.file_key, self.still_key]
    }
}

/// How much is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Total {
    /// Rows with a file.
    pub files: i64,
    /// Bytes of all of them.
    pub bytes: i64,
}

const GONE: &str = " RETURNING file_key, still_key, bytes";

/// What is known of a file.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: &str) -> Result<Option<remote_file::Model>> {
    remote_file::Entity::find_by_id(id).one(db).await
}

/// Stores what is known of a file now.
///
/// # Errors
/// When the database cannot be written.
pub async fn save(db: &impl ConnectionTrait, row: remote_file::Model) -> Result<()> {
    use remote_file::Column;
    let changed = [
        Column::FileKey,
        Column::StillKey,
        Column::Bytes,
        Column::Failures,
        Column::RetryAt,
        Column::FetchedAt,
        Column::UsedAt,
    ];
    remote_file::Entity::insert(remote_file::ActiveModel::from(row))
        .on_conflict(OnConflict::column(Column::Id).update_columns(changed).to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Notes that files were used.
///
/// # Errors
/// When the database cannot be written.
pub async fn touch(db: &impl ConnectionTrait, ids: &[String], now: Millis) -> Result<()> {
    let sql = Sql::new("UPDATE remote_files SET used_at = ").bind(now).push(" WHERE id IN ");
    sql.bind_list(ids).execute(db).await?;
    Ok(())
}

/// How much is kept.
///
/// # Errors
/// When the database cannot be read.
pub async fn total(db: &impl ConnectionTrait) -> Result<Total> {
    let sql = "SELECT COUNT(*) AS files, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM remote_files \
               WHERE bytes > 0";
    Ok(Sql::new(sql).one(db).await?.unwrap_or_default())
}

/// A row that may go.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Unused {
    /// Its id.
    pub id: String,
    /// What it takes.
    pub bytes: i64,
}

/// Those unused for longest.
///
/// # Errors
/// When the database cannot be read.
pub async fn unused(db: &impl ConnectionTrait, limit: i64) -> Result<Vec<Unused>> {
    Sql::new("SELECT id, bytes FROM remote_files ORDER BY used_at, bytes LIMIT ").bind(limit).all(db).await
}

/// Removes these.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, ids: &[String]) -> Result<Vec<Files>> {
    Sql::new("DELETE FROM remote_files WHERE id IN ").bind_list(ids).push(GONE).all(db).await
}

/// Removes those of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_of_account(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<Files>> {
    Sql::new("DELETE FROM remote_files WHERE account_id = ").bind(account).push(GONE).all(db).await
}

/// Removes up to `limit` of accounts that are suspended or gone.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_orphans(db: &impl ConnectionTrait, limit: i64) -> Result<Vec<Files>> {
    Sql::new(
        "DELETE FROM remote_files WHERE id IN (SELECT r.id FROM remote_files r LEFT JOIN accounts a ON a.id = \
         r.account_id WHERE r.account_id IS NOT NULL AND (a.id IS NULL OR a.suspended_at IS NOT NULL) LIMIT ",
    )
    .bind(limit)
    .push(")")
    .push(GONE)
    .all(db)
    .await
}

/// Removes up to `limit` of these servers.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_of_hosts(db: &impl ConnectionTrait, hosts: &[String], limit: i64) -> Result<Vec<Files>> {
    Sql::new("DELETE FROM remote_files WHERE id IN (SELECT id FROM remote_files WHERE host IN ")
        .bind_list(hosts)
        .push(" LIMIT ")
        .bind(limit)
        .push(")")
        .push(GONE)
        .all(db)
        .await
}

#[derive(FromQueryResult)]
struct Host {
    host: String,
}

/// The servers that files are kept of.
///
/// # Errors
/// When the database cannot be read.
pub async fn hosts(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    let rows: Vec<Host> = Sql::new("SELECT DISTINCT host FROM remote_files").all(db).await?;
    Ok(rows.into_iter().map(|row| row.host).collect())
}

/// Forgets failures from before a time.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_failures(db: &impl ConnectionTrait, before: Millis) -> Result<()> {
    let sql = Sql::new("DELETE FROM remote_files WHERE file_key IS NULL AND fetched_at < ");
    sql.bind(before).execute(db).await?;
    Ok(())
}
