//! The routes: which address shows which page.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    pages::{
        about::AboutPage,
        conversations::ConversationsPage,
        design::DesignPage,
        explore::ExplorePage,
        filtered::{RequestPage, RequestsPage},
        handle::HandlePage,
        missing::MissingPage,
        notifications::NotificationsPage,
        people::FollowRequestsPage,
        root::RootPage,
        settings::{AppearancePage, FiltersPage, PolicyPage, PostingPage, ProfileSettingsPage, SettingsPage},
        timelines::{BookmarksPage, FavouritesPage, FederatedPage, LocalPage, TagPage},
    },
    shell::Shell,
    state,
};

/// The whole app.
#[component]
pub(crate) fn App() -> impl IntoView {
    provide_meta_context();
    state::App::start();
    view! {
        <Router>
            <Shell>
                <FlatRoutes fallback=MissingPage>
                    <Route path=path!("/") view=RootPage />
                    <Route path=path!("/home") view=RootPage />
                    <Route path=path!("/local") view=LocalPage />
                    <Route path=path!("/federated") view=FederatedPage />
                    <Route path=path!("/tags/:name") view=TagPage />
                    <Route path=path!("/notifications") view=NotificationsPage />
                    <Route path=path!("/notifications/requests") view=RequestsPage />
                    <Route path=path!("/notifications/requests/:id") view=RequestPage />
                    <Route path=path!("/conversations") view=ConversationsPage />
                    <Route path=path!("/explore") view=ExplorePage />
                    <Route path=path!("/search") view=ExplorePage />
                    <Route path=path!("/bookmarks") view=BookmarksPage />
                    <Route path=path!("/favourites") view=FavouritesPage />
                    <Route path=path!("/follow_requests") view=FollowRequestsPage />
                    <Route path=path!("/settings") view=SettingsPage />
                    <Route path=path!("/settings/profile") view=ProfileSettingsPage />
                    <Route path=path!("/settings/appearance") view=AppearancePage />
                    <Route path=path!("/settings/posting") view=PostingPage />
                    <Route path=path!("/settings/filters") view=FiltersPage />
                    <Route path=path!("/settings/notifications") view=PolicyPage />
                    <Route path=path!("/about") view=AboutPage />
                    <Route path=path!("/design") view=DesignPage />
                    <Route path=path!("/:handle/:part?/:list?") view=HandlePage />
                </FlatRoutes>
            </Shell>
        </Router>
    }
}
