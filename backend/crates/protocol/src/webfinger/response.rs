//! Answers to WebFinger queries, and what they prove.

use serde_json::Value;

use super::Handle;
use crate::{Uri, html, origin};

/// Longest answer read.
const MAX_BODY: usize = 256 * 1024;
/// Links looked at.
const MAX_LINKS: usize = 100;

/// An answer that is no JRD.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a WebFinger answer")]
pub struct InvalidJrd;

/// The parts of an answer that matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jrd {
    /// The account it is about.
    pub subject: Handle,
    /// The actor's id (the `self` link of an ActivityStreams type).
    pub actor: Option<Uri>,
    /// Where one follows from another server, with `{uri}` to be filled in.
    pub subscribe: Option<String>,
}

/// Reads an answer.
pub fn parse(bytes: &[u8]) -> Result<Jrd, InvalidJrd> {
    if bytes.len() > MAX_BODY {
        return Err(InvalidJrd);
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|_| InvalidJrd)?;
    let subject = value.get("subject").and_then(Value::as_str).and_then(Handle::parse).ok_or(InvalidJrd)?;
    let links = value.get("links").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |link: &Value, key: &str| link.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (mut actor, mut subscribe) = (None, None);
    for link in links.iter().take(MAX_LINKS) {
        match text(link, "rel").as_str() {
            "self" if actor.is_none() && origin::is_activity_json(&text(link, "type")) => {
                actor = Uri::parse(&text(link, "href")).ok();
            }
            "http://ostatus.org/schema/1.0/subscribe" => {
                let template = text(link, "template");
                subscribe = (Uri::parse(&template.replace("{uri}", "x")).is_ok()
                    && template.contains("{uri}"))
                .then_some(template);
            }
            _ => {}
        }
    }
    Ok(Jrd { subject, actor, subscribe })
}

/// What an answer means for the account that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// The handle stands for this actor.
    Yes(Handle, Uri),
    /// Another host is responsible: ask it for this handle, once, and require the loop to close.
    AskAgain(Handle),
    /// The answer proves nothing.
    No,
}

/// Judges the answer to a query for `asked`. With `again` (the second query) the subject must be
/// what was asked for: a subject whose own host was not asked is never believed.
pub fn confirm(asked: &Handle, answer: &Jrd, again: bool) -> Confirmed {
    match &answer.actor {
        Some(actor) if answer.subject.same(asked) => Confirmed::Yes(answer.subject.clone(), actor.clone()),
        Some(_) if !again => Confirmed::AskAgain(answer.subject.clone()),
        _ => Confirmed::No,
    }
}

/// The WebFinger template of a host-meta document (XRD): the `lrdd` link with `{uri}` in it.
pub fn template_from_host_meta(xrd: &str) -> Option<String> {
    if xrd.len() > MAX_BODY {
        return None;
    }
    let links = xrd.split("<Link").skip(1).take(MAX_LINKS);
    let attribute = |tag: &str, name: &str| -> Option<String> {
        let rest = tag.split_once(&format!("{name}="))?.1;
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        Some(html::unescape(rest.strip_prefix(quote)?.split(quote).next()?))
    };
    links
        .filter_map(|link| link.split('>').next())
        .filter(|tag| attribute(tag, "rel").as_deref() == Some("lrdd"))
        .filter_map(|tag| attribute(tag, "template"))
        .find(|template| template.contains("{uri}") && Uri::parse(&template.replace("{uri}", "x")).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jrd(subject: &str, actor: &str) -> Jrd {
        let json = serde_json::json!({
            "subject": subject,
            "links": [
                {"rel": "self", "type": "text/html", "href": "https://no.example/"},
                {"rel": "self", "type": "application/activity+json", "href": actor},
            ],
        });
        parse(json.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_closed_loop_confirms_a_handle() {
        let asked = Handle::parse("nia@social.blogs.example").unwrap();
        let split = jrd("acct:nia@blogs.example", "https://social.blogs.example/users/nia");
        let Confirmed::AskAgain(next) = confirm(&asked, &split, false) else {
            panic!("another host is named")
        };
        assert_eq!(
            confirm(&next, &split, true),
            Confirmed::Yes(next.clone(), Uri::parse("https://social.blogs.example/users/nia").unwrap())
        );
        assert_eq!(confirm(&asked, &split, true), Confirmed::No);
    }

    #[test]
    fn answers_without_subject_or_actor_prove_nothing() {
        assert_eq!(parse(b"{}"), Err(InvalidJrd));
        assert_eq!(parse(b"<html>"), Err(InvalidJrd));
        let asked = Handle::parse("a@a.example").unwrap();
        assert_eq!(confirm(&asked, &jrd("acct:a@a.example", "javascript:x"), false), Confirmed::No);
    }

    #[test]
    fn host_meta_leads_to_webfinger() {
        let xrd = "<?xml version=\"1.0\"?><XRD><Link rel='other' template='x'/>\
                   <Link rel=\"lrdd\" template=\"https://a.example/wf?r={uri}&amp;x=1\"/></XRD>";
        assert_eq!(template_from_host_meta(xrd).as_deref(), Some("https://a.example/wf?r={uri}&x=1"));
        assert_eq!(template_from_host_meta("<Link rel=\"lrdd\" template=\"javascript:{uri}\"/>"), None);
    }
}
