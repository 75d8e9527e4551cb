//! One's own profile: pictures, name, words, fields.

use leptos::{html, prelude::*, task::spawn_local};
use shared::entities::CredentialAccount;
use web_sys::{File, FormData, SubmitEvent};

use super::SwitchRow;
use crate::{
    api::accounts,
    components::{
        account::Avatar,
        column::ColumnHead,
        composer::chosen_files,
        icon::{Glyph, Icon},
    },
    i18n::tr,
    pages::MembersOnly,
    state::{app, toasts::error_text},
};

/// The page.
#[component]
pub(crate) fn ProfileSettingsPage() -> impl IntoView {
    let app = app();
    view! {
        <ColumnHead title=Signal::derive(tr::settings_profile) back=true />
        <MembersOnly>
            {untrack(move || app.session.member()).map(|member| view! { <Form member=(*member).clone() /> })}
        </MembersOnly>
    }
}

/// A picture chosen but not sent yet: the file and an address to show it.
type Picked = RwSignal<Option<(File, String)>, LocalStorage>;

#[component]
fn Form(member: CredentialAccount) -> impl IntoView {
    let app = app();
    let form = NodeRef::<html::Form>::new();
    let (avatar, header): (Picked, Picked) = (RwSignal::new_local(None), RwSignal::new_local(None));
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let locked = RwSignal::new(member.account.locked);
    let bot = RwSignal::new(member.account.bot);
    let discoverable = RwSignal::new(member.source.discoverable.unwrap_or(false));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(data) = form.get_untracked().and_then(|form| FormData::new_with_form(&form).ok()) else {
            return;
        };
        for (name, on) in [("locked", locked), ("bot", bot), ("discoverable", discoverable)] {
            let _ = data.append_with_str(name, if on.get_untracked() { "true" } else { "false" });
        }
        for (name, picked) in [("avatar", avatar), ("header", header)] {
            if let Some((file, _)) = picked.get_untracked() {
                let _ = data.append_with_blob_and_filename(name, &file, &file.name());
            }
        }
        busy.set(true);
        spawn_local(async move {
            match accounts::update_credentials(data).await {
                Ok(member) => {
                    app.session.learn(member);
                    problem.try_set(None);
                    app.toasts.say(tr::done_saved());
                }
                Err(error) => {
                    problem.try_set(Some(error_text(&error)));
                }
            }
            busy.try_set(false);
        });
    };
    let limit =
        move |read: fn(&shared::entities::Instance) -> u64, usual| app.session.limit(read, usual).to_string();
    view! {
        <form node_ref=form class="settings" on:submit=save>
            <Pictures member=member.clone() avatar header />
            <label class="field">
                <span class="name">{tr::profile_form_name}</span>
                <input class="input" type="text" name="display_name" dir="auto" value=member.account.display_name.clone()
                    maxlength=limit(|instance| instance.configuration.accounts.max_display_name_length, 30) />
            </label>
            <label class="field">
                <span class="name">{tr::profile_form_note}</span>
                <textarea class="input" name="note" rows="5" dir="auto" prop:value=member.source.note.clone()
                    maxlength=limit(|instance| instance.configuration.accounts.max_note_length, 500)></textarea>
                <span class="hint">{tr::profile_form_note_hint}</span>
            </label>
            <FieldRows member=member.clone() />
            <section>
                <SwitchRow label=tr::profile_form_locked hint=tr::profile_form_locked_hint checked=locked on_change=move |on| locked.set(on) />
                <SwitchRow label=tr::profile_form_discoverable hint=tr::profile_form_discoverable_hint checked=discoverable
                    on_change=move |on| discoverable.set(on) />
                <SwitchRow label=tr::profile_form_bot hint=tr::profile_form_bot_hint checked=bot on_change=move |on| bot.set(on) />
            </section>
            <div class="save-bar">
                {move || problem.get().map(|problem| view! { <p class="composer-problem grow" role="alert">{problem}</p> })}
                <button type="submit" class="button primary" disabled=move || busy.get() aria-busy=move || busy.get().to_string()>{tr::action_save}</button>
            </div>
        </form>
    }
}

#[component]
fn Pictures(member: CredentialAccount, avatar: Picked, header: Picked) -> impl IntoView {
    let account = member.account;
    let banner = account.header.clone();
    let shown_header = move || {
        let address =
            header.get().map(|(_, address)| address).or_else(|| (!banner.is_empty()).then(|| banner.clone()));
        match address {
            Some(address) => view! { <img class="profile-banner" src=address alt="" /> }.into_any(),
            None => view! { <div class="profile-banner"></div> }.into_any(),
        }
    };
    let shown_avatar = move || match avatar.get() {
        Some((_, address)) => view! { <img class="avatar large" src=address alt="" /> }.into_any(),
        None => view! { <Avatar account=&account size="large" /> }.into_any(),
    };
    view! {
        <div class="picture-fields">
            {shown_header}
            {shown_avatar}
            <div class="acts">
                <PictureButton label=tr::profile_form_header picked=header />
                <PictureButton label=tr::profile_form_avatar picked=avatar />
            </div>
        </div>
    }
}

#[component]
fn PictureButton(label: fn() -> String, picked: Picked) -> impl IntoView {
    let pick = move |event: web_sys::Event| {
        let file = chosen_files(&event).into_iter().find(|file| file.type_().starts_with("image/"));
        let shown = file.and_then(|file| {
            let address = web_sys::Url::create_object_url_with_blob(&file).ok()?;
            Some((file, address))
        });
        if shown.is_some() {
            picked.set(shown);
        }
    };
    view! {
        <label class="button file-button">
            <Icon glyph=Glyph::Image class="small" />
            {label}
            <input type="file" accept="image/*" on:change=pick />
        </label>
    }
}

#[component]
fn FieldRows(member: CredentialAccount) -> impl IntoView {
    let most = app().session.limit(|instance| instance.configuration.accounts.max_profile_fields, 4);
    let rows: Vec<_> = (0..most)
        .map(|at| {
            let field = member.source.fields.get(at).cloned();
            let (name, value) = field.map(|field| (field.name, field.value)).unwrap_or_default();
            let number = (at + 1).to_string();
            let other = number.clone();
            view! {
                <div class="field-pair">
                    <input class="input" type="text" dir="auto" maxlength="255" name=format!("fields_attributes[{at}][name]") value=name
                        aria-label=move || tr::profile_form_field_name(&number) placeholder=tr::profile_form_field_label />
                    <input class="input" type="text" dir="auto" maxlength="255" name=format!("fields_attributes[{at}][value]") value=value
                        aria-label=move || tr::profile_form_field_value(&other) placeholder=tr::profile_form_field_content />
                </div>
            }
        })
        .collect();
    view! {
        <fieldset class="stack">
            <legend class="field"><span class="name">{tr::profile_form_fields}</span></legend>
            {rows}
        </fieldset>
    }
}
