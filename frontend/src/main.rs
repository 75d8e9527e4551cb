//! The web app: a single page that talks to the server it came from through the client API.
//!
//! `app` holds the routes, `shell` the frame around every page, `pages` what an address shows,
//! `components` the parts, `state` what is known and remembered, `api` the calls, `logic` rules that
//! need no browser. Imports go in that order only.

#![expect(unreachable_pub, reason = "the component macro makes the props of crate-private components public")]

mod api;
mod app;
mod components;
mod i18n;
mod logic;
mod pages;
mod shell;
mod state;

fn main() {
    console_error_panic_hook::set_once();
    state::scroll::watch();
    // Not Leptos's own `spawn_local`, which works only once something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        state::look::speak().await;
        leptos::mount::mount_to_body(app::App);
        // What the server put in for readers without scripts has done its work.
        if let Some(prerendered) = leptos::prelude::document().get_element_by_id("prerender") {
            prerendered.remove();
        }
    });
}
