//! An address that leads nowhere.

use leptos::prelude::*;

use crate::{
    components::{column::ColumnHead, feedback::StateScreen, icon::Glyph},
    i18n::tr,
};

/// "Not found".
#[component]
pub(crate) fn MissingPage() -> impl IntoView {
    view! {
        <ColumnHead title=Signal::derive(tr::state_missing_title) back=true />
        <StateScreen glyph=Glyph::Compass title=Signal::derive(tr::state_missing_title) text=Signal::derive(tr::state_missing_text)>
            <a class="button primary" href="/">{tr::action_go_home}</a>
        </StateScreen>
    }
}
