//! Bookmarks and the folders they are in. A folder is asked for together with its owner.

use kinds::{AccountId, BookmarkFolderId, StatusId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use crate::{
    Result, Sql,
    entity::{bookmark, bookmark_folder},
};

/// Stores a bookmark; one that is there already changes only its folder.
///
/// # Errors
/// When the database cannot be written.
pub async fn save(db: &impl ConnectionTrait, row: bookmark::Model) -> Result<()> {
    Sql::new("INSERT INTO bookmarks (id, account_id, status_id, folder_id, created_at) VALUES (")
        .bind(row.id)
        .push(", ")
        .bind(row.account_id)
        .push(", ")
        .bind(row.status_id)
        .push(", ")
        .bind(row.folder_id)
        .push(", ")
        .bind(row.created_at)
        .push(") ON CONFLICT (account_id, status_id) DO UPDATE SET folder_id = excluded.folder_id")
        .execute(db)
        .await?;
    Ok(())
}

/// Removes a bookmark, if there is one.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(db: &impl ConnectionTrait, account: AccountId, status: StatusId) -> Result<()> {
    Sql::new("DELETE FROM bookmarks WHERE account_id = ")
        .bind(account)
        .push(" AND status_id = ")
        .bind(status)
        .execute(db)
        .await?;
    Ok(())
}

/// All folders of an account, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn folders(db: &impl ConnectionTrait, owner: AccountId) -> Result<Vec<bookmark_folder::Model>> {
    let own = bookmark_folder::Entity::find().filter(bookmark_folder::Column::AccountId.eq(owner));
    own.order_by_asc(bookmark_folder::Column::Id).all(db).await
}

/// Whether an account has this folder.
///
/// # Errors
/// When the database cannot be read.
pub async fn has_folder(db: &impl ConnectionTrait, owner: AccountId, id: BookmarkFolderId) -> Result<bool> {
    let own = bookmark_folder::Column::AccountId.eq(owner);
    Ok(bookmark_folder::Entity::find_by_id(id).filter(own).one(db).await?.is_some())
}

/// Stores a folder.
///
/// # Errors
/// When the database refuses the row.
pub async fn insert_folder(db: &impl ConnectionTrait, row: bookmark_folder::Model) -> Result<()> {
    bookmark_folder::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Changes a folder.
///
/// # Errors
/// When the database refuses the row.
pub async fn update_folder(db: &impl ConnectionTrait, row: bookmark_folder::Model) -> Result<()> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

/// Removes a folder, of which the bookmarks stay; whether there were any.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_folder(db: &impl ConnectionTrait, id: BookmarkFolderId) -> Result<bool> {
    let emptied = Sql::new("UPDATE bookmarks SET folder_id = NULL WHERE folder_id = ").bind(id);
    let emptied = emptied.execute(db).await?;
    bookmark_folder::Entity::delete_by_id(id).exec(db).await?;
    Ok(emptied > 0)
}
