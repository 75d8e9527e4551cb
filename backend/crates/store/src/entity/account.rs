//! Table `accounts`: a local or remote account.

use kinds::{AccountId, Millis};
use sea_orm::entity::prelude::*;

/// A row of `accounts`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    pub username: String,
    /// Lower case, for lookups; `domain` is '' for local accounts.
    pub username_key: String,
    pub domain: String,
    pub uri: String,
    pub url: Option<String>,
    /// 0 person, 1 service, 2 application, 3 group, 4 organization.
    pub actor_kind: i16,
    pub display_name: String,
    pub note: String,
    pub fields: String,
    pub emojis: String,
    pub avatar_key: Option<String>,
    pub avatar_remote_url: Option<String>,
    pub avatar_description: String,
    pub header_key: Option<String>,
    pub header_remote_url: Option<String>,
    pub header_description: String,
    pub locked: bool,
    pub discoverable: Option<bool>,
    pub indexable: bool,
    pub hide_collections: Option<bool>,
    pub show_media: bool,
    pub show_media_replies: bool,
    pub show_featured: bool,
    pub memorial: bool,
    pub moved_to_id: Option<AccountId>,
    pub also_known_as: String,
    pub attribution_domains: String,
    pub inbox_url: String,
    pub shared_inbox_url: Option<String>,
    pub outbox_url: Option<String>,
    pub followers_url: Option<String>,
    pub following_url: Option<String>,
    pub featured_url: Option<String>,
    pub public_key: String,
    pub public_key_id: String,
    pub suspended_at: Option<Millis>,
    pub limited_at: Option<Millis>,
    pub fetched_at: Option<Millis>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
