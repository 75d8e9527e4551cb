//! The bottom row: add, poll, warning, emoji, language; counter, audience in words, post.

use leptos::prelude::*;
use shared::kinds::Visibility;

use super::{chosen_files, emoji_picker::EmojiPicker, model::Compose, replies::ReplyChoice};
use crate::{
    api::statuses::NewPoll,
    components::{
        icon::{Glyph, Icon},
        menu::{Menu, MenuItem},
        post::{visibility_glyph, visibility_words},
    },
    i18n::{self, tr},
    logic::composer::counter_visible,
    state::ui::Writing,
};

/// Languages offered for posts, besides those of the interface and the server.
pub(crate) const POST_LANGUAGES: &[&str] = &[
    "ar", "ca", "cs", "da", "de", "el", "en", "eo", "es", "eu", "fa", "fi", "fr", "gl", "he", "hi", "hu",
    "id", "it", "ja", "ko", "nl", "nb", "pl", "pt", "ro", "ru", "sl", "sv", "th", "tr", "uk", "vi", "zh",
];

const DAY: u64 = 86_400;

/// Everything one can do besides typing.
#[component]
pub(super) fn Tools(compose: Compose) -> impl IntoView {
    let editing = compose.writing.with_value(|writing| matches!(writing, Writing::Edit(_)));
    let toggle_poll = move |_| {
        compose.poll.update(|poll| {
            *poll = match poll {
                Some(_) => None,
                None => Some(NewPoll {
                    options: vec![String::new(); 2],
                    expires_in: Some(DAY),
                    multiple: false,
                    hide_totals: false,
                }),
            }
        });
    };
    let toggle_warning = move |_| {
        compose
            .warning
            .update(|warning| *warning = if warning.is_some() { None } else { Some(String::new()) });
    };
    let label = move || match compose.writing.get_value() {
        Writing::Reply(_) => tr::composer_send_reply(),
        Writing::Edit(_) => tr::action_save(),
        _ => tr::composer_send(),
    };
    view! {
        <div class="composer-tools">
            <label class="icon-button file-button" title=tr::composer_add_media>
                <Icon glyph=Glyph::Image />
                <input
                    type="file"
                    multiple=true
                    accept="image/*,video/*,audio/*"
                    aria-label=tr::composer_add_media
                    on:change=move |event| compose.attach(chosen_files(&event))
                />
            </label>
            <button type="button" class="icon-button" aria-label=tr::composer_poll title=tr::composer_poll
                aria-pressed=move || compose.poll.with(Option::is_some).to_string() on:click=toggle_poll>
                <Icon glyph=Glyph::Poll />
            </button>
            <button type="button" class="icon-button" aria-label=tr::composer_warning title=tr::composer_warning
                aria-pressed=move || compose.warning.with(Option::is_some).to_string() on:click=toggle_warning>
                <Icon glyph=Glyph::Warning />
            </button>
            <EmojiPicker compose />
            <LanguageChoice compose />
            <div class="end">
                <Counter compose />
                {(!editing).then(|| view! { <ReplyChoice compose /> })}
                <AudienceChoice compose locked=editing />
                <button type="submit" class="button primary" disabled=move || !compose.sendable() aria-busy=move || compose.sending.get().to_string()>
                    {label}
                </button>
            </div>
        </div>
    }
}

#[component]
fn Counter(compose: Compose) -> impl IntoView {
    let left = move || compose.room() as i64 - compose.used() as i64;
    let over = move || left() < 0;
    view! {
        <Show when=move || counter_visible(compose.used(), compose.room())>
            <span class="counter" class:near=move || !over() class:over=over role="status">
                <span aria-hidden="true">{left}</span>
                <span class="unseen">{move || tr::composer_left(u64::try_from(left()).unwrap_or_default())}</span>
            </span>
        </Show>
    }
}

#[component]
fn AudienceChoice(compose: Compose, locked: bool) -> impl IntoView {
    let words = move || visibility_words(compose.visibility.get());
    if locked {
        return view! { <span class="audience-note">{words}</span> }.into_any();
    }
    let items = move || {
        Visibility::ALL
            .iter()
            .map(|&choice| {
                view! {
                    <MenuItem
                        glyph=visibility_glyph(choice)
                        label=Signal::derive(move || visibility_words(choice))
                        hint=Signal::derive(move || hint(choice))
                        checked=Signal::derive(move || compose.visibility.get() == choice)
                        on_choose=move || compose.visibility.set(choice)
                    />
                }
            })
            .collect_view()
    };
    view! {
        <Menu
            label=Signal::derive(move || tr::composer_audience(&words()))
            trigger_class="tool-text"
            trigger=move || view! {
                {move || view! { <Icon glyph=visibility_glyph(compose.visibility.get()) class="small" /> }}
                <span>{words}</span>
                <Icon glyph=Glyph::Down class="small" />
            }
        >
            {items()}
        </Menu>
    }
    .into_any()
}

fn hint(visibility: Visibility) -> String {
    match visibility {
        Visibility::Public => tr::audience_public_hint(),
        Visibility::Unlisted => tr::audience_unlisted_hint(),
        Visibility::Private => tr::audience_private_hint(),
        Visibility::Direct => tr::audience_direct_hint(),
    }
}

#[component]
fn LanguageChoice(compose: Compose) -> impl IntoView {
    let name = move || tr::composer_language(&i18n::language_name(&compose.language.get()));
    let codes = {
        let current = compose.language.get_untracked();
        let mut codes: Vec<String> = POST_LANGUAGES.iter().map(|code| (*code).to_owned()).collect();
        if !codes.contains(&current) {
            codes.insert(0, current);
        }
        codes
    };
    let options: Vec<_> = codes
        .into_iter()
        .map(|code| {
            let (shown, value, own) = (code.clone(), code.clone(), code);
            view! {
                <option value=value selected=move || compose.language.get() == own>
                    {move || format!("{} — {}", shown, i18n::language_name(&shown))}
                </option>
            }
        })
        .collect();
    view! {
        <label class="tool-text tool-language" title=name>
            <span aria-hidden="true">{move || compose.language.get()}</span>
            <select
                aria-label=name
                prop:value=move || compose.language.get()
                on:change=move |event| compose.language.set(event_target_value(&event))
            >
                {options}
            </select>
        </label>
    }
}
