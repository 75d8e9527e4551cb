//! A filter while a person edits it, and what of it is sent.

use shared::{
    entities::{Filter, FilterKeyword},
    kinds::{FilterAction, FilterContext, FilterKeywordId},
    params::{KeywordAttributes, SaveFilter},
};

/// When a filter ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expiry {
    /// As it was.
    Keep,
    Never,
    /// In so many seconds.
    In(i64),
}

impl Expiry {
    /// The name of a choice in the form.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Keep => "keep".to_owned(),
            Self::Never => String::new(),
            Self::In(seconds) => seconds.to_string(),
        }
    }

    /// The choice of a name.
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "keep" => Self::Keep,
            name => name.parse().map_or(Self::Never, Self::In),
        }
    }
}

/// A word while it is edited; without an id it is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DraftKeyword {
    pub(crate) id: Option<FilterKeywordId>,
    pub(crate) text: String,
    pub(crate) whole: bool,
}

/// A filter while it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) title: String,
    pub(crate) contexts: Vec<FilterContext>,
    pub(crate) action: FilterAction,
    pub(crate) expiry: Expiry,
    pub(crate) keywords: Vec<DraftKeyword>,
}

/// Why a draft cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    Title,
    Context,
}

impl Draft {
    /// A new filter: everywhere, a warning, one word to be written.
    pub(crate) fn new() -> Self {
        Self {
            title: String::new(),
            contexts: FilterContext::ALL.to_vec(),
            action: FilterAction::Warn,
            expiry: Expiry::Never,
            keywords: vec![DraftKeyword { id: None, text: String::new(), whole: true }],
        }
    }

    /// The filter as it is.
    pub(crate) fn of(filter: &Filter) -> Self {
        let keyword = |keyword: &FilterKeyword| DraftKeyword {
            id: Some(keyword.id),
            text: keyword.keyword.clone(),
            whole: keyword.whole_word,
        };
        Self {
            title: filter.title.clone(),
            contexts: filter.context.clone(),
            action: filter.filter_action,
            expiry: if filter.expires_at.is_some() { Expiry::Keep } else { Expiry::Never },
            keywords: filter.keywords.iter().flatten().map(keyword).collect(),
        }
    }

    /// What is missing, if anything.
    pub(crate) fn missing(&self) -> Option<Missing> {
        match (self.title.trim().is_empty(), self.contexts.is_empty()) {
            (true, _) => Some(Missing::Title),
            (_, true) => Some(Missing::Context),
            _ => None,
        }
    }

    /// What to send, given the words that were there before. Empty words are none.
    pub(crate) fn params(&self, before: &[FilterKeyword]) -> SaveFilter {
        let kept: Vec<&DraftKeyword> =
            self.keywords.iter().filter(|keyword| !keyword.text.trim().is_empty()).collect();
        let written = kept.iter().map(|keyword| KeywordAttributes {
            id: keyword.id,
            keyword: Some(keyword.text.clone()),
            whole_word: Some(keyword.whole),
            destroy: None,
        });
        let removed =
            before.iter().filter(|old| kept.iter().all(|keyword| keyword.id != Some(old.id))).map(|old| {
                KeywordAttributes { id: Some(old.id), destroy: Some(true), ..KeywordAttributes::default() }
            });
        SaveFilter {
            title: Some(self.title.trim().to_owned()),
            context: Some(self.contexts.clone()),
            filter_action: Some(self.action),
            expires_in: match self.expiry {
                Expiry::Keep => None,
                Expiry::Never => Some(None),
                Expiry::In(seconds) => Some(Some(seconds)),
            },
            keywords_attributes: Some(written.chain(removed).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filter() -> Filter {
        serde_json::from_value(json!({
            "id": "1", "title": "Rain", "context": ["home"], "expires_at": "2030-01-01T00:00:00.000Z",
            "filter_action": "hide", "statuses": [],
            "keywords": [
                {"id": "5", "keyword": "rain", "whole_word": true},
                {"id": "6", "keyword": "drizzle", "whole_word": false},
            ],
        }))
        .unwrap()
    }

    fn sent(draft: &Draft, before: &[FilterKeyword]) -> serde_json::Value {
        serde_json::to_value(draft.params(before)).unwrap()
    }

    #[test]
    fn only_what_was_chosen_is_sent() {
        let mut draft = Draft::new();
        assert_eq!(draft.missing(), Some(Missing::Title));
        draft.title = " Rain ".to_owned();
        draft.contexts.clear();
        assert_eq!(draft.missing(), Some(Missing::Context));
        draft.contexts = vec![FilterContext::Thread];
        assert_eq!(draft.missing(), None);
        assert_eq!(
            sent(&draft, &[]),
            json!({
                "title": "Rain", "context": ["thread"], "filter_action": "warn", "expires_in": null,
                "keywords_attributes": [],
            }),
            "a word that was not written is none"
        );
    }

    #[test]
    fn words_are_changed_added_and_taken_away() {
        let filter = filter();
        let mut draft = Draft::of(&filter);
        draft.keywords.remove(0);
        draft.keywords.push(DraftKeyword { id: None, text: "snow".to_owned(), whole: true });
        let sent = sent(&draft, filter.keywords.as_deref().unwrap());
        assert_eq!(
            sent["keywords_attributes"],
            json!([
                {"id": "6", "keyword": "drizzle", "whole_word": false},
                {"keyword": "snow", "whole_word": true},
                {"id": "5", "_destroy": true},
            ])
        );
        assert!(sent.get("expires_in").is_none(), "the end stays");
    }

    #[test]
    fn choices_of_the_end_read_back() {
        for expiry in [Expiry::Keep, Expiry::Never, Expiry::In(3_600)] {
            assert_eq!(Expiry::of(&expiry.name()), expiry);
        }
    }
}
