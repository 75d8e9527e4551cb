//! The parts in all their states, to look at and to compare. Its labels are names of parts, not
//! product text, and stay in English.

mod samples;

use leptos::prelude::*;
use shared::{
    entities::{Quote, StatusQuote},
    kinds::QuoteState,
};

use crate::{
    api::http::{ApiError, Failure},
    components::{
        account::AccountCard,
        column::ColumnHead,
        composer::Composer,
        dialog::Dialog,
        feedback::{ErrorScreen, SkeletonPosts, Spinner, StateScreen},
        icon::{Glyph, Icon},
        menu::{Menu, MenuItem},
        post::{Joined, OpenPost, PostCard, Quoted},
    },
    i18n::tr,
    pages::settings::SwitchRow,
    state::{app, posts::Entry, ui::Writing},
};
use samples::{account, posts};

const ROLES: &[&str] = &[
    "bg",
    "surface",
    "raised",
    "hover",
    "line",
    "line-strong",
    "text",
    "muted",
    "faint",
    "accent",
    "accent-strong",
    "accent-text",
    "accent-soft",
    "like",
    "boost",
    "bookmark",
    "danger",
    "ok",
    "focus",
];

/// The page.
#[component]
pub(crate) fn DesignPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(|| "Design".to_owned()) sub=Signal::derive(|| Some("The parts in their states".to_owned())) />
        <div class="design">
            <Colours />
            <Controls />
            <Overlays />
            <Posts />
            <section>
                <h2>"Composer"</h2>
                <div class="bleed"><Composer writing=Writing::With("Half a post #ru".to_owned()) on_sent=|_| () /></div>
            </section>
            <section>
                <h2>"Account card"</h2>
                <div class="bleed">{account().map(|account| view! { <AccountCard account bio=true /> })}</div>
            </section>
            <States />
        </div>
    }
}

#[component]
fn Colours() -> impl IntoView {
    let swatches: Vec<_> = ROLES
        .iter()
        .map(|role| view! { <div class="swatch"><span style:background=format!("var(--{role})")></span>{*role}</div> })
        .collect();
    view! { <section><h2>"Colour roles"</h2><div class="samples">{swatches}</div></section> }
}

#[component]
fn Controls() -> impl IntoView {
    let on = RwSignal::new(true);
    view! {
        <section>
            <h2>"Buttons"</h2>
            <div class="samples">
                <button class="button primary">"Primary"</button>
                <button class="button">"Plain"</button>
                <button class="button outline">"Outline"</button>
                <button class="button danger">"Danger"</button>
                <button class="button plain">"Quiet"</button>
                <button class="button primary" disabled=true>"Disabled"</button>
                <button class="button primary" aria-busy="true">"Busy"</button>
                <button class="icon-button" aria-label="Icon"><Icon glyph=Glyph::Smile /></button>
                <button class="icon-button" aria-label="Icon, on" aria-pressed="true"><Icon glyph=Glyph::Warning /></button>
            </div>
        </section>
        <section>
            <h2>"Fields"</h2>
            <div class="stack">
                <label class="field"><span class="name">"Text"</span><input class="input" placeholder="Placeholder" /><span class="hint">"A hint"</span></label>
                <label class="field"><span class="name">"Wrong"</span><input class="input" aria-invalid="true" value="???" /><span class="problem">"What is wrong"</span></label>
                <label class="field"><span class="name">"Select"</span><select class="input"><option>"One"</option><option>"Two"</option></select></label>
                <SwitchRow label=|| "Switch".to_owned() hint=|| "What it does".to_owned() checked=on on_change=move |value| on.set(value) />
                <span class="badge">"Badge"</span>
                <div class="progress"><span style:width="60%"></span></div>
            </div>
        </section>
        <section>
            <h2>"Tabs"</h2>
            <div class="tabs bleed">
                <button class="tab" aria-selected="true">"One"</button>
                <button class="tab" aria-selected="false">"Two"</button>
                <button class="tab" aria-selected="false">"Three"</button>
            </div>
        </section>
    }
}

#[component]
fn Overlays() -> impl IntoView {
    let app = app();
    let open = RwSignal::new(false);
    view! {
        <section>
            <h2>"What floats"</h2>
            <div class="samples">
                <button class="button" on:click=move |_| app.toasts.say("Something is done".to_owned())>"Message"</button>
                <button class="button" on:click=move |_| app.toasts.undoable("Something is done".to_owned(), || ())>"Message with undo"</button>
                <button class="button" on:click=move |_| app.toasts.problem(&ApiError::offline())>"Problem"</button>
                <button class="button" on:click=move |_| open.set(true)>"Dialog"</button>
                <Menu label=Signal::derive(|| "Menu".to_owned()) trigger_class="button" trigger=|| "Menu">
                    <MenuItem glyph=Glyph::Pen label=Signal::derive(|| "An act".to_owned()) on_choose=|| () />
                    <MenuItem glyph=Glyph::Globe label=Signal::derive(|| "A choice".to_owned()) hint=Signal::derive(|| "With a hint".to_owned())
                        checked=Signal::derive(|| true) on_choose=|| () />
                    <hr />
                    <MenuItem glyph=Glyph::Trash danger=true label=Signal::derive(|| "Dangerous".to_owned()) on_choose=|| () />
                </Menu>
            </div>
            <Dialog open title=Signal::derive(|| "A dialog".to_owned())>
                <div class="dialog-body"><p>"One thing at a time."</p></div>
                <footer class="dialog-foot"><button class="button primary" on:click=move |_| open.set(false)>{tr::action_close}</button></footer>
            </Dialog>
        </section>
    }
}

#[component]
fn Posts() -> impl IntoView {
    let all = posts();
    let open = all.first().map(|status| Entry::new(status.clone()).post);
    let cards: Vec<_> =
        all.into_iter().map(|status| view! { <PostCard entry=Entry::new(status) /> }).collect();
    let joined: Vec<_> = posts()
        .into_iter()
        .take(2)
        .zip([Joined { above: false, below: true }, Joined { above: true, below: false }])
        .map(|(status, joined)| view! { <PostCard entry=Entry::new(status) joined /> })
        .collect();
    view! {
        <section><h2>"Posts"</h2><div class="bleed">{cards}</div></section>
        <section><h2>"In a thread"</h2><div class="bleed">{joined}</div></section>
        <section><h2>"Quotes"</h2><div class="stack">{quotes()}</div></section>
        <section><h2>"Open post"</h2><div class="bleed">{open.map(|post| view! { <OpenPost post /> })}</div></section>
    }
}

/// A quoted post, and every reason why there is none.
fn quotes() -> Vec<impl IntoView> {
    let shown = posts().into_iter().next().map(|status| (QuoteState::Accepted, Some(Box::new(status))));
    let states = QuoteState::ALL.iter().map(|&state| (state, None));
    let all = shown.into_iter().chain(states.filter(|(state, _)| *state != QuoteState::Accepted));
    all.map(|(state, quoted_status)| {
        view! { <Quoted quote=StatusQuote::Full(Quote { state, quoted_status }) /> }
    })
    .collect()
}

#[component]
fn States() -> impl IntoView {
    let failures =
        [Failure::Offline, Failure::Unauthorized, Failure::Forbidden, Failure::NotFound, Failure::Server];
    let errors: Vec<_> = failures
        .into_iter()
        .map(|failure| view! { <ErrorScreen error=ApiError { failure, message: None } retry=|()| () /> })
        .collect();
    view! {
        <section><h2>"Waiting"</h2><div class="bleed"><SkeletonPosts count=3 /> <Spinner /></div></section>
        <section>
            <h2>"Empty"</h2>
            <StateScreen glyph=Glyph::Home title=Signal::derive(tr::empty_home_title) text=Signal::derive(tr::empty_home_text)>
                <a class="button primary" href="/explore">{tr::empty_home_act}</a>
            </StateScreen>
        </section>
        <section><h2>"Failed"</h2>{errors}</section>
    }
}
