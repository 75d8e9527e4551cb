//! Earlier versions of a post.

use leptos::prelude::*;
use shared::{entities::StatusEdit, kinds::StatusId};

use crate::{
    api::statuses,
    components::{
        account::customs,
        dialog::Dialog,
        icon::{Glyph, Icon},
        post::MediaGrid,
    },
    i18n::{self, tr},
    logic::emoji,
    state::{app, load::load},
};

/// The dialog, for the post in `ui.history`.
#[component]
pub(super) fn EditHistory() -> impl IntoView {
    let wanted = app().ui.history;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(wanted.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && wanted.with_untracked(Option::is_some) {
            wanted.set(None);
        }
    });
    view! {
        <Dialog open title=Signal::derive(tr::history_title) class="wide">
            <div class="dialog-body flush">{move || wanted.get().map(|id| view! { <Versions id /> })}</div>
        </Dialog>
    }
}

#[component]
fn Versions(id: StatusId) -> impl IntoView {
    load(move || statuses::history(id)).view(|mut versions| {
        versions.reverse();
        let last = versions.len();
        versions
            .into_iter()
            .enumerate()
            .map(|(at, version)| view! { <Version version current=at == 0 first=at + 1 == last /> })
            .collect_view()
    })
}

#[component]
fn Version(version: StatusEdit, current: bool, first: bool) -> impl IntoView {
    let at = version.created_at.0.timestamp_millis();
    let html = emoji::in_html(&version.content, &customs(&version.emojis));
    let warning = version.spoiler_text.clone();
    let label = move || match (current, first) {
        (true, _) => tr::history_current(),
        (_, true) => tr::history_first(),
        _ => tr::history_edited(),
    };
    view! {
        <article class="tombstone stack">
            <p class="row"><Icon glyph=Glyph::Clock class="small" /> <b>{label}</b> <span>{move || i18n::date_time(at)}</span></p>
            {(!warning.is_empty()).then(|| view! { <p class="row"><Icon glyph=Glyph::Warning class="small" /> {warning}</p> })}
            <div class="prose" dir="auto" inner_html=html></div>
            {(!version.media_attachments.is_empty()).then(|| view! { <MediaGrid media=version.media_attachments /> })}
        </article>
    }
}
