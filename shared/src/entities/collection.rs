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
    pub uri: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub url: Option<String>,
    pub name: String,
    /// HTML.
    pub description: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub language: Option<String>,
    pub local: bool,
    pub sensitive: bool,
    pub discoverable: bool,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub tag: Option<ShallowTag>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub item_count: i64,
    pub items: Vec<CollectionItem>,
}

/// One account in a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CollectionItem {
    pub id: CollectionItemId,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub account_id: Option<AccountId>,
    pub state: CollectionItemState,
    pub created_at: Timestamp,
}

/// Envelope of a collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WrappedCollection {
    pub collection: Collection,
}

/// Envelope of a collection item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WrappedCollectionItem {
    pub collection_item: CollectionItem,
}

/// Envelope of several collections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Collections {
    pub collections: Vec<Collection>,
}

/// A collection and the accounts in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CollectionWithAccounts {
    pub accounts: Vec<Arc<Account>>,
    pub collection: Collection,
}
