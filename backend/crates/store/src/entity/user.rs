//! Table `users`.

use kinds::{AccountId, AppId, InviteId, Millis, RoleId, UserId, Visibility};
use sea_orm::entity::prelude::*;

/// A row of `users`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    pub account_id: AccountId,
    pub email: String,
    pub email_key: String,
    pub unconfirmed_email: Option<String>,
    pub password_hash: String,
    pub role_id: Option<RoleId>,
    pub confirmed_at: Option<Millis>,
    pub approved: bool,
    pub disabled_at: Option<Millis>,
    pub sign_up_reason: Option<String>,
    pub invite_id: Option<InviteId>,
    pub created_by_app_id: Option<AppId>,
    pub locale: String,
    pub default_visibility: Visibility,
    pub default_sensitive: bool,
    pub default_language: Option<String>,
    pub quote_policy: String,
    pub reply_policy: String,
    pub note_source: String,
    pub fields_source: String,
    pub settings: String,
    pub otp_secret: Option<String>,
    pub otp_enabled_at: Option<Millis>,
    pub otp_last_step: Option<i64>,
    pub last_active_at: Option<Millis>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
