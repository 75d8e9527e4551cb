//! Pages for signing in and up, passwords, security and consent: plain HTML forms of the server, no
//! scripts, so that they work in any app's web view and with any password manager.
//!
//! Handlers that change something take [`visit::Posted`], which cannot be had without a valid
//! CSRF token.

mod browser_name;
mod confirm;
mod consent;
mod dev_mail;
mod errors;
mod form;
mod granted;
mod page;
mod password;
mod security;
mod setup;
mod sign_in;
mod sign_up;
mod subscription;
#[cfg(test)]
mod tests;
mod unsubscribe;
mod visit;

use poem::{Route, get, post};

/// Adds the pages.
pub(super) fn mount(route: Route) -> Route {
    route
        .at("/auth/sign_in", get(sign_in::show).post(sign_in::submit))
        .at("/auth/sign_in/code", post(sign_in::submit_code))
        .at("/auth/sign_out", post(sign_in::sign_out))
        .at("/auth/sign_up", get(sign_up::show).post(sign_up::submit))
        .at("/auth/confirm", get(confirm::show).post(confirm::submit))
        .at("/auth/password", get(password::show).post(password::submit))
        .at("/auth/password/change", get(password::show_change).post(password::submit_change))
        .at("/auth/password/reset", get(password::show_reset).post(password::submit_reset))
        .at("/auth/setup", get(setup::show).post(setup::submit))
        .at("/auth/security", get(security::show))
        .at("/auth/security/setup", post(security::set_up))
        .at("/auth/security/enable", post(security::enable))
        .at("/auth/security/disable", post(security::disable))
        .at("/auth/security/sessions", post(security::end_sessions))
        .at("/auth/unsubscribe", get(unsubscribe::show).post(unsubscribe::submit))
        .at("/auth/subscription", get(subscription::show).post(subscription::submit))
        .at("/auth/subscription/end", get(subscription::show_end).post(subscription::submit_end))
        .at("/oauth/authorize", get(consent::show).post(consent::allow))
        // toot writes a slash at the end.
        .at("/oauth/authorize/", get(consent::show))
        .at("/oauth/authorize/deny", post(consent::deny))
        .at("/oauth/authorize/native", get(consent::native))
        .at("/oauth/authorized_applications", get(granted::show))
        .at("/oauth/authorized_applications/revoke", post(granted::revoke))
        .at("/dev/mail", get(dev_mail::show))
}
