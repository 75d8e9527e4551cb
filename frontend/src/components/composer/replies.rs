//! Who may reply to what is being written.

use leptos::prelude::*;
use shared::kinds::{ReplyPolicy, Visibility};

use super::model::Compose;
use crate::{
    components::{
        icon::{Glyph, Icon},
        menu::{Menu, MenuItem},
    },
    i18n::tr,
};

/// The choice; a direct message is for those who may answer it.
#[component]
pub(super) fn ReplyChoice(compose: Compose) -> impl IntoView {
    let items = move || {
        ReplyPolicy::ALL
            .iter()
            .map(|&choice| {
                view! {
                    <MenuItem
                        glyph=glyph(choice)
                        label=Signal::derive(move || words(choice))
                        hint=Signal::derive(move || hint(choice))
                        checked=Signal::derive(move || compose.replies.get() == choice)
                        on_choose=move || compose.replies.set(choice)
                    />
                }
            })
            .collect_view()
    };
    // In words where it is not what people expect.
    let restricted = move || compose.replies.get() != ReplyPolicy::Public;
    view! {
        <Show when=move || compose.visibility.get() != Visibility::Direct>
            <Menu
                label=Signal::derive(move || tr::composer_replies(&words(compose.replies.get())))
                trigger_class="tool-text"
                trigger=move || view! {
                    {move || view! { <Icon glyph=glyph(compose.replies.get()) /> }}
                    {move || restricted().then(|| view! { <span>{words(compose.replies.get())}</span> })}
                }
            >
                {items()}
            </Menu>
        </Show>
    }
}

fn glyph(policy: ReplyPolicy) -> Glyph {
    match policy {
        ReplyPolicy::Public => Glyph::Reply,
        ReplyPolicy::Followers => Glyph::Users,
        ReplyPolicy::Following => Glyph::UserCheck,
        ReplyPolicy::Nobody => Glyph::Block,
    }
}

fn words(policy: ReplyPolicy) -> String {
    match policy {
        ReplyPolicy::Public => tr::replies_public(),
        ReplyPolicy::Followers => tr::replies_followers(),
        ReplyPolicy::Following => tr::replies_following(),
        ReplyPolicy::Nobody => tr::replies_nobody(),
    }
}

fn hint(policy: ReplyPolicy) -> String {
    match policy {
        ReplyPolicy::Public => tr::replies_public_hint(),
        ReplyPolicy::Followers | ReplyPolicy::Following => tr::replies_named_hint(),
        ReplyPolicy::Nobody => tr::replies_nobody_hint(),
    }
}
