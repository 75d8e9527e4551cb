//! A button with a menu under it (WAI-ARIA menu button pattern): arrow keys move, Escape and a click
//! outside close, the focus returns to the button.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::icon::{Glyph, Icon};

/// Lets the items of a menu close it.
#[derive(Clone, Copy)]
struct MenuState(RwSignal<bool>);

/// The button and its menu; the items exist only while it is open.
#[component]
pub(crate) fn Menu(
    /// The name of the button.
    #[prop(into)]
    label: Signal<String>,
    /// The classes of the button.
    #[prop(default = "icon-button")]
    trigger_class: &'static str,
    /// What is on the button.
    #[prop(into)]
    trigger: ViewFn,
    /// Extra classes of the menu: `start`.
    #[prop(optional)]
    class: &'static str,
    /// The key that opens it while its row has the focus (see `pages::keys`).
    #[prop(optional)]
    key: Option<&'static str>,
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let upward = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    provide_context(MenuState(open));
    let children = StoredValue::new(children);
    let toggle = move |_| {
        if let Some(button) = button.get_untracked() {
            upward.set(button.get_bounding_client_rect().bottom() > viewport_height() - 340.0);
        }
        open.update(|open| *open = !*open);
    };
    view! {
        <div class="menu-anchor">
            <button
                type="button"
                node_ref=button
                class=trigger_class
                aria-label=label
                title=label
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                data-key=key
                on:click=toggle
            >
                {trigger.run()}
            </button>
            <Show when=move || open.get()>
                <OpenMenu open button class=move || format!("menu {class} {}", if upward.get() { "up" } else { "" }) label>
                    {children.with_value(|children| children())}
                </OpenMenu>
            </Show>
        </div>
    }
}

#[component]
fn OpenMenu(
    open: RwSignal<bool>,
    button: NodeRef<html::Button>,
    class: impl Fn() -> String + Send + Sync + 'static,
    label: Signal<String>,
    children: Children,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let outside = window_event_listener(ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let within = |node: Option<web_sys::Node>| node.is_some_and(|node| node.contains(target.as_ref()));
        let list = list.get_untracked().map(|node| node.unchecked_into());
        let button = button.get_untracked().map(|node| node.unchecked_into());
        if !within(list) && !within(button) {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());
    Effect::new(move |_| {
        if let Some(list) = list.get() {
            request_animation_frame(move || focus_item(&list, Step::First));
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let step = match event.key().as_str() {
            "ArrowDown" => Some(Step::Next),
            "ArrowUp" => Some(Step::Previous),
            "Home" => Some(Step::First),
            "End" => Some(Step::Last),
            "Escape" | "Tab" => {
                open.set(false);
                focus(button.get_untracked().as_deref());
                None
            }
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(step) = step {
            focus_item(&list, step);
        }
    };
    view! {
        <div node_ref=list class=class role="menu" aria-label=label on:keydown=on_key on:click=|event| event.stop_propagation()>
            {children()}
        </div>
    }
}

/// An act in a menu.
#[component]
pub(crate) fn MenuItem(
    glyph: Glyph,
    #[prop(into)] label: Signal<String>,
    /// A second line that explains.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// For choices: whether this is the chosen one.
    #[prop(optional, into)]
    checked: Option<Signal<bool>>,
    #[prop(optional)] danger: bool,
    on_choose: impl Fn() + 'static,
) -> impl IntoView {
    let menu = use_context::<MenuState>();
    let choose = move |_| {
        if let Some(MenuState(open)) = menu {
            open.set(false);
        }
        on_choose();
    };
    view! {
        <button
            type="button"
            class="menu-item"
            class:danger=danger
            role=if checked.is_some() { "menuitemradio" } else { "menuitem" }
            aria-checked=checked.map(|checked| move || checked.get().to_string())
            tabindex="-1"
            on:click=choose
        >
            <Icon glyph />
            <span class="grow">{label} {hint.map(|hint| view! { <span class="hint">{hint}</span> })}</span>
            {checked.map(|checked| view! { <Show when=move || checked.get()><Icon glyph=Glyph::Check class="small" /></Show> })}
        </button>
    }
}

/// A link in a menu.
#[component]
pub(crate) fn MenuLink(
    glyph: Glyph,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] href: String,
    /// Leaves the app.
    #[prop(optional)]
    outside: bool,
) -> impl IntoView {
    let menu = use_context::<MenuState>();
    let close = move |_| {
        if let Some(MenuState(open)) = menu {
            open.set(false);
        }
    };
    let target = outside.then_some("_blank");
    view! {
        <a class="menu-item" role="menuitem" tabindex="-1" href=href target=target rel=outside.then_some("noopener noreferrer") on:click=close>
            <Icon glyph />
            <span>{label}</span>
        </a>
    }
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    Next,
    Previous,
}

fn focus_item(list: &web_sys::Element, step: Step) {
    let Ok(found) = list.query_selector_all(".menu-item") else { return };
    let count = found.length();
    if count == 0 {
        return;
    }
    let active = document().active_element();
    let current = (0..count).find(|&at| found.get(at).is_some_and(|node| active.as_deref() == Some(&node)));
    let at = match (step, current) {
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => count - 1,
        (Step::Next, Some(at)) => (at + 1) % count,
        (Step::Previous, Some(at)) => (at + count - 1) % count,
    };
    focus(found.get(at).and_then(|node| node.dyn_into::<HtmlElement>().ok()).as_ref());
}

fn focus(element: Option<&HtmlElement>) {
    if let Some(element) = element {
        let _ = element.focus();
    }
}

fn viewport_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0)
}
