//! The first address: home for those logged in, a welcome for others.

use leptos::prelude::*;

use crate::{
    components::{
        column::ColumnHead,
        composer::Composer,
        feed::Feed,
        feedback::{SkeletonPosts, StateScreen},
        icon::{Glyph, Mark},
    },
    i18n::tr,
    state::{
        app, scroll,
        session::Who,
        timeline::{self, TimelineKey},
        ui::Writing,
    },
};

/// Home or welcome.
#[component]
pub(crate) fn RootPage() -> impl IntoView {
    let app = app();
    let kind = Memo::new(move |_| match app.session.who() {
        Who::Member(_) => Some(true),
        Who::Guest | Who::Barred(_) => Some(false),
        Who::Unknown | Who::Unreachable(_) => None,
    });
    move || match kind.get() {
        Some(true) => view! { <Home /> }.into_any(),
        Some(false) => view! { <Welcome /> }.into_any(),
        None => {
            view! { <ColumnHead title=Signal::derive(tr::nav_home) /> <SkeletonPosts count=8 /> }.into_any()
        }
    }
}

#[component]
fn Home() -> impl IntoView {
    let home = timeline::open(TimelineKey::Home, scroll::returning());
    view! {
        <ColumnHead title=Signal::derive(tr::nav_home) />
        <Composer writing=Writing::New on_sent=|_| () />
        <Feed timeline=home empty=|| view! {
            <StateScreen glyph=Glyph::Home title=Signal::derive(tr::empty_home_title) text=Signal::derive(tr::empty_home_text)>
                <a class="button primary" href="/explore">{tr::empty_home_act}</a>
            </StateScreen>
        } />
    }
}

#[component]
fn Welcome() -> impl IntoView {
    let app = app();
    let local = timeline::open(TimelineKey::Local, scroll::returning());
    let name = move || {
        app.session.instance().map_or_else(|| "Phiomia".to_owned(), |instance| instance.title.clone())
    };
    let about = move || {
        let words = app.session.instance().map(|instance| instance.description.clone());
        words.filter(|words| !words.is_empty()).unwrap_or_else(tr::guest_invitation)
    };
    let open = move || app.session.instance().is_none_or(|instance| instance.registrations.enabled);
    view! {
        <leptos_meta::Title text=name />
        <section class="welcome">
            <Mark />
            <h1>{name}</h1>
            <p>{about}</p>
            <div class="row wrap">
                <Show when=open>
                    <a class="button primary" href="/auth/sign_up" rel="external">{tr::auth_sign_up}</a>
                </Show>
                <a class="button outline" href="/auth/sign_in" rel="external">{tr::auth_sign_in}</a>
            </div>
        </section>
        <h2 class="section-title">{tr::guest_local}</h2>
        <Feed timeline=local empty=|| view! {
            <StateScreen glyph=Glyph::Server title=Signal::derive(tr::empty_local_title) text=Signal::derive(tr::empty_local_text) />
        } />
    }
}
