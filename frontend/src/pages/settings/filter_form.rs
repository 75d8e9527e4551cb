//! Making and changing a filter.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    entities::Filter,
    kinds::{FilterAction, FilterContext},
};

use super::filters::{action_words, context_words};
use crate::{
    api::filters,
    components::icon::{Glyph, Icon},
    i18n::{self, tr},
    logic::filter_draft::{Draft, DraftKeyword, Expiry, Missing},
    state::{app, toasts::error_text},
};

/// Seconds after which a filter may end, as offered.
const LENGTHS: &[i64] = &[1_800, 3_600, 21_600, 86_400, 604_800, 2_592_000];
/// As the server has it, for title and words.
const LONGEST: &str = "512";

/// The form for `filter`, or for a new one. What is saved goes into `list`.
#[component]
pub(super) fn FilterForm(
    filter: Option<Filter>,
    list: RwSignal<Vec<Filter>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let app = app();
    let draft = RwSignal::new(filter.as_ref().map_or_else(Draft::new, Draft::of));
    let (busy, problem) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let end = filter.as_ref().and_then(|filter| filter.expires_at).map(|end| end.0.timestamp_millis());
    let id = filter.as_ref().map(|filter| filter.id);
    let before = filter.and_then(|filter| filter.keywords).unwrap_or_default();
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let missing = draft.with_untracked(Draft::missing);
        if let Some(missing) = missing {
            problem.set(Some(match missing {
                Missing::Title => tr::filters_missing_title(),
                Missing::Context => tr::filters_missing_context(),
            }));
            return;
        }
        let params = draft.with_untracked(|draft| draft.params(&before));
        busy.set(true);
        spawn_local(async move {
            match filters::save(id, &params).await {
                Ok(saved) => {
                    list.try_update(|list| put(list, saved));
                    app.toasts.say(tr::done_saved());
                    open.try_set(false);
                }
                Err(error) => {
                    problem.try_set(Some(error_text(&error)));
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="dialog-form" novalidate=true on:submit=save>
            <div class="dialog-body settings">
                <label class="field">
                    <span class="name">{tr::filters_name}</span>
                    <input class="input" type="text" dir="auto" autofocus=true maxlength=LONGEST prop:value=move || draft.with(|draft| draft.title.clone())
                        on:input=move |event| draft.update(|draft| draft.title = event_target_value(&event)) />
                    <span class="hint">{tr::filters_name_hint}</span>
                </label>
                <Keywords draft />
                <Contexts draft />
                <Actions draft />
                <ExpiryField draft end />
            </div>
            <footer class="dialog-foot">
                {move || problem.get().map(|problem| view! { <p class="composer-problem grow" role="alert">{problem}</p> })}
                <button type="submit" class="button primary" disabled=move || busy.get() aria-busy=move || busy.get().to_string()>{tr::action_save}</button>
            </footer>
        </form>
    }
}

/// Puts a saved filter in its place.
fn put(list: &mut Vec<Filter>, saved: Filter) {
    match list.iter_mut().find(|filter| filter.id == saved.id) {
        Some(filter) => *filter = saved,
        None => list.push(saved),
    }
}

#[component]
fn Keywords(draft: RwSignal<Draft>) -> impl IntoView {
    // Rows are made anew when one comes or goes, not with every letter.
    let count = Memo::new(move |_| draft.with(|draft| draft.keywords.len()));
    let add = move |_| {
        draft.update(|draft| {
            draft.keywords.push(DraftKeyword { id: None, text: String::new(), whole: true });
        });
    };
    let rows = move || (0..count.get()).map(|at| view! { <KeywordRow draft at /> }).collect_view();
    view! {
        <fieldset class="stack">
            <legend class="field"><span class="name">{tr::filters_keywords}</span></legend>
            <p class="muted small">{tr::filters_keywords_hint}</p>
            {rows}
            <div>
                <button type="button" class="button plain" on:click=add><Icon glyph=Glyph::Plus class="small" /> {tr::filters_add_keyword}</button>
            </div>
        </fieldset>
    }
}

#[component]
fn KeywordRow(draft: RwSignal<Draft>, at: usize) -> impl IntoView {
    let number = (at + 1).to_string();
    let other = number.clone();
    let keyword = move || draft.with(|draft| draft.keywords.get(at).cloned());
    let change = move |change: &dyn Fn(&mut DraftKeyword)| {
        draft.update(|draft| {
            if let Some(keyword) = draft.keywords.get_mut(at) {
                change(keyword);
            }
        });
    };
    let remove = move |_| {
        draft.update(|draft| {
            if at < draft.keywords.len() {
                draft.keywords.remove(at);
            }
        });
    };
    view! {
        <div class="row wrap">
            <input class="input grow" type="text" dir="auto" maxlength=LONGEST aria-label=move || tr::filters_keyword(&number)
                prop:value=move || keyword().map(|keyword| keyword.text).unwrap_or_default()
                on:input=move |event| change(&|keyword| keyword.text = event_target_value(&event)) />
            <label class="row">
                <input class="check" type="checkbox" prop:checked=move || keyword().is_some_and(|keyword| keyword.whole)
                    on:change=move |event| change(&|keyword| keyword.whole = event_target_checked(&event)) />
                {tr::filters_whole}
            </label>
            <button type="button" class="icon-button" aria-label=move || tr::filters_keyword_remove(&other) on:click=remove>
                <Icon glyph=Glyph::Close class="small" />
            </button>
        </div>
    }
}

#[component]
fn Contexts(draft: RwSignal<Draft>) -> impl IntoView {
    let choice = move |context: FilterContext| {
        let toggle = move |event| {
            let on = event_target_checked(&event);
            draft.update(|draft| {
                draft.contexts.retain(|other| *other != context);
                draft.contexts.extend(on.then_some(context));
            });
        };
        view! {
            <label class="choice">
                <input type="checkbox" prop:checked=move || draft.with(|draft| draft.contexts.contains(&context)) on:change=toggle />
                {move || context_words(context)}
            </label>
        }
    };
    view! {
        <fieldset class="stack">
            <legend class="field"><span class="name">{tr::filters_contexts_name}</span></legend>
            <div class="choices">{FilterContext::ALL.iter().map(|context| choice(*context)).collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn Actions(draft: RwSignal<Draft>) -> impl IntoView {
    let chosen = move || draft.with(|draft| draft.action);
    let choice = move |action: FilterAction| {
        view! {
            <label class="choice">
                <input type="radio" name="filter_action" prop:checked=move || chosen() == action on:change=move |_| draft.update(|draft| draft.action = action) />
                {move || action_words(action)}
            </label>
        }
    };
    let hint = move || match chosen() {
        FilterAction::Warn => tr::filters_actions_warn_hint(),
        FilterAction::Hide => tr::filters_actions_hide_hint(),
        FilterAction::Blur => tr::filters_actions_blur_hint(),
    };
    view! {
        <fieldset class="stack">
            <legend class="field"><span class="name">{tr::filters_actions_name}</span></legend>
            <div class="choices">{FilterAction::ALL.iter().map(|action| choice(*action)).collect_view()}</div>
            <p class="muted small" aria-live="polite">{hint}</p>
        </fieldset>
    }
}

fn length_words(seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    match seconds {
        s if s < 3_600 => tr::poll_minutes(s / 60),
        s if s < 86_400 => tr::poll_hours(s / 3_600),
        s => tr::poll_days(s / 86_400),
    }
}

/// For how long; a filter that has an end may keep it.
#[component]
fn ExpiryField(draft: RwSignal<Draft>, end: Option<i64>) -> impl IntoView {
    let chosen = move |expiry: Expiry| draft.with(|draft| draft.expiry == expiry);
    let option = move |expiry: Expiry, words: Box<dyn Fn() -> String + Send>| {
        view! { <option value=expiry.name() selected=move || chosen(expiry)>{move || words()}</option> }
    };
    let keep =
        end.map(|end| option(Expiry::Keep, Box::new(move || tr::filters_expires(&i18n::date_time(end)))));
    let lengths: Vec<_> = LENGTHS
        .iter()
        .map(|&seconds| option(Expiry::In(seconds), Box::new(move || length_words(seconds))))
        .collect();
    let choose = move |event| draft.update(|draft| draft.expiry = Expiry::of(&event_target_value(&event)));
    view! {
        <label class="field">
            <span class="name">{tr::filters_expiry}</span>
            <select class="input" on:change=choose>
                {keep}
                {option(Expiry::Never, Box::new(tr::filters_expiry_never))}
                {lengths}
            </select>
        </label>
    }
}
