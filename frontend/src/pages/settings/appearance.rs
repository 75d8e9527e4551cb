//! Theme, accent, text size, motion, language. Changes show at once and stay in this browser.

use leptos::prelude::*;

use super::SwitchRow;
use crate::{
    components::column::ColumnHead,
    i18n::{self, tr},
    state::{
        app,
        look::{HUES, Look, SCALES, Theme},
    },
};

/// The page.
#[component]
pub(crate) fn AppearancePage() -> impl IntoView {
    let look = app().look;
    view! {
        <ColumnHead title=Signal::derive(tr::settings_appearance) back=true />
        <div class="settings">
            <Themes look />
            <Accents look />
            <Sizes look />
            <section>
                <h2>{tr::look_comfort}</h2>
                <SwitchRow
                    label=tr::look_contrast
                    hint=tr::look_contrast_hint
                    checked=Signal::derive(move || look.high_contrast())
                    on_change=move |on| look.change(|choices| choices.contrast = on.then(|| "more".to_owned()))
                />
                <SwitchRow
                    label=tr::look_motion
                    hint=tr::look_motion_hint
                    checked=Signal::derive(move || look.calm())
                    on_change=move |on| look.change(|choices| choices.motion = on.then(|| "less".to_owned()))
                />
            </section>
            <Languages look />
        </div>
    }
}

#[component]
fn Themes(look: Look) -> impl IntoView {
    let choice = move |theme: Theme, label: fn() -> String| {
        view! {
            <label class="choice">
                <input type="radio" name="theme" prop:checked=move || look.get().theme == theme
                    on:change=move |_| look.change(|choices| choices.theme = theme) />
                {label}
            </label>
        }
    };
    view! {
        <section>
            <h2>{tr::look_theme}</h2>
            <div class="choices" role="radiogroup" aria-label=tr::look_theme>
                {choice(Theme::System, tr::look_system)} {choice(Theme::Light, tr::look_light)} {choice(Theme::Dark, tr::look_dark)}
            </div>
        </section>
    }
}

fn hue_name(hue: u16) -> String {
    match hue {
        15 => tr::hue_rose(),
        45 => tr::hue_ember(),
        85 => tr::hue_honey(),
        150 => tr::hue_leaf(),
        195 => tr::hue_lagoon(),
        250 => tr::hue_sky(),
        295 => tr::hue_violet(),
        _ => tr::hue_orchid(),
    }
}

#[component]
fn Accents(look: Look) -> impl IntoView {
    let swatches: Vec<_> = HUES
        .iter()
        .map(|&hue| {
            view! {
                <label class="hue" style=("--swatch", hue.to_string()) title=move || hue_name(hue)>
                    <input type="radio" name="hue" aria-label=move || hue_name(hue) prop:checked=move || look.hue() == hue
                        on:change=move |_| look.change(|choices| choices.hue = Some(hue)) />
                </label>
            }
        })
        .collect();
    view! {
        <section>
            <h2>{tr::look_accent}</h2>
            <div class="choices" role="radiogroup" aria-label=tr::look_accent>{swatches}</div>
        </section>
    }
}

#[component]
fn Sizes(look: Look) -> impl IntoView {
    let choices: Vec<_> = SCALES
        .iter()
        .map(|&scale| {
            let label = move || match scale {
                s if s < 1.0 => tr::size_small(),
                s if s < 1.05 => tr::size_normal(),
                s if s < 1.2 => tr::size_large(),
                _ => tr::size_huge(),
            };
            view! {
                <label class="choice">
                    <input type="radio" name="scale" prop:checked=move || (look.scale() - scale).abs() < 0.01
                        on:change=move |_| look.change(|choices| choices.scale = Some(scale)) />
                    {label}
                </label>
            }
        })
        .collect();
    view! {
        <section>
            <h2>{tr::look_size}</h2>
            <div class="choices" role="radiogroup" aria-label=tr::look_size>{choices}</div>
        </section>
    }
}

#[component]
fn Languages(look: Look) -> impl IntoView {
    let options: Vec<_> = i18n::LANGUAGES
        .iter()
        .map(|(code, name)| view! { <option value=*code selected=move || i18n::language() == *code>{*name}</option> })
        .collect();
    view! {
        <section>
            <h2>{tr::look_language}</h2>
            <label class="field">
                <span class="unseen">{tr::look_language}</span>
                <select class="input" on:change=move |event| look.change(|choices| choices.language = Some(event_target_value(&event)))>
                    {options}
                </select>
            </label>
        </section>
    }
}
