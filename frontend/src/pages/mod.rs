//! What an address shows. Pages fetch through `state` and `api` and put components together.

pub(crate) mod about;
pub(crate) mod conversations;
pub(crate) mod design;
pub(crate) mod explore;
pub(crate) mod filtered;
pub(crate) mod handle;
pub(crate) mod missing;
pub(crate) mod notifications;
pub(crate) mod people;
pub(crate) mod profile;
pub(crate) mod root;
pub(crate) mod settings;
pub(crate) mod thread;
pub(crate) mod timelines;

use leptos::prelude::*;

use crate::{
    components::{
        feedback::{SkeletonPosts, StateScreen},
        icon::Glyph,
    },
    i18n::tr,
    state::{app, session::Who},
};

/// A page that only makes sense for somebody who is logged in.
#[component]
pub(crate) fn MembersOnly(children: ChildrenFn) -> impl IntoView {
    let app = app();
    // Only the kind of person matters: a changed profile must not rebuild the page.
    let kind = Memo::new(move |_| match app.session.who() {
        Who::Member(_) => Some(true),
        Who::Unknown | Who::Unreachable(_) => None,
        Who::Guest | Who::Barred(_) => Some(false),
    });
    move || {
        match kind.get() {
        Some(true) => children().into_any(),
        None => view! { <SkeletonPosts /> }.into_any(),
        Some(false) => view! {
            <StateScreen glyph=Glyph::Lock title=Signal::derive(tr::state_guest_title) text=Signal::derive(tr::state_guest_text)>
                <a class="button primary" href="/auth/sign_in" rel="external">{tr::auth_sign_in}</a>
            </StateScreen>
        }
        .into_any(),
    }
    }
}
