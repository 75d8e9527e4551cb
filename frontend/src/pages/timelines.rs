//! Public timelines, hashtags, bookmarks, favourites.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::MembersOnly;
use crate::{
    components::{column::ColumnHead, feed::Feed, feedback::StateScreen, icon::Glyph},
    i18n::tr,
    state::{
        scroll, stream,
        timeline::{self, TimelineKey},
    },
};

type Words = fn() -> String;

/// A timeline and what to say when it is empty.
#[component]
fn TimelineView(key: TimelineKey, glyph: Glyph, title: Words, text: Words) -> impl IntoView {
    stream::listen(&key);
    let timeline = timeline::open(key, scroll::returning());
    view! {
        <Feed timeline empty=move || view! { <StateScreen glyph title=Signal::derive(title) text=Signal::derive(text) /> } />
    }
}

/// Posts of this server.
#[component]
pub(crate) fn LocalPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(tr::nav_local) sub=Signal::derive(|| Some(tr::local_sub())) />
        <TimelineView key=TimelineKey::Local glyph=Glyph::Server title=tr::empty_local_title text=tr::empty_local_text />
    }
}

/// Posts of all servers this one knows.
#[component]
pub(crate) fn FederatedPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(tr::nav_federated) sub=Signal::derive(|| Some(tr::federated_sub())) />
        <TimelineView key=TimelineKey::Federated glyph=Glyph::Globe title=tr::empty_federated_title text=tr::empty_federated_text />
    }
}

/// Posts with a hashtag.
#[component]
pub(crate) fn TagPage() -> impl IntoView {
    let params = use_params_map();
    let name = Memo::new(move |_| params.with(|params| params.get("name").unwrap_or_default()));
    move || {
        let name = name.get();
        let title = format!("#{name}");
        view! {
            <ColumnHead title=Signal::derive(move || title.clone()) back=true />
            <TimelineView key=TimelineKey::Tag(name) glyph=Glyph::Hash title=tr::empty_tag_title text=tr::empty_tag_text />
        }
    }
}

/// Posts one has kept.
#[component]
pub(crate) fn BookmarksPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(tr::nav_bookmarks) sub=Signal::derive(|| Some(tr::bookmarks_sub())) />
        <MembersOnly>
            <TimelineView key=TimelineKey::Bookmarks glyph=Glyph::Bookmark title=tr::empty_bookmarks_title text=tr::empty_bookmarks_text />
        </MembersOnly>
    }
}

/// Posts one has favourited.
#[component]
pub(crate) fn FavouritesPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(tr::nav_favourites) />
        <MembersOnly>
            <TimelineView key=TimelineKey::Favourites glyph=Glyph::Heart title=tr::empty_favourites_title text=tr::empty_favourites_text />
        </MembersOnly>
    }
}
