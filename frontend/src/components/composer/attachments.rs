//! The strip of pictures under the text, each with the state of its words.

use leptos::prelude::*;
use shared::kinds::MediaKind;
use wasm_bindgen::JsCast;

use super::{
    alt::AltDialog,
    model::Compose,
    uploads::{Attachment, Stage, Upload},
};
use crate::{
    components::icon::{Glyph, Icon},
    i18n::tr,
};

/// Pictures waiting to be posted.
#[component]
pub(super) fn Attachments(compose: Compose) -> impl IntoView {
    let describing = RwSignal::new(None::<Attachment>);
    view! {
        <Show when=move || !compose.media.with(Vec::is_empty)>
            <ul class="attachments" aria-label=tr::composer_attachments>
                <For
                    each=move || compose.media.get()
                    key=|attachment| attachment.key
                    children=move |attachment| view! { <AttachmentTile compose attachment describing /> }
                />
            </ul>
        </Show>
        <AltDialog describing />
    }
}

#[component]
fn AttachmentTile(
    compose: Compose,
    attachment: Attachment,
    describing: RwSignal<Option<Attachment>>,
) -> impl IntoView {
    let key = attachment.key;
    let stage = {
        let upload = attachment.upload.clone();
        Memo::new(move |_| upload.with(Upload::stage))
    };
    let sound = attachment.kind == MediaKind::Audio;
    let source = attachment.preview.clone();
    let preview = match attachment.kind {
        MediaKind::Video => view! { <video class="preview" src=source muted=true playsinline=true preload="metadata"></video> }.into_any(),
        MediaKind::Audio => view! {
            <audio class="preview" src=source controls=true aria-label=tr::composer_sound></audio>
        }
        .into_any(),
        _ => view! { <img class="preview" src=source alt="" /> }.into_any(),
    };
    let first = move || compose.media.with(|media| media.first().is_some_and(|first| first.key == key));
    let note = move || match stage.get() {
        Stage::Sending | Stage::Working => progress(stage, attachment.upload.clone()),
        Stage::Failed => problem(attachment.upload.clone()),
        Stage::Ready => words(attachment.clone(), describing),
    };
    let remove = move |event: web_sys::MouseEvent| {
        keep_focus(&event);
        compose.detach(key);
    };
    view! {
        <li class="attachment" class:player=sound class:failed=move || stage.get() == Stage::Failed>
            {preview}
            <span class="over">
                <Show when=move || !first()>
                    <button type="button" class="icon-button" aria-label=tr::composer_move_forward title=tr::composer_move_forward on:click=move |_| compose.move_forward(key)>
                        <Icon glyph=Glyph::Previous class="small turns" />
                    </button>
                </Show>
                <button type="button" class="icon-button remove" aria-label=tr::composer_detach title=tr::composer_detach on:click=remove>
                    <Icon glyph=Glyph::Close class="small" />
                </button>
            </span>
            {note}
        </li>
    }
}

/// How far the upload is; while the server works nobody knows how long it takes.
fn progress(stage: Memo<Stage>, upload: ArcRwSignal<Upload>) -> AnyView {
    let working = move || stage.get() == Stage::Working;
    let share = Signal::derive(move || {
        upload.with(|upload| match upload {
            Upload::Sending(share) => *share,
            _ => 100,
        })
    });
    let words = move || if working() { tr::composer_processing() } else { tr::composer_uploading() };
    view! {
        <span
            class="progress"
            class:endless=working
            role="progressbar"
            aria-valuenow=move || (!working()).then(|| share.get().to_string())
            aria-valuemin="0"
            aria-valuemax="100"
            aria-label=words
        >
            <span style:width=move || format!("{}%", share.get())></span>
        </span>
        <span class="note muted">{words}</span>
    }
    .into_any()
}

fn problem(upload: ArcRwSignal<Upload>) -> AnyView {
    let problem = upload.with_untracked(|upload| match upload {
        Upload::Failed(problem) => problem.clone(),
        _ => String::new(),
    });
    view! { <span class="note composer-problem" role="alert">{problem}</span> }.into_any()
}

/// What it shows, or that nobody has said so. One button throughout: it gets the focus back from the dialog.
fn words(attachment: Attachment, describing: RwSignal<Option<Attachment>>) -> AnyView {
    let words = {
        let attachment = attachment.clone();
        Signal::derive(move || attachment.ready()?.description.filter(|text| !text.is_empty()))
    };
    let missing = move || words.with(Option::is_none);
    view! {
        <button type="button" class="note" class:missing=missing on:click=move |_| describing.set(Some(attachment.clone()))>
            {move || view! { <Icon glyph=if missing() { Glyph::Plus } else { Glyph::Check } class="small" /> }}
            <span class="clip">{move || words.get().unwrap_or_else(tr::composer_describe)}</span>
        </button>
    }
    .into_any()
}

/// The button that is pressed goes with its file: the next of its kind takes the focus, else the one that adds.
fn keep_focus(event: &web_sys::MouseEvent) {
    let pressed = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let Some(form) = pressed.and_then(|button| button.closest("form").ok().flatten()) else { return };
    request_animation_frame(move || {
        let next = [".attachment .remove", "input[type=file]"]
            .iter()
            .find_map(|css| form.query_selector(css).ok().flatten()?.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(next) = next {
            let _ = next.focus();
        }
    });
}
