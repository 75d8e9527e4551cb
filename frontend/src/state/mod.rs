//! What the app knows and remembers: who is logged in, posts and timelines, messages, the live
//! connection, the look. State calls `api`; pages and components read it and ask it to change.

pub(crate) mod actions;
pub(crate) mod clock;
pub(crate) mod drafts;
pub(crate) mod load;
pub(crate) mod look;
pub(crate) mod notifications;
pub(crate) mod paged;
pub(crate) mod people;
pub(crate) mod posts;
pub(crate) mod scroll;
pub(crate) mod session;
pub(crate) mod storage;
pub(crate) mod stream;
pub(crate) mod suggest;
pub(crate) mod timeline;
pub(crate) mod toasts;
pub(crate) mod ui;

use leptos::prelude::*;

/// Everything, in one small handle.
#[derive(Clone, Copy)]
pub(crate) struct App {
    pub(crate) look: look::Look,
    pub(crate) session: session::Session,
    pub(crate) toasts: toasts::Toasts,
    pub(crate) notifications: notifications::Notifications,
    pub(crate) ui: ui::Ui,
}

impl App {
    /// Makes the state and begins to learn who is there.
    pub(crate) fn start() -> Self {
        let app = Self {
            look: look::Look::start(),
            session: session::Session::new(),
            toasts: toasts::Toasts::new(),
            notifications: notifications::Notifications::new(),
            ui: ui::Ui::new(),
        };
        provide_context(app);
        clock::start();
        app.session.start(app);
        app
    }
}

/// The state of the app. Call it while a component is made, not later in its event handlers.
pub(crate) fn app() -> App {
    expect_context()
}
