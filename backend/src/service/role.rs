//! Roles: what users of this server may do beyond having an account.
//!
//! Permissions are Mastodon's bits, so that its administration clients work.

use kinds::RoleId;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
use shared::entities::Role;
use store::entity::role;

use crate::error::Result;

/// May do everything.
pub const ADMINISTRATOR: i64 = 0x1;
/// Job queue and database dashboards.
pub const DEVOPS: i64 = 0x2;
const VIEW_AUDIT_LOG: i64 = 0x4;
const VIEW_DASHBOARD: i64 = 0x8;
/// Reports.
pub const MANAGE_REPORTS: i64 = 0x10;
const MANAGE_TAXONOMIES: i64 = 0x100;
/// Accounts of others.
pub const MANAGE_USERS: i64 = 0x400;
/// May invite people.
pub const INVITE_USERS: i64 = 0x1_0000;
const VIEW_FEEDS: i64 = 0x10_0000;
/// Every bit there is.
const ALL: i64 = 0x1F_FFFF;

/// What everybody may do, whatever the role.
pub const EVERYONE_PERMISSIONS: i64 = INVITE_USERS | VIEW_FEEDS;
const MODERATOR_PERMISSIONS: i64 = EVERYONE_PERMISSIONS
    | VIEW_AUDIT_LOG
    | VIEW_DASHBOARD
    | MANAGE_REPORTS
    | MANAGE_TAXONOMIES
    | MANAGE_USERS;
/// Everything but what only the owner and the machine's administrator need.
const ADMIN_PERMISSIONS: i64 = ALL & !(ADMINISTRATOR | DEVOPS);

/// The role of those who have no other; Mastodon's number for it.
pub const EVERYONE: RoleId = RoleId(-99);
/// Moderators.
pub const MODERATOR: RoleId = RoleId(1);
/// Administrators.
pub const ADMIN: RoleId = RoleId(2);
/// The owner.
pub const OWNER: RoleId = RoleId(3);

/// Collections a user may have.
pub const COLLECTION_LIMIT: i64 = 10;

/// Makes the four roles that every server has, where they are missing.
///
/// # Errors
/// When the database cannot be written.
pub async fn ensure_defaults(db: &impl ConnectionTrait) -> Result<()> {
    if role::Entity::find_by_id(EVERYONE).one(db).await?.is_some() {
        return Ok(());
    }
    let rows = [
        (EVERYONE, "", EVERYONE_PERMISSIONS, false, -1),
        (MODERATOR, "Moderator", MODERATOR_PERMISSIONS, true, 10),
        (ADMIN, "Admin", ADMIN_PERMISSIONS, true, 100),
        (OWNER, "Owner", ALL, true, 1000),
    ];
    let rows = rows.map(|(id, name, permissions, highlighted, position)| role::ActiveModel {
        id: Set(id),
        name: Set(name.to_owned()),
        color: Set(String::new()),
        permissions: Set(permissions),
        highlighted: Set(highlighted),
        position: Set(position),
    });
    role::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The role of a name as it is typed on the command line.
pub fn by_name(name: &str) -> Option<RoleId> {
    match name.to_lowercase().as_str() {
        "owner" => Some(OWNER),
        "admin" | "administrator" => Some(ADMIN),
        "moderator" => Some(MODERATOR),
        "user" | "" => Some(EVERYONE),
        _ => None,
    }
}

/// A role as the API shows it to its holder; `None` stands for the everyone role.
pub fn present(role: Option<&role::Model>) -> Role {
    Role {
        id: role.map_or(EVERYONE, |role| role.id),
        name: role.map_or_else(String::new, |role| role.name.clone()),
        color: role.map_or_else(String::new, |role| role.color.clone()),
        permissions: effective(role).to_string(),
        highlighted: role.is_some_and(|role| role.highlighted),
        collection_limit: COLLECTION_LIMIT,
    }
}

/// The permissions of a role, with what everybody has, and everything for administrators.
pub fn effective(role: Option<&role::Model>) -> i64 {
    match role.map_or(0, |role| role.permissions) {
        bits if bits & ADMINISTRATOR != 0 => ALL,
        bits => bits | EVERYONE_PERMISSIONS,
    }
}
