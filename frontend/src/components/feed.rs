//! A timeline as a long list: only rows near the window exist, new posts wait behind a pill, the next
//! page loads before the end is reached.

use std::rc::Rc;

use leptos::{ev, html, prelude::*};
use shared::kinds::StatusId;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, ResizeObserver, ResizeObserverEntry};

use super::{
    feedback::{ErrorScreen, SkeletonPosts},
    icon::{Glyph, Icon},
    post::{FoldedBoosts, PostCard},
};
use crate::{
    i18n::tr,
    logic::window::{self, Window},
    state::{
        scroll,
        timeline::{Paging, Phase, Row, Timeline},
    },
};

/// Rows within this many pixels above and below the window exist.
const MARGIN: f64 = 1_500.0;
/// So many rows from the end the next page is asked for.
const AHEAD: usize = 6;

/// Shows a timeline; `empty` when there is nothing in it.
#[component]
pub(crate) fn Feed(timeline: Timeline, #[prop(into)] empty: ViewFn) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let top = RwSignal::new(scroll::remembered_top());
    let measured = RwSignal::new(0_u32);
    let rows = {
        let timeline = timeline.clone();
        Memo::new_with_compare(move |_| timeline.rows(), |_, _| true)
    };
    let range = {
        let timeline = timeline.clone();
        Memo::new(move |_| {
            measured.track();
            rows.with(|rows| window::visible(&timeline.heights(rows), top.get(), viewport(), MARGIN))
        })
    };
    follow_scroll(list, top);
    load_ahead(&timeline, rows, range);
    let observer = observe_heights(&timeline, measured);
    let near = move || {
        let Window { start, end, .. } = range.get();
        rows.with(|rows| rows.get(start..end.min(rows.len())).unwrap_or_default().to_vec())
    };
    let shown = timeline.clone();
    let bare = {
        let (entries, phase) = (timeline.entries.clone(), timeline.phase.clone());
        move || entries.with(Vec::is_empty) && phase.get() == Phase::Complete
    };
    view! {
        <NewPosts timeline=timeline.clone() />
        <div node_ref=list role="feed" aria-busy={ let phase = timeline.phase.clone(); move || (phase.get() == Phase::Loading).to_string() }>
            <div style:height=move || format!("{}px", range.get().above)></div>
            <For each=near key=Row::key children=move |row| view! { <RowView row timeline=shown.clone() observer=observer.clone() /> } />
            <div style:height=move || format!("{}px", range.get().below)></div>
        </div>
        <Show when=bare>{empty.run()}</Show>
        <FeedEnd timeline />
    }
}

/// The pill that tells of new posts; nothing moves until it is pressed.
#[component]
fn NewPosts(timeline: Timeline) -> impl IntoView {
    let count = {
        let fresh = timeline.fresh.clone();
        Signal::derive(move || fresh.with(Vec::len) as u64)
    };
    let timeline = StoredValue::new(timeline);
    let show = move |_| {
        timeline.with_value(|timeline| timeline.show_fresh());
        leptos::prelude::window().scroll_to_with_x_and_y(0.0, 0.0);
    };
    view! {
        <div class="new-posts" aria-live="polite">
            <Show when=move || count.get() != 0>
                <button type="button" class="button primary appear" data-key="." on:click=show>
                    <Icon glyph=Glyph::Up class="small" />
                    {move || tr::feed_new_posts(count.get())}
                </button>
            </Show>
        </div>
    }
}

#[component]
fn FeedEnd(timeline: Timeline) -> impl IntoView {
    let retry = timeline.clone();
    let retry = UnsyncCallback::new(move |()| retry.load_more());
    move || {
        let empty = timeline.entries.with(Vec::is_empty);
        match timeline.phase.get() {
            Phase::Loading => view! { <SkeletonPosts count=if empty { 8 } else { 2 } /> }.into_any(),
            Phase::Failed(error) => view! { <ErrorScreen error retry /> }.into_any(),
            Phase::Complete if !empty => view! { <p class="feed-end">{tr::feed_end}</p> }.into_any(),
            Phase::Complete | Phase::Idle => ().into_any(),
        }
    }
}

/// A row that tells the observer its height.
#[component]
fn RowView(row: Row, timeline: Timeline, observer: Observer) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(row) = node.get() {
            observer.watch(&row);
        }
    });
    let id = row.id().to_string();
    let place = timeline.key.filter_context();
    let content = match row {
        Row::Post(entry) => view! { <PostCard entry place /> }.into_any(),
        Row::Boosts(boosts) => {
            let entries = boosts.clone();
            view! { <FoldedBoosts entries place on_open=move |()| timeline.unfold(&boosts) /> }.into_any()
        }
    };
    view! { <div node_ref=node data-height-of=id>{content}</div> }
}

/// Watches the heights of rows; stops when the feed is left.
#[derive(Clone)]
struct Observer(StoredValue<Option<Rc<ResizeObserver>>, LocalStorage>);

impl Observer {
    fn watch(&self, row: &web_sys::Element) {
        self.0.try_with_value(|observer| {
            if let Some(observer) = observer {
                observer.observe(row);
            }
        });
    }
}

fn observe_heights(timeline: &Timeline, measured: RwSignal<u32>) -> Observer {
    let timeline = timeline.clone();
    let told = Closure::<dyn FnMut(js_sys::Array)>::new(move |changes: js_sys::Array| {
        let mut changed = false;
        for change in changes.iter().filter_map(|change| change.dyn_into::<ResizeObserverEntry>().ok()) {
            let id =
                change.target().get_attribute("data-height-of").and_then(|id| id.parse::<StatusId>().ok());
            let connected = change.target().is_connected();
            if let (Some(id), true) = (id, connected) {
                changed |= timeline.measure(id, change.content_rect().height());
            }
        }
        if changed {
            measured.try_update(|round| *round = round.wrapping_add(1));
        }
    });
    let observer = ResizeObserver::new(told.as_ref().unchecked_ref()).ok().map(Rc::new);
    let kept = StoredValue::new_local(observer);
    let told = StoredValue::new_local(told);
    on_cleanup(move || {
        kept.try_with_value(|observer| {
            if let Some(observer) = observer {
                observer.disconnect();
            }
        });
        told.dispose();
    });
    Observer(kept)
}

/// Keeps `top` at how far the window has scrolled into the list.
fn follow_scroll(list: NodeRef<html::Div>, top: RwSignal<f64>) {
    let update = move || {
        if let Some(list) = list.get_untracked() {
            let list: &HtmlElement = &list;
            top.set(-list.get_bounding_client_rect().top());
        }
    };
    let waiting = StoredValue::new(false);
    let on_move = move || {
        if !waiting.get_value() {
            waiting.set_value(true);
            request_animation_frame(move || {
                waiting.try_set_value(false);
                update();
            });
        }
    };
    let scrolled = window_event_listener(ev::scroll, move |_| on_move());
    let resized = window_event_listener(ev::resize, move |_| on_move());
    on_cleanup(move || {
        scrolled.remove();
        resized.remove();
    });
}

fn load_ahead(timeline: &Timeline, rows: Memo<Vec<Row>>, range: Memo<Window>) {
    let timeline = timeline.clone();
    Effect::new(move |_| {
        let end = range.get().end;
        let count = rows.with(Vec::len);
        if count > 0 && end + AHEAD >= count && timeline.phase.get() == Phase::Idle {
            timeline.load_more();
        }
    });
}

fn viewport() -> f64 {
    leptos::prelude::window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(900.0)
}
