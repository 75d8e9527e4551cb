//! What a person sees when there is nothing to see yet, nothing at all, or something went wrong:
//! one sentence and one thing to do.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::{
    api::http::{ApiError, Failure},
    i18n::tr,
    state::toasts::error_text,
};

/// The frame of an empty or failed screen.
#[component]
pub(crate) fn StateScreen(
    glyph: Glyph,
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] text: Option<Signal<String>>,
    /// The one thing to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state appear">
            <span class="emblem"><Icon glyph /></span>
            <h2>{title}</h2>
            {text.map(|text| view! { <p>{text}</p> })}
            {children.map(|children| children())}
        </div>
    }
}

/// A request that failed, and a way to try again or elsewhere.
#[component]
pub(crate) fn ErrorScreen(error: ApiError, #[prop(into)] retry: UnsyncCallback<()>) -> impl IntoView {
    let glyph = match error.failure {
        Failure::Offline => Glyph::Offline,
        Failure::Unauthorized | Failure::Forbidden => Glyph::Lock,
        Failure::NotFound => Glyph::Compass,
        _ => Glyph::Warning,
    };
    let title = match error.failure {
        Failure::Offline => tr::state_offline_title,
        Failure::Unauthorized => tr::state_guest_title,
        Failure::Forbidden => tr::state_forbidden_title,
        Failure::NotFound => tr::state_missing_title,
        _ => tr::state_error_title,
    };
    let failure = error.failure;
    let text = Signal::derive(move || error_text(&error));
    let act = match failure {
        Failure::Unauthorized => {
            view! { <a class="button primary" href="/auth/sign_in" rel="external">{tr::auth_sign_in}</a> }
                .into_any()
        }
        Failure::NotFound | Failure::Forbidden => {
            view! { <a class="button" href="/">{tr::action_go_home}</a> }.into_any()
        }
        _ => view! {
            <button type="button" class="button primary" on:click=move |_| retry.run(())>
                <Icon glyph=Glyph::Refresh class="small" />
                {tr::action_retry}
            </button>
        }
        .into_any(),
    };
    view! { <div role="alert"><StateScreen glyph title=Signal::derive(title) text>{act}</StateScreen></div> }
}

/// Bones of a few posts.
#[component]
pub(crate) fn SkeletonPosts(#[prop(default = 6)] count: usize) -> impl IntoView {
    const WIDTHS: [(u8, u8, u8); 3] = [(40, 95, 60), (30, 85, 92), (50, 70, 0)];
    let rows: Vec<_> = (0..count)
        .zip(WIDTHS.into_iter().cycle())
        .map(|(_, (name, first, second))| {
            view! {
                <div class="skeleton-post">
                    <span class="bone round"></span>
                    <span class="lines">
                        <span class="bone" style:width=format!("{name}%")></span>
                        <span class="bone" style:width=format!("{first}%")></span>
                        {(second > 0).then(|| view! { <span class="bone" style:width=format!("{second}%")></span> })}
                    </span>
                </div>
            }
        })
        .collect();
    view! {
        <div aria-busy="true">
            <span class="unseen" role="status">{tr::state_loading}</span>
            <div aria-hidden="true">{rows}</div>
        </div>
    }
}

/// A turning ring, for short waits in small places.
#[component]
pub(crate) fn Spinner() -> impl IntoView {
    view! { <div class="spinner" role="status" aria-label=tr::state_loading></div> }
}
