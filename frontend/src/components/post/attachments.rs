//! Pictures, videos and sounds of a post. Their place is kept before they load, so nothing jumps;
//! crops keep the focal point in sight.

use leptos::prelude::*;
use shared::{entities::MediaAttachment, kinds::MediaKind};

use super::blur::Blur;
use crate::{
    components::icon::{Glyph, Icon},
    i18n::tr,
    logic::{focal::Focus, time::clock},
    state::app,
};

/// Tiles shown; the last one tells how many are beyond.
const TILES: usize = 4;

/// What a picture shows, in words, or that nobody has said.
pub(crate) fn describe_media(media: &MediaAttachment) -> String {
    media.description.clone().filter(|text| !text.is_empty()).unwrap_or_else(tr::media_undescribed)
}

/// The focal point of a picture.
pub(crate) fn focus_of(media: &MediaAttachment) -> Focus {
    let focus = media.meta.as_ref().and_then(|meta| meta.focus.as_ref());
    focus
        .map(|focus| Focus { x: focus.x.unwrap_or_default(), y: focus.y.unwrap_or_default() })
        .unwrap_or_default()
}

/// Width and height of the original.
fn size_of(media: &MediaAttachment) -> Option<(f64, f64)> {
    let size = media.meta.as_ref()?.original.as_ref()?;
    match (size.width, size.height) {
        (Some(width), Some(height)) if width > 0 && height > 0 => Some((width as f64, height as f64)),
        _ => None,
    }
}

/// How long it takes.
fn length_of(media: &MediaAttachment) -> Option<String> {
    media.meta.as_ref()?.original.as_ref()?.duration.map(clock)
}

/// One to four tiles, veiled if the post says they are sensitive.
#[component]
pub(crate) fn MediaGrid(media: Vec<MediaAttachment>, #[prop(optional)] veiled: bool) -> impl IntoView {
    let hidden = RwSignal::new(veiled);
    let (sounds, pictures): (Vec<_>, Vec<_>) =
        media.into_iter().partition(|media| matches!(media.kind, MediaKind::Audio | MediaKind::Unknown));
    let class = match pictures.len() {
        1 => "media one",
        2 => "media two",
        3 => "media three",
        4 => "media four",
        _ => "media many",
    };
    let shape = match pictures.as_slice() {
        [only] => shape(only),
        _ => None,
    };
    let aspect = shape.map(|aspect| format!("{aspect:.4}"));
    let width = shape.map(|aspect| format!("calc(var(--media-max) * {aspect:.4})"));
    let beyond = pictures.len().saturating_sub(TILES);
    let all = StoredValue::new(pictures.clone());
    let tiles: Vec<_> = pictures
        .into_iter()
        .take(TILES)
        .enumerate()
        .map(|(at, media)| view! { <Tile media all at hidden beyond=if at + 1 == TILES { beyond } else { 0 } /> })
        .collect();
    let veil = view! {
        <Show when=move || hidden.get()>
            <div class="veil">
                <button type="button" class="button" data-key="x" on:click=move |_| hidden.set(false)>
                    <Icon glyph=Glyph::Eye class="small" />
                    {tr::media_sensitive}
                </button>
            </div>
        </Show>
        <Show when=move || veiled && !hidden.get()>
            <button type="button" class="icon-button hide" aria-label=tr::media_hide on:click=move |_| hidden.set(true)>
                <Icon glyph=Glyph::EyeOff class="small" />
            </button>
        </Show>
    };
    let grid = (!tiles.is_empty()).then(|| {
        view! {
            <div class=class style=("--aspect", aspect) style=("--one-width", width)>{tiles} {veil}</div>
        }
    });
    view! {
        {grid}
        {sounds.into_iter().map(|media| view! { <OtherMedia media /> }).collect_view()}
    }
}

/// A single picture keeps its shape, within limits so that towers and ribbons stay bearable.
fn shape(media: &MediaAttachment) -> Option<f64> {
    size_of(media).map(|(width, height)| (width / height).clamp(0.6, 2.6))
}

/// One picture. While it is veiled or loading, its colours stand in; a veiled one is not even fetched.
#[component]
fn Tile(
    media: MediaAttachment,
    all: StoredValue<Vec<MediaAttachment>>,
    at: usize,
    hidden: RwSignal<bool>,
    beyond: usize,
) -> impl IntoView {
    let loaded = RwSignal::new(false);
    let blur = media.blurhash.clone();
    let media = StoredValue::new(media);
    let colours = move || {
        let hash = blur.clone().filter(|_| hidden.get() || !loaded.get());
        hash.map(|hash| view! { <Blur hash /> })
    };
    view! {
        <div class="tile">
            {colours}
            <Show when=move || !hidden.get()>
                {media.with_value(|media| view! { <Shown media all at loaded beyond /> })}
            </Show>
        </div>
    }
}

/// The picture of a tile, a button that opens it, and what else lies on it.
#[component]
fn Shown<'a>(
    media: &'a MediaAttachment,
    all: StoredValue<Vec<MediaAttachment>>,
    at: usize,
    loaded: RwSignal<bool>,
    beyond: usize,
) -> impl IntoView + use<> {
    let ui = app().ui;
    let position = focus_of(media).object_position();
    let described = media.description.as_deref().is_some_and(|text| !text.is_empty());
    let alt = describe_media(media);
    let is_picture = media.kind == MediaKind::Image;
    let preview = media.preview_url.clone().or_else(|| media.url.clone().filter(|_| is_picture));
    let moving = matches!(media.kind, MediaKind::Video | MediaKind::Gifv);
    let picture = if media.kind == MediaKind::Gifv {
        view! {
            <video src=media.url.clone() poster=preview muted=true loop=true playsinline=true autoplay=!calm() aria-label=alt.clone()
                style:object-position=position on:loadeddata=move |_| loaded.set(true)></video>
        }
        .into_any()
    } else if moving && preview.is_none() {
        // Nothing stands for it: the player finds its first picture.
        view! {
            <video src=media.url.clone() preload="metadata" muted=true playsinline=true aria-label=alt.clone()
                style:object-position=position on:loadeddata=move |_| loaded.set(true)></video>
        }
        .into_any()
    } else {
        view! {
            <img src=preview alt=alt.clone() title=alt.clone() loading="lazy" decoding="async"
                style:object-position=position on:load=move |_| loaded.set(true) />
        }
        .into_any()
    };
    let label = if moving { tr::media_play(&alt) } else { tr::media_open(&alt) };
    let video = media.kind == MediaKind::Video;
    let length = match media.kind {
        MediaKind::Video => length_of(media),
        MediaKind::Gifv => Some("GIF".to_owned()),
        _ => None,
    };
    view! {
        <button type="button" class="open" aria-label=label on:click=move |_| ui.show(all.get_value(), at)>
            {picture}
            {video.then(|| view! { <Icon glyph=Glyph::Play class="play" /> })}
            {length.map(|length| view! { <span class="media-badge length tabular" aria-hidden="true">{length}</span> })}
            {(beyond > 0).then(|| view! { <span class="beyond">{format!("+{beyond}")}</span> })}
        </button>
        {described.then(|| view! {
            <button type="button" class="media-badge alt" aria-label=tr::media_alt_show on:click=move |_| ui.show(all.get_value(), at)>"ALT"</button>
        })}
    }
}

/// Whether moving pictures should stand still.
fn calm() -> bool {
    let wish = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    app().look.calm() || wish.is_some_and(|wish| wish.matches())
}

/// A player, under it how long it takes and what is to be heard: nothing is fetched before somebody listens.
#[component]
fn Sound<'a>(url: String, media: &'a MediaAttachment) -> impl IntoView + use<> {
    let length = length_of(media);
    let words = media.description.clone().filter(|text| !text.is_empty());
    let caption = (length.is_some() || words.is_some()).then(|| {
        view! {
            <figcaption>
                {length.map(|length| view! { <span class="tabular">{length}</span> })}
                {words.map(|words| view! { <span dir="auto">{words}</span> })}
            </figcaption>
        }
    });
    view! {
        <figure class="sound">
            <audio controls=true preload="none" src=url aria-label=describe_media(media)></audio>
            {caption}
        </figure>
    }
}

/// A sound, or a file of a kind the app cannot show.
#[component]
fn OtherMedia(media: MediaAttachment) -> impl IntoView {
    let label = describe_media(&media);
    match (media.kind, media.url.clone()) {
        (MediaKind::Audio, Some(url)) => view! { <Sound url media=&media /> }.into_any(),
        (_, url) => view! {
            <a class="file-row" href=media.remote_url.or(url) target="_blank" rel="noopener noreferrer external">
                <Icon glyph=Glyph::External />
                <span class="clip">{label}</span>
            </a>
        }
        .into_any(),
    }
}
