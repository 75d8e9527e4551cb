//! Published collections of accounts.

use std::sync::Arc;

use kinds::{AccountId, CollectionId, CollectionItemId, CollectionItemState};
use serde::{Deserialize, Serialize};

use super::{Account, ShallowTag};
use crate::time::Timestamp;

/// A published collection of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Collection {
    pub id: CollectionId,
    pub account_id: AccountId,
    /// ActivityPub id.
    pub uri: String,
    /// Web page of the collection; null when it has none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub url: Option<String>,
    /// What the collection is called, plain text.
    pub name: String,
    /// HTML.
    pub description: String,
    /// Language of name and description (ISO 639); null when unknown.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub language: Option<String>,
    /// Whether it belongs to an account of this server.
    pub local: bool,
    /// Whether it is to be hidden until somebody asks to see it.
    pub sensitive: bool,
    /// Whether it may be recommended to others.
    pub discoverable: bool,
    /// The hashtag that it is about; null when it has none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub tag: Option<ShallowTag>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// How many accounts it holds.
    pub item_count: i64,
    /// The accounts in it.
    pub items: Vec<CollectionItem>,
}

/// One account in a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CollectionItem {
    pub id: CollectionItemId,
    /// The account; null while it has not agreed, for all but the owner.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub account_id: Option<AccountId>,
    /// Whether the account agrees to be there.
    pub state: CollectionItemState,
    /// When the account was put there.
    pub created_at: Timestamp,
}

/// Envelope of a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WrappedCollection {
    /// The collection.
    pub collection: Collection,
}

/// Envelope of a collection item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WrappedCollectionItem {
    /// The entry.
    pub collection_item: CollectionItem,
}

/// Envelope of several collections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Collections {
    /// The collections.
    pub collections: Vec<Collection>,
}

/// A collection and the accounts in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CollectionWithAccounts {
    /// Accounts that the collection names.
    pub accounts: Vec<Arc<Account>>,
    /// The collection.
    pub collection: Collection,
}
