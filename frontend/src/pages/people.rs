//! Lists of accounts: followers, following, who boosted or favourited, who asks to follow.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    entities::Account,
    kinds::{AccountId, StatusId},
};

use super::MembersOnly;
use crate::{
    api::{
        accounts,
        http::{Answer, Page},
    },
    components::{
        account::AccountCard,
        column::ColumnHead,
        feedback::{Spinner, StateScreen},
        icon::Glyph,
    },
    i18n::tr,
    state::{app, load::load, people},
};

/// Which list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PeopleList {
    Followers(String),
    Following(String),
    Boosts(StatusId),
    Favourites(StatusId),
}

impl PeopleList {
    async fn first(self) -> Answer<Page<Account>> {
        let path = match self {
            Self::Followers(acct) => {
                format!("/api/v1/accounts/{}/followers", accounts::lookup(&acct).await?.id)
            }
            Self::Following(acct) => {
                format!("/api/v1/accounts/{}/following", accounts::lookup(&acct).await?.id)
            }
            Self::Boosts(id) => format!("/api/v1/statuses/{id}/reblogged_by"),
            Self::Favourites(id) => format!("/api/v1/statuses/{id}/favourited_by"),
        };
        accounts::list(&path).await
    }

    fn title(&self) -> String {
        match self {
            Self::Followers(_) => tr::people_followers(),
            Self::Following(_) => tr::people_following(),
            Self::Boosts(_) => tr::people_boosts(),
            Self::Favourites(_) => tr::people_favourites(),
        }
    }

    fn whose(&self) -> Option<String> {
        match self {
            Self::Followers(acct) | Self::Following(acct) => Some(format!("@{acct}")),
            _ => None,
        }
    }
}

/// A page with a list of accounts.
#[component]
pub(crate) fn PeopleListPage(list: PeopleList) -> impl IntoView {
    let (title, whose) = (list.clone(), list.whose());
    let first = load(move || list.clone().first());
    view! {
        <ColumnHead title=Signal::derive(move || title.title()) sub=Signal::derive(move || whose.clone()) back=true />
        {first.view(|page| view! { <Accounts page /> })}
    }
}

/// The accounts loaded so far and a button for more.
#[component]
fn Accounts(page: Page<Account>) -> impl IntoView {
    let app = app();
    let list = RwSignal::new(page.items);
    let next = RwSignal::new(page.links.next);
    let busy = RwSignal::new(false);
    let more = move |_| {
        let Some(path) = next.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move {
            match accounts::list(&path).await {
                Ok(page) => {
                    next.try_set(page.links.next.filter(|_| !page.items.is_empty()));
                    list.try_update(|list| list.extend(page.items));
                }
                Err(error) => app.toasts.problem(&error),
            }
            busy.try_set(false);
        });
    };
    view! {
        <For each=move || list.get() key=|account| account.id children=|account| view! { <AccountCard account bio=true /> } />
        <Show when=move || list.with(Vec::is_empty)>
            <StateScreen glyph=Glyph::Users title=Signal::derive(tr::people_none_title) text=Signal::derive(tr::people_none_text) />
        </Show>
        <Show when=move || next.get().is_some()>
            <div class="page-body">
                <button type="button" class="button wide" disabled=move || busy.get() on:click=more>
                    {move || if busy.get() { view! { <Spinner /> }.into_any() } else { tr::action_more_results().into_any() }}
                </button>
            </div>
        </Show>
    }
}

/// Who asks to follow, to be let in or not.
#[component]
pub(crate) fn FollowRequestsPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(tr::nav_follow_requests) back=true />
        <MembersOnly>
            {load(|| accounts::list("/api/v1/follow_requests")).view(|page| view! { <Requests accounts=page.items /> })}
        </MembersOnly>
    }
}

#[component]
fn Requests(accounts: Vec<Account>) -> impl IntoView {
    let list = RwSignal::new(accounts);
    let gone = move |id: AccountId| list.update(|list| list.retain(|account| account.id != id));
    view! {
        <For
            each=move || list.get()
            key=|account| account.id
            children=move |account| {
                let id = account.id;
                view! { <AccountCard account bio=true><RequestButtons id on_answer=move |()| gone(id) /></AccountCard> }
            }
        />
        <Show when=move || list.with(Vec::is_empty)>
            <StateScreen glyph=Glyph::UserCheck title=Signal::derive(tr::requests_none_title) text=Signal::derive(tr::requests_none_text) />
        </Show>
    }
}

/// Let in, or not.
#[component]
pub(crate) fn RequestButtons(id: AccountId, #[prop(into)] on_answer: UnsyncCallback<()>) -> impl IntoView {
    let app = app();
    let answer = move |accept: bool| {
        spawn_local(async move {
            match accounts::answer_request(id, accept).await {
                Ok(relation) => {
                    people::learn(relation);
                    app.toasts.say(if accept { tr::requests_accepted() } else { tr::requests_rejected() });
                    on_answer.try_run(());
                }
                Err(error) => app.toasts.problem(&error),
            }
        });
    };
    view! {
        <div class="row">
            <button type="button" class="button primary" on:click=move |_| answer(true)>{tr::requests_accept}</button>
            <button type="button" class="button outline" on:click=move |_| answer(false)>{tr::requests_reject}</button>
        </div>
    }
}
