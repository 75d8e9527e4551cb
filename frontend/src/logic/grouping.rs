//! Notifications that tell the same story become one: "Ada, Bob and 3 others favourited your post".

/// What grouping needs to know of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Kind and target; only equal keys fold together. `None` always stands alone.
    pub(crate) key: Option<String>,
    /// When it happened, in milliseconds.
    pub(crate) at: i64,
}

/// Notifications further apart than this stay apart.
const SPAN: i64 = 24 * 60 * 60 * 1000;

/// Puts a newest-first list into groups of indexes, each in the place of its newest member.
pub(crate) fn groups(items: &[Item]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Option<&str>, i64, Vec<usize>)> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let key = item.key.as_deref();
        let open = groups
            .iter_mut()
            .find(|(known, newest, _)| key.is_some() && *known == key && newest - item.at < SPAN);
        match open {
            Some((_, _, members)) => members.push(index),
            None => groups.push((key, item.at, vec![index])),
        }
    }
    groups.into_iter().map(|(_, _, members)| members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(key: Option<&str>, hours_ago: i64) -> Item {
        Item { key: key.map(str::to_owned), at: -hours_ago * 3_600_000 }
    }

    #[test]
    fn equal_stories_fold_into_the_newest_place() {
        let items =
            [item(Some("like:1"), 0), item(None, 1), item(Some("like:1"), 2), item(Some("like:2"), 3)];
        assert_eq!(groups(&items), vec![vec![0, 2], vec![1], vec![3]]);
    }

    #[test]
    fn stories_a_day_apart_stay_apart() {
        assert_eq!(groups(&[item(Some("follow"), 0), item(Some("follow"), 30)]), vec![vec![0], vec![1]]);
    }
}
