//! A list that grows page by page, with a button for the next one.

use std::{future::Future, sync::Arc};

use leptos::{prelude::*, task::spawn_local};

use super::app;
use crate::{
    api::http::{Answer, Page},
    components::feedback::Spinner,
    i18n::tr,
};

/// What was loaded so far.
pub(crate) struct Paged<T: Send + Sync + 'static> {
    pub(crate) items: RwSignal<Vec<T>>,
    next: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl<T: Send + Sync + 'static> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Paged<T> {}

impl<T: Send + Sync + 'static> Paged<T> {
    /// Begins with the first page.
    pub(crate) fn new(page: Page<T>) -> Self {
        Self {
            items: RwSignal::new(page.items),
            next: RwSignal::new(page.links.next),
            busy: RwSignal::new(false),
        }
    }

    /// Whether nothing is there and nothing is to come, when `shown` counts.
    pub(crate) fn is_empty(self, shown: impl Fn(&T) -> bool) -> bool {
        self.next.with(Option::is_none) && !self.items.with(|items| items.iter().any(shown))
    }

    /// The button for the next page, which `fetch` gets by its path; nothing at the end.
    pub(crate) fn more<F, Fut>(self, fetch: F) -> impl IntoView
    where
        F: Fn(String) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Answer<Page<T>>> + 'static,
    {
        let (app, fetch) = (app(), Arc::new(fetch));
        let load = move |_| {
            let Some(path) = self.next.get_untracked() else { return };
            self.busy.set(true);
            let answer = fetch(path);
            spawn_local(async move {
                // The page may have been left meanwhile.
                match answer.await {
                    Ok(page) => {
                        self.next.try_set(page.links.next.filter(|_| !page.items.is_empty()));
                        self.items.try_update(|items| items.extend(page.items));
                    }
                    Err(error) => app.toasts.problem(&error),
                }
                self.busy.try_set(false);
            });
        };
        let words = move || match self.busy.get() {
            true => view! { <Spinner /> }.into_any(),
            false => tr::action_more_results().into_any(),
        };
        view! {
            <Show when=move || self.next.with(Option::is_some)>
                <div class="page-body">
                    <button type="button" class="button wide" disabled=move || self.busy.get() on:click=load.clone()>{words}</button>
                </div>
            </Show>
        }
    }
}
