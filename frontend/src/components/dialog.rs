//! A modal dialog, on phones a sheet from below. The browser's own `<dialog>` keeps the focus inside,
//! closes on Escape and gives the focus back.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use super::icon::{Glyph, Icon};
use crate::i18n::tr;

/// Shows its content while `open` is true; sets it to false when the person closes it.
#[component]
pub(crate) fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// Extra classes: `wide`, `tall`, `top`.
    #[prop(optional)]
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let children = StoredValue::new(children);
    return_focus(move || open.get());
    view! {
        <Show when=move || open.get()>
            <OpenDialog open title class>{children.with_value(|children| children())}</OpenDialog>
        </Show>
    }
}

#[component]
fn OpenDialog(
    open: RwSignal<bool>,
    title: Signal<String>,
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    show_when_mounted(node);
    view! {
        <dialog
            node_ref=node
            class=format!("dialog {class}")
            aria-label=title
            on:close=move |_| open.set(false)
            on:click=move |event| if clicked_outside(&event) { open.set(false) }
        >
            <header class="dialog-head">
                <h2>{title}</h2>
                <button type="button" class="icon-button" aria-label=tr::action_close on:click=move |_| open.set(false)>
                    <Icon glyph=Glyph::Close />
                </button>
            </header>
            {children()}
        </dialog>
    }
}

/// Remembers what has the focus when something opens, and gives it back afterwards. The browser does so itself only
/// when a `<dialog>` is closed, not when it is taken out of the page.
pub(crate) fn return_focus(open: impl Fn() -> bool + 'static) {
    Effect::new(move |before: Option<Option<web_sys::HtmlElement>>| match (open(), before.flatten()) {
        (true, before) => before.or_else(|| document().active_element()?.dyn_into().ok()),
        (false, before) => {
            if let Some(before) = before.filter(|element| element.is_connected()) {
                request_animation_frame(move || _ = before.focus());
            }
            None
        }
    });
}

/// Opens a `<dialog>` as soon as it is in the page.
pub(crate) fn show_when_mounted(node: NodeRef<html::Dialog>) {
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            request_animation_frame(move || {
                if dialog.is_connected() && !dialog.open() {
                    let _ = dialog.show_modal();
                }
            });
        }
    });
}

/// A click on the dialog element itself is one on its backdrop: its content covers it.
pub(crate) fn clicked_outside(event: &web_sys::MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| element.tag_name() == "DIALOG")
}
