//! Where messages appear.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::{
    i18n::tr,
    state::{
        app,
        toasts::{Toast, ToastAction},
    },
};

/// The messages in sight, read out politely.
#[component]
pub(crate) fn Toaster() -> impl IntoView {
    let toasts = app().toasts;
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.list() key=|toast| toast.id children=|toast| view! { <ToastView toast /> } />
        </div>
    }
}

#[component]
fn ToastView(toast: Toast) -> impl IntoView {
    let toasts = app().toasts;
    let id = toast.id;
    let act = match &toast.action {
        ToastAction::None => None,
        ToastAction::Open(label, path) => Some(
            view! { <a class="act row" href=path.clone() on:click=move |_| toasts.dismiss(id)>{label.clone()}</a> }.into_any(),
        ),
        ToastAction::Undo(_) => {
            let toast = toast.clone();
            let undo = move |_| toasts.undo(&toast);
            Some(view! { <button type="button" class="act" on:click=undo>{tr::action_undo}</button> }.into_any())
        }
    };
    view! {
        <div class="toast" class:problem=toast.problem>
            {toast.problem.then(|| view! { <Icon glyph=Glyph::Warning /> })}
            <span class="text">{toast.text.clone()}</span>
            {act}
        </div>
    }
}
