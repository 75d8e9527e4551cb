//! Mails that tell of something and can be switched off: notifications, and posts to subscribers.

use lettre::message::{
    Mailbox, Message,
    header::{ContentType, HeaderName, HeaderValue},
};

use crate::{
    error::{Result, ServiceError},
    locale::Locale,
};

/// What such a mail says.
#[derive(Clone, Debug, Default)]
pub struct Notice {
    /// An id for the mail, the same if it is sent again: `name@domain`.
    pub id: String,
    /// The text that all of this is put into.
    pub template: &'static str,
    /// The server's name.
    pub server: String,
    /// Whose notification it is.
    pub username: String,
    /// What happened, in one line.
    pub headline: String,
    /// The address of who did it: `name@domain`.
    pub author: String,
    /// What was written; may be empty.
    pub text: String,
    /// Where to see it.
    pub link: String,
    /// Where to switch such mails off (RFC 8058: a POST there is enough).
    pub unsubscribe: String,
}

/// Writes the mail.
///
/// # Errors
/// When an address cannot be used.
pub fn compose_notice(locale: Locale, from: &str, to: &str, notice: &Notice) -> Result<Message> {
    let quoted: Vec<String> =
        notice.text.lines().map(|line| format!("> {line}").trim_end().to_owned()).collect();
    let text = if quoted.is_empty() { String::new() } else { format!("{}\n\n", quoted.join("\n")) };
    let values = [
        ("server", notice.server.as_str()),
        ("username", notice.username.as_str()),
        ("link", notice.link.as_str()),
        ("unsubscribe", notice.unsubscribe.as_str()),
        ("author", notice.author.as_str()),
        // Last: what strangers wrote is not looked through for placeholders of ours.
        ("headline", notice.headline.as_str()),
        ("text", text.as_str()),
    ];
    let body =
        format!("{}\n\n{}\n", locale.fill(notice.template, &values), locale.fill("mail.footer", &values));
    let from: Mailbox = from.parse().map_err(ServiceError::internal)?;
    let to: Mailbox = to.parse().map_err(ServiceError::internal)?;
    let mut message = Message::builder()
        .from(from)
        .to(to)
        .subject(notice.headline.clone())
        .message_id(Some(format!("<{}>", notice.id)))
        .header(ContentType::TEXT_PLAIN)
        .body(body)
        .map_err(ServiceError::internal)?;
    let address = format!("<{}>", notice.unsubscribe);
    for header in [
        header(HeaderName::new_from_ascii_str("List-Unsubscribe"), &address),
        header(HeaderName::new_from_ascii_str("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click"),
        header(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"),
    ] {
        message.headers_mut().insert_raw(header);
    }
    Ok(message)
}

/// A header of plain ASCII, as it is: an address must not be broken into encoded words.
fn header(name: HeaderName, value: &str) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(name, value.to_owned(), value.to_owned())
}
