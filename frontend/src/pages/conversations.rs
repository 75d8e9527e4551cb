//! Private mentions: the conversations, the one with the newest post first.

use leptos::{prelude::*, task::spawn_local};
use shared::{entities::Conversation, kinds::FilterContext};

use super::MembersOnly;
use crate::{
    api::{conversations, http::Page},
    components::{
        account::{Avatar, plain_name},
        column::ColumnHead,
        feedback::StateScreen,
        icon::{Glyph, Icon},
        post::{beginning, path_of, time_view},
    },
    i18n::tr,
    state::{App, app, load::load, paged::Paged},
};

const FIRST: &str = "/api/v1/conversations?limit=40";

/// The page.
#[component]
pub(crate) fn ConversationsPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(tr::conversations_title) sub=Signal::derive(|| Some(tr::conversations_sub())) />
        <MembersOnly>
            {load(|| conversations::list(FIRST)).view(|page| view! { <Conversations page /> })}
        </MembersOnly>
    }
}

#[component]
fn Conversations(page: Page<Conversation>) -> impl IntoView {
    let list = Paged::new(page);
    view! {
        <For
            each=move || list.items.get()
            key=|conversation| conversation.id
            children=move |conversation| view! { <Row conversation list=list.items /> }
        />
        <Show when=move || list.is_empty(|_| true)>
            <StateScreen glyph=Glyph::Letter title=Signal::derive(tr::conversations_none_title) text=Signal::derive(tr::conversations_none_text) />
        </Show>
        {list.more(|path| async move { conversations::list(&path).await })}
    }
}

/// With whom, how the last post begins, and whether it is new.
#[component]
fn Row(conversation: Conversation, list: RwSignal<Vec<Conversation>>) -> impl IntoView {
    let app = app();
    let (id, unread) = (conversation.id, conversation.unread);
    let names = names(&conversation);
    let (label, name) = (names.clone(), names.clone());
    let face = match conversation.accounts.first() {
        Some(account) => view! { <Avatar account /> }.into_any(),
        None => view! { <span></span> }.into_any(),
    };
    let read = move |_| {
        if unread {
            spawn_local(async move {
                // Failing to remember it must not keep anybody from reading.
                let _ = conversations::mark_read(id).await;
            });
        }
    };
    let at = conversation.last_status.as_ref().map(|status| status.created_at.0.timestamp_millis());
    let excerpt = match &conversation.last_status {
        Some(status) => view! {
            <a class="excerpt-link" href=path_of(status) data-key="o" on:click=read>
                <span class="excerpt" dir="auto">{beginning(status, FilterContext::Thread)}</span>
            </a>
        }
        .into_any(),
        None => view! { <p class="excerpt">{tr::conversations_gone}</p> }.into_any(),
    };
    let mark = unread.then(|| view! { <span class="badge">{tr::conversations_unread}</span> });
    view! {
        <article class="note" class:unread=unread tabindex="0" aria-label=name data-row=id.to_string()>
            {face}
            <div class="stack-tight">
                <div class="faces">
                    <b class="clip" dir="auto">{names}</b>
                    <span class="row">{mark} {at.map(|at| view! { <span class="muted small">{time_view(at)}</span> })}</span>
                </div>
                <div class="row">
                    <div class="grow">{excerpt}</div>
                    <button type="button" class="icon-button" aria-label=move || tr::conversations_remove(&label)
                        on:click=move |_| remove(app, list, &conversation)>
                        <Icon glyph=Glyph::Trash class="small" />
                    </button>
                </div>
            </div>
        </article>
    }
}

fn names(conversation: &Conversation) -> String {
    let names: Vec<&str> = conversation.accounts.iter().map(|account| plain_name(account)).collect();
    if names.is_empty() { tr::conversations_alone() } else { names.join(", ") }
}

/// Takes a conversation away; the server is told when it can no longer be undone.
fn remove(app: App, list: RwSignal<Vec<Conversation>>, conversation: &Conversation) {
    let id = conversation.id;
    let place = list.with_untracked(|list| list.iter().position(|other| other.id == id)).unwrap_or_default();
    list.update(|list| list.retain(|other| other.id != id));
    let conversation = conversation.clone();
    let text = tr::conversations_removed(&names(&conversation));
    let back = move || {
        // The page may have been left meanwhile.
        list.try_update(|list| list.insert(place.min(list.len()), conversation.clone()));
    };
    let again = back.clone();
    app.toasts.delayed(text, back, move || async move {
        if let Err(error) = conversations::delete(id).await {
            again();
            app.toasts.problem(&error);
        }
    });
}
