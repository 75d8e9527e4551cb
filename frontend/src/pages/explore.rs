//! Finding people, hashtags and posts; before anything is asked, what there is to discover.

use futures_util::future::join;
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::entities::{Account, Search, Tag};
use web_sys::SubmitEvent;

use crate::{
    api::{
        accounts,
        http::{Answer, encode},
        instance, search,
    },
    components::{
        account::AccountCard,
        column::ColumnHead,
        feedback::StateScreen,
        icon::{Glyph, Icon},
        post::PostCard,
    },
    i18n::tr,
    logic::acct::tag_path,
    shell::TrendRow,
    state::{App, app, load::load, posts::Entry, scroll},
};

/// People shown at most.
const PEOPLE: u8 = 10;
/// Hashtags shown at most.
const TRENDING: u8 = 10;

/// The page.
#[component]
pub(crate) fn ExplorePage() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(|params| params.get("q").unwrap_or_default()));
    view! {
        <ColumnHead title=Signal::derive(tr::nav_explore) />
        <div class="page-body"><SearchForm query /></div>
        {move || {
            let query = query.get();
            if query.trim().is_empty() { view! { <Discover /> }.into_any() } else { view! { <Results query /> }.into_any() }
        }}
    }
}

#[component]
fn SearchForm(query: Memo<String>) -> impl IntoView {
    let text = RwSignal::new(query.get_untracked());
    Effect::new(move |_| text.set(query.get()));
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        scroll::forward();
        navigate(&format!("/search?q={}", encode(text.get_untracked().trim())), Default::default());
    };
    view! {
        <form role="search" aria-label=tr::nav_explore on:submit=submit>
            <label class="search-field">
                <Icon glyph=Glyph::Search />
                <input class="input" type="search" data-key="/" enterkeyhint="search" aria-label=tr::search_name placeholder=tr::search_hint
                    prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event)) />
            </label>
        </form>
    }
}

#[component]
fn Results(query: String) -> impl IntoView {
    let app = app();
    let found = load(move || {
        let query = query.clone();
        // Asking other servers is for members: each such search makes this server fetch something.
        let resolve = app.session.signed_in();
        async move { search::everything(&query, resolve).await }
    });
    found.view(|found| view! { <Found found /> })
}

#[component]
fn Found(found: Search) -> impl IntoView {
    let Search { accounts, statuses, hashtags } = found;
    if accounts.is_empty() && statuses.is_empty() && hashtags.is_empty() {
        return view! { <StateScreen glyph=Glyph::Search title=Signal::derive(tr::search_none_title) text=Signal::derive(tr::search_none_text) /> }
            .into_any();
    }
    let people = (!accounts.is_empty()).then(|| {
        let rows = accounts
            .into_iter()
            .map(|account| view! { <AccountCard account=(*account).clone() bio=true /> })
            .collect_view();
        view! { <section><h2 class="section-title">{tr::search_people}</h2>{rows}</section> }
    });
    let tags = (!hashtags.is_empty()).then(|| {
        let rows: Vec<_> = hashtags
            .into_iter()
            .map(|tag| view! { <a class="list-link" href=tag_path(&tag.name)><Icon glyph=Glyph::Hash /> <b>{tag.name.clone()}</b> <Icon glyph=Glyph::Next class="turns" /></a> })
            .collect();
        view! { <section><h2 class="section-title">{tr::search_tags}</h2>{rows}</section> }
    });
    let posts = (!statuses.is_empty()).then(|| {
        let rows =
            statuses.into_iter().map(|status| view! { <PostCard entry=Entry::new(status) /> }).collect_view();
        view! { <section><h2 class="section-title">{tr::search_posts}</h2>{rows}</section> }
    });
    view! { {people} {tags} {posts} }.into_any()
}

#[component]
fn Discover() -> impl IntoView {
    let app = app();
    let found = load(move || discover(app, app.session.signed_in()));
    view! {
        <a class="list-link" href="/local">
            <Icon glyph=Glyph::Server />
            <span>{tr::nav_local} <span class="hint">{tr::local_sub}</span></span>
            <Icon glyph=Glyph::Next class="turns" />
        </a>
        <a class="list-link" href="/federated">
            <Icon glyph=Glyph::Globe />
            <span>{tr::nav_federated} <span class="hint">{tr::federated_sub}</span></span>
            <Icon glyph=Glyph::Next class="turns" />
        </a>
        {found.view_if_ready(|(found, tags)| view! { {people(found)} {trends(tags)} })}
    }
}

/// Together, so that neither pushes the other away; one without the other is good, too. Guests follow nobody.
async fn discover(app: App, signed_in: bool) -> Answer<(Vec<Account>, Vec<Tag>)> {
    let people = async {
        match signed_in {
            true => people_to_meet(app).await,
            false => Vec::new(),
        }
    };
    let (people, tags) = join(people, instance::trending_tags(TRENDING)).await;
    Ok((people, tags.unwrap_or_default()))
}

/// Those suggested; while a server is so young that nobody is, those who want to be found.
async fn people_to_meet(app: App) -> Vec<Account> {
    let suggested = accounts::suggestions(PEOPLE).await.unwrap_or_default();
    if !suggested.is_empty() {
        return suggested.into_iter().map(|suggestion| (*suggestion.account).clone()).collect();
    }
    let mut people = accounts::newcomers(PEOPLE).await.unwrap_or_default();
    people.retain(|account| !untrack(|| app.session.is_me(account.id)));
    people
}

fn people(people: Vec<Account>) -> Option<AnyView> {
    if people.is_empty() {
        return None;
    }
    let rows = people.into_iter().map(|account| view! { <AccountCard account bio=true /> }).collect_view();
    Some(view! { <section><h2 class="section-title">{tr::search_meet}</h2>{rows}</section> }.into_any())
}

fn trends(tags: Vec<Tag>) -> Option<AnyView> {
    if tags.is_empty() {
        return None;
    }
    let rows = tags.into_iter().map(|tag| view! { <TrendRow tag /> }).collect_view();
    Some(view! { <section class="page-body"><h2>{tr::context_trends}</h2>{rows}</section> }.into_any())
}
