//! Table `push_subscriptions`.

use kinds::{AccountId, Millis, PushPolicy, PushSubscriptionId, TokenId};
use sea_orm::entity::prelude::*;

/// A row of `push_subscriptions`.
#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "push_subscriptions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PushSubscriptionId,
    pub token_id: TokenId,
    pub account_id: AccountId,
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
    pub standard: bool,
    /// JSON: the kinds that are pushed.
    pub alerts: String,
    pub policy: PushPolicy,
    pub sealed_token: String,
    pub created_at: Millis,
}

/// Without what may not get into a log: whoever knows the endpoint can write to it.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushSubscription").field("id", &self.id).finish_non_exhaustive()
    }
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
