//! What a picture shows, in words, and where its middle is.

use leptos::{prelude::*, task::spawn_local};
use shared::{entities::MediaAttachment, kinds::MediaKind};
use web_sys::{KeyboardEvent, PointerEvent};

use super::uploads::{Attachment, Upload};
use crate::{
    api::media,
    components::{dialog::Dialog, post::focus_of},
    i18n::tr,
    logic::focal::Focus,
    state::{app, toasts::error_text},
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
    let problem = RwSignal::new(None::<String>);
    let id = media.id;
    let sound = media.kind == MediaKind::Audio;
    // A sound has no middle, and a video's is chosen on the picture that stands for it.
    let shown = match attachment.kind {
        _ if sound => None,
        MediaKind::Image => Some(attachment.preview.clone()),
        _ => media.preview_url.clone(),
    };
    let label = move || if sound { tr::alt_sound_label() } else { tr::alt_label() };
    let example = move || if sound { tr::alt_sound_placeholder() } else { tr::alt_placeholder() };
    let hint = move || if sound { tr::alt_sound_hint() } else { tr::alt_hint() };
    let upload = attachment.upload.clone();
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        saving.set(true);
        problem.set(None);
        let upload = upload.clone();
        spawn_local(async move {
            match media::describe(id, words.get_untracked().trim(), focus.get_untracked()).await {
                Ok(media) => {
                    upload.set(Upload::Ready(Box::new(media)));
                    describing.set(None);
                }
                // A message would stand behind the dialog.
                Err(error) => problem.set(Some(error_text(&error))),
            }
            saving.try_set(false);
        });
    };
    view! {
        <form class="dialog-form" on:submit=save>
            <div class="dialog-body stack">
                {shown.map(|url| view! { <FocalPicker url focus /> })}
                <label class="field">
                    <span class="name">{label}</span>
                    <textarea
                        class="input"
                        rows="4"
                        autofocus=true
                        dir="auto"
                        maxlength=limit.to_string()
                        placeholder=example
                        prop:value=move || words.get()
                        on:input=move |event| words.set(event_target_value(&event))
                    ></textarea>
                    <span class="hint">{hint}</span>
                </label>
                {move || problem.get().map(|problem| view! { <p class="composer-problem" role="alert">{problem}</p> })}
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
