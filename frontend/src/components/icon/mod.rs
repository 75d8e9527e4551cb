//! The icon set: outlined, one stroke width, drawn on a grid of 24.

mod paths;

use leptos::prelude::*;

pub(crate) use paths::Glyph;

/// A picture beside or instead of words; always hidden from screen readers, so whatever holds it has a name.
#[component]
pub(crate) fn Icon(
    glyph: Glyph,
    /// Extra classes: `small`, `filled`, `turns`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=format!("icon {class}") viewBox="0 0 24 24" aria-hidden="true" focusable="false" inner_html=glyph.drawing()></svg>
    }
}

/// The sign of the project.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round">
            <circle cx="16" cy="14.5" r="6.75"></circle>
            <path d="M16 4.5v17.5c0 3.5 2 5.25 4.5 5.25s3.75-1.5 3.75-3.25"></path>
        </svg>
    }
}
