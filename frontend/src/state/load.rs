//! Something a page fetches when it is shown: waiting, there, or failed, with a way to try again.
//! Leaving the page drops the fetch, which aborts its request.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use crate::{
    api::http::{Answer, ApiError},
    components::feedback::{ErrorScreen, SkeletonPosts},
    state::scroll,
};

/// How far a fetch is.
#[derive(Clone)]
pub(crate) enum Loaded<T> {
    Waiting,
    Ready(T),
    Failed(ApiError),
}

/// A fetch and its outcome.
pub(crate) struct Load<T: Send + Sync + 'static> {
    pub(crate) state: RwSignal<Loaded<T>>,
    attempt: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Load<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Load<T> {}

/// Fetches now, and again whenever a signal read while starting the fetch changes.
pub(crate) fn load<T, F, Fut>(fetch: F) -> Load<T>
where
    T: Clone + Send + Sync + 'static,
    F: Fn() -> Fut + 'static,
    Fut: Future<Output = Answer<T>> + 'static,
{
    let load = Load { state: RwSignal::new(Loaded::Waiting), attempt: RwSignal::new(0) };
    Effect::new(move |_| {
        load.attempt.track();
        load.state.set(Loaded::Waiting);
        let answer = fetch();
        spawn_local_scoped_with_cancellation(async move {
            load.state.set(match answer.await {
                Ok(value) => Loaded::Ready(value),
                Err(error) => Loaded::Failed(error),
            });
            scroll::restore();
        });
    });
    load
}

impl<T: Clone + Send + Sync + 'static> Load<T> {
    /// Tries again.
    pub(crate) fn retry(self) {
        self.attempt.update(|attempt| *attempt += 1);
    }

    /// The value, once there.
    pub(crate) fn ready(self) -> Option<T> {
        self.state.with(|state| match state {
            Loaded::Ready(value) => Some(value.clone()),
            _ => None,
        })
    }

    /// Bones while waiting, the content when it is there, or what went wrong.
    pub(crate) fn view<V: IntoView + 'static>(
        self,
        content: impl Fn(T) -> V + Send + Sync + 'static,
    ) -> impl IntoView {
        move || match self.state.get() {
            Loaded::Waiting => view! { <SkeletonPosts /> }.into_any(),
            Loaded::Ready(value) => content(value).into_any(),
            Loaded::Failed(error) => view! { <ErrorScreen error retry=move |()| self.retry() /> }.into_any(),
        }
    }

    /// The content when it is there; nothing before, nothing if it failed.
    pub(crate) fn view_if_ready<V: IntoView + 'static>(
        self,
        content: impl Fn(T) -> V + Send + Sync + 'static,
    ) -> impl IntoView {
        move || self.ready().map(|value| content(value).into_any())
    }
}
