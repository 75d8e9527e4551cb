//! How the app looks to this person: theme, accent, text size, motion, language. Kept in the browser
//! (never anything secret); `boot.js` applies it before the first paint, this keeps it up to date.

use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::{i18n, state::storage};

const KEY: &str = "phiomia.look";

/// The accent hues one can choose: name key in the settings page, degrees in OKLCH.
pub(crate) const HUES: &[u16] = &[45, 85, 150, 195, 250, 295, 345, 15];

/// The text sizes one can choose, as factors.
pub(crate) const SCALES: &[f64] = &[0.9, 1.0, 1.1, 1.25];

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// The stored choices; absent ones follow the system.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    pub(crate) theme: Theme,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contrast: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) motion: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hue: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scale: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
}

/// The look in use.
#[derive(Clone, Copy)]
pub(crate) struct Look(RwSignal<Choices>);

impl Look {
    /// Reads the stored choices and begins to apply changes.
    pub(crate) fn start() -> Self {
        Self(RwSignal::new(stored()))
    }

    pub(crate) fn get(self) -> Choices {
        self.0.get()
    }

    pub(crate) fn hue(self) -> u16 {
        self.0.with(|choices| choices.hue).or_else(|| HUES.first().copied()).unwrap_or_default()
    }

    pub(crate) fn scale(self) -> f64 {
        self.0.with(|choices| choices.scale).unwrap_or(1.0)
    }

    pub(crate) fn calm(self) -> bool {
        self.0.with(|choices| choices.motion.is_some())
    }

    pub(crate) fn high_contrast(self) -> bool {
        self.0.with(|choices| choices.contrast.as_deref() == Some("more"))
    }

    /// Changes, applies and stores the choices.
    pub(crate) fn change(self, edit: impl FnOnce(&mut Choices)) {
        let before = self.0.with_untracked(|choices| choices.language.clone());
        self.0.update(edit);
        let after = self.0.get_untracked();
        apply(&after);
        storage::write(KEY, &after);
        if after.language != before {
            let language = after.language.unwrap_or_else(browser_language);
            spawn_local(async move { i18n::choose(&language).await });
        }
    }
}

fn stored() -> Choices {
    storage::read(KEY).unwrap_or_default()
}

/// Fetches the texts of the chosen language, or the browser's. Done before anything is shown, so that
/// nothing is shown in another one first.
pub(crate) async fn speak() {
    i18n::choose(&stored().language.unwrap_or_else(browser_language)).await;
}

fn browser_language() -> String {
    let wanted = window().navigator().language().unwrap_or_default();
    wanted.split('-').next().unwrap_or("en").to_owned()
}

fn apply(choices: &Choices) {
    let Some(root) = document().document_element() else { return };
    let theme = match choices.theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    let attributes = [
        ("data-theme", theme),
        ("data-contrast", choices.contrast.as_deref()),
        ("data-motion", choices.motion.as_deref()),
    ];
    for (name, value) in attributes {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
    // Property by property: the server's policy allows no style attributes.
    let Some(style) = root.dyn_ref::<HtmlElement>().map(HtmlElement::style) else { return };
    let hue = choices.hue.map(|hue| hue.to_string()).unwrap_or_default();
    let scale = choices.scale.map(|scale| scale.to_string()).unwrap_or_default();
    let _ = style.set_property("--hue", &hue);
    let _ = style.set_property("--text-scale", &scale);
}
