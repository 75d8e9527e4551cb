//! Filters: the words and posts one does not want to see.

use leptos::prelude::*;
use shared::{
    entities::{Filter, FilterKeyword},
    kinds::{FilterAction, FilterContext},
};

use super::filter_form::FilterForm;
use crate::{
    api::filters,
    components::{
        column::ColumnHead,
        dialog::Dialog,
        feedback::StateScreen,
        icon::{Glyph, Icon},
    },
    i18n::{self, tr},
    pages::MembersOnly,
    state::{App, app, load::load},
};

/// The page.
#[component]
pub(crate) fn FiltersPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(tr::filters_title) back=true />
        <MembersOnly>{load(filters::all).view(|filters| view! { <Filters filters /> })}</MembersOnly>
    }
}

/// The filters and the form for one of them.
#[component]
fn Filters(filters: Vec<Filter>) -> impl IntoView {
    let list = RwSignal::new(filters);
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Filter>);
    let edit = move |filter: Option<Filter>| {
        chosen.set(filter);
        open.set(true);
    };
    let title = move || {
        chosen.with(|chosen| if chosen.is_some() { tr::filters_change_title() } else { tr::filters_add() })
    };
    view! {
        <ul class="filter-list">
            <For
                each=move || list.get()
                key=|filter| serde_json::to_string(filter).unwrap_or_default()
                children=move |filter| view! { <Card filter list on_edit=move |filter: Filter| edit(Some(filter)) /> }
            />
        </ul>
        <Show when=move || list.with(Vec::is_empty)>
            <StateScreen glyph=Glyph::EyeOff title=Signal::derive(tr::filters_none_title) text=Signal::derive(tr::filters_none_text) />
        </Show>
        <div class="page-body">
            <button type="button" class="button primary wide" on:click=move |_| edit(None)>
                <Icon glyph=Glyph::Plus class="small" />
                {tr::filters_add}
            </button>
        </div>
        <Dialog open title=Signal::derive(title) class="wide">
            {move || view! { <FilterForm filter=chosen.get_untracked() list open /> }}
        </Dialog>
    }
}

/// A filter in the list.
#[component]
fn Card(
    filter: Filter,
    list: RwSignal<Vec<Filter>>,
    #[prop(into)] on_edit: UnsyncCallback<Filter>,
) -> impl IntoView {
    let app = app();
    let (title, for_change, for_remove) = (filter.title.clone(), filter.title.clone(), filter.title.clone());
    let words = words(filter.keywords.as_deref().unwrap_or_default());
    let posts = filter.statuses.as_ref().map_or(0, Vec::len) as u64;
    let (contexts, action) = (filter.context.clone(), filter.filter_action);
    let end = filter.expires_at.map(|end| end.0.timestamp_millis());
    let facts = move || {
        let places: Vec<String> = contexts.iter().map(|context| context_words(*context)).collect();
        let mut facts = vec![action_words(action), places.join(", ")];
        facts.extend((posts > 0).then(|| tr::filters_posts(posts)));
        facts.extend(end.map(end_words));
        facts.join(" · ")
    };
    let (edited, removed) = (filter.clone(), filter);
    view! {
        <li class="filter-card">
            <div class="stack-tight grow">
                <h2 dir="auto">{title}</h2>
                {(!words.is_empty()).then(|| view! { <p dir="auto">{words}</p> })}
                <p class="muted small">{facts}</p>
            </div>
            <button type="button" class="icon-button" aria-label=move || tr::filters_change(&for_change)
                on:click=move |_| on_edit.run(edited.clone())>
                <Icon glyph=Glyph::Pen class="small" />
            </button>
            <button type="button" class="icon-button" aria-label=move || tr::filters_remove(&for_remove)
                on:click=move |_| remove(app, list, &removed)>
                <Icon glyph=Glyph::Trash class="small" />
            </button>
        </li>
    }
}

/// Takes a filter away; the server is told when it can no longer be undone.
fn remove(app: App, list: RwSignal<Vec<Filter>>, filter: &Filter) {
    let id = filter.id;
    list.update(|list| list.retain(|other| other.id != id));
    let filter = filter.clone();
    let text = tr::filters_deleted(&filter.title);
    let back = move || {
        // The page may have been left meanwhile.
        list.try_update(|list| {
            list.push(filter.clone());
            list.sort_by_key(|filter| filter.id);
        });
    };
    let again = back.clone();
    app.toasts.delayed(text, back, move || async move {
        if let Err(error) = filters::delete(id).await {
            again();
            app.toasts.problem(&error);
        }
    });
}

fn words(keywords: &[FilterKeyword]) -> String {
    let words: Vec<&str> = keywords.iter().map(|keyword| keyword.keyword.as_str()).collect();
    words.join(", ")
}

fn end_words(end: i64) -> String {
    let when = i18n::date_time(end);
    if (end as f64) < js_sys::Date::now() { tr::filters_expired(&when) } else { tr::filters_expires(&when) }
}

pub(super) fn context_words(context: FilterContext) -> String {
    match context {
        FilterContext::Home => tr::filters_contexts_home(),
        FilterContext::Notifications => tr::filters_contexts_notifications(),
        FilterContext::Public => tr::filters_contexts_public(),
        FilterContext::Thread => tr::filters_contexts_thread(),
        FilterContext::Account => tr::filters_contexts_account(),
    }
}

pub(super) fn action_words(action: FilterAction) -> String {
    match action {
        FilterAction::Warn => tr::filters_actions_warn(),
        FilterAction::Hide => tr::filters_actions_hide(),
        FilterAction::Blur => tr::filters_actions_blur(),
    }
}
