//! What happened: mentions as posts, the rest as short stories.

use leptos::prelude::*;
use shared::{
    entities::{Notification, Status},
    kinds::{FilterContext, NotificationKind},
};

use super::{MembersOnly, people::RequestButtons};
use crate::{
    api::notifications,
    components::{
        account::{AvatarLink, DisplayName},
        column::ColumnHead,
        feedback::{ErrorScreen, SkeletonPosts, StateScreen},
        icon::{Glyph, Icon},
        post::{PostCard, beginning, path_of, time_view},
    },
    i18n::tr,
    logic::{
        acct::profile_path,
        filtering::{self, Verdict},
    },
    state::{
        app,
        load::load,
        notifications::{Group, NotificationFilter},
        posts::Entry,
        timeline::Phase,
    },
};

/// Faces shown of a group.
const FACES: usize = 8;

/// The page.
#[component]
pub(crate) fn NotificationsPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(tr::nav_notifications)>
            <FilterTabs />
        </ColumnHead>
        <MembersOnly><FilteredRow /><Stories /></MembersOnly>
    }
}

#[component]
fn FilterTabs() -> impl IntoView {
    let notifications = app().notifications;
    let tab = move |filter: NotificationFilter, label: fn() -> String| {
        let chosen = move || (notifications.filter.get() == filter).to_string();
        view! {
            <button type="button" class="tab" role="tab" aria-selected=chosen on:click=move |_| notifications.open(filter)>{label}</button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=tr::notifications_filter>
            {tab(NotificationFilter::All, tr::notifications_all)}
            {tab(NotificationFilter::Mentions, tr::notifications_mentions)}
        </div>
    }
}

#[component]
fn Stories() -> impl IntoView {
    let notifications = app().notifications;
    Effect::new(move |_| {
        notifications.merged.track();
        notifications.open(notifications.filter.get_untracked());
    });
    let waiting = Signal::derive(move || notifications.waiting() as u64);
    let groups = Memo::new_with_compare(move |_| notifications.groups(), |_, _| true);
    let none = move || groups.with(Vec::is_empty) && notifications.phase.get() == Phase::Complete;
    let end = move || {
        match notifications.phase.get() {
        Phase::Loading => view! { <SkeletonPosts count=4 /> }.into_any(),
        Phase::Failed(error) => view! { <ErrorScreen error retry=move |()| notifications.load_more() /> }.into_any(),
        Phase::Idle => view! {
            <div class="page-body">
                <button type="button" class="button wide" on:click=move |_| notifications.load_more()>{tr::action_more_results}</button>
            </div>
        }
        .into_any(),
        Phase::Complete => ().into_any(),
    }
    };
    view! {
        <div class="new-posts" aria-live="polite">
            <Show when=move || waiting.get() != 0>
                <button type="button" class="button primary appear" data-key="." on:click=move |_| notifications.show_fresh()>
                    <Icon glyph=Glyph::Up class="small" />
                    {move || tr::notifications_new(waiting.get())}
                </button>
            </Show>
        </div>
        <For
            each=move || groups.get()
            key=|group| (group.members.first().map(|first| first.id), group.members.len())
            children=|group| view! { <Story group /> }
        />
        <Show when=none>
            <StateScreen glyph=Glyph::Bell title=Signal::derive(tr::empty_notifications_title) text=Signal::derive(tr::empty_notifications_text) />
        </Show>
        {end}
    }
}

/// A link to what was filtered, while something is.
#[component]
fn FilteredRow() -> impl IntoView {
    load(notifications::policy).view_if_ready(|policy| {
        let people = u64::try_from(policy.summary.pending_requests_count).unwrap_or_default();
        (people > 0).then(|| {
            view! {
                <a class="list-link" href="/notifications/requests">
                    <Icon glyph=Glyph::EyeOff />
                    <span>{move || tr::notifications_filtered_row(people)}</span>
                    <Icon glyph=Glyph::Next class="turns" />
                </a>
            }
        })
    })
}

/// One story: a mention as a post, the rest in a sentence.
#[component]
pub(crate) fn Story(group: Group) -> impl IntoView {
    let Some(first) = group.members.first().cloned() else { return ().into_any() };
    let verdict = first.status.as_ref().and_then(|status| status.filtered.as_deref());
    let verdict = verdict.map(|results| filtering::judge(results, FilterContext::Notifications));
    let verdict = verdict.unwrap_or_default();
    if verdict == Verdict::Hide {
        return ().into_any();
    }
    let as_post =
        matches!(first.kind, NotificationKind::Mention | NotificationKind::Status | NotificationKind::Quote);
    match first.status.clone().filter(|_| as_post) {
        Some(status) => {
            view! { <div class:unread-post=group.unread><PostCard entry=Entry::new(Status::clone(&status)) place=Some(FilterContext::Notifications) /></div> }
                .into_any()
        }
        None => view! { <Note group first /> }.into_any(),
    }
}

fn look(kind: NotificationKind) -> (Glyph, &'static str) {
    match kind {
        NotificationKind::Favourite => (Glyph::Heart, "kind like"),
        NotificationKind::Reblog => (Glyph::Boost, "kind boost"),
        NotificationKind::Follow | NotificationKind::FollowRequest => (Glyph::UserPlus, "kind follow"),
        NotificationKind::Poll => (Glyph::Poll, "kind"),
        NotificationKind::Update | NotificationKind::QuotedUpdate => (Glyph::Pen, "kind"),
        NotificationKind::AdminReport | NotificationKind::ModerationWarning => (Glyph::Flag, "kind"),
        _ => (Glyph::Info, "kind"),
    }
}

fn deed(kind: NotificationKind, count: u64) -> String {
    match kind {
        NotificationKind::Favourite => tr::note_favourite(count),
        NotificationKind::Reblog => tr::note_boost(count),
        NotificationKind::Follow => tr::note_follow(count),
        NotificationKind::FollowRequest => tr::note_follow_request(),
        NotificationKind::Poll => tr::note_poll(),
        NotificationKind::Update | NotificationKind::QuotedUpdate => tr::note_update(),
        NotificationKind::AdminSignUp => tr::note_sign_up(),
        NotificationKind::AdminReport => tr::note_report(),
        NotificationKind::SeveredRelationships => tr::note_severed(),
        NotificationKind::ModerationWarning => tr::note_warning(),
        _ => tr::note_unknown(),
    }
}

/// Faces, "Ada, Bob and 3 others favourited your post", the beginning of the post.
#[component]
fn Note(group: Group, first: Notification) -> impl IntoView {
    let notifications = app().notifications;
    let (glyph, class) = look(first.kind);
    let (id, kind) = (first.id, first.kind);
    let count = group.members.len() as u64;
    let at = first.created_at.0.timestamp_millis();
    let faces: Vec<_> = group
        .members
        .iter()
        .take(FACES)
        .map(|member| view! { <AvatarLink account=&member.account /> })
        .collect();
    let others = count.saturating_sub(1);
    let account = first.account.clone();
    let excerpt = first.status.as_ref().map(|status| {
        let text = beginning(status, FilterContext::Notifications);
        view! { <a class="excerpt-link" href=path_of(status) data-key="o"><span class="excerpt" dir="auto">{text}</span></a> }
    });
    let request = (kind == NotificationKind::FollowRequest)
        .then(|| view! { <RequestButtons id=account.id on_answer=move |()| notifications.drop_one(id) /> });
    view! {
        <article class="note" class:unread=group.unread tabindex="0" data-row=id.to_string()>
            <span class=class><Icon glyph /></span>
            <div class="stack-tight">
                <div class="faces"><span class="avatar-group">{faces}</span> <span class="muted small">{time_view(at)}</span></div>
                <p class="story">
                    <b><a href=profile_path(&account.acct)><DisplayName account=&account class="" /></a></b>
                    {(others > 0).then(|| view! { " " {move || tr::note_others(others)} })}
                    " " {move || deed(kind, count)}
                </p>
                {excerpt}
                {request}
            </div>
        </article>
    }
}
