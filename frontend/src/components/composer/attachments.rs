//! The strip of pictures under the text, each with the state of its words.

use leptos::prelude::*;
use shared::kinds::MediaKind;

use super::{
    alt::AltDialog,
    model::{Attachment, Compose, Upload},
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
    let upload = attachment.upload.clone();
    let failed = {
        let upload = upload.clone();
        move || upload.with(|upload| matches!(upload, Upload::Failed(_)))
    };
    let source = attachment.preview.clone();
    let preview = match attachment.kind {
        MediaKind::Video => view! { <video class="preview" src=source muted=true></video> }.into_any(),
        MediaKind::Audio => view! {
            <audio class="preview" src=source controls=true aria-label=tr::composer_sound></audio>
        }
        .into_any(),
        _ => view! { <img class="preview" src=source alt="" /> }.into_any(),
    };
    let first = move || compose.media.with(|media| media.first().is_some_and(|first| first.key == key));
    let note = move || {
        match upload.get() {
        Upload::Sending(share) => view! {
            <span class="progress" role="progressbar" aria-valuenow=share.to_string() aria-valuemin="0" aria-valuemax="100" aria-label=tr::composer_uploading>
                <span style:width=format!("{share}%")></span>
            </span>
            <span class="note muted">{if share < 100 { tr::composer_uploading() } else { tr::composer_processing() }}</span>
        }
        .into_any(),
        Upload::Failed(problem) => view! { <span class="note composer-problem" role="alert">{problem}</span> }.into_any(),
        Upload::Ready(media) => {
            let words = media.description.clone().filter(|text| !text.is_empty());
            let missing = words.is_none();
            let attachment = attachment.clone();
            view! {
                <button type="button" class="note" class:missing=missing on:click=move |_| describing.set(Some(attachment.clone()))>
                    <Icon glyph=if missing { Glyph::Plus } else { Glyph::Check } class="small" />
                    <span class="clip">{move || words.clone().unwrap_or_else(tr::composer_describe)}</span>
                </button>
            }
            .into_any()
        }
    }
    };
    view! {
        <li class="attachment" class:failed=failed>
            {preview}
            <span class="over">
                <Show when=move || !first()>
                    <button type="button" class="icon-button" aria-label=tr::composer_move_forward title=tr::composer_move_forward on:click=move |_| compose.move_forward(key)>
                        <Icon glyph=Glyph::Previous class="small turns" />
                    </button>
                </Show>
                <button type="button" class="icon-button" aria-label=tr::composer_detach title=tr::composer_detach on:click=move |_| compose.detach(key)>
                    <Icon glyph=Glyph::Close class="small" />
                </button>
            </span>
            {note}
        </li>
    }
}
