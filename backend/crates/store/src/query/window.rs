//! A stretch of a list that is sorted by id: what a page asks for.

use crate::Sql;

/// Which rows of a list are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Only ids below this.
    pub below: Option<i64>,
    /// Only ids above this, from the highest down.
    pub above: Option<i64>,
    /// Only ids above this, and of those the lowest: the page right after it.
    pub after: Option<i64>,
    /// How many rows at most.
    pub limit: u64,
}

/// A stretch of a list that is paged by position.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// Rows that are passed over.
    pub offset: i64,
    /// Rows at most.
    pub limit: i64,
}

impl Window {
    /// Whether the rows come lowest first.
    pub fn ascending(&self) -> bool {
        self.after.is_some()
    }

    /// The rows, highest first, whichever way they were read.
    pub fn newest_first<T>(&self, mut rows: Vec<T>) -> Vec<T> {
        if self.ascending() {
            rows.reverse();
        }
        rows
    }

    /// Whether `id` lies within the bounds.
    pub fn contains(&self, id: i64) -> bool {
        self.below.is_none_or(|bound| id < bound)
            && self.above.is_none_or(|bound| id > bound)
            && self.after.is_none_or(|bound| id > bound)
    }
}

impl Sql {
    /// Adds the window's bounds on `column` to a `WHERE` clause that has a condition already.
    #[must_use]
    pub fn push_bounds(mut self, column: &str, window: &Window) -> Self {
        if let Some(bound) = window.below {
            self = self.push(" AND ").push(column).push(" < ").bind(bound);
        }
        for bound in [window.above, window.after].into_iter().flatten() {
            self = self.push(" AND ").push(column).push(" > ").bind(bound);
        }
        self
    }

    /// Adds the window's order by `column` and its limit.
    #[must_use]
    pub fn push_order(self, column: &str, window: &Window) -> Self {
        let direction = if window.ascending() { " ASC LIMIT " } else { " DESC LIMIT " };
        let limit = i64::try_from(window.limit).unwrap_or(i64::MAX);
        self.push(" ORDER BY ").push(column).push(direction).bind(limit)
    }

    /// Bounds, order and limit.
    #[must_use]
    pub fn push_window(self, column: &str, window: &Window) -> Self {
        self.push_bounds(column, window).push_order(column, window)
    }
}
