//! What a post quotes: the quoted post, small, or why it is not to be seen.

use leptos::prelude::*;
use shared::{
    entities::{MediaAttachment, Status, StatusQuote},
    kinds::QuoteState,
};

use super::{attachments::describe_media, path_of, time_view};
use crate::{
    components::{
        account::{Avatar, DisplayName, customs},
        icon::{Glyph, Icon},
    },
    i18n::tr,
    logic::emoji,
};

/// Pictures of a quoted post that are shown.
const PICTURES: usize = 4;

/// The quote of a post in any state.
#[component]
pub(crate) fn Quoted(quote: StatusQuote) -> impl IntoView {
    let (state, quoted) = match quote {
        StatusQuote::Full(quote) => (quote.state, quote.quoted_status),
        StatusQuote::Shallow(quote) => (quote.state, None),
    };
    let asked = RwSignal::new(state == QuoteState::Accepted);
    let wanted = quoted.is_some();
    let quoted = StoredValue::new(quoted);
    move || {
        match quoted.with_value(|quoted| quoted.clone().filter(|_| asked.get())) {
        Some(quoted) => view! { <QuotedPost quoted=&quoted /> }.into_any(),
        None => view! {
            <div class="quote absent">
                <Icon glyph=glyph(state) class="small" />
                <span class="grow">{move || reason(state)}</span>
                {wanted.then(|| view! {
                    <button type="button" class="button" on:click=move |_| asked.set(true)>{tr::action_show}</button>
                })}
            </div>
        }
        .into_any(),
    }
    }
}

fn glyph(state: QuoteState) -> Glyph {
    match state {
        QuoteState::Pending => Glyph::Clock,
        QuoteState::BlockedAccount | QuoteState::BlockedDomain => Glyph::Block,
        QuoteState::MutedAccount => Glyph::Mute,
        _ => Glyph::EyeOff,
    }
}

/// Why there is nothing to be seen.
fn reason(state: QuoteState) -> String {
    match state {
        QuoteState::Pending => tr::quote_pending(),
        QuoteState::Rejected => tr::quote_rejected(),
        QuoteState::Revoked => tr::quote_revoked(),
        QuoteState::Deleted => tr::quote_deleted(),
        QuoteState::Accepted | QuoteState::Unauthorized => tr::quote_unauthorized(),
        QuoteState::BlockedAccount => tr::quote_blocked(),
        QuoteState::BlockedDomain => tr::quote_blocked_server(),
        QuoteState::MutedAccount => tr::quote_muted(),
    }
}

/// A quoted post, small: one link to its page.
#[component]
fn QuotedPost<'a>(quoted: &'a Status) -> impl IntoView + use<> {
    let at = quoted.created_at.0.timestamp_millis();
    view! {
        <a class="quote" href=path_of(quoted)>
            <span class="row">
                <Avatar account=&quoted.account size="small" />
                <DisplayName account=&quoted.account />
                <span class="muted clip grow">"@" {quoted.account.acct.clone()}</span>
                <span class="muted small">{time_view(at)}</span>
            </span>
            {body(quoted)}
        </a>
    }
}

/// Its words and pictures, or its warning.
fn body(quoted: &Status) -> AnyView {
    if !quoted.spoiler_text.is_empty() {
        return row(Glyph::Warning, quoted.spoiler_text.clone());
    }
    let html = emoji::in_html(&without_links(&quoted.content), &customs(&quoted.emojis));
    let text = (!html.is_empty()).then(|| {
        view! { <div class="prose" class:quoting=quoted.quote.is_some() dir="auto" lang=quoted.language.clone() inner_html=html></div> }
    });
    let poll = quoted.poll.is_some().then(|| row(Glyph::Poll, tr::composer_poll()));
    let inner = quoted.quote.is_some().then(|| row(Glyph::Link, tr::quote_inner()));
    view! { {text} {media(quoted)} {poll} {inner} }.into_any()
}

/// Its pictures in a strip; what is sensitive, or has no picture, in words.
fn media(quoted: &Status) -> Option<AnyView> {
    let all = &quoted.media_attachments;
    if all.is_empty() {
        return None;
    }
    let shown = |media: &&MediaAttachment| media.preview_url.is_some() && !quoted.sensitive;
    let pictures: Vec<_> = all
        .iter()
        .filter(shown)
        .take(PICTURES)
        .map(|media| {
            view! { <img src=media.preview_url.clone() alt=describe_media(media) loading="lazy" decoding="async" /> }
        })
        .collect();
    Some(match pictures.is_empty() {
        true => row(Glyph::Image, tr::quote_media(all.len() as u64)),
        false => view! { <span class="pictures">{pictures}</span> }.into_any(),
    })
}

fn row(glyph: Glyph, words: String) -> AnyView {
    view! { <span class="muted row"><Icon glyph class="small" /> <bdi>{words}</bdi></span> }.into_any()
}

/// Links cannot stand in a link: their tags are taken out, their text stays.
fn without_links(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        out.push_str(text);
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        if !(tag.starts_with("a ") || tag == "a" || tag == "/a") {
            out.push('<');
            out.push_str(tag);
            out.push('>');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_loses_its_links_only() {
        assert_eq!(without_links("<p>hi <a href=\"x\">there</a><br></p>"), "<p>hi there<br></p>");
        assert_eq!(without_links("<abbr>a</abbr>"), "<abbr>a</abbr>");
    }
}
