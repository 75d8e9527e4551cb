//! Short messages at the bottom of the screen, with "Undo" where an act can be taken back.
//! Acts that the server cannot take back wait until the message goes; leaving the page carries them out.

use std::{cell::RefCell, collections::HashMap, future::Future, pin::Pin, sync::Arc};

use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::http::{ApiError, Failure},
    i18n::tr,
};

const LIFE_MS: u32 = 6_000;
const MOST: usize = 3;

/// What the button of a message does.
#[derive(Clone)]
pub(crate) enum ToastAction {
    None,
    /// Counted, not owned by the button that was pressed: that is often gone before the message.
    Undo(Arc<dyn Fn() + Send + Sync>),
    /// A link: label and path.
    Open(String, String),
}

/// A message.
#[derive(Clone)]
pub(crate) struct Toast {
    pub(crate) id: u64,
    pub(crate) text: String,
    pub(crate) problem: bool,
    pub(crate) action: ToastAction,
}

type Commit = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = ()>>>>;

thread_local! {
    static WAITING: RefCell<HashMap<u64, Commit>> = RefCell::default();
}

/// The messages in sight.
#[derive(Clone, Copy)]
pub(crate) struct Toasts {
    list: RwSignal<Vec<Toast>, LocalStorage>,
    next: StoredValue<u64>,
}

impl Toasts {
    pub(crate) fn new() -> Self {
        let toasts = Self { list: RwSignal::new_local(Vec::new()), next: StoredValue::new(1) };
        window_event_listener_untyped("pagehide", |_| commit_all());
        toasts
    }

    pub(crate) fn list(self) -> Vec<Toast> {
        self.list.get()
    }

    /// Tells of something done.
    pub(crate) fn say(self, text: String) {
        self.push(text, false, ToastAction::None);
    }

    /// Tells of something done and where to see it.
    pub(crate) fn say_with_link(self, text: String, label: String, path: String) {
        self.push(text, false, ToastAction::Open(label, path));
    }

    /// Tells of a failed request, in the server's words if it gave any.
    pub(crate) fn problem(self, error: &ApiError) {
        self.push(error_text(error), true, ToastAction::None);
    }

    /// Tells of something already done that `undo` takes back.
    pub(crate) fn undoable(self, text: String, undo: impl Fn() + Send + Sync + 'static) {
        self.push(text, false, ToastAction::Undo(Arc::new(undo)));
    }

    /// Tells of something that is carried out only when the message goes, unless it is undone.
    pub(crate) fn delayed<F>(
        self,
        text: String,
        undo: impl Fn() + Send + Sync + 'static,
        commit: impl FnOnce() -> F + 'static,
    ) where
        F: Future<Output = ()> + 'static,
    {
        let id = self.push(text, false, ToastAction::Undo(Arc::new(undo)));
        WAITING.with_borrow_mut(|waiting| {
            waiting.insert(id, Box::new(move || Box::pin(commit())));
        });
    }

    /// Takes an act back.
    pub(crate) fn undo(self, toast: &Toast) {
        WAITING.with_borrow_mut(|waiting| waiting.remove(&toast.id));
        if let ToastAction::Undo(undo) = &toast.action {
            undo();
        }
        self.remove(toast.id);
    }

    /// Takes a message away; an act that waited for it happens now.
    pub(crate) fn dismiss(self, id: u64) {
        commit(id);
        self.remove(id);
    }

    fn remove(self, id: u64) {
        self.list.update(|list| list.retain(|toast| toast.id != id));
    }

    fn push(self, text: String, problem: bool, action: ToastAction) -> u64 {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        let crowded = self
            .list
            .with_untracked(|list| (list.len() >= MOST).then(|| list.first().map(|t| t.id)).flatten());
        if let Some(oldest) = crowded {
            self.dismiss(oldest);
        }
        self.list.update(|list| list.push(Toast { id, text, problem, action }));
        spawn_local(async move {
            TimeoutFuture::new(LIFE_MS).await;
            self.dismiss(id);
        });
        id
    }
}

fn commit(id: u64) {
    if let Some(act) = WAITING.with_borrow_mut(|waiting| waiting.remove(&id)) {
        spawn_local(act());
    }
}

fn commit_all() {
    let ids: Vec<u64> = WAITING.with_borrow(|waiting| waiting.keys().copied().collect());
    ids.into_iter().for_each(commit);
}

/// What to tell a person about a failed request: the server's words (English) only where they say more.
pub(crate) fn error_text(error: &ApiError) -> String {
    match (error.failure, &error.message) {
        (Failure::Offline, _) => tr::problem_offline(),
        (Failure::Unauthorized, _) => tr::problem_logged_out(),
        (Failure::TooMany, _) => tr::problem_too_many(),
        (Failure::Server, _) => tr::problem_server(),
        (Failure::NotFound, _) => tr::problem_not_found(),
        (_, Some(message)) => message.clone(),
        (Failure::Forbidden, None) => tr::problem_forbidden(),
        (Failure::Invalid, None) => tr::problem_invalid(),
    }
}
