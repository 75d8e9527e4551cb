//! Everything by keyboard. Rows of lists carry `data-row`, their buttons `data-key`: a key presses
//! the button that carries it in the row that has the focus.

use std::cell::Cell;

use leptos::{ev, prelude::*};
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::{
    logic::acct::profile_path,
    state::{App, app, scroll, ui::Writing},
};

/// Keys after `g` count for this long.
const CHORD_MS: f64 = 1_500.0;

thread_local! {
    static CHORD_SINCE: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
}

/// Begins to listen.
pub(super) fn listen() {
    let app = app();
    let navigate = use_navigate();
    window_event_listener(ev::keydown, move |event| {
        if event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || event.default_prevented()
            || busy(&event)
        {
            return;
        }
        let go = |path: &str| {
            scroll::forward();
            navigate(path, Default::default());
        };
        if pressed(app, &event.key(), go) {
            event.prevent_default();
        }
    });
}

/// Typing, or something modal is open.
fn busy(event: &KeyboardEvent) -> bool {
    let typing = event.target().and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.has_attribute("contenteditable")
    });
    typing || document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some())
}

fn pressed(app: App, key: &str, go: impl Fn(&str)) -> bool {
    let now = js_sys::Date::now();
    let chord = now - CHORD_SINCE.get() < CHORD_MS;
    CHORD_SINCE.set(f64::NEG_INFINITY);
    if chord && let Some(path) = place(app, key) {
        go(&path);
        return true;
    }
    match key {
        "g" => CHORD_SINCE.set(now),
        "j" => step(true),
        "k" => step(false),
        "?" => app.ui.help.set(true),
        "n" if app.session.signed_in() => app.ui.write(Writing::New),
        "/" => return focus_search(&go),
        "." => return press(None, "."),
        "Enter" => return on_row() && press(row(), "o"),
        "o" | "r" | "f" | "b" | "s" | "x" | "m" => return press(row(), key),
        _ => return false,
    }
    true
}

fn place(app: App, key: &str) -> Option<String> {
    let path = match key {
        "h" => "/",
        "n" => "/notifications",
        "e" => "/explore",
        "l" => "/local",
        "t" => "/federated",
        "b" => "/bookmarks",
        "f" => "/favourites",
        "s" => "/settings",
        "u" => return untrack(move || app.session.me()).map(|me| profile_path(&me.acct)),
        _ => return None,
    };
    Some(path.to_owned())
}

/// The row that has the focus, or holds what has it.
fn row() -> Option<Element> {
    document().active_element()?.closest("[data-row]").ok().flatten()
}

/// Whether the focus is on a row itself, not on a control in it.
fn on_row() -> bool {
    document().active_element().is_some_and(|element| element.has_attribute("data-row"))
}

/// Presses the button for a key in a row, or anywhere.
fn press(within: Option<Element>, key: &str) -> bool {
    let selector = format!("[data-key=\"{key}\"]");
    let found = match (within, key) {
        (Some(row), _) => row.query_selector(&selector),
        (None, ".") => document().query_selector(&selector),
        (None, _) => return false,
    };
    match found.ok().flatten().and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        Some(button) => {
            button.click();
            true
        }
        None => false,
    }
}

/// Moves the focus to the next or previous row, beginning with the first one in sight.
fn step(forward: bool) {
    let Ok(found) = document().query_selector_all("#feed [data-row]:not([hidden])") else { return };
    let rows: Vec<HtmlElement> =
        (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect();
    let current = row().and_then(|row| rows.iter().position(|other| other.is_same_node(Some(&row))));
    let at = match current {
        Some(at) if forward => at + 1,
        Some(at) => at.saturating_sub(1),
        None => {
            rows.iter().position(|row| row.get_bounding_client_rect().bottom() > 80.0).unwrap_or_default()
        }
    };
    if let Some(row) = rows.get(at) {
        if row.tab_index() < 0 {
            row.set_tab_index(-1);
        }
        let _ = row.focus();
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        row.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// The search field in sight, else the search page.
fn focus_search(go: &impl Fn(&str)) -> bool {
    let field = document().query_selector("#feed [data-key=\"/\"], .context [data-key=\"/\"]").ok().flatten();
    match field
        .and_then(|field| field.dyn_into::<HtmlElement>().ok())
        .filter(|field| field.offset_parent().is_some())
    {
        Some(field) => {
            let _ = field.focus();
        }
        None => go("/explore"),
    }
    true
}
