//! What is open above the page: composer sheet, media viewer, help, edit history.

use leptos::prelude::*;
use shared::{entities::MediaAttachment, kinds::StatusId};

use super::posts::Post;

/// What the composer is to write.
#[derive(Clone)]
pub(crate) enum Writing {
    New,
    /// A post that starts with this text.
    With(String),
    Reply(Post),
    Edit(Post),
}

/// Pictures in the viewer and the one in sight.
#[derive(Clone)]
pub(crate) struct Gallery {
    pub(crate) media: Vec<MediaAttachment>,
    pub(crate) at: usize,
}

/// What is open.
#[derive(Clone, Copy)]
pub(crate) struct Ui {
    pub(crate) composer: RwSignal<bool>,
    pub(crate) writing: RwSignal<Writing>,
    pub(crate) gallery: RwSignal<Option<Gallery>>,
    pub(crate) help: RwSignal<bool>,
    pub(crate) history: RwSignal<Option<StatusId>>,
    /// The post that came last, one's own or by the live connection; open threads take it in.
    pub(crate) arrived: RwSignal<Option<Post>>,
    /// The browser has no network.
    pub(crate) offline: RwSignal<bool>,
}

impl Ui {
    pub(super) fn new() -> Self {
        let ui = Self {
            composer: RwSignal::new(false),
            writing: RwSignal::new(Writing::New),
            gallery: RwSignal::new(None),
            help: RwSignal::new(false),
            history: RwSignal::new(None),
            arrived: RwSignal::new(None),
            offline: RwSignal::new(!window().navigator().on_line()),
        };
        window_event_listener_untyped("online", move |_| ui.offline.set(false));
        window_event_listener_untyped("offline", move |_| ui.offline.set(true));
        ui
    }

    /// Opens the composer sheet.
    pub(crate) fn write(self, writing: Writing) {
        self.writing.set(writing);
        self.composer.set(true);
    }

    /// Opens the media viewer.
    pub(crate) fn show(self, media: Vec<MediaAttachment>, at: usize) {
        self.gallery.set(Some(Gallery { media, at }));
    }
}
