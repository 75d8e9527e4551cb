//! A profile: who it is, and what they post.

use leptos::prelude::*;
use leptos_router::components::A;
use shared::{
    entities::{Account, AccountField},
    kinds::FilterContext,
};

use crate::{
    api::{accounts, http::own_host},
    components::{
        account::{AccountMenu, Avatar, FollowButton, customs, name_html, plain_name},
        column::ColumnHead,
        feed::Feed,
        feedback::StateScreen,
        icon::{Glyph, Icon},
        post::PostCard,
    },
    i18n::{self, tr},
    logic::{acct, emoji},
    state::{
        app,
        load::load,
        people,
        posts::Entry,
        scroll,
        timeline::{self, ProfileTab, TimelineKey},
    },
};

/// The page of an account.
#[component]
pub(crate) fn ProfilePage(acct: String, tab: Memo<ProfileTab>) -> impl IntoView {
    let handle = acct.clone();
    let account = load(move || {
        let acct = acct.clone();
        async move { accounts::lookup(&acct).await }
    });
    let title = Signal::derive(move || {
        account.ready().map_or_else(|| format!("@{handle}"), |account| plain_name(&account).to_owned())
    });
    let sub = Signal::derive(move || {
        account.ready().map(|account| tr::profile_posts(unsigned(account.statuses_count)))
    });
    view! {
        <ColumnHead title sub back=true />
        {account.view(move |account| view! { <ProfileView account tab /> })}
    }
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

#[component]
fn ProfileView(account: Account, tab: Memo<ProfileTab>) -> impl IntoView {
    let id = account.id;
    let path = acct::profile_path(&account.acct);
    let posts = move || {
        let tab = tab.get();
        let timeline = timeline::open(TimelineKey::Profile(id, tab), scroll::returning());
        view! {
            {(tab == ProfileTab::Posts).then(|| view! { <Pinned id /> })}
            <Feed timeline empty=|| view! {
                <StateScreen glyph=Glyph::Feather title=Signal::derive(tr::empty_profile_title) text=Signal::derive(tr::empty_profile_text) />
            } />
        }
    };
    view! {
        <Header account />
        <nav class="tabs" aria-label=tr::profile_tabs>
            <A href=path.clone() exact=true attr:class="tab">{tr::profile_tab_posts}</A>
            <A href=format!("{path}/with_replies") attr:class="tab">{tr::profile_tab_replies}</A>
            <A href=format!("{path}/media") attr:class="tab">{tr::profile_tab_media}</A>
        </nav>
        {posts}
    }
}

#[component]
fn Pinned(id: shared::kinds::AccountId) -> impl IntoView {
    load(move || accounts::pinned(id)).view_if_ready(|pinned| {
        pinned
            .into_iter()
            .map(|status| view! { <PostCard entry=Entry::new(status) pinned=true place=Some(FilterContext::Account) /> })
            .collect_view()
    })
}

#[component]
fn Header(account: Account) -> impl IntoView {
    let app = app();
    let id = account.id;
    let path = acct::profile_path(&account.acct);
    let banner = if account.header_static.is_empty() || account.header.ends_with("missing.png") {
        view! { <div class="profile-banner"></div> }.into_any()
    } else {
        view! { <img class="profile-banner" src=account.header.clone() alt=account.header_description.clone() /> }.into_any()
    };
    let buttons = {
        let account = account.clone();
        move || {
            if app.session.is_me(id) {
                view! { <a class="button outline" href="/settings/profile">{tr::profile_edit}</a> }.into_any()
            } else {
                view! { <FollowButton account=account.clone() /> }.into_any()
            }
        }
    };
    let note = emoji::in_html(&account.note, &customs(&account.emojis));
    let since = account.created_at.0.timestamp_millis();
    let moved = account.moved.clone();
    view! {
        {moved.map(|to| view! {
            <div class="banner"><Icon glyph=Glyph::Info /> <span class="grow">{tr::profile_moved}</span>
                <a class="text-link" href=acct::profile_path(&to.acct)>"@" {to.acct.clone()}</a></div>
        })}
        {banner}
        <section class="profile">
            <div class="profile-top">
                <Avatar account=&account size="large" />
                <div class="profile-acts"><AccountMenu account=account.clone() /> {buttons}</div>
            </div>
            <div>
                <h2 inner_html=name_html(&account)></h2>
                <HandleLine account=account.clone() />
            </div>
            {(!account.note.is_empty()).then(|| view! { <div class="prose" dir="auto" inner_html=note></div> })}
            <Fields fields=account.fields.clone() account=account.clone() />
            <p class="profile-counts">
                <a href=format!("{path}/following")><Counted count=account.following_count words=tr::profile_following /></a>
                <a href=format!("{path}/followers")><Counted count=account.followers_count words=tr::profile_followers /></a>
                <span>{move || tr::profile_since(&i18n::date(since))}</span>
            </p>
        </section>
    }
}

#[component]
fn Counted(count: i64, words: fn(u64) -> String) -> impl IntoView {
    let count = unsigned(count);
    view! { <b>{move || i18n::compact(count)}</b> " " {move || words(count)} }
}

#[component]
fn HandleLine(account: Account) -> impl IntoView {
    let app = app();
    let id = account.id;
    let host = app.session.instance().map_or_else(own_host, |instance| instance.domain.clone());
    let follows_me = move || {
        let follows = !app.session.is_me(id)
            && app.session.signed_in()
            && people::relation(id)
                .with(|relation| relation.as_ref().is_some_and(|relation| relation.followed_by));
        follows.then(|| view! { <span class="badge">{tr::profile_follows_you}</span> })
    };
    view! {
        <p class="handle-line">
            <span>{acct::full(&account.acct, &host)}</span>
            {account.locked.then(|| view! { <span class="badge"><Icon glyph=Glyph::Lock class="small" /> {tr::profile_locked}</span> })}
            {account.bot.then(|| view! { <span class="badge"><Icon glyph=Glyph::Robot class="small" /> {tr::profile_bot}</span> })}
            {follows_me}
        </p>
    }
}

#[component]
fn Fields(fields: Vec<AccountField>, account: Account) -> impl IntoView {
    let emojis = customs(&account.emojis);
    let rows: Vec<_> = fields
        .iter()
        .map(|field| {
            let verified = field.verified_at.map(|at| at.0.timestamp_millis());
            view! {
                <div class:verified=verified.is_some()>
                    <dt inner_html=emoji::in_text(&field.name, &emojis)></dt>
                    <dd>
                        <span class="row">
                            {verified.map(|at| view! { <span title=move || tr::profile_verified(&i18n::date(at))><Icon glyph=Glyph::Check class="small" /></span> })}
                            <span class="prose" dir="auto" inner_html=emoji::in_html(&field.value, &emojis)></span>
                        </span>
                    </dd>
                </div>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| view! { <dl class="profile-fields">{rows}</dl> })
}
