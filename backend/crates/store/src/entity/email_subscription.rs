//! Table `email_subscriptions`: who gets an account's posts by mail.

use kinds::{AccountId, EmailSubscriptionId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `email_subscriptions`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "email_subscriptions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EmailSubscriptionId,
    /// Whose posts.
    pub account_id: AccountId,
    /// Where to, in lower case.
    pub email: String,
    pub locale: String,
    /// When its owner has said that this is wanted.
    pub confirmed_at: Option<Millis>,
    pub created_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
