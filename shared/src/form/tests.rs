use kinds::FilterAction;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{FormError, Tree, encode_pairs, from_form, from_json, parse_pairs};
use crate::params::{
    CreateApp, NotificationsQuery, PostStatus, RelationshipsQuery, SaveFilter, UpdateCredentials,
};

fn tree(form: &str) -> Result<Value, FormError> {
    Tree::parse(form.as_bytes()).map(Tree::into_value)
}

#[test]
fn brackets_make_trees() {
    for (form, value) in [
        ("", json!({})),
        ("a=1", json!({"a": "1"})),
        ("a", json!({"a": ""})),
        ("a=1&a=2", json!({"a": ["1", "2"]})),
        ("a[]=1", json!({"a": ["1"]})),
        ("a[]=1&a[]=2", json!({"a": ["1", "2"]})),
        (
            "poll[options][]=x&poll[options][]=y&poll[multiple]=1",
            json!({"poll": {"options": ["x", "y"], "multiple": "1"}}),
        ),
        (
            "f[0][name]=a&f[0][value]=b&f[1][name]=c",
            json!({"f": {"0": {"name": "a", "value": "b"}, "1": {"name": "c"}}}),
        ),
        ("k[][w]=a&k[][i]=1&k[][w]=b", json!({"k": [{"w": "a", "i": "1"}, {"w": "b"}]})),
        ("k[][w][]=a&k[][w][]=b", json!({"k": [{"w": ["a", "b"]}]})),
        ("k[][w][x]=a&k[][w][x]=b", json!({"k": [{"w": {"x": "a"}}, {"w": {"x": "b"}}]})),
        (
            "a[b=1&[c]=2&d]=3&e[f]g=4&h[i[j]]=5",
            json!({"a[b": "1", "[c]": "2", "d]": "3", "e[f]g": "4", "h[i[j]]": "5"}),
        ),
        ("source%5Bprivacy%5D=a+b%20%C3%A9%25%zz%", json!({"source": {"privacy": "a b é%%zz%"}})),
    ] {
        assert_eq!(tree(form), Ok(value), "{form}");
    }
}

#[test]
fn a_name_cannot_be_value_and_group() {
    for form in ["a=1&a[b]=2", "a[b]=1&a=2", "a[]=1&a[b]=2", "a[b]=1&a[]=2"] {
        assert!(matches!(tree(form), Err(FormError::Conflict(_))), "{form}");
    }
}

#[test]
fn forms_are_bounded() {
    let deep = |brackets: usize| format!("a{}=1", "[b]".repeat(brackets));
    assert!(tree(&deep(7)).is_ok());
    assert_eq!(tree(&deep(8)), Err(FormError::TooDeep));
    assert!(tree(&"a[]=1&".repeat(1000)).is_ok());
    assert_eq!(tree(&"a[]=1&".repeat(1001)), Err(FormError::TooManyFields));
    assert_eq!(tree(&format!("a={}", "x".repeat(1024 * 1024))), Err(FormError::TooLarge));
    assert_eq!(tree("a=%ff"), Err(FormError::NotText));
}

proptest! {
    #[test]
    fn any_bytes_are_a_form_or_an_error(body: Vec<u8>, brackets in r"([ab=&%\[\]0+]|\[\]){0,40}") {
        for form in [body.as_slice(), brackets.as_bytes()] {
            if let Ok(tree) = Tree::parse(form) {
                let _ = from_form::<PostStatus>(tree.into_value());
            }
        }
    }

    #[test]
    fn any_pairs_read_back(pairs: Vec<(String, String)>) {
        let text = encode_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        prop_assert_eq!(parse_pairs(&text), Ok(pairs));
    }

    #[test]
    fn any_list_reads_back(items in prop::collection::vec(".*", 1..20)) {
        let text = encode_pairs(items.iter().map(|item| ("l[]", item.as_str())));
        prop_assert_eq!(tree(&text), Ok(json!({ "l": items })));
    }
}

#[test]
fn pairs_read_back() {
    let pairs = [("a[]", "b c&=+"), ("é", "%\u{0}🦣"), ("", "~*-._")];
    let text = encode_pairs(pairs);
    let owned: Vec<_> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    assert_eq!(parse_pairs(&text), Ok(owned));
}

#[test]
fn all_encodings_give_the_same_status() {
    let json = json!({
        "status": "Hello", "media_ids": ["1", 2], "sensitive": true, "visibility": "unlisted",
        "in_reply_to_id": "7", "scheduled_at": "2030-01-02T03:04:05Z", "unknown": {"a": 1},
        "poll": {"options": ["x", "y"], "expires_in": 300, "multiple": false},
    });
    let form = "status=Hello&media_ids[]=1&media_ids[]=2&sensitive=on&visibility=unlisted&in_reply_to_id=7\
        &scheduled_at=2030-01-02T03:04:05.000Z&unknown[a]=1\
        &poll[options][]=x&poll[options][]=y&poll[expires_in]=300&poll[multiple]=0";
    let from_json: PostStatus = from_json(json).unwrap();
    let from_form: PostStatus = from_form(tree(form).unwrap()).unwrap();
    assert_eq!(from_json, from_form);
    assert_eq!(from_form.poll.unwrap().expires_in, Some(300));
}

#[test]
fn empty_texts_are_absent_unless_a_text_is_wanted() {
    let form = "status=&spoiler_text=&media_ids[]=&in_reply_to_id=&sensitive=&visibility=&scheduled_at=\
        &poll[options][]=x&poll[options][]=&poll[expires_in]=";
    let read: PostStatus = from_form(tree(form).unwrap()).unwrap();
    let poll = read.poll.clone().unwrap();
    assert_eq!((poll.options, poll.expires_in), (vec!["x".to_owned(), String::new()], None));
    assert_eq!(
        PostStatus { poll: None, ..read },
        PostStatus {
            status: Some(String::new()),
            spoiler_text: Some(String::new()),
            media_ids: Some(Vec::new()),
            ..PostStatus::default()
        }
    );
}

#[test]
fn numbered_rows_are_a_list_in_number_order() {
    let form = "fields_attributes[10][name]=c&fields_attributes[2][name]=b&fields_attributes[2][value]=v\
        &fields_attributes[0][name]=a&source[privacy]=private&locked=1&locked=0";
    let read: UpdateCredentials = from_form(tree(form).unwrap()).unwrap();
    let names: Vec<_> = read.fields_attributes.unwrap().into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(read.source.unwrap().privacy, Some(kinds::Visibility::Private));
    assert_eq!(read.locked, Some(false), "the last value counts");
}

#[test]
fn lists_of_ids_take_one_or_many_and_pass_over_unknown_ones() {
    for form in ["id=5", "id[]=5", "id[]=5&id[]=x&id[]="] {
        let read: RelationshipsQuery = from_form(tree(form).unwrap()).unwrap();
        assert_eq!(read.id, Some(vec![kinds::AccountId(5)]), "{form}");
    }
    let read: NotificationsQuery = from_form(tree("types[]=poll&types[]=circle").unwrap()).unwrap();
    assert_eq!(read.types, Some(vec![kinds::NotificationKind::Poll]));
}

#[test]
fn redirect_uris_are_lines_or_a_list() {
    let lines = json!({"client_name": "a", "redirect_uris": "https://a.example/\nb://c"});
    let list = json!({"client_name": "a", "redirect_uris": ["https://a.example/", "b://c"]});
    let read: CreateApp = from_json(lines).unwrap();
    assert_eq!(read.redirect_uris, ["https://a.example/", "b://c"]);
    assert_eq!(from_json::<CreateApp>(list).unwrap(), read);
}

#[test]
fn an_empty_end_is_not_the_same_as_none_and_unknown_actions_are_warnings() {
    let form = |form| from_form::<SaveFilter>(tree(form).unwrap()).unwrap();
    assert_eq!(form("title=a").expires_in, None);
    assert_eq!(form("expires_in=").expires_in, Some(None));
    assert_eq!(form("expires_in=60").expires_in, Some(Some(60)));
    assert_eq!(from_json::<SaveFilter>(json!({"expires_in": null})).unwrap().expires_in, Some(None));
    assert_eq!(form("filter_action=hide").filter_action, Some(FilterAction::Hide));
    assert_eq!(form("filter_action=explode").filter_action, Some(FilterAction::Warn));
    assert_eq!(form("filter_action=").filter_action, None);
    let words = form("keywords_attributes[][keyword]=a&keywords_attributes[][_destroy]=1");
    let words = words.keywords_attributes.unwrap();
    assert_eq!((words[0].keyword.as_deref(), words[0].destroy), (Some("a"), Some(true)));
}

#[test]
fn errors_name_the_field() {
    let json = |value| from_json::<PostStatus>(value).unwrap_err().to_string();
    assert_eq!(json(json!({"status": 5})), "status: expected a text");
    assert_eq!(json(json!({"status": ["a"]})), "status: expected a text");
    assert_eq!(json(json!({"sensitive": "maybe"})), "sensitive: expected true or false");
    assert_eq!(
        json(json!({"poll": {"options": ["a"], "expires_in": "1d"}})),
        "poll[expires_in]: expected a whole number"
    );
    assert_eq!(json(json!({"poll": {"options": ["a", 5]}})), "poll[options][1]: expected a text");
    assert_eq!(json(json!({"poll": {}})), "poll: missing field `options`");
    assert_eq!(json(json!({"media_ids": true})), "media_ids: expected a list");
    assert!(json(json!({"visibility": "circle"})).starts_with("visibility: unknown variant `circle`"));
    assert_eq!(json(json!([])), "expected an object");
}

#[test]
fn numbers_are_read_from_text_within_their_range() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Numbers {
        small: u8,
        ratio: f64,
    }
    let read = |form| from_form::<Numbers>(tree(form).unwrap());
    assert_eq!(read("small=255&ratio=-0.5"), Ok(Numbers { small: 255, ratio: -0.5 }));
    assert_eq!(read("small=256&ratio=1").unwrap_err().field, "small");
    assert_eq!(read("small=1&ratio=NaN").unwrap_err().field, "ratio");
    assert_eq!(read("small=&ratio=1").unwrap_err().field, "small");
}
