//! Every document of `fixtures/cases` goes through the reader. What the index expects of each and
//! can be told without a database (is it read, as what, for whom, or refused) is asserted here.

use std::{fs, path::PathBuf};

use kinds::Visibility;
use protocol::{
    Uri,
    origin::{self, OriginError},
    parse::{self, ParseError},
    vocab::{Activity, ActivityKind, Actor, ActorKind, Document, Item, MediaKind, Object, ObjectKind},
    webfinger,
};
use serde_json::Value;

const ALICE: &str = "https://home.example/users/alice";
const POST_1: &str = "https://home.example/users/alice/statuses/1";

fn uri(text: &str) -> Uri {
    Uri::parse(text).unwrap()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cases")
}

/// The bytes of a case, with the placeholders of its README expanded.
fn bytes(name: &str) -> Vec<u8> {
    let file = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(&format!("{name}-")));
    let raw = fs::read(file.unwrap_or_else(|| panic!("no case {name}"))).unwrap();
    let text = String::from_utf8_lossy(&raw);
    if !text.contains("$repeat") && !text.contains("@@REPEAT") {
        return raw;
    }
    expand(serde_json::from_str(&text).unwrap()).to_string().into_bytes()
}

fn expand(value: Value) -> Value {
    match value {
        Value::String(text) => {
            match text.strip_prefix("@@REPEAT:").and_then(|rest| rest.strip_suffix("@@")) {
                Some(rest) => {
                    let (count, what) = rest.split_once(':').unwrap();
                    Value::String(what.repeat(count.parse().unwrap()))
                }
                None => Value::String(text),
            }
        }
        Value::Array(items) => Value::Array(items.into_iter().flat_map(repeat).collect()),
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key, expand(value))).collect())
        }
        other => other,
    }
}

fn repeat(item: Value) -> Vec<Value> {
    match item.get("$repeat").and_then(Value::as_u64) {
        Some(count) => {
            let template = item["item"].to_string();
            (1..=count)
                .map(|index| serde_json::from_str(&template.replace("$i", &index.to_string())).unwrap())
                .collect()
        }
        None => vec![expand(item)],
    }
}

fn activity(name: &str) -> Activity {
    parse::activity(&bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn actor(name: &str) -> Actor {
    parse::actor(&bytes(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The post of a Create or Update, after the checks any receiver makes.
fn post(name: &str) -> Object {
    let activity = activity(name);
    let object =
        activity.object().and_then(Item::object).unwrap_or_else(|| panic!("{name} embeds no post")).clone();
    assert_eq!(origin::check_activity_id(activity.id.as_ref(), &activity.actor), Ok(()), "{name}");
    assert_eq!(owner_check(&activity), Ok(()), "{name}");
    object
}

fn owner_check(activity: &Activity) -> Result<(), OriginError> {
    let object = activity.object().and_then(Item::object).expect("an embedded post");
    origin::check_object_owner(object.id.as_ref(), &object.attributed_to, &activity.actor)
}

fn visibility(object: &Object) -> Visibility {
    let followers = object.author.as_ref().map(|author| uri(&format!("{author}/followers")));
    object.audience.visibility(followers.as_ref())
}

/// Every file of the index is read without a panic, hostile ones included.
#[test]
fn no_document_breaks_the_reader() {
    let index = fs::read_to_string(folder().join("index.tsv")).unwrap();
    let mut seen = 0;
    for line in index.lines().skip(1) {
        let file = line.split('\t').next().unwrap();
        let bytes = bytes(file.split('-').next().unwrap());
        let _ =
            (parse::document(&bytes), parse::keys(&bytes), parse::actor(&bytes), webfinger::parse(&bytes));
        seen += 1;
    }
    assert!(seen > 70, "only {seen} cases found");
}

#[test]
fn m01_an_account_of_mastodon() {
    let max = actor("m01");
    assert_eq!((max.username.as_str(), max.name.as_str()), ("max", "Max :duck:"));
    assert_eq!(max.webfinger.unwrap().to_string(), "max@masto.example");
    assert!(!max.locked && max.discoverable && !max.indexable && !max.suspended);
    assert_eq!(max.fields.len(), 2);
    assert!(max.fields[1].value.contains("rel=\"nofollow noopener me\""));
    assert_eq!(max.emoji.len(), 1);
    assert_eq!(max.also_known_as, [uri("https://old.example/users/max")]);
    assert_eq!(max.attribution_domains, ["news.example"]);
    assert_eq!(max.featured, Some(uri("https://masto.example/users/max/collections/featured")));
    assert_eq!(max.shared_inbox, Some(uri("https://masto.example/inbox")));
    assert_eq!(max.icon.unwrap().description.as_deref(), Some("a brass gear"));
    assert!(max.keys[0].public_key().unwrap().is_rsa());
}

#[test]
fn m02_a_public_post_with_everything() {
    let post = post("m02");
    assert_eq!(visibility(&post), Visibility::Public);
    assert_eq!(
        (post.summary.as_str(), post.sensitive, post.language.as_deref()),
        ("clock talk", true, Some("en"))
    );
    assert_eq!(post.attachments.len(), 2);
    assert_eq!(post.attachments[0].focus, Some((-0.5, 0.25)));
    assert_eq!(post.attachments[0].description.as_deref(), Some("an open clock case"));
    assert!(post.attachments[0].blurhash.is_some());
    assert_eq!((post.attachments[1].kind, post.attachments[1].duration), (MediaKind::Video, Some(12.5)));
    assert_eq!(post.attachments[1].thumbnail, Some(uri("https://files.masto.example/m/2.png")));
    assert_eq!(post.links, [uri("https://news.example/clocks")]);
    assert_eq!(post.hashtags[0].key, "clocks");
    assert_eq!(post.emoji[0].shortcode, "duck");
    assert!(post.mentions(&uri(ALICE)) && post.audience.addresses(&uri(ALICE)));
    assert!(post.interaction_policy.can_quote.as_ref().unwrap().automatic.public);
    assert_eq!((post.likes, post.shares), (Some(3), Some(1)));
    assert!(post.replies.is_some());
}

#[test]
fn m03_to_m05_visibilities() {
    let unlisted = post("m03");
    assert_eq!(visibility(&unlisted), Visibility::Unlisted);
    assert_eq!(unlisted.in_reply_to, Some(uri(POST_1)));
    assert_eq!(unlisted.language.as_deref(), Some("de"));
    assert!(unlisted.mentions(&uri(ALICE)));
    assert_eq!(visibility(&post("m04")), Visibility::Private);
    let direct = post("m05");
    assert_eq!(visibility(&direct), Visibility::Direct);
    assert_eq!(direct.direct_message, Some(true));
}

#[test]
fn m06_and_m07_polls() {
    let poll = post("m06").poll.unwrap();
    assert!(poll.multiple && !poll.closed);
    assert_eq!(poll.options.iter().map(|option| option.votes).collect::<Vec<_>>(), [3, 2, 0]);
    assert_eq!(poll.voters, Some(4));
    assert_eq!(poll.ends_at.unwrap().to_rfc3339(), "2030-01-01T00:00:00+00:00");
    let update = post("m07");
    assert_eq!(update.updated, None);
    assert_eq!(update.poll.unwrap().voters, Some(6));
}

#[test]
fn m08_to_m14_what_happens_to_posts_and_accounts() {
    let edited = post("m08");
    assert_eq!(edited.updated.unwrap().to_rfc3339(), "2026-03-10T12:10:00+00:00");
    assert_eq!((edited.summary.as_str(), edited.attachments.len()), ("", 1));

    let delete = activity("m09");
    assert_eq!(delete.kind, ActivityKind::Delete);
    assert!(delete.has_embedded_proof);
    assert_eq!(delete.object_id(), Some(&uri("https://masto.example/users/max/statuses/101")));

    let boost = activity("m10");
    assert_eq!(boost.object(), Some(&Item::Id(uri(POST_1))));
    assert!(boost.audience.public_to);

    let follow = activity("m11");
    assert_eq!((follow.kind, follow.objects.len()), (ActivityKind::Follow, 1));

    let accept = activity("m12");
    let follow = accept.object().and_then(Item::activity).unwrap();
    assert_eq!(follow.id, Some(uri("https://home.example/users/alice#follows/7")));
    assert_eq!(follow.object_id(), Some(&accept.actor));

    let flag = activity("m13");
    assert_eq!((flag.objects.len(), flag.content.as_str()), (2, "please check this"));

    let moved = activity("m14");
    assert_eq!(moved.target, Some(uri("https://gts.example/users/max")));
}

#[test]
fn m15_and_m16_quotes() {
    let request = activity("m15");
    assert_eq!(request.kind, ActivityKind::QuoteRequest);
    let quoting = request.instrument.as_ref().and_then(Item::object).unwrap();
    let quote = quoting.quote.as_ref().unwrap();
    assert_eq!((quote.uri.as_str(), quote.legacy), (POST_1, false));
    let stamp = parse::authorization(&bytes("m16")).unwrap();
    assert_eq!(stamp.attributed_to, uri("https://masto.example/users/max"));
    assert_eq!(stamp.interacting_object, Some(uri("https://blog.example/?p=50")));
    assert_eq!(stamp.interaction_target, Some(uri("https://masto.example/users/max/statuses/121")));
    let forged = parse::authorization(&bytes("h43")).unwrap();
    assert_eq!(forged.interacting_object, Some(uri("https://mallory.example/notes/other")));
}

#[test]
fn m17_and_g04_votes() {
    let vote = post("m17");
    assert!(vote.is_vote());
    assert_eq!(vote.name.as_deref(), Some("coffee"));
    let votes = activity("g04");
    let names: Vec<_> =
        votes.objects.iter().map(|item| item.object().unwrap().name.clone().unwrap()).collect();
    assert_eq!(names, ["red", "blue"]);
    assert!(votes.objects.iter().all(|item| item.object().unwrap().is_vote()));
}

#[test]
fn m18_pinned_posts_in_order() {
    let featured = parse::collection(&bytes("m18")).unwrap();
    let ids: Vec<_> = featured.items.iter().filter_map(Item::id).map(Uri::as_str).collect();
    assert_eq!(
        ids[..2],
        ["https://masto.example/users/max/statuses/130", "https://masto.example/users/max/statuses/131"]
    );
    assert_ne!(featured.items[2].object().unwrap().author, Some(uri("https://masto.example/users/max")));
}

#[test]
fn g01_to_g03_gotosocial() {
    let stub = bytes("g01");
    assert!(parse::actor(&stub).is_err(), "a stub is no profile");
    let keys = parse::keys(&stub).unwrap();
    let key = keys.find("https://gts.example/users/gwen/main-key").unwrap();
    assert_eq!(origin::check_key_owner(&key.id, key.owner.as_ref(), &keys.id.clone().unwrap()), Ok(()));

    let create = activity("g02");
    assert_eq!(create.object(), Some(&Item::Id(uri("https://gts.example/users/gwen/statuses/01HX"))));

    let note = parse::object(&bytes("g03")).unwrap();
    assert_eq!(visibility(&note), Visibility::Public);
    assert_eq!(note.attachments[0].description.as_deref(), Some("a sloth"));
    assert_eq!((note.hashtags.len(), note.language.as_deref()), (1, Some("en")));
    assert!(!note.interaction_policy.can_reply.as_ref().unwrap().automatic.public);
    assert_eq!(note.published.unwrap().to_rfc3339(), "2026-03-10T12:00:00+00:00");
}

#[test]
fn a01_and_a02_akkoma() {
    let post = post("a01");
    assert_eq!(visibility(&post), Visibility::Unlisted);
    assert!(!post.sensitive && post.quote.as_ref().unwrap().legacy);
    assert_eq!(post.emoji[0].shortcode, "mouse");
    let reaction = activity("a02");
    assert_eq!((reaction.kind, reaction.content.as_str()), (ActivityKind::EmojiReact, ":mouse:"));
    assert_eq!(reaction.emoji[0].shortcode, "mouse");
}

#[test]
fn k01_to_k03_misskey() {
    let mika = actor("k01");
    assert!(mika.locked && mika.image.is_none() && mika.keys.len() == 1);
    assert_eq!(mika.shared_inbox, Some(uri("https://misskey.example/inbox")));
    let post = post("k02");
    assert_eq!((visibility(&post), post.summary.as_str(), post.sensitive), (Visibility::Public, "", true));
    assert_eq!(post.quote.as_ref().unwrap().uri, POST_1);
    assert!(
        post.content.contains("<span class=\"quote-inline\"><br>RE: ") && !post.content.contains("$[spin")
    );
    let like = activity("k03");
    assert_eq!((like.kind, like.content.as_str()), (ActivityKind::Like, ":blobcat:"));
}

#[test]
fn p01_and_p02_peertube() {
    let video = parse::object(&bytes("p01")).unwrap();
    assert_eq!(video.author, Some(uri("https://video.example/accounts/vera")));
    assert_eq!((video.kind, visibility(&video)), (ObjectKind::Video, Visibility::Public));
    assert!(
        video.content.contains("Oiling a clock")
            && video.content.contains("https://video.example/videos/watch/0c1d")
    );
    assert!(!video.content.contains("**Steps**"));
    assert_eq!(video.attachments[0].url, "https://video.example/t/l.jpg");
    assert_eq!((video.hashtags[0].key.as_str(), video.language.as_deref()), ("clock", Some("en")));
    assert_eq!(activity("p02").object_id(), video.id.as_ref());
}

#[test]
fn x01_pixelfed_pictures_stay_in_order() {
    let post = post("x01");
    let described: Vec<_> = post.attachments.iter().map(|media| media.description.as_deref()).collect();
    assert_eq!(
        described,
        [Some("peak 1"), None, Some("peak 3"), Some("peak 4"), Some("peak 5"), Some("peak 6")]
    );
    assert_eq!(post.published.unwrap().to_rfc3339(), "2026-03-10T10:00:00+00:00");
}

#[test]
fn l01_to_l04_lemmy() {
    let group = actor("l01");
    assert_eq!((group.kind, group.following), (ActorKind::Group, None));
    let announce = activity("l02");
    let create = announce.object().and_then(Item::activity).unwrap();
    let page = create.object().and_then(Item::object).unwrap();
    assert_eq!(page.author, Some(uri("https://forum.example/u/leo")));
    assert!(page.content.contains("Best soil mix?") && page.content.contains("https://soil.example/mix"));
    assert_eq!(page.attachments[0].url, "https://forum.example/pictrs/image/a.webp");
    let like = activity("l03");
    assert_eq!(like.object().and_then(Item::activity).unwrap().kind, ActivityKind::Like);
    let message = post("l04");
    assert_eq!(visibility(&message), Visibility::Direct);
    assert!(message.audience.addresses(&uri(ALICE)) && message.mentions.is_empty());
}

#[test]
fn f01_w01_e01_long_texts_and_events() {
    let note = post("f01");
    assert_eq!(
        (visibility(&note), note.in_reply_to.as_ref().unwrap().as_str()),
        (Visibility::Public, POST_1)
    );
    assert!(note.content.contains("Guten Tag") && note.content.contains("h-card"));

    let article = post("w01");
    assert_eq!(article.id.as_ref().unwrap(), &"https://blog.example/?p=88");
    for part in ["Clock week", "Seven clocks.", "https://blog.example/2026/clock-week/"] {
        assert!(article.content.contains(part), "{part} is missing in {}", article.content);
    }
    assert_eq!((article.summary.as_str(), article.sensitive), ("", false));
    assert_eq!(article.attachments.len(), 1);
    assert_eq!(article.attachments[0].url, "https://i0.wp.example/a.png?fit=980%2C980&ssl=1");
    assert_eq!(article.hashtags.len(), 2);
    assert!(article.interaction_policy.can_quote.as_ref().unwrap().automatic.public);

    let event = parse::object(&bytes("e01")).unwrap();
    assert_eq!(event.author, Some(uri("https://events.example/@club")));
    for part in [
        "Clock makers dance",
        "2026-12-11 19:00 \u{2013} 21:00 UTC",
        "Kenn Hall",
        "https://events.example/events/b81c",
    ] {
        assert!(event.content.contains(part), "{part} is missing in {}", event.content);
    }
    assert_eq!(event.hashtags[0].key, "dance");
}

#[test]
fn t01_and_y01_ids_stay_byte_for_byte() {
    let threads = post("t01");
    assert_eq!(
        threads.id.as_ref().unwrap(),
        &"https://threads.example/ap/users/17841400000000001/post/18000000000000001/"
    );
    assert_eq!(threads.url, Some(uri("https://www.threads.example/@tess/post/Cabc")));
    assert_eq!(threads.quote.as_ref().unwrap().uri, POST_1);
    assert_eq!(threads.attachments[0].description.as_deref(), Some("May be an image of clock"));
    assert_eq!(threads.published.unwrap().to_rfc3339(), "2026-03-10T04:00:00+00:00");
    let bridged = post("y01");
    assert_eq!(
        bridged.id.as_ref().unwrap(),
        &"https://bsky-bridge.example/convert/ap/at://did:plc:abc123xyz/app.bsky.feed.post/3k1"
    );
    assert_eq!((bridged.language.as_deref(), bridged.attachments.len()), (Some("en"), 1));
    assert!(bridged.url.as_ref().unwrap().as_str().ends_with("/abc/post/3k1"));
}

#[test]
fn n01_and_h22_webfinger() {
    let found = webfinger::parse(&bytes("n01")).unwrap();
    assert_eq!(found.subject.to_string(), "nia@blogs.example");
    assert_eq!(found.actor, Some(uri("https://social.blogs.example/users/nia")));
    let forged = webfinger::parse(&bytes("h22")).unwrap();
    assert_ne!(forged.subject.host, "mallory.example", "the subject names a domain that was not asked");
    assert_eq!(activity("n02").object_id(), Some(&uri("https://masto.example/users/max/statuses/140")));
}

#[test]
fn forged_ownership_is_refused() {
    for (name, error) in [
        ("h01", OriginError::NotAttributed),
        ("h02", OriginError::ForeignObjectId),
        ("h04", OriginError::NotAttributed),
        ("h12", OriginError::NotAttributed),
    ] {
        assert_eq!(owner_check(&activity(name)), Err(error), "{name}");
    }
    // The author named is the signer; only the stored author tells that it is someone else's post.
    assert_eq!(owner_check(&activity("h07")), Ok(()));
    let update = activity("h06");
    assert_ne!(update.object_id(), Some(&update.actor));
    let undo = activity("h08");
    assert_ne!(undo.object().and_then(Item::activity).unwrap().actor, undo.actor);
    let delete = activity("h10");
    assert!(!delete.object_id().unwrap().same_origin(&delete.actor));
    let announce = activity("h18");
    assert!(!announce.object_id().unwrap().same_origin(&announce.actor));
    assert_eq!(activity("h03").actor, uri("https://masto.example/users/max"));
    assert_eq!(activity("h11").object_id(), Some(&uri("https://gone.example/users/ghost")));
    assert_eq!(activity("h13").target, Some(uri("https://gts.example/users/gwen")));
    assert_eq!(activity("h15").kind, ActivityKind::Announce);
    assert_eq!(activity("h16").object().and_then(Item::activity).unwrap().kind, ActivityKind::Follow);
}

#[test]
fn fetched_documents_must_be_what_was_asked_for() {
    let eve = actor("h19");
    assert!(eve.keys.is_empty(), "a key of another owner is not the actor's");
    let note = parse::object(&bytes("h20")).unwrap();
    let from = uri("https://mallory.example/notes/20");
    assert_eq!(origin::check_fetched(note.id.as_ref().unwrap(), &from), Err(OriginError::NotAsFetched));
    assert!(
        !origin::is_activity_json("application/json") && !origin::is_activity_json("application/ld+json")
    );
    assert!(parse::object(&bytes("h21")).is_ok(), "only its media type gives this one away");
}

#[test]
fn hostile_html_and_addresses_come_out_harmless() {
    let post = post("h23");
    for part in ["script", "onerror", "onclick", "iframe", "<svg", "<style", "<form", "javascript:"] {
        assert!(!post.content.contains(part), "{part} in {}", post.content);
    }
    assert!(post.content.contains("hi") && post.content.contains("ok"));
    assert_eq!(post.summary, "cw");

    let post = self::post("h24");
    assert_eq!(post.url, None);
    assert_eq!(post.attachments.len(), 1);
    assert_eq!(post.attachments[0].url, "https://mallory.example/ok.png");
    assert_eq!((post.mentions.len(), post.emoji.len()), (1, 0));
    assert_eq!((post.hashtags[0].key.as_str(), post.hashtags[0].href.as_ref()), ("ok", None));

    let post = self::post("h25");
    assert!(!post.content.contains(['\u{0}', '\u{202e}', '\u{ffff}']));
    assert!(!post.summary.contains(['\u{0}', '\u{202e}']));
}

#[test]
fn odd_shapes_are_read_or_refused_but_never_public_by_accident() {
    let nothing = post("h26");
    assert_eq!((visibility(&nothing), nothing.content.as_str()), (Visibility::Direct, ""));
    assert!(nothing.audience.is_empty());

    let single = post("h27");
    assert_eq!(visibility(&single), Visibility::Public);
    assert_eq!((single.attachments.len(), single.mentions.len()), (1, 1));
    assert_eq!(single.url, Some(uri("https://mallory.example/@mallory/27")));
    assert_eq!(single.in_reply_to, Some(uri(POST_1)));

    assert_eq!(parse::activity(&bytes("h28")), Err(ParseError::Bad("content")));
    assert_eq!(visibility(&post("h29")), Visibility::Public);
    let remapped = post("h30");
    assert_eq!(visibility(&remapped), Visibility::Direct);
    assert_eq!(remapped.author, Some(uri("https://mallory.example/users/mallory")));
}

#[test]
fn what_cannot_be_read_safely_is_refused() {
    assert_eq!(parse::document(&bytes("h31")), Err(ParseError::Reshaped));
    assert_eq!(parse::document(&bytes("h33")), Err(ParseError::TooLarge));
    assert_eq!(parse::document(&bytes("h34")), Err(ParseError::TooDeep));
    assert_eq!(parse::document(&bytes("h45")), Err(ParseError::NotUtf8));
    let doubled = activity("h46");
    assert_eq!(doubled.actor, uri("https://masto.example/users/max"), "the last of repeated keys counts");
    assert!(parse::actor(&bytes("h48")).is_err());
    let mut with_inbox: Value = serde_json::from_slice(&bytes("h48")).unwrap();
    with_inbox["inbox"] = "https://mallory.example/users/bad/inbox".into();
    assert_eq!(parse::actor(with_inbox.to_string().as_bytes()), Err(ParseError::Bad("preferredUsername")));
}

#[test]
fn floods_are_capped() {
    let post = self::post("h32");
    assert!(post.mentions.len() <= 50 && post.hashtags.len() <= 100 && post.emoji.len() <= 100);
    let page = parse::collection(&bytes("h35")).unwrap();
    assert_eq!(page.next, page.id, "a caller sees that the page names itself");
    assert_eq!(page.items.len(), 8);
    let poll = self::post("h41").poll.unwrap();
    assert!(poll.closed && poll.voters.is_none() && poll.options.len() <= 500);
    assert!(poll.options.iter().all(|option| option.votes == 0 && !option.title.is_empty()));
}

#[test]
fn dates_and_hosts_are_read_but_not_believed() {
    let post = self::post("h37");
    assert_eq!(
        (post.published.unwrap().to_rfc3339().as_str(), post.updated),
        ("9999-12-31T23:59:59+00:00", None)
    );
    let hosts: Vec<_> = self::post("h39").attachments.iter().map(|media| media.url.host()).collect();
    assert!(hosts.contains(&"cdn.mallory.example".to_owned()));
    assert!(!hosts.iter().any(|host| host.contains('@')));
    let homograph = actor("h40");
    assert_eq!(homograph.id.host(), "xn--msto-53d.example");
    assert_eq!(homograph.id, uri("https://xn--msto-53d.example/users/max"));
}

#[test]
fn unknown_documents_are_no_errors() {
    let document = parse::document(br#"{"type":"Review","id":"https://book.example/r/1"}"#).unwrap();
    assert!(matches!(document, Document::Unknown { kind, .. } if kind == "Review"));
    let create = parse::activity(
        br#"{"type":"Create","actor":"https://a.example/u","object":{"type":"ChatMessage","id":"https://a.example/c"}}"#,
    );
    assert_eq!(create.unwrap().object_id(), Some(&uri("https://a.example/c")));
}
