//! Choosing an emoji: the server's own ones first, then common ones, with a search.

use leptos::prelude::*;

use super::model::Compose;
use crate::{
    components::{
        icon::{Glyph, Icon},
        menu::Menu,
    },
    i18n::tr,
    logic::emoji_list::GROUPS,
};

/// A button with the picker under it.
#[component]
pub(super) fn EmojiPicker(compose: Compose) -> impl IntoView {
    view! {
        <Menu label=Signal::derive(tr::composer_emoji) class="start emoji-menu" panel=true trigger=|| view! { <Icon glyph=Glyph::Smile /> }>
            <Picker compose />
        </Menu>
    }
}

#[component]
fn Picker(compose: Compose) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let insert = move |text: &str| {
        compose.text.update(|all| {
            if !all.is_empty() && !all.ends_with(char::is_whitespace) {
                all.push(' ');
            }
            all.push_str(text);
        });
        compose.caret.set(Some(compose.text.with_untracked(|text| text.encode_utf16().count())));
    };
    let custom = move || {
        let query = query.get().to_lowercase();
        let found: Vec<_> = compose
            .app
            .session
            .emoji()
            .iter()
            .filter(|emoji| emoji.visible_in_picker && emoji.shortcode.contains(&query))
            .cloned()
            .collect();
        (!found.is_empty()).then(|| {
            let buttons: Vec<_> = found
                .into_iter()
                .map(|emoji| {
                    let text = format!(":{}:", emoji.shortcode);
                    let (label, title) = (text.clone(), text.clone());
                    view! {
                        <button type="button" class="menu-item-emoji" aria-label=label title=title on:click=move |_| insert(&text)>
                            <img src=emoji.static_url.clone() alt="" loading="lazy" />
                        </button>
                    }
                })
                .collect();
            view! { <h3>{tr::emoji_custom}</h3> <div class="emoji-grid">{buttons}</div> }
        })
    };
    let common = move || {
        let query = query.get().to_lowercase();
        GROUPS.iter().map(|(group, list)| common_group(group, list, &query, insert)).collect_view()
    };
    view! {
        <label class="search-field">
            <Icon glyph=Glyph::Search />
            <input class="input menu-item-search" type="search" autocomplete="off" aria-label=tr::emoji_search placeholder=tr::emoji_search
                on:input=move |event| query.set(event_target_value(&event)) on:keydown=|event| if event.key() != "Escape" { event.stop_propagation() } />
        </label>
        <div class="groups">{custom} {common}</div>
    }
}

fn common_group(
    group: &'static str,
    list: &'static [(&'static str, &'static str)],
    query: &str,
    insert: impl Fn(&str) + Copy + Send + 'static,
) -> Option<AnyView> {
    let title = move || match group {
        "faces" => tr::emoji_faces(),
        "hands" => tr::emoji_hands(),
        "hearts" => tr::emoji_hearts(),
        "nature" => tr::emoji_nature(),
        _ => tr::emoji_things(),
    };
    let buttons: Vec<_> = list
        .iter()
        .filter(|(_, names)| names.contains(query))
        .map(|(letters, names)| {
            let name = names.split(' ').next().unwrap_or_default();
            view! { <button type="button" aria-label=name title=name on:click=move |_| insert(letters)>{*letters}</button> }
        })
        .collect();
    (!buttons.is_empty())
        .then(|| view! { <h3>{title}</h3> <div class="emoji-grid">{buttons}</div> }.into_any())
}
