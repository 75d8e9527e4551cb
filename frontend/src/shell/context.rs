//! The rail beside the feed: search, the way in for guests, what is talked about, the server.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::entities::Tag;
use web_sys::SubmitEvent;

use crate::{
    api::{http::encode, instance},
    components::icon::{Glyph, Icon},
    i18n::tr,
    logic::acct::tag_path,
    state::{app, load::load, scroll, session::Who},
};

/// The rail.
#[component]
pub(super) fn Context() -> impl IntoView {
    let app = app();
    let guest = move || matches!(app.session.who(), Who::Guest).then(|| view! { <GuestCard /> });
    view! {
        <aside class="context" aria-label=tr::context_name>
            <SearchForm />
            {guest}
            <Trends />
            <About />
        </aside>
    }
}

/// A search field that leads to the search page.
#[component]
fn SearchForm() -> impl IntoView {
    let query = RwSignal::new(String::new());
    let navigate = use_navigate();
    let search = move |event: SubmitEvent| {
        event.prevent_default();
        let text = query.get_untracked();
        if !text.trim().is_empty() {
            scroll::forward();
            navigate(&format!("/search?q={}", encode(text.trim())), Default::default());
        }
    };
    view! {
        <form role="search" aria-label=tr::search_name on:submit=search>
            <label class="search-field">
                <Icon glyph=Glyph::Search />
                <input
                    class="input"
                    type="search"
                    data-key="/"
                    aria-label=tr::search_name
                    placeholder=tr::search_name
                    prop:value=move || query.get()
                    on:input=move |event| query.set(event_target_value(&event))
                />
            </label>
        </form>
    }
}

#[component]
fn GuestCard() -> impl IntoView {
    let app = app();
    let open = move || app.session.instance().is_none_or(|instance| instance.registrations.enabled);
    view! {
        <section class="guest-card">
            <p>{tr::guest_invitation}</p>
            <Show when=open>
                <a class="button primary wide" href="/auth/sign_up" rel="external">{tr::auth_sign_up}</a>
            </Show>
            <a class="button outline wide" href="/auth/sign_in" rel="external">{tr::auth_sign_in}</a>
        </section>
    }
}

#[component]
fn Trends() -> impl IntoView {
    let trends = load(|| instance::trending_tags(5));
    trends.view_if_ready(|tags| {
        (!tags.is_empty()).then(|| {
            view! {
                <section>
                    <h2>{tr::context_trends}</h2>
                    <ul>{tags.into_iter().map(|tag| view! { <li><TrendRow tag /></li> }).collect_view()}</ul>
                </section>
            }
        })
    })
}

/// A hashtag, how many talk about it, and how that went over the days.
#[component]
pub(crate) fn TrendRow(tag: Tag) -> impl IntoView {
    let people: u64 = tag.history.iter().take(2).filter_map(|day| day.accounts.parse::<u64>().ok()).sum();
    let uses: Vec<f64> = tag.history.iter().rev().filter_map(|day| day.uses.parse().ok()).collect();
    view! {
        <a class="trend" href=tag_path(&tag.name)>
            <span class="grow">
                <span class="name clip">"#" {tag.name.clone()}</span>
                <span class="muted small row">{move || tr::context_people(people)}</span>
            </span>
            {(uses.len() > 1).then(|| view! { <svg class="spark" viewBox="0 0 56 24" aria-hidden="true"><polyline points=spark(&uses)></polyline></svg> })}
        </a>
    }
}

fn spark(uses: &[f64]) -> String {
    let most = uses.iter().copied().fold(1.0, f64::max);
    let step = 54.0 / (uses.len().max(2) - 1) as f64;
    uses.iter()
        .enumerate()
        .map(|(at, value)| format!("{:.1},{:.1} ", 1.0 + at as f64 * step, 22.0 - value / most * 20.0))
        .collect()
}

#[component]
fn About() -> impl IntoView {
    let app = app();
    let server = move || {
        app.session.instance().map(|instance| {
            let picture = instance.thumbnail.url.clone();
            view! {
                {(!picture.is_empty()).then(|| view! { <img class="thumb" src=picture alt=instance.thumbnail.description.clone() loading="lazy" /> })}
                <p><b>{instance.domain.clone()}</b></p>
                <p inner_html=crate::logic::emoji::escape(&instance.description)></p>
            }
        })
    };
    let source = move || {
        app.session.instance().map(|instance| instance.source_url.clone()).filter(|url| !url.is_empty())
    };
    let privacy = move || app.session.instance()?.configuration.urls.privacy_policy.clone();
    view! {
        <section class="about stack">
            <div>{server}</div>
            <p class="footer-links">
                <a href="/about">{tr::footer_about}</a>
                {move || privacy().map(|url| view! { <a href=url rel="external">{tr::footer_privacy}</a> })}
                <button type="button" on:click=move |_| app.ui.help.set(true)>{tr::footer_keys}</button>
                {move || source().map(|url| view! { <a href=url rel="external noopener" target="_blank">{tr::footer_source}</a> })}
            </p>
        </section>
    }
}
