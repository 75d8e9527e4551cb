//! A feed: a packed list of ids, and how far it is whole.

use kinds::StatusId;
use store::query::window::Window;

/// A feed cut off here when it has grown by a fifth.
const LENGTH: usize = 2_000;

/// The ids of a feed, lowest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Packed {
    ids: std::sync::Arc<Vec<i64>>,
    /// From this id on nothing is missing; `None`: nothing at all is.
    whole_from: Option<i64>,
}

impl Packed {
    /// A feed of these ids, lowest first, which is whole from `whole_from` on.
    pub(super) fn new(ids: Vec<i64>, whole_from: Option<i64>) -> Self {
        Self { ids: ids.into(), whole_from }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.ids.len() * 8 + 160
    }

    /// The ids of a window, newest first, and what has to be read beyond them.
    pub(super) fn page(&self, window: &Window) -> (Vec<StatusId>, Option<Window>) {
        let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
        let low = window.above.max(window.after).unwrap_or(i64::MIN);
        // The lowest id that is asked for.
        let reached = self.whole_from.is_none_or(|whole| low >= whole.saturating_sub(1));
        if window.ascending() && !reached {
            return (Vec::new(), Some(*window));
        }
        let end = window.below.map_or(self.ids.len(), |below| self.ids.partition_point(|id| *id < below));
        let start = self.ids.partition_point(|id| *id <= low);
        let inside = self.ids.get(start..end.max(start)).unwrap_or_default();
        if window.ascending() {
            return (inside.iter().take(limit).rev().map(|id| StatusId(*id)).collect(), None);
        }
        let ids: Vec<StatusId> = inside.iter().rev().take(limit).map(|id| StatusId(*id)).collect();
        if ids.len() == limit || reached {
            return (ids, None);
        }
        let below = match (window.below, self.whole_from) {
            (Some(below), Some(whole)) => Some(below.min(whole)),
            (below, whole) => below.or(whole),
        };
        let left = window.limit - u64::try_from(ids.len()).unwrap_or(window.limit);
        (ids, Some(Window { below, limit: left, ..*window }))
    }

    /// The feed with another id; `None` when it has it, or the id is from before it begins.
    pub(super) fn with(&self, id: i64) -> Option<Self> {
        if self.whole_from.is_some_and(|whole| id < whole) {
            return None;
        }
        let at = self.ids.binary_search(&id).err()?;
        let cut = if self.ids.len() >= LENGTH + LENGTH / 5 { self.ids.len() - LENGTH } else { 0 };
        let mut ids = Vec::with_capacity(self.ids.len() + 1);
        ids.extend_from_slice(&self.ids);
        ids.insert(at, id);
        ids.drain(..cut);
        let whole_from = if cut > 0 { ids.first().copied() } else { self.whole_from };
        Some(Self { ids: ids.into(), whole_from })
    }

    /// The feed without an id; `None` when it does not have it.
    pub(super) fn without(&self, id: i64) -> Option<Self> {
        let at = self.ids.binary_search(&id).ok()?;
        let mut ids = (*self.ids).clone();
        ids.remove(at);
        Some(Self { ids: ids.into(), whole_from: self.whole_from })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(feed: &Packed, window: Window) -> (Vec<i64>, Option<Option<i64>>) {
        let (ids, rest) = feed.page(&window);
        (ids.into_iter().map(|id| id.0).collect(), rest.map(|rest| rest.below))
    }

    #[test]
    fn pages_come_from_the_feed_as_far_as_it_is_whole() {
        let feed = Packed::new(vec![10, 20, 30, 40], Some(10));
        let two = Window { limit: 2, ..Window::default() };
        assert_eq!(page(&feed, two), (vec![40, 30], None));
        assert_eq!(page(&feed, Window { below: Some(30), ..two }), (vec![20, 10], None));
        assert_eq!(page(&feed, Window { below: Some(20), ..two }), (vec![10], Some(Some(10))));
        assert_eq!(page(&feed, Window { below: Some(5), ..two }), (vec![], Some(Some(5))));
        assert_eq!(page(&feed, Window { above: Some(30), ..two }), (vec![40], None));
        assert_eq!(page(&feed, Window { after: Some(10), ..two }), (vec![30, 20], None));
        assert_eq!(page(&feed, Window { after: Some(5), ..two }), (vec![], Some(None)));
    }

    #[test]
    fn a_whole_feed_ends_where_it_ends() {
        let feed = Packed::new(vec![10], None);
        assert_eq!(page(&feed, Window { limit: 5, ..Window::default() }), (vec![10], None));
        assert_eq!(page(&feed, Window { after: Some(1), limit: 5, ..Window::default() }), (vec![10], None));
    }

    #[test]
    fn ids_are_put_in_order_and_once() {
        let feed = Packed::new(vec![10, 30], Some(10));
        let feed = feed.with(20).unwrap();
        assert_eq!(feed.with(20), None);
        assert_eq!(feed.with(5), None, "before the beginning");
        assert_eq!(feed.without(10).unwrap(), Packed::new(vec![20, 30], Some(10)));
    }

    #[test]
    fn a_long_feed_loses_its_end() {
        let feed = Packed::new((0..2_400).collect(), None).with(2_400).unwrap();
        assert_eq!(feed.ids.len(), 2_001);
        assert_eq!(feed.whole_from, feed.ids.first().copied());
    }
}
