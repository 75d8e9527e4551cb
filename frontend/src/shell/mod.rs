//! The frame around every page: navigation, context, banners, and what floats above.

mod context;
mod help;
mod history;
mod keys;
mod nav;

use leptos::prelude::*;
use leptos_meta::Html;
use leptos_router::{hooks::use_location, location::Location};

use crate::{
    components::{
        composer::ComposerSheet,
        icon::{Glyph, Icon},
        toaster::Toaster,
        viewer::MediaViewer,
    },
    i18n::{self, tr},
    state::{app, scroll, session::Who, toasts::error_text},
};
use context::Context;
pub(crate) use context::TrendRow;
use help::KeyboardHelp;
use history::EditHistory;
pub(crate) use nav::sign_out;
use nav::{BottomBar, NavRail};

/// Frame and page.
#[component]
pub(crate) fn Shell(children: Children) -> impl IntoView {
    keys::listen();
    let Location { pathname, search, .. } = use_location();
    Effect::new(move |_| scroll::arrive(&pathname.get(), &search.get()));
    view! {
        <Html attr:lang=i18n::language />
        <a class="skip-link" href="#feed" rel="external">{tr::nav_skip}</a>
        <div class="shell">
            <NavRail />
            <main class="feed" id="feed" tabindex="-1">
                <Banners />
                {children()}
            </main>
            <Context />
            <BottomBar />
        </div>
        <ComposerSheet />
        <MediaViewer />
        <EditHistory />
        <KeyboardHelp />
        <Toaster />
    }
}

/// No network; an account that may not act; a server that does not answer.
#[component]
fn Banners() -> impl IntoView {
    let app = app();
    let offline = move || {
        app.ui.offline.get().then(|| {
            view! { <div class="banner" role="status"><Icon glyph=Glyph::Offline /> <span>{tr::banner_offline}</span></div> }
        })
    };
    let barred = move || match app.session.who() {
        Who::Barred(error) => Some(view! {
            <div class="banner warn" role="alert">
                <Icon glyph=Glyph::Lock />
                <span class="grow">{error_text(&error)}</span>
                <nav::SignOut />
            </div>
        }),
        _ => None,
    };
    let unreachable = move || match app.session.who() {
        Who::Unreachable(error) => Some(view! {
            <div class="banner warn" role="alert">
                <Icon glyph=Glyph::Warning />
                <span class="grow">{error_text(&error)}</span>
                <button type="button" class="button" on:click=move |_| app.session.retry(app)>{tr::action_retry}</button>
            </div>
        }),
        _ => None,
    };
    view! { {offline} {barred} {unreachable} }
}
