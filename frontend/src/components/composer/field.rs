//! The text field: grows with its text, completes the word at the caret, takes pasted pictures.

use leptos::{html, prelude::*};
use web_sys::{ClipboardEvent, KeyboardEvent};

use super::{files_of, model::Compose};
use crate::{
    components::account::{Avatar, DisplayName},
    i18n::tr,
    logic::token::{self, Token},
    state::{
        suggest::{Suggestion, Suggestions},
        ui::Writing,
    },
};

/// Where the text goes.
#[component]
pub(super) fn TextField(
    compose: Compose,
    focus: bool,
    #[prop(into)] on_send: UnsyncCallback<()>,
) -> impl IntoView {
    let area = NodeRef::<html::Textarea>::new();
    let suggestions = Suggestions::new();
    let look_up = move || {
        if let Some(area) = area.get_untracked() {
            let caret = area.selection_start().ok().flatten().unwrap_or_default() as usize;
            let found = token::token_at(&area.value(), caret);
            suggestions.look_up(found, &compose.app.session.emoji());
        }
    };
    let choose = move |suggestion: Suggestion| {
        if let Some(token) = suggestions.token.get_untracked() {
            let (text, caret) =
                token::complete(&compose.text.get_untracked(), &token, &suggestion.replacement());
            compose.text.set(text);
            compose.caret.set(Some(caret));
        }
        suggestions.close();
    };
    let on_key = move |event: KeyboardEvent| {
        if (event.ctrl_key() || event.meta_key()) && event.key() == "Enter" {
            event.prevent_default();
            on_send.run(());
        } else {
            steer(&event, suggestions, choose);
        }
    };
    let on_paste = move |event: ClipboardEvent| {
        let files = event.clipboard_data().and_then(|data| data.files()).map(files_of).unwrap_or_default();
        if !files.is_empty() {
            event.prevent_default();
            compose.attach(files);
        }
    };
    place_caret(area, compose);
    if focus {
        focus_at_end(area);
    }
    let prompt = move || match compose.writing.get_value() {
        Writing::Reply(_) => tr::composer_prompt_reply(),
        _ => tr::composer_prompt(),
    };
    view! {
        <div class="grower">
            <Mirror compose suggestions />
            <textarea
                node_ref=area
                rows="1"
                dir="auto"
                lang=move || compose.language.get()
                aria-label=prompt
                placeholder=prompt
                aria-autocomplete="list"
                aria-controls="suggestions"
                prop:value=move || compose.text.get()
                on:input=move |event| {
                    compose.text.set(event_target_value(&event));
                    look_up();
                }
                on:keydown=on_key
                on:click=move |_| look_up()
                on:focus=move |_| compose.greet()
                on:blur=move |_| suggestions.close()
                on:paste=on_paste
            ></textarea>
            <SuggestionList suggestions choose />
        </div>
    }
}

/// Keys while completions are in sight.
fn steer(event: &KeyboardEvent, suggestions: Suggestions, choose: impl Fn(Suggestion)) {
    if suggestions.list.with_untracked(Vec::is_empty) {
        return;
    }
    match event.key().as_str() {
        "ArrowDown" => suggestions.step(true),
        "ArrowUp" => suggestions.step(false),
        "Enter" | "Tab" => {
            let at = suggestions.chosen.get_untracked();
            if let Some(chosen) = suggestions.list.with_untracked(|list| list.get(at).cloned()) {
                choose(chosen);
            }
        }
        "Escape" => suggestions.close(),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// A hidden copy of the text: gives the field its height, and the completions their place.
#[component]
fn Mirror(compose: Compose, suggestions: Suggestions) -> impl IntoView {
    let parts = move || {
        let text = compose.text.get();
        let start = suggestions.token.get().map_or(usize::MAX, |token: Token| token.start);
        let units: Vec<u16> = text.encode_utf16().collect();
        let split = start.min(units.len());
        let part = |range: Option<&[u16]>| String::from_utf16_lossy(range.unwrap_or_default());
        (part(units.get(..split)), part(units.get(split..)))
    };
    view! {
        <div class="mirror" aria-hidden="true" dir="auto">
            {move || parts().0}
            <span class="caret-place"></span>
            {move || parts().1}
            // An empty last line has no height of its own.
            "\u{200b}"
        </div>
    }
}

#[component]
fn SuggestionList(
    suggestions: Suggestions,
    choose: impl Fn(Suggestion) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let place = RwSignal::new((0.0, 0.0));
    Effect::new(move |_| {
        if let Some(list) = node.get() {
            place.set(place_at_caret(&list).unwrap_or_default());
        }
    });
    view! {
        <Show when=move || !suggestions.list.with(Vec::is_empty)>
            <div node_ref=node id="suggestions" class="suggestions" role="listbox" aria-label=tr::composer_suggestions
                style:left=move || format!("{}px", place.get().0) style:top=move || format!("{}px", place.get().1)>
                {move || {
                    let list = suggestions.list.get().into_iter().enumerate();
                    list.map(|(at, suggestion)| {
                        let shown = content(&suggestion);
                        view! {
                            <div
                                class="suggestion"
                                role="option"
                                aria-selected=move || (suggestions.chosen.get() == at).to_string()
                                on:pointerdown=move |event| {
                                    event.prevent_default();
                                    choose(suggestion.clone());
                                }
                            >
                                {shown}
                            </div>
                        }
                    })
                    .collect_view()
                }}
            </div>
        </Show>
    }
}

fn content(suggestion: &Suggestion) -> AnyView {
    match suggestion {
        Suggestion::Account(account) => view! {
            <Avatar account=account size="small" />
            <DisplayName account=account />
            <span class="muted clip">"@" {account.acct.clone()}</span>
        }
        .into_any(),
        Suggestion::Tag(name) => view! { <span>"#" {name.clone()}</span> }.into_any(),
        Suggestion::Custom(emoji) => {
            view! { <img class="glyph" src=emoji.static_url.clone() alt="" /> <span>":" {emoji.shortcode.clone()} ":"</span> }.into_any()
        }
        Suggestion::Emoji(letters, names) => {
            let name = names.split(' ').next().unwrap_or_default();
            view! { <span class="glyph">{*letters}</span> <span>":" {name} ":"</span> }.into_any()
        }
    }
}

/// Left and top, in pixels: below the word being completed, kept within the field.
fn place_at_caret(list: &web_sys::HtmlElement) -> Option<(f64, f64)> {
    let grower = list.parent_element()?;
    let mark = grower.query_selector(".caret-place").ok()??.get_bounding_client_rect();
    let frame = grower.get_bounding_client_rect();
    let width = list.get_bounding_client_rect().width();
    let left = (mark.left() - frame.left()).min(frame.width() - width).max(0.0);
    Some((left, mark.top() - frame.top() + 30.0))
}

/// Puts the caret where a completion or emoji ended.
fn place_caret(area: NodeRef<html::Textarea>, compose: Compose) {
    Effect::new(move |_| {
        let Some(caret) = compose.caret.get() else { return };
        compose.caret.set(None);
        request_animation_frame(move || {
            if let Some(area) = area.get_untracked() {
                let caret = u32::try_from(caret).ok();
                let _ = area.focus();
                let _ = area.set_selection_start(caret);
                let _ = area.set_selection_end(caret);
            }
        });
    });
}

fn focus_at_end(area: NodeRef<html::Textarea>) {
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            request_animation_frame(move || {
                let end = u32::try_from(area.value().encode_utf16().count()).ok();
                let _ = area.focus();
                let _ = area.set_selection_start(end);
                let _ = area.set_selection_end(end);
            });
        }
    });
}
