//! Made-up people and posts for the design page: odd shapes, long words, other scripts.

use shared::entities::{Account, Status};

const SAMPLES: &str = include_str!("samples.json");

fn read<T: serde::de::DeserializeOwned>(name: &str) -> Option<T> {
    let all: serde_json::Value = serde_json::from_str(SAMPLES).ok()?;
    serde_json::from_value(all.get(name)?.clone()).ok()
}

/// Somebody.
pub(super) fn account() -> Option<Account> {
    read("account")
}

/// Posts in many states.
pub(super) fn posts() -> Vec<Status> {
    read("posts").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_are_readable() {
        assert!(account().is_some());
        assert!(
            serde_json::from_str::<serde_json::Value>(SAMPLES)
                .unwrap()
                .get("posts")
                .unwrap()
                .as_array()
                .unwrap()
                .len()
                == posts().len()
        );
    }
}
