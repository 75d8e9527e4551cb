//! What a post says and shows: text, warning, pictures, poll, quote, link card.

use leptos::{html, prelude::*};
use shared::entities::{PreviewCard, Status};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement};

use super::{attachments::MediaGrid, poll::PollView, quote::Quoted};
use crate::{
    components::{
        account::customs,
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
            post.with(|status| {
                let quoting = status.quote.is_some();
                (status.content.clone(), status.media_attachments.clone(), status.sensitive, quoting)
            })
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
        let (_, media, sensitive, _) = content.get();
        let veiled = sensitive && warned.with(String::is_empty) || blurred.get();
        (!media.is_empty()).then(|| view! { <MediaGrid media veiled /> })
    };
    let quote = {
        let post = post.clone();
        Memo::new(move |_| post.with(|status| status.quote.clone()))
    };
    // Never two big things, but what a post says something about belongs to it.
    let card = {
        let post = post.clone();
        Memo::new(move |_| {
            post.with(|status| {
                let alone = status.media_attachments.is_empty() && status.quote.is_none();
                status.card.clone().filter(|_| alone)
            })
        })
    };
    view! {
        {text}
        {media}
        <PollView post />
        {move || quote.get().map(|quote| view! { <Quoted quote /> })}
        {move || card.get().map(|card| view! { <LinkCard card /> })}
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
    // The link that stands for the quote is for apps that know none.
    let quoting = status.quote.is_some();
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
