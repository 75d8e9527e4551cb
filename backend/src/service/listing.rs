//! A page of a list, as services hand it out.

pub use shared::paging::{Page, Span};
pub use store::query::window::Stretch;
use store::query::window::Window;

/// The items of a page, newest first, and where it begins and ends.
#[derive(Clone, Debug)]
pub struct Listing<T> {
    /// The items. There may be fewer than cursors: the viewer may not see all of them.
    pub items: Vec<T>,
    /// The cursors of the first and the last row; `None` when there is none.
    pub span: Option<Span>,
}

impl<T> Listing<T> {
    /// A page with nothing in it.
    pub fn empty() -> Self {
        Self { items: Vec::new(), span: None }
    }

    /// A page of rows that were read with at most `limit` of them, newest first; `cursors` are theirs.
    pub fn new(items: Vec<T>, cursors: &[i64], limit: u64) -> Self {
        let full = u64::try_from(cursors.len()).unwrap_or(u64::MAX) >= limit;
        let span =
            cursors.first().zip(cursors.last()).map(|(&newest, &oldest)| Span { newest, oldest, full });
        Self { items, span }
    }
}

/// The stretch of a list that a page asks for.
pub fn window(page: &Page, default: u64, max: u64) -> Window {
    Window { below: page.max_id, above: page.since_id, after: page.min_id, limit: page.limit(default, max) }
}
