//! Completions for the word at the caret: people, hashtags, emoji.

use std::sync::Arc;

use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use shared::entities::{Account, CustomEmoji};

use crate::{
    api::search,
    logic::{
        emoji_list,
        token::{Token, TokenKind},
    },
};

/// Typing pauses shorter than this ask nothing.
const PAUSE_MS: u32 = 180;
const MOST: usize = 6;

/// Something the word may become.
#[derive(Clone)]
pub(crate) enum Suggestion {
    Account(Arc<Account>),
    Tag(String),
    Custom(CustomEmoji),
    Emoji(&'static str, &'static str),
}

impl Suggestion {
    /// What is put into the text.
    pub(crate) fn replacement(&self) -> String {
        match self {
            Self::Account(account) => format!("@{}", account.acct),
            Self::Tag(name) => format!("#{name}"),
            Self::Custom(emoji) => format!(":{}:", emoji.shortcode),
            Self::Emoji(letters, _) => (*letters).to_owned(),
        }
    }
}

/// The completions in sight and the word they are for.
#[derive(Clone, Copy)]
pub(crate) struct Suggestions {
    pub(crate) list: RwSignal<Vec<Suggestion>>,
    pub(crate) chosen: RwSignal<usize>,
    pub(crate) token: RwSignal<Option<Token>>,
}

impl Suggestions {
    pub(crate) fn new() -> Self {
        Self { list: RwSignal::default(), chosen: RwSignal::new(0), token: RwSignal::default() }
    }

    /// The word at the caret changed.
    pub(crate) fn look_up(self, token: Option<Token>, custom: &[CustomEmoji]) {
        if self.token.get_untracked() == token {
            return;
        }
        self.token.set(token.clone());
        let Some(token) = token else { return self.show(Vec::new()) };
        match token.kind {
            TokenKind::Emoji => self.show(emoji(&token.query, custom)),
            TokenKind::Account | TokenKind::Tag => self.ask(token),
        }
    }

    /// Closes the list.
    pub(crate) fn close(self) {
        self.token.set(None);
        self.show(Vec::new());
    }

    /// Moves the choice.
    pub(crate) fn step(self, forward: bool) {
        let count = self.list.with_untracked(Vec::len).max(1);
        self.chosen.update(|at| *at = (*at + if forward { 1 } else { count - 1 }) % count);
    }

    fn show(self, list: Vec<Suggestion>) {
        self.chosen.set(0);
        self.list.set(list);
    }

    fn ask(self, token: Token) {
        spawn_local(async move {
            TimeoutFuture::new(PAUSE_MS).await;
            let current =
                move |token: &Token| self.token.try_get_untracked().flatten().as_ref() == Some(token);
            if !current(&token) {
                return;
            }
            let found: Vec<Suggestion> = match token.kind {
                TokenKind::Account => {
                    let accounts = search::accounts(&token.query).await.unwrap_or_default();
                    accounts.into_iter().map(|account| Suggestion::Account(Arc::new(account))).collect()
                }
                _ => {
                    let tags = search::tags(&token.query).await.unwrap_or_default();
                    tags.into_iter().map(|tag| Suggestion::Tag(tag.name)).collect()
                }
            };
            if current(&token) {
                self.show(found.into_iter().take(MOST).collect());
            }
        });
    }
}

fn emoji(query: &str, custom: &[CustomEmoji]) -> Vec<Suggestion> {
    let query = query.to_lowercase();
    let own = custom
        .iter()
        .filter(|emoji| emoji.shortcode.to_lowercase().contains(&query))
        .cloned()
        .map(Suggestion::Custom);
    let common = emoji_list::find(&query).map(|(letters, names)| Suggestion::Emoji(letters, names));
    own.chain(common).take(MOST).collect()
}
