//! What a post says and shows: text, warning, pictures, poll, quote, link card.

use leptos::{html, prelude::*};
use shared::entities::{PreviewCard, Status, StatusQuote};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement};

use super::{attachments::MediaGrid, path_of, poll::PollView, time_view};
use crate::{
    components::{
        account::{Avatar, DisplayName, customs},
        icon::{Glyph, Icon},
    },
    i18n::tr,
    logic::{
        emoji,
        links::{self, Anchor, Mentioned},
    },
    state::posts::Post,
};

/// Posts with more letters than this are cut in lists.
const LONG: usize = 1_200;

/// Text and what hangs on it; a content warning hides all of it at first.
#[component]
pub(crate) fn PostBody(
    post: Post,
    /// Long texts are not cut.
    #[prop(optional)]
    whole: bool,
    /// A filter veils its pictures.
    #[prop(optional, into)]
    blurred: Signal<bool>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let warning = {
        let post = post.clone();
        Memo::new(move |_| post.with(|status| status.spoiler_text.clone()))
    };
    let language = post.peek(|status| status.language.clone());
    let shown = move || open.get() || warning.with(String::is_empty);
    view! {
        {move || (!warning.with(String::is_empty)).then(|| view! {
            <div class="warning">
                <Icon glyph=Glyph::Warning />
                <bdi class="text" lang=language.clone()>{warning}</bdi>
                <button type="button" class="button" data-key="x" aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                    {move || if open.get() { tr::action_hide() } else { tr::action_show() }}
                </button>
            </div>
        })}
        <Show when=shown>
            <Shown post=post.clone() whole warned=warning blurred />
        </Show>
    }
}

#[component]
fn Shown(post: Post, whole: bool, warned: Memo<String>, blurred: Signal<bool>) -> impl IntoView {
    let content = {
        let post = post.clone();
        Memo::new(move |_| {
            post.with(|status| (status.content.clone(), status.media_attachments.clone(), status.sensitive))
        })
    };
    let text = {
        let post = post.clone();
        move || {
            content.track();
            post.peek(|status| (!status.content.is_empty()).then(|| view! { <Prose status=status whole /> }))
        }
    };
    let media = move || {
        let (_, media, sensitive) = content.get();
        let veiled = sensitive && warned.with(String::is_empty) || blurred.get();
        (!media.is_empty()).then(|| view! { <MediaGrid media veiled /> })
    };
    let extra = {
        let post = post.clone();
        move || {
            post.with(|status| status.media_attachments.is_empty().then(|| card_or_quote(status)).flatten())
        }
    };
    view! {
        {text}
        {media}
        <PollView post />
        {extra}
    }
}

/// Never two big things: a quote, else a link card.
fn card_or_quote(status: &Status) -> Option<AnyView> {
    if let Some(StatusQuote::Full(_)) = &status.quote {
        return quoted(status).map(|quoted| view! { <QuoteView quoted /> }.into_any());
    }
    status.card.clone().map(|card| view! { <LinkCard card /> }.into_any())
}

/// What a post quotes, if the viewer may see it.
fn quoted(status: &Status) -> Option<&Status> {
    match &status.quote {
        Some(StatusQuote::Full(quote)) => quote.quoted_status.as_deref(),
        _ => None,
    }
}

/// The text of a post. The server has cleaned its HTML; this is the only place that puts it in the page.
/// Mentions and hashtags are made to lead to pages of the app.
#[component]
pub(crate) fn Prose<'a>(status: &'a Status, whole: bool) -> impl IntoView + use<> {
    let node = NodeRef::<html::Div>::new();
    let html = emoji::in_html(&status.content, &customs(&status.emojis));
    let mentions: Vec<Mentioned> = status
        .mentions
        .iter()
        .map(|mention| Mentioned {
            url: mention.url.clone(),
            username: mention.username.clone(),
            acct: mention.acct.clone(),
        })
        .collect();
    let tags: Vec<String> = status.tags.iter().map(|tag| tag.name.clone()).collect();
    Effect::new(move |_| {
        if let Some(prose) = node.get() {
            adopt_links(&prose, &mentions, &tags);
        }
    });
    let quoting = status.media_attachments.is_empty() && quoted(status).is_some();
    let long = !whole && status.content.chars().count() > LONG;
    let unfolded = RwSignal::new(!long);
    view! {
        <div
            node_ref=node
            class="prose"
            class:long=long
            class:quoting=quoting
            class:whole=move || unfolded.get()
            lang=status.language.clone()
            dir="auto"
            inner_html=html
        ></div>
        {long.then(|| view! {
            <Show when=move || !unfolded.get()>
                <button type="button" class="more-text" on:click=move |_| unfolded.set(true)>{tr::post_read_more}</button>
            </Show>
        })}
    }
}

fn adopt_links(prose: &Element, mentions: &[Mentioned], tags: &[String]) {
    let Ok(found) = prose.query_selector_all("a") else { return };
    for at in 0..found.length() {
        let Some(link) = found.get(at).and_then(|node| node.dyn_into::<HtmlAnchorElement>().ok()) else {
            continue;
        };
        let text = link.text_content().unwrap_or_default();
        let (href, class) = (link.get_attribute("href").unwrap_or_default(), link.class_name());
        match links::inside(Anchor { href: &href, class: &class, text: &text }, mentions, tags) {
            Some(path) => {
                link.set_href(&path);
                let _ = link.remove_attribute("target");
                let _ = link.remove_attribute("rel");
            }
            None => {
                link.set_target("_blank");
                link.set_rel("nofollow noopener noreferrer external");
                link.set_title(&href);
            }
        }
    }
}

/// A quoted post, small.
#[component]
fn QuoteView<'a>(quoted: &'a Status) -> impl IntoView + use<> {
    let at = quoted.created_at.0.timestamp_millis();
    let text = if quoted.spoiler_text.is_empty() {
        let html = emoji::in_html(&without_links(&quoted.content), &customs(&quoted.emojis));
        view! { <div class="prose" dir="auto" lang=quoted.language.clone() inner_html=html></div> }.into_any()
    } else {
        view! { <p class="muted row"><Icon glyph=Glyph::Warning class="small" /> {quoted.spoiler_text.clone()}</p> }.into_any()
    };
    view! {
        <a class="quote" href=path_of(quoted)>
            <span class="row">
                <Avatar account=&quoted.account size="small" />
                <DisplayName account=&quoted.account />
                <span class="muted clip grow">"@" {quoted.account.acct.clone()}</span>
                <span class="muted small">{time_view(at)}</span>
            </span>
            {text}
        </a>
    }
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

/// Where a link in a post leads.
#[component]
fn LinkCard(card: PreviewCard) -> impl IntoView {
    let host = card.url.split('/').nth(2).unwrap_or_default().trim_start_matches("www.").to_owned();
    let site = if card.provider_name.is_empty() { host } else { card.provider_name };
    let large = card.image.is_some() && card.width >= 600 && card.width > card.height;
    let about = (card.image.is_none() && !card.description.is_empty()).then_some(card.description);
    view! {
        <a class="link-card" class:large=large href=card.url target="_blank" rel="nofollow noopener noreferrer external">
            {card.image.map(|image| view! { <img src=image alt="" loading="lazy" decoding="async" /> })}
            <span class="words" dir="auto">
                <span class="site clip">{site}</span>
                <span class="title">{card.title}</span>
                {about.map(|about| view! { <span class="about">{about}</span> })}
            </span>
        </a>
    }
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
