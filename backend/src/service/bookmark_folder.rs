//! Folders for bookmarks. Others' folders do not exist.

use std::collections::HashMap;

use kinds::{AccountId, BookmarkFolderId};
use protocol::html::clean_line;
use shared::{entities::BookmarkFolder, params::SaveBookmarkFolder};
use store::{
    Event, Tx,
    entity::bookmark_folder::Model,
    query::{act, bookmark as query, user},
};

use super::emoji;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Most folders of an account.
const MAX_FOLDERS: usize = 100;
/// Longest name, in characters.
const MAX_NAME: usize = 100;

/// All folders of an account, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(ctx: &Ctx, owner: AccountId) -> Result<Vec<BookmarkFolder>> {
    entities(ctx, query::folders(ctx.db.read(), owner).await?).await
}

/// Makes a folder.
///
/// # Errors
/// 422 when the name is missing, too long or taken, the emoji is none, or there are too many folders.
pub async fn create(ctx: &Ctx, owner: AccountId, params: SaveBookmarkFolder) -> Result<BookmarkFolder> {
    let tx = ctx.begin().await?;
    let folders = held(&tx, owner).await?;
    if folders.len() >= MAX_FOLDERS {
        let text = format!("are too many (maximum is {MAX_FOLDERS})");
        return Err(ServiceError::field("folders", "ERR_TOO_MANY", text));
    }
    let row = Model {
        id: ctx.next_id(),
        account_id: owner,
        name: String::new(),
        emoji: None,
        created_at: tx.now(),
    };
    let row = changed(&tx, row, params).await?;
    check_name(&folders, &row)?;
    query::insert_folder(tx.conn(), row.clone()).await?;
    ctx.commit(tx).await?;
    entity(ctx, row).await
}

/// Changes a folder; what is absent stays.
///
/// # Errors
/// 404 when the account has none of this id, 422 when the name is blank, too long or taken, or the emoji is
/// none.
pub async fn update(
    ctx: &Ctx,
    owner: AccountId,
    id: BookmarkFolderId,
    params: SaveBookmarkFolder,
) -> Result<BookmarkFolder> {
    let tx = ctx.begin().await?;
    let folders = held(&tx, owner).await?;
    let row = folders.iter().find(|row| row.id == id).ok_or(ServiceError::NotFound)?;
    let row = changed(&tx, row.clone(), params).await?;
    check_name(&folders, &row)?;
    query::update_folder(tx.conn(), row.clone()).await?;
    ctx.commit(tx).await?;
    entity(ctx, row).await
}

/// Removes a folder and says what it was. The bookmarks in it stay, without a folder.
///
/// # Errors
/// 404 when the account has none of this id.
pub async fn delete(ctx: &Ctx, owner: AccountId, id: BookmarkFolderId) -> Result<BookmarkFolder> {
    let tx = ctx.begin().await?;
    let folders = held(&tx, owner).await?;
    let row = folders.into_iter().find(|row| row.id == id).ok_or(ServiceError::NotFound)?;
    if query::delete_folder(tx.conn(), id).await? {
        tx.emit(Event::BookmarksMoved { account: owner });
    }
    ctx.commit(tx).await?;
    entity(ctx, row).await
}

/// Keeps a folder as it is until the commit: something is put into it.
///
/// # Errors
/// 404 when the account has none of this id.
pub async fn hold(tx: &Tx, owner: AccountId, id: BookmarkFolderId) -> Result<()> {
    user::lock(tx.conn(), owner).await?;
    if query::has_folder(tx.conn(), owner, id).await? { Ok(()) } else { Err(ServiceError::NotFound) }
}

/// The folders, which nobody else changes until the commit.
async fn held(tx: &Tx, owner: AccountId) -> Result<Vec<Model>> {
    user::lock(tx.conn(), owner).await?;
    Ok(query::folders(tx.conn(), owner).await?)
}

/// The folder with these changes, if what comes out may be.
async fn changed(tx: &Tx, row: Model, params: SaveBookmarkFolder) -> Result<Model> {
    let name = match &params.name {
        Some(name) if name.chars().count() > MAX_NAME => {
            let text = format!("is too long (maximum is {MAX_NAME} characters)");
            return Err(ServiceError::field("name", "ERR_TOO_LONG", text));
        }
        Some(name) => clean_line(name, MAX_NAME),
        None => row.name,
    };
    if name.is_empty() {
        return Err(ServiceError::field("name", "ERR_BLANK", "can't be blank"));
    }
    let emoji = match params.emoji {
        None => row.emoji,
        Some(emoji) => match emoji.filter(|emoji| !emoji.is_empty()) {
            None => None,
            // Apps send all of a folder to rename it, whatever became of its emoji.
            same if same == row.emoji => same,
            Some(emoji) => Some(known(tx, &emoji).await?),
        },
    };
    Ok(Model { name, emoji, ..row })
}

/// The one way in which an emoji is kept here.
async fn known(tx: &Tx, name: &str) -> Result<String> {
    if let Some(name) = emoji::unicode(name) {
        return Ok(name);
    }
    let code: Vec<String> = emoji::shortcode(name).into_iter().collect();
    let custom = act::emojis(tx.conn(), "", Some(&code)).await?.into_iter().next();
    let unknown = || ServiceError::field("emoji", "ERR_INVALID", "is not a recognized emoji");
    custom.map(|custom| format!(":{}:", custom.shortcode)).ok_or_else(unknown)
}

fn check_name(folders: &[Model], row: &Model) -> Result<()> {
    if folders.iter().any(|other| other.name == row.name && other.id != row.id) {
        return Err(ServiceError::field("name", "ERR_TAKEN", "has already been taken"));
    }
    Ok(())
}

async fn entity(ctx: &Ctx, row: Model) -> Result<BookmarkFolder> {
    entities(ctx, vec![row]).await?.pop().ok_or(ServiceError::NotFound)
}

/// Folders with the pictures that their emoji have now.
async fn entities(ctx: &Ctx, rows: Vec<Model>) -> Result<Vec<BookmarkFolder>> {
    let code = |row: &Model| Some(row.emoji.as_deref()?.strip_prefix(':')?.trim_end_matches(':').to_owned());
    let emojis = emoji::used(ctx, rows.iter().filter_map(code).collect()).await?;
    let pictures: HashMap<String, String> =
        emojis.into_iter().map(|emoji| (emoji.shortcode, emoji.url)).collect();
    let folder = |row: Model| BookmarkFolder {
        emoji_url: code(&row).and_then(|code| pictures.get(&code).cloned()),
        id: row.id,
        name: row.name,
        emoji: row.emoji,
    };
    Ok(rows.into_iter().map(folder).collect())
}
