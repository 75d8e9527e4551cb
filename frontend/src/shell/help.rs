//! What the keys do.

use leptos::prelude::*;

use crate::{components::dialog::Dialog, i18n::tr, state::app};

type Row = (&'static [&'static str], fn() -> String);

const MOVING: &[Row] = &[
    (&["j"], tr::help_next),
    (&["k"], tr::help_previous),
    (&["o", "Enter"], tr::help_open),
    (&["."], tr::help_fresh),
    (&["/"], tr::help_search),
    (&["?"], tr::help_this),
];
const ACTING: &[Row] = &[
    (&["n"], tr::help_new),
    (&["r"], tr::help_reply),
    (&["f"], tr::help_favourite),
    (&["b"], tr::help_boost),
    (&["s"], tr::help_bookmark),
    (&["x"], tr::help_reveal),
    (&["m"], tr::help_menu),
    (&["Ctrl", "Enter"], tr::help_send),
];
const GOING: &[Row] = &[
    (&["g", "h"], tr::nav_home),
    (&["g", "n"], tr::nav_notifications),
    (&["g", "e"], tr::nav_explore),
    (&["g", "l"], tr::nav_local),
    (&["g", "t"], tr::nav_federated),
    (&["g", "b"], tr::nav_bookmarks),
    (&["g", "f"], tr::nav_favourites),
    (&["g", "u"], tr::nav_profile),
    (&["g", "s"], tr::nav_settings),
];

/// The help dialog.
#[component]
pub(super) fn KeyboardHelp() -> impl IntoView {
    let open = app().ui.help;
    view! {
        <Dialog open title=Signal::derive(tr::help_title) class="wide">
            <div class="dialog-body keys">
                {section(tr::help_moving, MOVING)}
                {section(tr::help_acting, ACTING)}
                {section(tr::help_going, GOING)}
            </div>
        </Dialog>
    }
}

fn section(title: fn() -> String, rows: &'static [Row]) -> impl IntoView {
    let rows: Vec<_> = rows
        .iter()
        .map(|(keys, what)| {
            let keys: Vec<_> = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect();
            view! { <div><dt>{*what}</dt><dd>{keys}</dd></div> }
        })
        .collect();
    view! { <section><h3>{title}</h3><dl>{rows}</dl></section> }
}
