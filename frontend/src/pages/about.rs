//! What this server is, what it asks of people, and who runs it.

use std::sync::Arc;

use leptos::prelude::*;
use shared::entities::{Instance, Rule};

use crate::{
    components::{account::AccountCard, column::ColumnHead, feedback::SkeletonPosts},
    i18n::tr,
    state::app,
};

/// The page.
#[component]
pub(crate) fn AboutPage() -> impl IntoView {
    let session = app().session;
    view! {
        <ColumnHead title=Signal::derive(tr::footer_about) />
        {move || match session.instance() {
            Some(instance) => view! { <About instance /> }.into_any(),
            None => view! { <SkeletonPosts count=2 /> }.into_any(),
        }}
    }
}

#[component]
fn About(instance: Arc<Instance>) -> impl IntoView {
    let thumbnail = instance.thumbnail.clone();
    let contact = instance.contact.clone();
    let people = u64::try_from(instance.usage.users.active_month).unwrap_or_default();
    let mail = (!contact.email.is_empty()).then(|| {
        view! { <p><a class="text-link" href=format!("mailto:{}", contact.email) rel="external">{contact.email.clone()}</a></p> }
    });
    let account = contact.account.map(|account| view! { <AccountCard account=(*account).clone() /> });
    let reachable = mail.is_some() || account.is_some();
    view! {
        <div class="settings">
            <section>
                {(!thumbnail.url.is_empty()).then(|| view! { <img class="profile-banner rounded" src=thumbnail.url alt=thumbnail.description /> })}
                <h2>{instance.title.clone()}</h2>
                <p>{instance.description.clone()}</p>
                <p class="muted">{instance.domain.clone()} {(people > 0).then(|| view! { " · " {move || tr::about_people(people)} })}</p>
            </section>
            <Rules rules=instance.rules.clone() />
            {reachable.then(|| view! { <section><h2>{tr::about_contact}</h2>{mail} {account}</section> })}
        </div>
    }
}

#[component]
fn Rules(rules: Vec<Rule>) -> impl IntoView {
    let items: Vec<_> = rules
        .into_iter()
        .map(|rule| view! { <li><b>{rule.text}</b> <span class="muted">{rule.hint}</span></li> })
        .collect();
    (!items.is_empty())
        .then(|| view! { <section><h2>{tr::about_rules}</h2><ol class="rules">{items}</ol></section> })
}
