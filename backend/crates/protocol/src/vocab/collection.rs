//! Collections and their pages.

use super::Item;
use crate::Uri;

/// A collection or a page of one. Totals are what others say, for display only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Collection {
    /// Its id.
    pub id: Option<Uri>,
    /// Whether it is a page.
    pub page: bool,
    /// How many members it says it has.
    pub total: Option<u64>,
    /// Members, in order.
    pub items: Vec<Item>,
    /// The first page, by id.
    pub first: Option<Uri>,
    /// The first page, embedded.
    pub first_page: Option<Box<Collection>>,
    /// The next page.
    pub next: Option<Uri>,
    /// The collection a page belongs to.
    pub part_of: Option<Uri>,
    /// Whom it belongs to, if told.
    pub attributed_to: Option<Uri>,
}
