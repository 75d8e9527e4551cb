//! Documents with any field replaced by anything: refused or read, never a panic, and never wider
//! than what they say.

use proptest::prelude::*;
use protocol::{parse, vocab::Item};
use serde_json::{Value, json};

/// Values that turn up where they should not.
fn odd_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!("https://a.example/x")),
        Just(json!("as:Public")),
        Just(json!({"type": "Link", "href": "https://a.example/x"})),
        Just(json!({"@value": "x"})),
        Just(json!({"0": "https://a.example/x", "type": []})),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("id|type|url|href|name|items|[a-z]{1,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

const FIELDS: &[&str] = &[
    "id",
    "type",
    "actor",
    "attributedTo",
    "content",
    "contentMap",
    "summary",
    "name",
    "url",
    "tag",
    "attachment",
    "icon",
    "image",
    "published",
    "inReplyTo",
    "oneOf",
    "endTime",
    "closed",
    "quote",
    "quoteUri",
    "interactionPolicy",
    "replies",
    "likes",
    "source",
    "publicKey",
    "endpoints",
    "alsoKnownAs",
    "first",
    "orderedItems",
    "object",
    "target",
    "instrument",
    "mediaType",
    "location",
    "preferredUsername",
    "inbox",
    "webfinger",
    "bto",
    "audience",
    "language",
];

fn changed(mut document: Value, field: &str, value: Value) -> Value {
    if let Some(map) = document.as_object_mut() {
        map.insert(field.to_owned(), value);
    }
    document
}

proptest! {
    #[test]
    fn any_field_may_hold_anything(
        field in proptest::sample::select(FIELDS),
        other in proptest::sample::select(FIELDS),
        (value, second) in (odd_value(), odd_value()),
        kind in proptest::sample::select(vec!["Note", "Question", "Video", "Event", "Person", "Collection", "Announce"]),
    ) {
        let document = json!({
            "id": "https://a.example/1", "type": kind, "actor": "https://a.example/u", "attributedTo": "https://a.example/u",
            "preferredUsername": "u", "inbox": "https://a.example/i", "object": "https://b.example/1",
            "to": ["https://home.example/users/alice"],
        });
        let document = changed(changed(document, field, value), other, second);
        let _ = parse::document(document.to_string().as_bytes());
        let _ = parse::keys(document.to_string().as_bytes());
        let create = json!({"type": "Create", "actor": "https://a.example/u", "object": document});
        if let Ok(create) = parse::activity(create.to_string().as_bytes())
            && let Some(post) = create.object().and_then(Item::object)
        {
            // Neither `to` nor `cc` was touched: nothing else can make a post public.
            prop_assert!(!post.audience.public_to && !post.audience.public_cc);
        }
    }
}
