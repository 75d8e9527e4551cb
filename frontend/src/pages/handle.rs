//! Addresses that begin with a handle: a profile, one of its tabs or lists, a post, who liked it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::kinds::StatusId;

use super::{
    missing::MissingPage,
    people::{PeopleList, PeopleListPage},
    profile::ProfilePage,
    thread::ThreadPage,
};
use crate::{logic::acct, state::timeline::ProfileTab};

/// What such an address means.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Profile(String),
    Followers(String),
    Following(String),
    Post(StatusId),
    Boosts(StatusId),
    Favourites(StatusId),
    Nothing,
}

fn target(handle: &str, part: Option<&str>, list: Option<&str>) -> Target {
    let Some(acct) = acct::from_segment(handle) else { return Target::Nothing };
    match (part, part.and_then(|part| part.parse().ok()), list) {
        (None | Some("with_replies" | "media"), _, None) => Target::Profile(acct),
        (Some("followers"), _, None) => Target::Followers(acct),
        (Some("following"), _, None) => Target::Following(acct),
        (_, Some(id), None) => Target::Post(id),
        (_, Some(id), Some("boosts")) => Target::Boosts(id),
        (_, Some(id), Some("favourites")) => Target::Favourites(id),
        _ => Target::Nothing,
    }
}

/// Profile, post or list.
#[component]
pub(crate) fn HandlePage() -> impl IntoView {
    let params = use_params_map();
    let part = Memo::new(move |_| params.with(|params| params.get("part")));
    let target = Memo::new(move |_| {
        params.with(|params| {
            let list = params.get("list");
            target(&params.get("handle").unwrap_or_default(), params.get("part").as_deref(), list.as_deref())
        })
    });
    let tab = Memo::new(move |_| match part.get().as_deref() {
        Some("with_replies") => ProfileTab::WithReplies,
        Some("media") => ProfileTab::Media,
        _ => ProfileTab::Posts,
    });
    move || match target.get() {
        Target::Profile(acct) => view! { <ProfilePage acct tab /> }.into_any(),
        Target::Followers(acct) => view! { <PeopleListPage list=PeopleList::Followers(acct) /> }.into_any(),
        Target::Following(acct) => view! { <PeopleListPage list=PeopleList::Following(acct) /> }.into_any(),
        Target::Post(id) => view! { <ThreadPage id /> }.into_any(),
        Target::Boosts(id) => view! { <PeopleListPage list=PeopleList::Boosts(id) /> }.into_any(),
        Target::Favourites(id) => view! { <PeopleListPage list=PeopleList::Favourites(id) /> }.into_any(),
        Target::Nothing => view! { <MissingPage /> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_lead_to_profiles_posts_and_lists() {
        let ada = || "ada@x.example".to_owned();
        assert_eq!(target("@ada@x.example", None, None), Target::Profile(ada()));
        assert_eq!(target("@ada@x.example", Some("media"), None), Target::Profile(ada()));
        assert_eq!(target("@ada@x.example", Some("followers"), None), Target::Followers(ada()));
        assert_eq!(target("@ada", Some("17"), None), Target::Post(StatusId(17)));
        assert_eq!(target("@ada", Some("17"), Some("boosts")), Target::Boosts(StatusId(17)));
    }

    #[test]
    fn anything_else_leads_nowhere() {
        assert_eq!(target("about", None, None), Target::Nothing);
        assert_eq!(target("@ada", Some("nothing"), None), Target::Nothing);
        assert_eq!(target("@ada", Some("17"), Some("x")), Target::Nothing);
    }
}
