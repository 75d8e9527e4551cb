//! Pictures at full size, one after the other, with what they show in words.

use leptos::{html, prelude::*};
use shared::{entities::MediaAttachment, kinds::MediaKind};
use web_sys::KeyboardEvent;

use super::{
    dialog::{return_focus, show_when_mounted},
    icon::{Glyph, Icon},
};
use crate::{
    i18n::tr,
    state::{app, ui::Gallery},
};

/// The media viewer, while something is to be seen.
#[component]
pub(crate) fn MediaViewer() -> impl IntoView {
    let gallery = app().ui.gallery;
    return_focus(move || gallery.with(Option::is_some));
    move || gallery.get().map(|gallery| view! { <OpenViewer gallery /> })
}

#[component]
fn OpenViewer(gallery: Gallery) -> impl IntoView {
    let open = app().ui.gallery;
    let node = NodeRef::<html::Dialog>::new();
    show_when_mounted(node);
    let count = gallery.media.len();
    let at = RwSignal::new(gallery.at);
    let media = StoredValue::new(gallery.media);
    let step = move |by: usize| at.update(|at| *at = (*at + by) % count.max(1));
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowRight" | "j" => step(1),
        "ArrowLeft" | "k" => step(count - 1),
        _ => {}
    };
    let shown = move || media.with_value(|media| media.get(at.get()).cloned());
    let caption = move || shown().and_then(|media| media.description).filter(|text| !text.is_empty());
    let several = count > 1;
    view! {
        <dialog node_ref=node class="viewer" aria-label=tr::media_viewer on:close=move |_| open.set(None) on:keydown=on_key>
            <div class="bar">
                <span class="tabular">{move || several.then(|| tr::media_position(&(at.get() + 1).to_string(), &count.to_string()))}</span>
                <div class="row">
                    {move || shown().and_then(|media| media.url).map(|url| view! {
                        <a class="icon-button" href=url target="_blank" rel="noopener external" aria-label=tr::media_original><Icon glyph=Glyph::External /></a>
                    })}
                    <button type="button" class="icon-button" aria-label=tr::action_close on:click=move |_| open.set(None)>
                        <Icon glyph=Glyph::Close />
                    </button>
                </div>
            </div>
            <div class="stage">
                {move || shown().map(|media| view! { <Full media /> })}
                {several.then(|| view! {
                    <button type="button" class="icon-button step back" aria-label=tr::media_previous on:click=move |_| step(count - 1)>
                        <Icon glyph=Glyph::Previous />
                    </button>
                    <button type="button" class="icon-button step on" aria-label=tr::media_next on:click=move |_| step(1)>
                        <Icon glyph=Glyph::Next />
                    </button>
                })}
            </div>
            <p class="caption" dir="auto" aria-live="polite">{move || caption().unwrap_or_default()}</p>
        </dialog>
    }
}

#[component]
fn Full(media: MediaAttachment) -> impl IntoView {
    let alt = super::post::describe_media(&media);
    match media.kind {
        MediaKind::Video => {
            view! { <video src=media.url poster=media.preview_url controls=true autoplay=true playsinline=true aria-label=alt></video> }.into_any()
        }
        MediaKind::Gifv => {
            view! { <video src=media.url poster=media.preview_url muted=true loop=true autoplay=true playsinline=true aria-label=alt></video> }
                .into_any()
        }
        _ => view! { <img src=media.url.or(media.preview_url) alt=alt /> }.into_any(),
    }
}
