//! What new posts start with.

use leptos::{prelude::*, task::spawn_local};
use serde_json::{Value, json};
use shared::{entities::CredentialAccount, kinds::Visibility};

use super::SwitchRow;
use crate::{
    api::accounts,
    components::{
        column::ColumnHead,
        composer::POST_LANGUAGES,
        icon::Icon,
        post::{visibility_glyph, visibility_words},
    },
    i18n::{self, tr},
    pages::MembersOnly,
    state::{App, app},
};

/// The page.
#[component]
pub(crate) fn PostingPage() -> impl IntoView {
    let app = app();
    view! {
        <ColumnHead title=Signal::derive(tr::settings_posting) back=true />
        <MembersOnly>
            {untrack(move || app.session.member()).map(|member| view! { <Form member=(*member).clone() /> })}
        </MembersOnly>
    }
}

/// Sends one changed setting.
fn save(app: App, change: Value) {
    spawn_local(async move {
        match accounts::update_settings(&change).await {
            Ok(member) => {
                app.session.learn(member);
                app.toasts.say(tr::done_saved());
            }
            Err(error) => app.toasts.problem(&error),
        }
    });
}

#[component]
fn Form(member: CredentialAccount) -> impl IntoView {
    let app = app();
    let source = member.source;
    let visibility = RwSignal::new(source.privacy);
    let sensitive = RwSignal::new(source.sensitive);
    let hidden = RwSignal::new(source.hide_collections.unwrap_or(false));
    let indexable = RwSignal::new(source.indexable);
    let language = source.language;
    let choices: Vec<_> = [Visibility::Public, Visibility::Unlisted, Visibility::Private]
        .into_iter()
        .map(|choice| {
            let choose = move |_| {
                visibility.set(choice);
                save(app, json!({"source": {"privacy": choice}}));
            };
            view! {
                <label class="choice">
                    <input type="radio" name="privacy" prop:checked=move || visibility.get() == choice on:change=choose />
                    <Icon glyph=visibility_glyph(choice) />
                    {move || visibility_words(choice)}
                </label>
            }
        })
        .collect();
    let switch = move |signal: RwSignal<bool>, change: fn(bool) -> Value| {
        move |on: bool| {
            signal.set(on);
            save(app, change(on));
        }
    };
    view! {
        <div class="settings">
            <section>
                <h2>{tr::posting_audience}</h2>
                <div class="choices" role="radiogroup" aria-label=tr::posting_audience>{choices}</div>
            </section>
            <LanguageField language />
            <section>
                <h2>{tr::posting_privacy}</h2>
                <SwitchRow label=tr::posting_sensitive hint=tr::posting_sensitive_hint checked=sensitive
                    on_change=switch(sensitive, |on| json!({"source": {"sensitive": on}})) />
                <SwitchRow label=tr::posting_hide hint=tr::posting_hide_hint checked=hidden
                    on_change=switch(hidden, |on| json!({"hide_collections": on})) />
                <SwitchRow label=tr::posting_indexable hint=tr::posting_indexable_hint checked=indexable
                    on_change=switch(indexable, |on| json!({"indexable": on})) />
            </section>
        </div>
    }
}

#[component]
fn LanguageField(language: String) -> impl IntoView {
    let app = app();
    let options: Vec<_> = POST_LANGUAGES
        .iter()
        .map(|&code| {
            let chosen = language == code;
            view! { <option value=code selected=chosen>{move || i18n::language_name(code)}</option> }
        })
        .collect();
    let none = language.is_empty();
    view! {
        <section>
            <h2>{tr::posting_language}</h2>
            <label class="field">
                <span class="unseen">{tr::posting_language}</span>
                <select class="input" on:change=move |event| save(app, json!({"source": {"language": event_target_value(&event)}}))>
                    <option value="" selected=none>{tr::posting_language_interface}</option>
                    {options}
                </select>
            </label>
        </section>
    }
}
