//! A button with a menu under it (WAI-ARIA menu button pattern): the down arrow opens, arrow keys move, Escape
//! and a click outside close; however it closes by keyboard, the focus returns to the button. The menu is in the
//! browser's top layer, where no sheet or column cuts it off.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::icon::{Glyph, Icon};

/// Between a menu and the edge of the window, in pixels.
const MARGIN: f64 = 8.0;
/// Between a menu and its button, in pixels.
const GAP: f64 = 4.0;

/// Lets the items of a menu close it.
#[derive(Clone, Copy)]
struct MenuState {
    open: RwSignal<bool>,
    button: NodeRef<html::Button>,
}

impl MenuState {
    /// The focus goes back first: an item may open a dialog, which gives it back to where it was.
    fn close(self) {
        focus(self.button.get_untracked().as_deref());
        self.open.set(false);
    }
}

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
    /// Holds fields and buttons instead of acts: the tab key walks through them.
    #[prop(optional)]
    panel: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let menu = MenuState { open, button };
    provide_context(menu);
    let children = StoredValue::new(children);
    let on_key = move |event: KeyboardEvent| {
        let handled = match event.key().as_str() {
            "ArrowDown" if !open.get_untracked() => {
                open.set(true);
                true
            }
            "Escape" if open.get_untracked() => {
                menu.close();
                true
            }
            _ => false,
        };
        if handled {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let kind = if panel { "dialog" } else { "menu" };
    view! {
        <div class="menu-anchor">
            <button
                type="button"
                node_ref=button
                class=trigger_class
                aria-label=label
                title=label
                aria-haspopup=kind
                aria-expanded=move || open.get().to_string()
                data-key=key
                on:click=move |_| open.update(|open| *open = !*open)
                on:keydown=on_key
            >
                {trigger.run()}
            </button>
            <Show when=move || open.get()>
                <OpenMenu menu class panel label>
                    {children.with_value(|children| children())}
                </OpenMenu>
            </Show>
        </div>
    }
}

#[component]
fn OpenMenu(
    menu: MenuState,
    class: &'static str,
    panel: bool,
    label: Signal<String>,
    children: Children,
) -> impl IntoView {
    let MenuState { open, button } = menu;
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
    let stay = move || {
        if let (Some(list), Some(button)) = (list.get_untracked(), button.get_untracked()) {
            place(&list, &button, class.contains("start"));
        }
    };
    let scrolled = window_event_listener_untyped("scroll", move |_| stay());
    let resized = window_event_listener_untyped("resize", move |_| stay());
    on_cleanup(move || {
        scrolled.remove();
        resized.remove();
    });
    Effect::new(move |_| {
        if let Some(list) = list.get() {
            request_animation_frame(move || {
                if list.is_connected() {
                    let _ = list.show_popover();
                    stay();
                    focus_item(&list, Step::Chosen);
                }
            });
        }
    });
    let on_key = move |event: KeyboardEvent| {
        let Some(list) = list.get_untracked() else { return };
        let step = match event.key().as_str() {
            "Escape" => {
                menu.close();
                None
            }
            _ if panel => return event.stop_propagation(),
            "ArrowDown" => Some(Step::Next),
            "ArrowUp" => Some(Step::Previous),
            "Home" => Some(Step::First),
            "End" => Some(Step::Last),
            "Tab" => {
                menu.close();
                None
            }
            // Letters are no shortcuts for what lies below.
            _ => return event.stop_propagation(),
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(step) = step {
            focus_item(&list, step);
        }
    };
    // The tab key leads out of a panel at its end.
    let on_focus_out = move |event: web_sys::FocusEvent| {
        let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let list = list.get_untracked();
        if next.is_some_and(|next| list.is_some_and(|list| !list.contains(Some(&next)))) {
            open.set(false);
        }
    };
    view! {
        <div
            node_ref=list
            class=format!("menu {class}")
            popover="manual"
            role=if panel { "dialog" } else { "menu" }
            aria-label=label
            tabindex="-1"
            on:keydown=on_key
            on:focusout=on_focus_out
            on:click=|event| event.stop_propagation()
        >
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
        if let Some(menu) = menu {
            menu.close();
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
        if let Some(menu) = menu {
            menu.close();
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
    /// To the choice that holds, else the first item.
    Chosen,
    First,
    Last,
    Next,
    Previous,
}

fn focus_item(list: &web_sys::Element, step: Step) {
    let Ok(found) = list.query_selector_all(".menu-item") else { return };
    let count = found.length();
    if count == 0 {
        return focus_panel(list);
    }
    let active = document().active_element();
    let current = (0..count).find(|&at| found.get(at).is_some_and(|node| active.as_deref() == Some(&node)));
    let chosen = || {
        let checked = |at: &u32| {
            let item = found.get(*at).and_then(|node| node.dyn_into::<web_sys::Element>().ok());
            item.is_some_and(|item| item.get_attribute("aria-checked").as_deref() == Some("true"))
        };
        (0..count).find(checked).unwrap_or_default()
    };
    let at = match (step, current) {
        (Step::Chosen, _) => chosen(),
        (Step::First, _) | (Step::Next, None) => 0,
        (Step::Last, _) | (Step::Previous, None) => count - 1,
        (Step::Next, Some(at)) => (at + 1) % count,
        (Step::Previous, Some(at)) => (at + count - 1) % count,
    };
    focus(found.get(at).and_then(|node| node.dyn_into::<HtmlElement>().ok()).as_ref());
}

/// Under the button, or above it where there is more room; always within the window.
fn place(list: &HtmlElement, button: &HtmlElement, start: bool) {
    let Some(page) = document().document_element() else { return };
    let (width, height) = (f64::from(page.client_width()), viewport_height());
    let anchor = button.get_bounding_client_rect();
    let style = list.style();
    let set = |name: &str, value: f64| _ = style.set_property(name, &format!("{value:.0}px"));
    let (above, below) = (anchor.top() - 2.0 * MARGIN, height - anchor.bottom() - 2.0 * MARGIN);
    let _ = style.remove_property("max-height");
    let (wide, tall) = (f64::from(list.offset_width()), f64::from(list.offset_height()));
    let upward = tall > below && above > below;
    set("max-height", if upward { above } else { below });
    set("top", if upward { anchor.top() - GAP - tall.min(above) } else { anchor.bottom() + GAP });
    let leftward = start == (document().dir() == "rtl");
    let left = if leftward { anchor.right() - wide } else { anchor.left() };
    set("left", left.min(width - MARGIN - wide).max(MARGIN));
}

/// The first field; on phones it would bring the keyboard before anybody wants to type.
fn focus_panel(panel: &web_sys::Element) {
    let touch = window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|wish| wish.matches());
    let field = panel.query_selector("input, button").ok().flatten().filter(|_| !touch);
    focus(field.unwrap_or_else(|| panel.clone()).dyn_ref());
}

fn focus(element: Option<&HtmlElement>) {
    if let Some(element) = element {
        let _ = element.focus();
    }
}

fn viewport_height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(800.0)
}
