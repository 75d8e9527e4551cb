//! What is built is what other software expects (snapshots), and what our own reader understands.

use kinds::Visibility;

use super::*;
use crate::{
    Uri, parse,
    vocab::{ActivityKind, ActorKind, Item},
    webfinger,
};

const AUTHOR: &str = "https://home.example/users/alice";
const BOB: &str = "https://remote.example/users/bob";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn post(visibility: Visibility) -> NoteDoc {
    NoteDoc {
        id: format!("{AUTHOR}/statuses/1"),
        url: "https://home.example/@alice/1".into(),
        author: AUTHOR.into(),
        followers: format!("{AUTHOR}/followers"),
        content: "<p>hello</p>".into(),
        language: Some("en".into()),
        summary: None,
        sensitive: false,
        visibility,
        published: at("2026-03-10T12:00:00.123Z"),
        updated: None,
        in_reply_to: None,
        conversation: Some("https://home.example/contexts/1".into()),
        context: Some("https://home.example/contexts/1".into()),
        mentions: vec![MentionDoc { href: BOB.into(), name: "@bob@remote.example".into() }],
        hashtags: Vec::new(),
        emoji: Vec::new(),
        attachments: Vec::new(),
        poll: None,
        quote: None,
        quote_policy: None,
        reply_policy: None,
        likes: 0,
        shares: 0,
    }
}

fn full_post() -> NoteDoc {
    NoteDoc {
        summary: Some("a warning".into()),
        sensitive: true,
        updated: Some(at("2026-03-10T13:00:00Z")),
        in_reply_to: Some("https://remote.example/1".into()),
        hashtags: vec![HashtagDoc { name: "Clocks".into(), href: "https://home.example/tags/clocks".into() }],
        emoji: vec![EmojiDoc {
            id: "https://home.example/emojis/1".into(),
            shortcode: "duck".into(),
            url: "https://home.example/media/duck.png".into(),
            media_type: "image/png".into(),
            updated: at("2026-01-01T00:00:00Z"),
        }],
        attachments: vec![AttachmentDoc {
            url: "https://home.example/media/1.jpg".into(),
            media_type: "image/jpeg".into(),
            description: Some("a clock".into()),
            blurhash: Some("LEHV6nWB2yk8pyo0adR*.7kCMdnj".into()),
            focus: Some((-0.5, 0.25)),
            width: Some(1200),
            height: Some(800),
            duration: None,
            thumbnail: None,
        }],
        poll: Some(PollDoc {
            options: vec![("tea".into(), 1), ("coffee".into(), 2)],
            multiple: true,
            ends_at: Some(at("2030-01-01T00:00:00Z")),
            closed: None,
            voters: 3,
        }),
        quote: Some(QuoteDoc {
            id: "https://remote.example/2".into(),
            url: "https://remote.example/@bob/2".into(),
            authorization: Some("https://remote.example/stamps/1".into()),
        }),
        quote_policy: Some(PolicyDoc { automatic: vec![crate::vocab::PUBLIC.into()], manual: Vec::new() }),
        reply_policy: Some(PolicyDoc { automatic: vec![AUTHOR.into()], manual: Vec::new() }),
        ..post(Visibility::Public)
    }
}

fn alice() -> ActorDoc {
    ActorDoc {
        id: AUTHOR.into(),
        kind: ActorKind::Person,
        username: "alice".into(),
        webfinger: "alice@home.example".into(),
        url: "https://home.example/@alice".into(),
        inbox: format!("{AUTHOR}/inbox"),
        shared_inbox: "https://home.example/inbox".into(),
        outbox: format!("{AUTHOR}/outbox"),
        followers: format!("{AUTHOR}/followers"),
        following: format!("{AUTHOR}/following"),
        featured: format!("{AUTHOR}/collections/featured"),
        featured_tags: format!("{AUTHOR}/collections/tags"),
        name: "Alice".into(),
        summary: "<p>hi</p>".into(),
        icon: Some(ImageDoc {
            url: "https://home.example/media/a.jpg".into(),
            media_type: "image/jpeg".into(),
            description: Some("a face".into()),
        }),
        image: None,
        locked: true,
        discoverable: true,
        indexable: false,
        memorial: false,
        suspended: false,
        published: at("2025-01-02T03:04:05Z"),
        also_known_as: vec!["https://old.example/users/alice".into()],
        moved_to: None,
        attribution_domains: vec!["news.example".into()],
        fields: vec![("web".into(), "<a href=\"https://alice.example\" rel=\"me\">x</a>".into())],
        emoji: Vec::new(),
        hashtags: Vec::new(),
        key_id: format!("{AUTHOR}#main-key"),
        public_key_pem: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n".into(),
    }
}

fn bytes(document: &Value) -> Vec<u8> {
    document.to_string().into_bytes()
}

#[test]
fn documents_have_the_known_shapes() {
    let mut settings = insta::Settings::clone_current();
    settings.set_sort_maps(true);
    let _guard = settings.bind_to_scope();
    let create = format!("{AUTHOR}/statuses/1/activity");
    let follow_bob = follow("https://home.example/f/1", AUTHOR, BOB);
    insta::assert_json_snapshot!("actor", actor(&alice()));
    insta::assert_json_snapshot!("create", self::create(&create, &post(Visibility::Public)));
    insta::assert_json_snapshot!("update_question", update_note("https://home.example/u/1", &full_post()));
    insta::assert_json_snapshot!(
        "delete",
        delete(&format!("{AUTHOR}/statuses/1#delete"), AUTHOR, &create, post(Visibility::Public).addresses())
    );
    insta::assert_json_snapshot!("accept", accept("https://home.example/a/1", BOB, follow_bob.clone()));
    insta::assert_json_snapshot!("undo_follow", undo("https://home.example/f/1/undo", AUTHOR, follow_bob));
    insta::assert_json_snapshot!(
        "flag",
        flag(
            "https://home.example/r/1",
            "https://home.example/actor",
            BOB,
            &["https://remote.example/1".into()],
            "spam"
        )
    );
    insta::assert_json_snapshot!(
        "jrd",
        jrd(&JrdDoc {
            handle: "alice@home.example".into(),
            actor: AUTHOR.into(),
            profile: "https://home.example/@alice".into(),
            subscribe: Some("https://home.example/authorize_interaction?uri={uri}".into()),
            avatar: None,
        })
    );
    insta::assert_json_snapshot!(
        "node_info",
        node_info(
            &NodeInfoDoc { version: "0.1.0".into(), name: "Home".into(), ..NodeInfoDoc::default() },
            true
        )
    );
    insta::assert_snapshot!("host_meta", host_meta("https://home.example"));
}

#[test]
fn an_actor_reads_back() {
    let read = parse::actor(&bytes(&actor(&alice()))).unwrap();
    assert_eq!(read.id.as_str(), AUTHOR);
    assert_eq!(read.webfinger.unwrap().to_string(), "alice@home.example");
    assert_eq!(read.shared_inbox.unwrap().as_str(), "https://home.example/inbox");
    assert!(read.locked && read.discoverable && !read.suspended);
    assert_eq!((read.fields.len(), read.keys.len(), read.attribution_domains.len()), (1, 1, 1));
    assert_eq!(read.icon.unwrap().description.as_deref(), Some("a face"));

    let suspended = ActorDoc { suspended: true, ..alice() };
    let read = parse::actor(&bytes(&actor(&suspended))).unwrap();
    assert!(read.suspended && read.icon.is_none() && read.fields.is_empty() && read.keys.len() == 1);

    let instance = InstanceActorDoc {
        id: "http://127.0.0.1:3001/actor".into(),
        username: "127.0.0.1:3001".into(),
        url: "http://127.0.0.1:3001/about".into(),
        inbox: "http://127.0.0.1:3001/actor/inbox".into(),
        shared_inbox: "http://127.0.0.1:3001/inbox".into(),
        outbox: "http://127.0.0.1:3001/actor/outbox".into(),
        key_id: "http://127.0.0.1:3001/actor#main-key".into(),
        public_key_pem: "x".into(),
    };
    assert_eq!(parse::actor(&bytes(&instance_actor(&instance))).unwrap().kind, ActorKind::Application);
}

#[test]
fn every_visibility_reads_back() {
    let followers = Uri::parse(&format!("{AUTHOR}/followers")).unwrap();
    for &visibility in Visibility::ALL {
        let read = parse::activity(&bytes(&create("https://home.example/c/1", &post(visibility)))).unwrap();
        let note = read.object().and_then(Item::object).unwrap();
        assert_eq!(note.audience.visibility(Some(&followers)), visibility);
        assert_eq!(read.audience, note.audience);
        assert!(note.audience.addresses(&Uri::parse(BOB).unwrap()));
    }
}

#[test]
fn a_full_post_reads_back() {
    let read = parse::activity(&bytes(&update_note("https://home.example/u/1", &full_post()))).unwrap();
    let note = read.object().and_then(Item::object).unwrap();
    assert_eq!((note.summary.as_str(), note.language.as_deref()), ("a warning", Some("en")));
    assert_eq!(note.poll.as_ref().unwrap().options[1].votes, 2);
    assert_eq!(
        note.quote.as_ref().unwrap().authorization.as_ref().unwrap().as_str(),
        "https://remote.example/stamps/1"
    );
    assert_eq!(note.attachments[0].focus, Some((-0.5, 0.25)));
    assert_eq!((note.mentions.len(), note.hashtags.len(), note.emoji.len()), (1, 1, 1));
    assert_eq!(note.in_reply_to.as_ref().unwrap().as_str(), "https://remote.example/1");
    assert!(note.interaction_policy.can_quote.as_ref().unwrap().automatic.public);
    assert_eq!(note.interaction_policy.can_reply.as_ref().unwrap().automatic.ids[0].as_str(), AUTHOR);
    assert!(note.content.starts_with("<p class=\"quote-inline\">RE: "));
    assert_eq!(note.updated, Some(at("2026-03-10T13:00:00Z")));
}

#[test]
fn activities_read_back() {
    let object = "https://remote.example/1";
    let boost = announce(&Announce {
        id: "https://home.example/b/1".into(),
        actor: AUTHOR.into(),
        followers: format!("{AUTHOR}/followers"),
        object: object.into(),
        author: BOB.into(),
        visibility: Visibility::Public,
        published: at("2026-03-10T12:00:00Z"),
    });
    let follow = follow("https://home.example/f/1", AUTHOR, BOB);
    for (document, kind) in [
        (boost.clone(), ActivityKind::Announce),
        (like("https://home.example/l/1", AUTHOR, object, BOB), ActivityKind::Like),
        (block("https://home.example/k/1", AUTHOR, BOB), ActivityKind::Block),
        (follow.clone(), ActivityKind::Follow),
        (move_to("https://home.example/m/1", AUTHOR, BOB, "https://home.example/f"), ActivityKind::Move),
        (add("https://home.example/p/1", AUTHOR, "https://home.example/f", object, BOB), ActivityKind::Add),
        (
            remove("https://home.example/p/2", AUTHOR, "https://home.example/f", object, BOB),
            ActivityKind::Remove,
        ),
        (delete_actor("https://home.example/d/1", AUTHOR), ActivityKind::Delete),
        (update_actor("https://home.example/u/2", AUTHOR, actor(&alice())), ActivityKind::Update),
    ] {
        let read = parse::activity(&bytes(&document)).unwrap();
        assert_eq!((&read.kind, read.actor.as_str()), (&kind, AUTHOR));
        assert!(read.object_id().is_some(), "{kind:?}");
    }
    let undo = parse::activity(&bytes(&undo("https://home.example/b/1/undo", AUTHOR, boost))).unwrap();
    assert!(undo.audience.public_to);
    assert_eq!(undo.object().and_then(Item::activity).unwrap().object_id().unwrap().as_str(), object);
    let reject = parse::activity(&bytes(&reject("https://remote.example/x", BOB, follow))).unwrap();
    assert_eq!(reject.object().and_then(Item::activity).unwrap().actor.as_str(), AUTHOR);
    let vote = vote("https://home.example/v/1", AUTHOR, object, BOB, "tea");
    assert!(parse::object(&bytes(&vote)).unwrap().is_vote());
}

#[test]
fn collections_and_discovery_read_back() {
    let page = ordered_page(Page {
        id: "https://home.example/o?page=1".into(),
        part_of: "https://home.example/o".into(),
        total: Some(3),
        next: Some("https://home.example/o?page=2".into()),
        prev: None,
        items: vec!["https://home.example/1".into()],
        ordered: true,
    });
    let read = parse::collection(&bytes(&page)).unwrap();
    assert!(read.page && read.next.is_some());
    assert_eq!((read.items.len(), read.total), (1, Some(3)));
    let whole = ordered_collection("https://home.example/o", 3, Some("https://home.example/o?page=1"), None);
    assert!(parse::collection(&bytes(&whole)).unwrap().first.is_some());
    assert_eq!(
        parse::collection(&bytes(&ordered_items("https://home.example/p", Vec::new()))).unwrap().total,
        Some(0)
    );

    let jrd = jrd(&JrdDoc {
        handle: "alice@home.example".into(),
        actor: AUTHOR.into(),
        profile: "https://home.example/@alice".into(),
        subscribe: Some("https://home.example/authorize_interaction?uri={uri}".into()),
        avatar: Some(("https://home.example/a.png".into(), "image/png".into())),
    });
    let read = webfinger::parse(&bytes(&jrd)).unwrap();
    assert_eq!(read.actor.unwrap().as_str(), AUTHOR);
    assert!(read.subscribe.is_some());
    assert_eq!(
        webfinger::template_from_host_meta(&host_meta("https://home.example")).as_deref(),
        Some("https://home.example/.well-known/webfinger?resource={uri}")
    );
    assert_eq!(
        node_info_links("https://home.example", "https://home.example/actor")["links"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert!(
        node_info(&NodeInfoDoc { repository: Some("x".into()), ..NodeInfoDoc::default() }, false)["software"]
            .get("repository")
            .is_none()
    );
}
