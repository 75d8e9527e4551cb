//! Filtered notifications: who sent them, what they are, and whether to let these people in.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::{use_navigate, use_params_map};
use shared::{
    entities::{Notification, NotificationRequest},
    kinds::{FilterContext, NotificationRequestId},
};

use super::{MembersOnly, notifications::Story};
use crate::{
    api::{
        http::{Answer, Page},
        notifications,
    },
    components::{
        account::{AccountCard, AvatarLink, DisplayName, plain_name},
        column::ColumnHead,
        feedback::StateScreen,
        icon::{Glyph, Icon},
        post::{beginning, time_view},
    },
    i18n::tr,
    logic::acct::profile_path,
    state::{App, app, load::load, notifications::group, paged::Paged},
};

const ALL: &str = "/notifications/requests";
const FIRST: &str = "/api/v1/notifications/requests?limit=40";

/// The people whose notifications were filtered.
#[component]
pub(crate) fn RequestsPage() -> impl IntoView {
    let settings = || {
        view! {
            <a class="icon-button" href="/settings/notifications" aria-label=tr::filtered_settings title=tr::filtered_settings>
                <Icon glyph=Glyph::Settings />
            </a>
        }
    };
    view! {
        <ColumnHead title=Signal::derive(tr::filtered_title) sub=Signal::derive(|| Some(tr::filtered_sub())) back=true end=settings />
        <MembersOnly>
            {load(|| notifications::requests(FIRST)).view(|page| view! { <Requests page /> })}
        </MembersOnly>
    }
}

#[component]
fn Requests(page: Page<NotificationRequest>) -> impl IntoView {
    let state = app().notifications;
    let list = Paged::new(page);
    let open = move || {
        let all = list.items.get();
        all.into_iter().filter(|request| !state.is_settled(request.id)).collect::<Vec<_>>()
    };
    let none = move || list.is_empty(|request| !state.is_settled(request.id));
    view! {
        <For each=open key=|request| request.id children=|request| view! { <Request request /> } />
        <Show when=none>
            <StateScreen glyph=Glyph::Bell title=Signal::derive(tr::filtered_none_title) text=Signal::derive(tr::filtered_none_text) />
        </Show>
        {list.more(|path| async move { notifications::requests(&path).await })}
    }
}

/// Somebody's filtered notifications as a row: who, how many, how the last post begins.
#[component]
fn Request(request: NotificationRequest) -> impl IntoView {
    let (id, account) = (request.id, request.account.clone());
    let name = plain_name(&account).to_owned();
    let at = request.updated_at.0.timestamp_millis();
    let count = count_of(&request);
    let excerpt = request.last_status.as_ref().map(|status| {
        view! { <span class="excerpt" dir="auto">{beginning(status, FilterContext::Notifications)}</span> }
    });
    view! {
        <article class="note" tabindex="0" aria-label=move || tr::filtered_from(&name) data-row=id.to_string()>
            <AvatarLink account=&account />
            <div class="stack-tight">
                <div class="faces">
                    <b class="clip"><a href=profile_path(&account.acct)><DisplayName account=&account class="" /></a></b>
                    <span class="muted small">{time_view(at)}</span>
                </div>
                <a class="excerpt-link" href=format!("{ALL}/{id}") data-key="o">
                    <span class="small muted">{move || tr::filtered_count(count)}</span>
                    {excerpt}
                </a>
                <Answers request on_answer=|()| {} />
            </div>
        </article>
    }
}

fn count_of(request: &NotificationRequest) -> u64 {
    request.notifications_count.parse().unwrap_or_default()
}

/// Let them in, or throw it away.
#[component]
fn Answers(request: NotificationRequest, #[prop(into)] on_answer: UnsyncCallback<()>) -> impl IntoView {
    let app = app();
    let id = request.id;
    let name: Arc<str> = plain_name(&request.account).into();
    let (yes, no, to_accept, to_dismiss) = (name.clone(), name.clone(), name.clone(), name);
    let accept = move |_| {
        let name = to_accept.clone();
        spawn_local(async move {
            match notifications::answer_request(id, true).await {
                Ok(_) => {
                    app.notifications.settle(id, true);
                    app.toasts.say(tr::filtered_accepted(&name));
                    on_answer.try_run(());
                }
                Err(error) => app.toasts.problem(&error),
            }
        });
    };
    let dismiss = move |_| {
        dismiss(app, id, &to_dismiss);
        on_answer.run(());
    };
    view! {
        <div class="row wrap">
            <button type="button" class="button primary" aria-label=move || tr::filtered_accept_named(&yes) on:click=accept>
                {tr::filtered_accept}
            </button>
            <button type="button" class="button outline" aria-label=move || tr::filtered_dismiss_named(&no) on:click=dismiss>
                {tr::filtered_dismiss}
            </button>
        </div>
    }
}

/// Throws notifications away; the server is told when it can no longer be undone.
fn dismiss(app: App, id: NotificationRequestId, name: &str) {
    let state = app.notifications;
    state.settle(id, true);
    app.toasts.delayed(
        tr::filtered_dismissed(name),
        move || state.settle(id, false),
        move || async move {
            if let Err(error) = notifications::answer_request(id, false).await {
                state.settle(id, false);
                app.toasts.problem(&error);
            }
        },
    );
}

/// What one person did that was filtered.
#[component]
pub(crate) fn RequestPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let text = params.with(|params| params.get("id").unwrap_or_default());
        text.parse::<NotificationRequestId>().unwrap_or(NotificationRequestId(0))
    });
    view! {
        <ColumnHead title=Signal::derive(tr::filtered_title) back=true />
        <MembersOnly>
            {load(move || fetch(id.get())).view(|(request, page)| view! { <Sender request page /> })}
        </MembersOnly>
    }
}

async fn fetch(id: NotificationRequestId) -> Answer<(NotificationRequest, Page<Notification>)> {
    let request = notifications::request(id).await?;
    let account = request.account.id;
    let path = format!("/api/v1/notifications?limit=40&account_id={account}&include_filtered=true");
    Ok((request, notifications::list(&path).await?))
}

#[component]
fn Sender(request: NotificationRequest, page: Page<Notification>) -> impl IntoView {
    let list = Paged::new(page);
    let navigate = use_navigate();
    let account = (*request.account).clone();
    let stories = move || list.items.with(|items| group(items, 0));
    view! {
        <AccountCard account bio=true><span></span></AccountCard>
        <div class="page-body">
            <Answers request on_answer=move |()| navigate(ALL, Default::default()) />
        </div>
        <For
            each=stories
            key=|group| (group.members.first().map(|first| first.id), group.members.len())
            children=|group| view! { <Story group /> }
        />
        <Show when=move || list.is_empty(|_| true)>
            <StateScreen glyph=Glyph::Bell title=Signal::derive(tr::filtered_empty_title) text=Signal::derive(tr::filtered_empty_text) />
        </Show>
        {list.more(|path| async move { notifications::list(&path).await })}
    }
}
