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
    /// The last step was one through the history, not to a new page.
    returning: bool,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// Begins to watch. Must run before the router starts, to learn of history steps first.
pub(crate) fn watch() {
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(ScrollRestoration::Manual);
    }
    window_event_listener(ev::popstate, |_| MEMORY.with_borrow_mut(|memory| memory.returning = true));
    window_event_listener(ev::click, |_| forward());
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

fn address() -> String {
    let location = location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

fn remember(change: impl FnOnce(&mut Place)) {
    MEMORY.with_borrow_mut(|memory| change(memory.places.entry(address()).or_default()));
}

/// Marks the next step as one to a new page.
pub(crate) fn forward() {
    MEMORY.with_borrow_mut(|memory| memory.returning = false);
}

/// Whether the page in sight was reached through the history.
pub(crate) fn returning() -> bool {
    MEMORY.with_borrow(|memory| memory.returning)
}

fn place() -> Option<Place> {
    MEMORY.with_borrow(|memory| memory.returning.then(|| memory.places.get(&address()).cloned()).flatten())
}

/// Where a page that is shown again was scrolled to; the top for a new one.
pub(crate) fn remembered_top() -> f64 {
    place().map_or(0.0, |place| place.top)
}

/// Brings a page back to where it was, once its content is there.
pub(crate) fn restore() {
    let Some(Place { top, row }) = place() else {
        let top = window().scroll_y().unwrap_or_default();
        return remember(|place| *place = Place { top, row: None });
    };
    request_animation_frame(move || {
        window().scroll_to_with_x_and_y(0.0, top);
        request_animation_frame(move || {
            window().scroll_to_with_x_and_y(0.0, top);
            if let Some(row) = row {
                focus_row(&row);
            }
        });
    });
}

/// Focuses a row of a list without moving the page.
fn focus_row(row: &str) {
    let found = document().query_selector(&format!("[data-row=\"{row}\"]")).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}
