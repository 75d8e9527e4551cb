//! What a picture shows, in words, and where its middle is.

use leptos::{prelude::*, task::spawn_local};
use shared::{entities::MediaAttachment, kinds::MediaKind};
use web_sys::{KeyboardEvent, PointerEvent};

use super::model::{Attachment, Upload};
use crate::{
    api::media,
    components::{dialog::Dialog, post::focus_of},
    i18n::tr,
    logic::focal::Focus,
    state::app,
};

/// Opens for the picture in `describing`.
#[component]
pub(super) fn AltDialog(describing: RwSignal<Option<Attachment>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(describing.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && describing.with_untracked(Option::is_some) {
            describing.set(None);
        }
    });
    view! {
        <Dialog open title=Signal::derive(tr::alt_title) class="wide">
            {move || {
                let attachment = describing.get()?;
                let media = attachment.ready()?;
                Some(view! { <AltForm attachment media describing /> })
            }}
        </Dialog>
    }
}

#[component]
fn AltForm(
    attachment: Attachment,
    media: MediaAttachment,
    describing: RwSignal<Option<Attachment>>,
) -> impl IntoView {
    let app = app();
    let limit =
        app.session.limit(|instance| instance.configuration.media_attachments.description_limit, 1500);
    let words = RwSignal::new(media.description.clone().unwrap_or_default());
    let focus = RwSignal::new(focus_of(&media));
    let saving = RwSignal::new(false);
    let id = media.id;
    // A sound has no middle, and a video's is chosen on the picture that stands for it.
    let shown = match attachment.kind {
        MediaKind::Image => Some(attachment.preview.clone()),
        MediaKind::Audio => None,
        _ => media.preview_url.clone(),
    };
    let upload = attachment.upload.clone();
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        saving.set(true);
        let upload = upload.clone();
        spawn_local(async move {
            match media::describe(id, words.get_untracked().trim(), focus.get_untracked()).await {
                Ok(media) => {
                    upload.set(Upload::Ready(Box::new(media)));
                    describing.set(None);
                }
                Err(error) => app.toasts.problem(&error),
            }
            saving.try_set(false);
        });
    };
    view! {
        <form class="dialog-form" on:submit=save>
            <div class="dialog-body stack">
                {shown.map(|url| view! { <FocalPicker url focus /> })}
                <label class="field">
                    <span class="name">{tr::alt_label}</span>
                    <textarea
                        class="input"
                        rows="4"
                        autofocus=true
                        dir="auto"
                        maxlength=limit.to_string()
                        placeholder=tr::alt_placeholder
                        prop:value=move || words.get()
                        on:input=move |event| words.set(event_target_value(&event))
                    ></textarea>
                    <span class="hint">{tr::alt_hint}</span>
                </label>
            </div>
            <footer class="dialog-foot">
                <button type="submit" class="button primary" aria-busy=move || saving.get().to_string() disabled=move || saving.get()>
                    {tr::action_save}
                </button>
            </footer>
        </form>
    }
}

/// The picture; a click or the arrow keys move its middle.
#[component]
fn FocalPicker(url: String, focus: RwSignal<Focus>) -> impl IntoView {
    let pick = move |event: PointerEvent| {
        let Some(target) = event.current_target() else { return };
        let Ok(frame) = wasm_bindgen::JsCast::dyn_into::<web_sys::Element>(target) else { return };
        let frame = frame.get_bounding_client_rect();
        let left = (f64::from(event.client_x()) - frame.left()) / frame.width();
        let top = (f64::from(event.client_y()) - frame.top()) / frame.height();
        focus.set(Focus::from_fraction(left, top));
    };
    let nudge = move |event: KeyboardEvent| {
        let (x, y) = match event.key().as_str() {
            "ArrowLeft" => (-0.1, 0.0),
            "ArrowRight" => (0.1, 0.0),
            "ArrowUp" => (0.0, 0.1),
            "ArrowDown" => (0.0, -0.1),
            _ => return,
        };
        event.prevent_default();
        focus.update(|focus| {
            *focus = Focus { x: (focus.x + x).clamp(-1.0, 1.0), y: (focus.y + y).clamp(-1.0, 1.0) };
        });
    };
    let left = move || format!("{:.1}%", (focus.get().x + 1.0) * 50.0);
    let top = move || format!("{:.1}%", (1.0 - focus.get().y) * 50.0);
    view! {
        <div class="focal">
            <span class="box" tabindex="0" role="application" aria-label=tr::alt_focus title=tr::alt_focus on:pointerdown=pick on:keydown=nudge>
                <img src=url alt="" draggable="false" />
                <span class="spot" style:left=left style:top=top></span>
            </span>
        </div>
    }
}
