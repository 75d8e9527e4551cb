//! Making a poll.

use leptos::prelude::*;

use super::model::Compose;
use crate::{
    components::icon::{Glyph, Icon},
    i18n::tr,
};

/// Seconds a poll may last, as offered.
const LENGTHS: &[u64] = &[300, 1_800, 3_600, 21_600, 86_400, 259_200, 604_800];

fn length_words(seconds: u64) -> String {
    match seconds {
        s if s < 3_600 => tr::poll_minutes(s / 60),
        s if s < 86_400 => tr::poll_hours(s / 3_600),
        s => tr::poll_days(s / 86_400),
    }
}

/// The choices, how long, and whether one may choose several.
#[component]
pub(super) fn PollEditor(compose: Compose) -> impl IntoView {
    let count = Memo::new(move |_| compose.poll.with(|poll| poll.as_ref().map(|poll| poll.options.len())));
    let most = move || compose.app.session.limit(|instance| instance.configuration.polls.max_options, 4);
    let add = move |_| {
        compose.poll.update(|poll| {
            if let Some(poll) = poll {
                poll.options.push(String::new());
            }
        });
    };
    move || {
        let count = count.get()?;
        let removable = count > 2;
        let rows: Vec<_> = (0..count).map(|at| view! { <OptionField compose at removable /> }).collect();
        Some(view! {
            <fieldset class="poll-editor">
                <legend class="unseen">{tr::composer_poll}</legend>
                {rows}
                <div class="row wrap">
                    {(count < most()).then(|| view! {
                        <button type="button" class="button plain" on:click=add><Icon glyph=Glyph::Plus class="small" /> {tr::poll_add}</button>
                    })}
                    <label class="row">
                        <input class="check" type="checkbox" prop:checked=move || compose.poll.with(|poll| poll.as_ref().is_some_and(|poll| poll.multiple))
                            on:change=move |event| compose.poll.update(|poll| if let Some(poll) = poll { poll.multiple = event_target_checked(&event) }) />
                        {tr::poll_multiple}
                    </label>
                    <label class="row">
                        <input class="check" type="checkbox" prop:checked=move || compose.poll.with(|poll| poll.as_ref().is_some_and(|poll| poll.hide_totals))
                            on:change=move |event| compose.poll.update(|poll| if let Some(poll) = poll { poll.hide_totals = event_target_checked(&event) }) />
                        {tr::poll_hide_totals}
                    </label>
                    <LengthChoice compose />
                </div>
            </fieldset>
        })
    }
}

#[component]
fn OptionField(compose: Compose, at: usize, removable: bool) -> impl IntoView {
    let value = move || {
        compose
            .poll
            .with(|poll| poll.as_ref().and_then(|poll| poll.options.get(at).cloned()).unwrap_or_default())
    };
    let set = move |event| {
        let text = event_target_value(&event);
        compose.poll.update(|poll| {
            if let Some(option) = poll.as_mut().and_then(|poll| poll.options.get_mut(at)) {
                *option = text;
            }
        });
    };
    let remove = move |_| {
        compose.poll.update(|poll| {
            if let Some(poll) = poll.as_mut().filter(|poll| at < poll.options.len()) {
                poll.options.remove(at);
            }
        });
    };
    let limit =
        compose.app.session.limit(|instance| instance.configuration.polls.max_characters_per_option, 50);
    let name = move || tr::poll_choice(&(at + 1).to_string());
    view! {
        <div class="row">
            <input class="input" type="text" dir="auto" maxlength=limit.to_string() aria-label=name placeholder=name prop:value=value on:input=set />
            {removable.then(|| view! {
                <button type="button" class="icon-button" aria-label=tr::poll_remove on:click=remove><Icon glyph=Glyph::Close class="small" /></button>
            })}
        </div>
    }
}

#[component]
fn LengthChoice(compose: Compose) -> impl IntoView {
    let chosen = move || compose.poll.with(|poll| poll.as_ref().and_then(|poll| poll.expires_in));
    let set = move |event| {
        let seconds = event_target_value(&event).parse().ok();
        compose.poll.update(|poll| {
            if let Some(poll) = poll {
                poll.expires_in = seconds;
            }
        });
    };
    // An edited poll may keep its end.
    let kept = chosen().is_none().then(|| {
        view! { <option value="" selected=true>{tr::poll_unchanged}</option> }
    });
    let options: Vec<_> = LENGTHS
        .iter()
        .map(|&seconds| {
            view! { <option value=seconds.to_string() selected=move || chosen() == Some(seconds)>{move || length_words(seconds)}</option> }
        })
        .collect();
    view! {
        <label class="row grow">
            <span class="muted small">{tr::poll_length}</span>
            <select class="input" on:change=set>{kept}{options}</select>
        </label>
    }
}
