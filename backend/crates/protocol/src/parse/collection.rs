//! Collections and their pages.

use super::{MAX_EMBEDDING, activity, node::Node};
use crate::vocab::{ActivityKind, Collection, Item};

/// Members read of one page.
const MAX_ITEMS: usize = 200;

/// Reads the collection in a field; of one that is named by its id nothing else is known.
pub(super) fn named(node: Node<'_>, key: &str, depth: usize) -> Option<Collection> {
    let embedded = node.node(key).map(|collection| read(collection, depth));
    embedded.or_else(|| Some(Collection { id: Some(node.uri(key)?), ..Collection::default() }))
}

/// Reads a collection. Members that cannot be read are left out; nothing is an error.
pub(super) fn read(node: Node<'_>, depth: usize) -> Collection {
    let kinds = node.kinds();
    let key = if node.get("orderedItems").is_some() { "orderedItems" } else { "items" };
    // The lenient rule for embedded documents: an id is enough.
    let lenient = ActivityKind::Other(String::new());
    let items: Vec<Item> = node
        .items(key, MAX_ITEMS)
        .into_iter()
        .filter_map(|value| activity::item(value, &lenient, depth).ok().flatten())
        .collect();
    let first_page = node.node("first").filter(|_| depth < MAX_EMBEDDING);
    Collection {
        id: node.id(),
        page: kinds.iter().any(|kind| kind.ends_with("Page")),
        total: node.count("totalItems"),
        items,
        first: node.uri("first"),
        first_page: first_page.map(|page| Box::new(read(page, depth + 1))),
        next: node.uri("next"),
        part_of: node.uri("partOf"),
        attributed_to: node.uri("attributedTo"),
    }
}
