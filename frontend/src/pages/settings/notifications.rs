//! What happens to notifications from people one may not know.

use leptos::{prelude::*, task::spawn_local};
use shared::{entities::NotificationPolicy, kinds::NotificationVerdict, params::UpdateNotificationPolicy};

use super::Words;
use crate::{
    api::notifications,
    components::column::ColumnHead,
    i18n::tr,
    pages::MembersOnly,
    state::{app, load::load},
};

/// The page.
#[component]
pub(crate) fn PolicyPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(tr::settings_notifications) back=true />
        <MembersOnly>{load(notifications::policy).view(|policy| view! { <Form policy /> })}</MembersOnly>
    }
}

/// One verdict, and the change that sets only that.
type Change = fn(NotificationVerdict) -> UpdateNotificationPolicy;

#[component]
fn Form(policy: NotificationPolicy) -> impl IntoView {
    view! {
        <div class="settings">
            <section>
                <h2>{tr::policy_intro}</h2>
                <p class="muted small">{tr::policy_intro_hint}</p>
                <Rule now=policy.for_not_following label=tr::policy_not_following hint=tr::policy_not_following_hint
                    change=|verdict| UpdateNotificationPolicy { for_not_following: Some(verdict), ..Default::default() } />
                <Rule now=policy.for_not_followers label=tr::policy_not_followers hint=tr::policy_not_followers_hint
                    change=|verdict| UpdateNotificationPolicy { for_not_followers: Some(verdict), ..Default::default() } />
                <Rule now=policy.for_new_accounts label=tr::policy_new_accounts hint=tr::policy_new_accounts_hint
                    change=|verdict| UpdateNotificationPolicy { for_new_accounts: Some(verdict), ..Default::default() } />
                <Rule now=policy.for_private_mentions label=tr::policy_private_mentions hint=tr::policy_private_mentions_hint
                    change=|verdict| UpdateNotificationPolicy { for_private_mentions: Some(verdict), ..Default::default() } />
                <Rule now=policy.for_limited_accounts label=tr::policy_limited_accounts hint=tr::policy_limited_accounts_hint
                    change=|verdict| UpdateNotificationPolicy { for_limited_accounts: Some(verdict), ..Default::default() } />
            </section>
        </div>
    }
}

/// What happens to one kind of notifications. A choice that the server refuses goes back.
#[component]
fn Rule(now: NotificationVerdict, label: Words, hint: Words, change: Change) -> impl IntoView {
    let app = app();
    let kept = RwSignal::new(now);
    let field = NodeRef::<leptos::html::Select>::new();
    let choose = move |event: web_sys::Event| {
        let Ok(verdict) = event_target_value(&event).parse::<NotificationVerdict>() else { return };
        spawn_local(async move {
            match notifications::change_policy(&change(verdict)).await {
                Ok(_) => {
                    kept.try_set(verdict);
                    app.toasts.say(tr::done_saved());
                }
                Err(error) => {
                    if let (Some(Some(field)), Some(kept)) =
                        (field.try_get_untracked(), kept.try_get_untracked())
                    {
                        field.set_value(&kept.to_string());
                    }
                    app.toasts.problem(&error);
                }
            }
        });
    };
    let options = [NotificationVerdict::Accept, NotificationVerdict::Filter, NotificationVerdict::Drop].map(
        |verdict| {
            let chosen = verdict == now;
            view! { <option value=verdict.to_string() selected=chosen>{verdict_words(verdict)}</option> }
        },
    );
    view! {
        <label class="field">
            <span class="name">{label}</span>
            <select class="input" node_ref=field on:change=choose>{options.into_iter().collect_view()}</select>
            <span class="hint">{hint}</span>
        </label>
    }
}

fn verdict_words(verdict: NotificationVerdict) -> Words {
    match verdict {
        NotificationVerdict::Accept => tr::policy_accept,
        NotificationVerdict::Filter => tr::policy_filter,
        NotificationVerdict::Drop => tr::policy_drop,
    }
}
