//! Where one can go: the rail beside the feed, the bar below it on phones.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    api::http::CSRF_HEADER,
    components::{
        account::{Avatar, DisplayName, plain_name},
        icon::{Glyph, Icon, Mark},
        menu::{Menu, MenuItem, MenuLink},
    },
    i18n::tr,
    logic::acct::profile_path,
    state::{
        app,
        timeline::{self, TimelineKey},
        ui::Writing,
    },
};

/// The rail.
#[component]
pub(super) fn NavRail() -> impl IntoView {
    let app = app();
    let signed_in = Memo::new(move |_| app.session.signed_in());
    let name = move || {
        app.session.instance().map_or_else(|| "Phiomia".to_owned(), |instance| instance.title.clone())
    };
    view! {
        <nav class="rail" aria-label=tr::nav_main>
            <a href="/" class="brand" aria-label=name>
                <Mark />
                <span class="label clip">{name}</span>
            </a>
            {move || if signed_in.get() { view! { <MemberLinks /> }.into_any() } else { view! { <GuestLinks /> }.into_any() }}
        </nav>
    }
}

#[component]
fn MemberLinks() -> impl IntoView {
    let app = app();
    let unread = Signal::derive(move || app.notifications.unread());
    let none = Signal::derive(|| 0);
    view! {
        <Place href="/" glyph=Glyph::Home label=tr::nav_home count=none />
        <Place href="/notifications" glyph=Glyph::Bell label=tr::nav_notifications count=unread />
        <Place href="/conversations" glyph=Glyph::Letter label=tr::nav_conversations count=none />
        <Place href="/explore" glyph=Glyph::Compass label=tr::nav_explore count=none />
        <Place href="/local" glyph=Glyph::Server label=tr::nav_local count=none />
        <Place href="/federated" glyph=Glyph::Globe label=tr::nav_federated count=none />
        <Place href="/bookmarks" glyph=Glyph::Bookmark label=tr::nav_bookmarks count=none />
        <Place href="/favourites" glyph=Glyph::Heart label=tr::nav_favourites count=none />
        <Place href="/settings" glyph=Glyph::Settings label=tr::nav_settings count=none />
        <button type="button" class="button primary" aria-label=tr::nav_compose title=tr::nav_compose on:click=move |_| app.ui.write(Writing::New)>
            <Icon glyph=Glyph::Feather />
            <span class="label">{tr::nav_compose}</span>
        </button>
        <div class="me"><Me /></div>
    }
}

#[component]
fn GuestLinks() -> impl IntoView {
    let none = Signal::derive(|| 0);
    view! {
        <Place href="/explore" glyph=Glyph::Compass label=tr::nav_explore count=none />
        <Place href="/local" glyph=Glyph::Server label=tr::nav_local count=none />
        <Place href="/federated" glyph=Glyph::Globe label=tr::nav_federated count=none />
        <Place href="/settings/appearance" glyph=Glyph::Palette label=tr::nav_appearance count=none />
    }
}

#[component]
fn Place(
    href: &'static str,
    glyph: Glyph,
    label: fn() -> String,
    /// Unread things.
    count: Signal<u64>,
    /// `nav-link` in the rail, `place` in the bar.
    #[prop(default = "nav-link")]
    class: &'static str,
) -> impl IntoView {
    let name = move || match count.get() {
        0 => label(),
        unread => format!("{}, {}", label(), tr::nav_unread(unread)),
    };
    let path = use_location().pathname;
    // Not the router's own link: what it makes of closures outlives it, and reads what is gone.
    let current = move || {
        let here = path.with(|path| if href == "/" { is_home(path) } else { path.starts_with(href) });
        here.then_some("page")
    };
    let again = move |_| {
        // Home once more: what waits behind the pill comes in.
        if href == "/"
            && path.with_untracked(|path| is_home(path))
            && let Some(home) = timeline::find(&TimelineKey::Home)
        {
            home.show_fresh();
        }
    };
    view! {
        <a href=href class=class aria-label=name title=label aria-current=current on:click=again>
            <Icon glyph />
            <Show when=move || count.get() != 0>
                <span class="nav-count tabular" aria-hidden="true">{move || count.get().min(99)}</span>
            </Show>
            {(class == "nav-link").then(|| view! { <span class="label">{label}</span> })}
        </a>
    }
}

/// Home has two addresses: the server's own, and the one that apps of Mastodon know.
fn is_home(path: &str) -> bool {
    matches!(path, "/" | "/home")
}

/// The person logged in, with a menu.
#[component]
fn Me() -> impl IntoView {
    let app = app();
    let trigger = move || {
        app.session.me().map(|me| {
            view! {
                <Avatar account=&me size="medium" />
                <span class="names label">
                    <b class="clip"><DisplayName account=&me class="" /></b>
                    <span class="handle clip">"@" {me.acct.clone()}</span>
                </span>
            }
        })
    };
    let label = Signal::derive(move || match app.session.me() {
        Some(me) => format!("{} @{}, {}", plain_name(&me), me.acct, tr::nav_account()),
        None => tr::nav_account(),
    });
    let profile = move || app.session.me().map(|me| profile_path(&me.acct)).unwrap_or_default();
    view! {
        <Menu label trigger_class="person bare" class="start" trigger>
            <MenuLink glyph=Glyph::User label=Signal::derive(tr::nav_profile) href=profile() />
            <MenuLink glyph=Glyph::UserPlus label=Signal::derive(tr::nav_follow_requests) href="/follow_requests" />
            <MenuLink glyph=Glyph::Palette label=Signal::derive(tr::nav_appearance) href="/settings/appearance" />
            <MenuItem glyph=Glyph::Keyboard label=Signal::derive(tr::help_title) on_choose=move || app.ui.help.set(true) />
            <hr />
            <MenuItem glyph=Glyph::Logout label=Signal::derive(tr::auth_sign_out) on_choose=sign_out />
        </Menu>
    }
}

/// A button that ends the session.
#[component]
pub(super) fn SignOut() -> impl IntoView {
    view! { <button type="button" class="button" on:click=|_| sign_out()>{tr::auth_sign_out}</button> }
}

/// Ends the session and starts over as a guest; whatever a shared computer showed is gone from memory.
pub(crate) fn sign_out() {
    leptos::task::spawn_local(async {
        let request = gloo_net::http::Request::post("/auth/sign_out").header(CSRF_HEADER, "1");
        if request.send().await.is_ok() {
            let _ = location().set_href("/");
        }
    });
}

/// The bar on phones: five places.
#[component]
pub(super) fn BottomBar() -> impl IntoView {
    let app = app();
    let unread = Signal::derive(move || app.notifications.unread());
    let none = Signal::derive(|| 0);
    let signed_in = Memo::new(move |_| app.session.signed_in());
    let member = move || {
        view! {
            <Place class="place" href="/" glyph=Glyph::Home label=tr::nav_home count=none />
            <Place class="place" href="/explore" glyph=Glyph::Search label=tr::nav_explore count=none />
            <button type="button" class="place" aria-label=tr::nav_compose on:click=move |_| app.ui.write(Writing::New)>
                <span class="compose"><Icon glyph=Glyph::Feather /></span>
            </button>
            <Place class="place" href="/notifications" glyph=Glyph::Bell label=tr::nav_notifications count=unread />
            <Place class="place" href="/settings" glyph=Glyph::Menu label=tr::nav_more count=none />
        }
    };
    let guest = move || {
        view! {
            <Place class="place" href="/" glyph=Glyph::Home label=tr::nav_home count=none />
            <Place class="place" href="/explore" glyph=Glyph::Search label=tr::nav_explore count=none />
            <Place class="place" href="/local" glyph=Glyph::Server label=tr::nav_local count=none />
            <Place class="place" href="/settings/appearance" glyph=Glyph::Palette label=tr::nav_appearance count=none />
            <a class="place" href="/auth/sign_in" rel="external" aria-label=tr::auth_sign_in><Icon glyph=Glyph::User /></a>
        }
    };
    view! {
        <nav class="bottom-bar" aria-label=tr::nav_main>
            {move || if signed_in.get() { member().into_any() } else { guest().into_any() }}
        </nav>
    }
}
