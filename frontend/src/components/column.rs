//! The head of a column: title, way back, tabs. Sticks to the top.

use leptos::prelude::*;
use leptos_meta::Title;

use super::icon::{Glyph, Icon};
use crate::i18n::tr;

/// Title bar of a page; sets the title of the window too.
#[component]
pub(crate) fn ColumnHead(
    #[prop(into)] title: Signal<String>,
    /// A quiet second line.
    #[prop(optional, into)]
    sub: MaybeProp<String>,
    /// Shows an arrow that goes back.
    #[prop(optional)]
    back: bool,
    /// Buttons at the end of the bar.
    #[prop(optional, into)]
    end: ViewFnOnce,
    /// Tabs below the bar.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=move || title.get() />
        <header class="column-head">
            <div class="bar">
                {back.then(|| view! { <BackButton /> })}
                <div class="grow">
                    <h1 class="clip">{title}</h1>
                    {move || sub.get().map(|sub| view! { <p class="sub clip">{sub}</p> })}
                </div>
                {end.run()}
            </div>
            {children.map(|children| children())}
        </header>
    }
}

#[component]
fn BackButton() -> impl IntoView {
    let back = move |_| {
        let history = window().history();
        match history.as_ref().map(|history| (history, history.length())) {
            Ok((history, Ok(length))) if length > 1 => {
                let _ = history.back();
            }
            _ => {
                let _ = window().location().set_href("/");
            }
        }
    };
    view! {
        <button type="button" class="icon-button" aria-label=tr::action_back on:click=back>
            <Icon glyph=Glyph::Back class="turns" />
        </button>
    }
}
