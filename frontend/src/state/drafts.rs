//! Unfinished posts, kept in the browser until they are posted or emptied. Closing never asks.

use serde::{Deserialize, Serialize};
use shared::{
    entities::MediaAttachment,
    kinds::{ReplyPolicy, StatusId, Visibility},
};

use super::storage;
use crate::api::statuses::NewPoll;

/// What was written so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) warning: Option<String>,
    pub(crate) visibility: Option<Visibility>,
    pub(crate) replies: Option<ReplyPolicy>,
    pub(crate) language: Option<String>,
    pub(crate) media: Vec<MediaAttachment>,
    pub(crate) poll: Option<NewPoll>,
}

impl Draft {
    /// Whether there is anything worth keeping.
    pub(crate) fn is_empty(&self) -> bool {
        let blank = |text: &str| text.trim().is_empty();
        blank(&self.text)
            && self.warning.as_deref().is_none_or(blank)
            && self.media.is_empty()
            && self.poll.is_none()
    }
}

/// Where a draft is kept: one for a new post, one per post answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    New,
    Reply(StatusId),
    /// Edits begin from the post itself and are not kept.
    Unkept,
}

impl Slot {
    fn key(&self) -> Option<String> {
        match self {
            Self::New => Some("phiomia.draft".to_owned()),
            Self::Reply(id) => Some(format!("phiomia.draft.{id}")),
            Self::Unkept => None,
        }
    }

    /// The kept draft.
    pub(crate) fn read(&self) -> Option<Draft> {
        storage::read(&self.key()?)
    }

    /// Keeps a draft; an empty one is forgotten.
    pub(crate) fn keep(&self, draft: &Draft) {
        match self.key() {
            Some(key) if draft.is_empty() => storage::remove(&key),
            Some(key) => storage::write(&key, draft),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_not_worth_keeping_but_a_picture_or_poll_is() {
        assert!(Draft { text: " \n".into(), warning: Some(String::new()), ..Draft::default() }.is_empty());
        let poll =
            Some(NewPoll { options: vec![], expires_in: Some(60), multiple: false, hide_totals: false });
        assert!(!Draft { poll, ..Draft::default() }.is_empty());
    }
}
