//! Settings: profile, posting, appearance; and what did not fit the bar on phones.

mod appearance;
mod filter_form;
mod filters;
mod notifications;
mod posting;
mod profile;

use leptos::prelude::*;

pub(crate) use appearance::AppearancePage;
pub(crate) use filters::FiltersPage;
pub(crate) use notifications::PolicyPage;
pub(crate) use posting::PostingPage;
pub(crate) use profile::ProfileSettingsPage;

use crate::{
    components::{
        account::AccountCard,
        column::ColumnHead,
        icon::{Glyph, Icon},
    },
    i18n::tr,
    shell::sign_out,
    state::app,
};

type Words = fn() -> String;

/// The list of everything.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let app = app();
    let me = move || {
        app.session.me().map(|me| view! { <AccountCard account=(*me).clone()><span></span></AccountCard> })
    };
    let member = move || {
        app.session.signed_in().then(|| view! {
            <Entry href="/settings/profile" glyph=Glyph::User label=tr::settings_profile hint=tr::settings_profile_hint />
            <Entry href="/settings/posting" glyph=Glyph::Feather label=tr::settings_posting hint=tr::settings_posting_hint />
            <Entry href="/settings/notifications" glyph=Glyph::Bell label=tr::settings_notifications hint=tr::settings_notifications_hint />
            <Entry href="/settings/filters" glyph=Glyph::EyeOff label=tr::settings_filters hint=tr::settings_filters_hint />
        })
    };
    let lists = move || {
        app.session.signed_in().then(|| view! {
            <Entry href="/auth/security" outside=true glyph=Glyph::Lock label=tr::settings_security hint=tr::settings_security_hint />
            <Entry href="/conversations" glyph=Glyph::Letter label=tr::conversations_title hint=tr::conversations_sub />
            <Entry href="/bookmarks" glyph=Glyph::Bookmark label=tr::nav_bookmarks hint=tr::bookmarks_sub />
            <Entry href="/favourites" glyph=Glyph::Heart label=tr::nav_favourites hint=tr::favourites_sub />
            <Entry href="/follow_requests" glyph=Glyph::UserPlus label=tr::nav_follow_requests hint=tr::requests_sub />
            <button type="button" class="list-link wide" on:click=|_| sign_out()>
                <Icon glyph=Glyph::Logout /> {tr::auth_sign_out}
            </button>
        })
    };
    view! {
        <ColumnHead title=Signal::derive(tr::nav_settings) />
        {me}
        {member}
        <Entry href="/settings/appearance" glyph=Glyph::Palette label=tr::settings_appearance hint=tr::settings_appearance_hint />
        {lists}
    }
}

#[component]
fn Entry(
    href: &'static str,
    glyph: Glyph,
    label: Words,
    hint: Words,
    /// A page of the server, not of the app.
    #[prop(optional)]
    outside: bool,
) -> impl IntoView {
    view! {
        <a class="list-link" href=href rel=outside.then_some("external")>
            <Icon glyph />
            <span>{label} <span class="hint">{hint}</span></span>
            <Icon glyph=Glyph::Next class="turns" />
        </a>
    }
}

/// A switch with a name and an explanation.
#[component]
pub(crate) fn SwitchRow(
    label: Words,
    #[prop(optional)] hint: Option<Words>,
    #[prop(into)] checked: Signal<bool>,
    on_change: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="switch-row">
            <span>{label} {hint.map(|hint| view! { <span class="hint">{hint}</span> })}</span>
            <input class="switch" type="checkbox" role="switch" prop:checked=checked on:change=move |event| on_change(event_target_checked(&event)) />
        </label>
    }
}
