//! The letters this server writes, as plain text.

use lettre::message::{Mailbox, Message, header::ContentType};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Result, ServiceError},
    locale::Locale,
};

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// Please confirm this address.
    Confirm,
    /// Here is how to set a new password.
    Reset,
    /// Nice to have you.
    Welcome,
    /// The moderators have let you in.
    Approved,
    /// Somebody (you, we hope) has changed your password.
    PasswordChanged,
    /// To the staff: somebody asks to join.
    Pending,
}

/// What a letter tells.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The server's name.
    pub server: String,
    /// The name of the account the letter is about.
    pub username: String,
    /// Where to go.
    pub link: String,
    /// What somebody who asks to join wrote.
    pub reason: String,
}

/// Writes a letter.
///
/// # Errors
/// When an address cannot be used.
pub fn compose(letter: Letter, locale: Locale, from: &str, to: &str, facts: &Facts) -> Result<Message> {
    let values = [
        ("server", facts.server.as_str()),
        ("username", facts.username.as_str()),
        ("link", facts.link.as_str()),
        // Last: what a stranger wrote is not looked through for placeholders.
        ("reason", facts.reason.as_str()),
    ];
    let (subject, body) = match letter {
        Letter::Confirm => ("mail.confirm.subject", "mail.confirm.body"),
        Letter::Reset => ("mail.reset.subject", "mail.reset.body"),
        Letter::Welcome => ("mail.welcome.subject", "mail.welcome.body"),
        Letter::Approved => ("mail.approved.subject", "mail.approved.body"),
        Letter::PasswordChanged => ("mail.password_changed.subject", "mail.password_changed.body"),
        Letter::Pending => ("mail.pending.subject", "mail.pending.body"),
    };
    let text = format!("{}\n\n{}\n", locale.fill(body, &values), locale.fill("mail.footer", &values));
    let from: Mailbox = from.parse().map_err(ServiceError::internal)?;
    let to: Mailbox = to.parse().map_err(ServiceError::internal)?;
    Message::builder()
        .from(from)
        .to(to)
        .subject(locale.fill(subject, &values))
        .header(ContentType::TEXT_PLAIN)
        .body(text)
        .map_err(ServiceError::internal)
}
