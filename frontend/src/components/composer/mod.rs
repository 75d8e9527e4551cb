//! Writing a post: inline on top of home and under an open post, as a sheet everywhere else.

mod alt;
mod attachments;
mod emoji_picker;
mod field;
mod model;
mod poll;
mod replies;
mod tools;
mod uploads;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, File, FileList};

use super::{account::Avatar, dialog::Dialog};
use crate::{
    i18n::tr,
    state::{app, posts::Post, ui::Writing},
};
use attachments::Attachments;
use field::TextField;
use model::Compose;
use poll::PollEditor;
pub(crate) use tools::POST_LANGUAGES;
use tools::Tools;

/// The composer itself.
#[component]
pub(crate) fn Composer(
    writing: Writing,
    /// Takes the focus and more room at once.
    #[prop(optional)]
    sheet: bool,
    /// Hears of the new post.
    #[prop(into)]
    on_sent: UnsyncCallback<Post>,
) -> impl IntoView {
    let app = app();
    let compose = Compose::new(app, writing);
    if sheet {
        compose.greet();
    }
    let dropping = RwSignal::new(false);
    let active = RwSignal::new(sheet);
    let busy = move || active.get() || !compose.wordless() || !compose.media.with(Vec::is_empty);
    // Dragged text is the field's own affair.
    let on_drop = move |event: DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
            dropping.set(false);
            compose.attach(
                event.data_transfer().and_then(|data| data.files()).map(files_of).unwrap_or_default(),
            );
        }
    };
    let on_drag = move |event: DragEvent| {
        if carries_files(&event) {
            event.prevent_default();
            dropping.set(true);
        }
    };
    let avatar = move || app.session.me().map(|me| view! { <Avatar account=&me /> });
    view! {
        <form
            class="composer"
            class:busy=busy
            class:sheet-size=sheet
            class:dropping=move || dropping.get()
            aria-label=tr::composer_name
            on:submit=move |event| { event.prevent_default(); compose.send(move |post| _ = on_sent.try_run(post)) }
            on:focusin=move |_| active.set(true)
            on:dragover=on_drag
            on:dragleave=move |_| dropping.set(false)
            on:drop=on_drop
        >
            <div>{avatar}</div>
            <div class="writing">
                <WarningField compose />
                <TextField compose focus=sheet on_send=move |()| compose.send(move |post| _ = on_sent.try_run(post)) />
                <Attachments compose />
                <PollEditor compose />
                {move || compose.problem.get().map(|problem| view! { <p class="composer-problem" role="alert">{problem}</p> })}
                <Show when=busy>
                    <Tools compose />
                </Show>
            </div>
        </form>
    }
}

#[component]
fn WarningField(compose: Compose) -> impl IntoView {
    let on = move || compose.warning.with(Option::is_some);
    view! {
        <Show when=on>
            <input
                class="input warning-field"
                type="text"
                autofocus=true
                aria-label=tr::composer_warning
                placeholder=tr::composer_warning
                prop:value=move || compose.warning.get().unwrap_or_default()
                on:input=move |event| compose.warning.set(Some(event_target_value(&event)))
            />
        </Show>
    }
}

/// The composer as a sheet, opened from anywhere.
#[component]
pub(crate) fn ComposerSheet() -> impl IntoView {
    let ui = app().ui;
    let title = Signal::derive(move || match ui.writing.get() {
        Writing::New | Writing::With(_) => tr::composer_title_new(),
        Writing::Reply(post) => tr::composer_title_reply(&post.peek(|status| status.account.acct.clone())),
        Writing::Edit(_) => tr::composer_title_edit(),
    });
    view! {
        <Dialog open=ui.composer title class="top">
            <div class="dialog-body flush">
                <Composer writing=ui.writing.get_untracked() sheet=true on_sent=move |_| ui.composer.set(false) />
            </div>
        </Dialog>
    }
}

/// The files of a list.
fn files_of(list: FileList) -> Vec<File> {
    (0..list.length()).filter_map(|at| list.item(at)).collect()
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// The files chosen in an `<input type="file">`; empties it, so that the same can be chosen again.
pub(crate) fn chosen_files(event: &web_sys::Event) -> Vec<File> {
    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = input.files().map(files_of).unwrap_or_default();
    input.set_value("");
    files
}
