//! Boosts in a row, folded into one: who brought them, how each begins, and a button that shows all.

use leptos::prelude::*;
use shared::{
    entities::{Account, Status},
    kinds::FilterContext,
};

use super::{path_of, verdict};
use crate::{
    components::{
        account::{Avatar, DisplayName, plain_name},
        icon::{Glyph, Icon},
    },
    i18n::tr,
    logic::{filtering::Verdict, plain::plain_text},
    state::{
        people,
        posts::{Entry, Post},
    },
};

/// Posts named in the folded row.
const NAMED: usize = 3;

/// The folded row.
#[component]
pub(crate) fn FoldedBoosts(
    entries: Vec<Entry>,
    /// Where it stands, for filters; without it they do not apply.
    place: Option<FilterContext>,
    #[prop(into)] on_open: UnsyncCallback<()>,
) -> impl IntoView {
    let id = entries.last().map(|entry| entry.id.to_string());
    let count = entries.len() as u64;
    let names = booster_names(&entries);
    let story = move || match names.as_slice() {
        [one] => tr::fold_by_one(count, one),
        [first, ..] => tr::fold_by_many(count, first),
        [] => String::new(),
    };
    let label = story.clone();
    let posts: Vec<_> = entries
        .iter()
        .take(NAMED)
        .map(|entry| view! { <Beginning post=entry.post.clone() place /> })
        .collect();
    view! {
        <section class="folded" tabindex="0" aria-label=label data-row=id>
            <p class="post-lead"><Icon glyph=Glyph::Boost class="small" /> <span class="clip">{story}</span></p>
            <ul>{posts}</ul>
            <button type="button" class="more-text" data-key="x" on:click=move |_| on_open.run(())>
                {move || tr::fold_show(count)}
            </button>
        </section>
    }
}

/// The names of those who boosted, each once.
fn booster_names(entries: &[Entry]) -> Vec<String> {
    let mut seen: Vec<&Account> = Vec::new();
    for account in entries.iter().filter_map(|entry| entry.boosted_by.as_deref()) {
        if seen.iter().all(|other| other.id != account.id) {
            seen.push(account);
        }
    }
    seen.into_iter().map(|account| plain_name(account).to_owned()).collect()
}

/// Who wrote it and how it begins, on one line.
#[component]
fn Beginning(post: Post, place: Option<FilterContext>) -> impl IntoView {
    let verdict = verdict(&post, place);
    let (account, path, text) =
        post.peek(|status| (status.account.clone(), path_of(status), beginning(status)));
    let author = account.id;
    let hidden = move || post.is_gone() || people::is_silenced(author) || verdict.get() == Verdict::Hide;
    let words = move || match verdict.get() {
        Verdict::Warn(titles) => tr::post_filtered(&titles),
        _ => text.clone(),
    };
    view! {
        <li hidden=hidden>
            <a class="folded-post" href=path>
                <Avatar account=&account size="small" />
                <DisplayName account=&account />
                <span class="muted clip grow" dir="auto">{words}</span>
            </a>
        </li>
    }
}

fn beginning(status: &Status) -> String {
    let text = if status.spoiler_text.is_empty() {
        plain_text(&status.content)
    } else {
        status.spoiler_text.clone()
    };
    if text.is_empty() { tr::note_picture() } else { text }
}
