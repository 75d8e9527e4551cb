//! The way back leads where one was: remembers the scroll position and the focused row of every
//! address, and gives them back after the browser's back or forward button.

use std::{cell::RefCell, collections::HashMap};

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, ScrollRestoration};

/// Where a person was on a page.
#[derive(Clone, Default)]
struct Place {
    top: f64,
    row: Option<String>,
}

#[derive(Default)]
struct Memory {
    places: HashMap<String, Place>,
    /// The address of the page in sight. The address bar lags behind it: a page is shown first.
    current: String,
    /// The last step was one through the history, not to a new page.
    returning: bool,
    /// The page is not yet where it was: where it is meanwhile is not worth remembering.
    restoring: bool,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// Begins to watch. Must run before the router starts, to learn of history steps first.
pub(crate) fn watch() {
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    }
    window_event_listener(ev::popstate, |_| {
        MEMORY.with_borrow_mut(|memory| {
            memory.current = address();
            memory.returning = true;
            memory.restoring = true;
        });
    });
    window_event_listener(ev::click, |_| forward());
    // Whoever moves the page now decides where it is.
    window_event_listener(ev::wheel, |_| stop_restoring());
    window_event_listener(ev::touchstart, |_| stop_restoring());
    window_event_listener(ev::keydown, |_| stop_restoring());
    window_event_listener(ev::scroll, |_| {
        let top = window().scroll_y().unwrap_or_default();
        remember(|place| place.top = top);
    });
    window_event_listener(ev::focusin, |event| {
        let row = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let row = row.and_then(|element| element.closest("[data-row]").ok().flatten());
        let row = row.and_then(|element| element.get_attribute("data-row"));
        if row.is_some() {
            remember(|place| place.row = row);
        }
    });
}

/// What the address bar shows.
fn address() -> String {
    let location = location();
    key(&location.pathname().unwrap_or_default(), &location.search().unwrap_or_default())
}

fn key(path: &str, query: &str) -> String {
    format!("{path}?{}", query.trim_start_matches('?'))
}

/// The router shows a page: from now on positions are its own.
pub(crate) fn arrive(path: &str, query: &str) {
    MEMORY.with_borrow_mut(|memory| memory.current = key(path, query));
    restore();
}

fn remember(change: impl FnOnce(&mut Place)) {
    MEMORY.with_borrow_mut(|memory| {
        if !memory.restoring {
            change(memory.places.entry(memory.current.clone()).or_default());
        }
    });
}

fn stop_restoring() {
    MEMORY.with_borrow_mut(|memory| memory.restoring = false);
}

/// Marks the next step as one to a new page.
pub(crate) fn forward() {
    MEMORY.with_borrow_mut(|memory| {
        memory.returning = false;
        memory.restoring = false;
    });
}

/// Whether the page in sight was reached through the history.
pub(crate) fn returning() -> bool {
    MEMORY.with_borrow(|memory| memory.returning)
}

fn place() -> Option<Place> {
    MEMORY
        .with_borrow(|memory| memory.restoring.then(|| memory.places.get(&memory.current).cloned()).flatten())
}

/// Where a page that is shown again was scrolled to; the top for a new one.
pub(crate) fn remembered_top() -> f64 {
    place().map_or(0.0, |place| place.top)
}

/// Frames in which a page is brought back; rows appear, and get their heights, over a few of them.
const FRAMES: u32 = 12;

/// Brings a page back to where it was. Called when it is shown, and again whenever more of it is there.
pub(crate) fn restore() {
    if let Some(place) = place() {
        approach(place, FRAMES);
    }
}

fn approach(place: Place, frames: u32) {
    request_animation_frame(move || {
        if !MEMORY.with_borrow(|memory| memory.restoring) {
            return;
        }
        window().scroll_to_with_x_and_y(0.0, place.top);
        let there = (window().scroll_y().unwrap_or_default() - place.top).abs() < 2.0;
        if there && place.row.as_deref().is_none_or(focus_row) {
            stop_restoring();
        } else if frames > 0 {
            approach(place, frames - 1);
        }
    });
}

/// Focuses a row of a list without moving the page; tells whether it is there.
fn focus_row(row: &str) -> bool {
    let found = document().query_selector(&format!("[data-row=\"{row}\"]")).ok().flatten();
    let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    element.focus_with_options(&options).is_ok()
}
