//! Collections and pages.

use serde_json::{Value, json};

use super::{doc::Doc, with_context};

/// A collection of which only the size is told.
pub fn collection(id: &str, total: u64) -> Value {
    json!({"id": id, "type": "Collection", "totalItems": total})
}

/// A collection embedded with an empty first page that leads to the real one, as Mastodon does it
/// for replies.
pub fn embedded_page(id: &str, next: &str) -> Value {
    json!({
        "id": id,
        "type": "Collection",
        "first": {"type": "CollectionPage", "partOf": id, "next": next, "items": []},
    })
}

/// A paged collection; without `first` its members are hidden.
pub fn ordered_collection(id: &str, total: u64, first: Option<&str>, last: Option<&str>) -> Value {
    let doc = Doc::new("OrderedCollection").set("id", id).set("totalItems", total);
    with_context(doc.some("first", first).some("last", last).done(), &[])
}

/// A short collection with all its members (pinned posts, featured hashtags).
pub fn ordered_items(id: &str, items: Vec<Value>) -> Value {
    let doc =
        Doc::new("OrderedCollection").set("id", id).set("totalItems", items.len()).set("orderedItems", items);
    with_context(doc.done(), &[])
}

/// A page of a collection.
#[derive(Clone, Debug)]
pub struct Page {
    /// The page's own address.
    pub id: String,
    /// The collection's.
    pub part_of: String,
    /// How many members the collection has, if told.
    pub total: Option<u64>,
    /// The next page.
    pub next: Option<String>,
    /// The page before.
    pub prev: Option<String>,
    /// Members: ids, or documents without context of their own.
    pub items: Vec<Value>,
    /// Whether the order means something.
    pub ordered: bool,
}

/// A page of a collection.
pub fn ordered_page(page: Page) -> Value {
    let (kind, key) =
        if page.ordered { ("OrderedCollectionPage", "orderedItems") } else { ("CollectionPage", "items") };
    let doc = Doc::new(kind)
        .set("id", page.id)
        .set("partOf", page.part_of)
        .some("totalItems", page.total)
        .some("next", page.next)
        .some("prev", page.prev)
        .set(key, page.items);
    with_context(doc.done(), &[])
}
