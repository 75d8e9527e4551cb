//! Every entity must keep the shape clients know: samples are read and written back, and come out
//! the same, from serde and (on the server) from the API document's own rendering.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::*;

#[cfg(not(feature = "openapi"))]
trait Documented {}
#[cfg(not(feature = "openapi"))]
impl<T> Documented for T {}

#[cfg(feature = "openapi")]
trait Documented: poem_openapi::types::ToJSON {}
#[cfg(feature = "openapi")]
impl<T: poem_openapi::types::ToJSON> Documented for T {}

#[track_caller]
fn keeps<T: Serialize + DeserializeOwned + Documented>(sample: Value) {
    let entity: T = serde_json::from_value(sample.clone()).unwrap();
    assert_eq!(serde_json::to_value(&entity).unwrap(), sample);
    #[cfg(feature = "openapi")]
    assert_eq!(entity.to_json(), Some(sample));
}

/// The object with some fields changed or added.
fn with(mut object: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    object.as_object_mut().unwrap().extend(changes);
    object
}

fn emoji() -> Value {
    json!({
        "shortcode": "phiomia", "url": "https://a.example/e.gif", "static_url": "https://a.example/e.png",
        "visible_in_picker": true, "category": null,
    })
}

fn account() -> Value {
    json!({
        "id": "111", "username": "ada", "acct": "ada@b.example", "url": null,
        "uri": "https://b.example/users/ada", "display_name": "Ada :phiomia:", "note": "<p>Hi</p>",
        "avatar": "https://a.example/a.gif", "avatar_static": "https://a.example/a.png",
        "avatar_description": "A face", "header": "https://a.example/h.gif",
        "header_static": "https://a.example/h.png", "header_description": "", "locked": false,
        "fields": [{"name": "Web", "value": "<a>x</a>", "verified_at": "2024-01-02T03:04:05.000Z"}],
        "emojis": [emoji()], "bot": false, "group": false, "discoverable": null, "indexable": true,
        "created_at": "2024-01-02T00:00:00.000Z", "last_status_at": "2024-02-29", "statuses_count": 3,
        "followers_count": 2, "following_count": 1, "hide_collections": null, "show_media": true,
        "show_media_replies": true, "show_featured": true,
        "roles": [{"id": "-99", "name": "Staff", "color": "#ff0000"}],
        "feature_approval": {"automatic": ["public"], "manual": [], "current_user": "missing"},
    })
}

fn full_account() -> Value {
    let changes = json!({
        "noindex": true, "moved": account(), "memorial": true, "suspended": true, "limited": true,
    });
    with(account(), changes)
}

fn status() -> Value {
    json!({
        "id": "5", "uri": "https://b.example/5", "created_at": "2024-01-02T03:04:05.678Z",
        "account": account(), "content": "<p>x</p>", "visibility": "unlisted", "sensitive": false,
        "spoiler_text": "", "media_attachments": [], "mentions": [], "tags": [], "emojis": [],
        "reblogs_count": 0, "favourites_count": 0, "quotes_count": 0, "replies_count": 0, "url": null,
        "in_reply_to_id": null, "in_reply_to_account_id": null, "reblog": null, "poll": null, "card": null,
        "language": null, "text": null, "edited_at": null, "quote": null,
        "quote_approval": {"automatic": ["followers"], "manual": ["public"], "current_user": "denied"},
        "tagged_collections": [], "local_only": false, "reactions": [],
        "reply_approval": {"automatic": ["followers"], "manual": [], "current_user": "unknown"},
    })
}

fn collection() -> Value {
    json!({
        "id": "8", "account_id": "111", "uri": "https://a.example/c/8", "url": null, "name": "Good",
        "description": "<p>d</p>", "language": "de", "local": true, "sensitive": false, "discoverable": true,
        "tag": {"name": "a", "url": "https://a.example/tags/a"}, "created_at": "2024-01-02T03:04:05.678Z",
        "updated_at": "2024-01-02T03:04:05.678Z", "item_count": 1,
        "items": [{"id": "9", "account_id": null, "state": "pending", "created_at": "2024-01-02T03:04:05.678Z"}],
    })
}

fn card() -> Value {
    json!({
        "url": "https://c.example/", "title": "t", "description": "d", "type": "link",
        "authors": [{"name": "n", "url": "", "account": account()}], "author_name": "", "author_url": "",
        "provider_name": "", "provider_url": "", "html": "", "width": 1200, "height": 630, "image": null,
        "embed_url": "", "blurhash": null, "missing_attribution": null, "published_at": null,
    })
}

fn full_status() -> Value {
    let changes = json!({
        "media_attachments": [{
            "id": "6", "type": "gifv", "url": null, "preview_url": null, "remote_url": null,
            "meta": {
                "focus": {"x": 0.5, "y": null}, "original": {"width": 640, "height": 480, "frame_rate": "30/1"},
                "small": {"width": 400, "height": 300, "size": "400x300", "aspect": 1.3333333},
                "duration": 2.5, "fps": 30, "colors": {"background": "#000000"},
            },
            "description": null, "blurhash": "LEHV6nWB",
        }],
        "application": {"name": "Web", "website": null},
        "mentions": [{"id": "1", "username": "b", "url": "https://a.example/@b", "acct": "b"}],
        "tags": [{"name": "a", "url": "https://a.example/tags/a"}],
        "emojis": [emoji()],
        "reblog": with(status(), json!({"quote": {"state": "accepted", "quoted_status_id": "4"}})),
        "quote": {"state": "revoked", "quoted_status": null},
        "poll": {
            "id": "3", "expires_at": null, "expired": false, "multiple": true, "votes_count": 2,
            "voters_count": null, "options": [{"title": "x", "votes_count": null}], "emojis": [],
            "voted": true, "own_votes": [0],
        },
        "card": card(),
        "favourited": true, "reblogged": false, "muted": false, "bookmarked": false, "pinned": false,
        "filtered": [{
            "filter": {
                "id": "2", "title": "Spoilers", "context": ["home", "thread"], "expires_at": null,
                "filter_action": "warn", "keywords": [{"id": "3", "keyword": "k", "whole_word": true}],
                "statuses": [{"id": "4", "status_id": "5"}],
            },
            "keyword_matches": ["k"], "status_matches": null,
        }],
        "tagged_collections": [collection()],
        "pleroma": {"bookmark_folder": "8"},
    });
    with(status(), changes)
}

#[test]
fn accounts_keep_their_shape() {
    keeps::<Account>(account());
    keeps::<Account>(full_account());
    keeps::<MutedAccount>(with(account(), json!({"mute_expires_at": null})));
    let source = json!({
        "attribution_domains": ["a.example"], "note": "Hi", "fields": [], "privacy": "private",
        "sensitive": false, "language": "", "follow_requests_count": 0, "hide_collections": null,
        "discoverable": true, "indexable": false, "quote_policy": "nobody", "reply_policy": "followers",
    });
    let role = json!({
        "id": "1", "name": "Owner", "color": "", "permissions": "1", "highlighted": true, "collection_limit": 10,
    });
    keeps::<CredentialAccount>(with(account(), json!({"source": source, "role": role})));
}

#[test]
fn statuses_keep_their_shape() {
    keeps::<Status>(status());
    keeps::<Status>(full_status());
    keeps::<Context>(json!({"ancestors": [status()], "descendants": []}));
    keeps::<StatusQuote>(json!({"state": "accepted", "quoted_status": status()}));
    keeps::<StatusOrScheduled>(full_status());
}

#[test]
fn a_shallow_quote_is_told_from_a_full_one() {
    let read = |value| serde_json::from_value::<StatusQuote>(value).unwrap();
    assert!(matches!(read(json!({"state": "deleted", "quoted_status": null})), StatusQuote::Full(_)));
    assert!(matches!(read(json!({"state": "deleted", "quoted_status_id": null})), StatusQuote::Shallow(_)));
}

#[test]
fn scheduled_statuses_keep_their_shape() {
    keeps::<StatusOrScheduled>(json!({
        "id": "1", "scheduled_at": "2030-01-02T03:04:05.000Z", "media_attachments": [],
        "params": {
            "text": "t", "poll": {"options": ["a", "b"], "expires_in": 300, "multiple": false, "hide_totals": false},
            "media_ids": ["5"], "sensitive": null, "spoiler_text": null, "visibility": "direct",
            "in_reply_to_id": null, "language": null, "application_id": 1, "scheduled_at": null,
            "idempotency": null, "with_rate_limit": false, "local_only": false, "reply_approval_policy": null,
        },
    }));
}

fn event() -> Value {
    json!({
        "id": "7", "type": "user_domain_block", "purged": false, "target_name": "bad.example",
        "followers_count": 1, "following_count": 2, "created_at": "2024-01-02T03:04:05.678Z",
    })
}

#[test]
fn notifications_keep_their_shape() {
    let plain = json!({
        "id": "34975861", "type": "admin.sign_up", "group_key": "ungrouped-34975861",
        "created_at": "2024-01-02T03:04:05.678Z", "account": account(),
    });
    keeps::<Notification>(plain.clone());
    let report = json!({
        "id": "4", "action_taken": false, "action_taken_at": null, "category": "violation", "comment": "",
        "forwarded": false, "created_at": "2024-01-02T03:04:05.678Z", "status_ids": ["5"],
        "collection_ids": null, "rule_ids": ["1"], "target_account": account(),
    });
    let warning = json!({
        "id": "3", "action": "mark_statuses_as_sensitive", "text": "", "status_ids": null,
        "target_account": account(), "appeal": {"text": "no", "state": "pending"},
        "created_at": "2024-01-02T03:04:05.678Z",
    });
    let changes = json!({
        "type": "added_to_collection", "status": full_status(), "report": report, "event": event(),
        "moderation_warning": warning, "collection": collection(),
        "fallback": {"title": "t", "summary": null, "details": null},
    });
    keeps::<Notification>(with(plain, changes));
}

#[test]
fn grouped_notifications_keep_their_shape() {
    keeps::<GroupedNotificationsResults>(json!({
        "accounts": [account()],
        "partial_accounts": [{
            "id": "1", "acct": "a", "url": "", "avatar": "", "avatar_static": "", "avatar_description": "",
            "locked": false, "bot": false,
        }],
        "statuses": [status()],
        "notification_groups": [{
            "group_key": "favourite-5-1", "notifications_count": 3, "type": "favourite",
            "most_recent_notification_id": "9", "page_min_id": "7", "page_max_id": "9",
            "latest_page_notification_at": "2024-01-02T03:04:05.678Z", "sample_account_ids": ["111"],
            "status_id": "5",
        }],
    }));
}

fn rule() -> Value {
    json!({"id": "1", "text": "Be kind", "hint": "", "translations": {"de": {"text": "Seid nett", "hint": ""}}})
}

#[test]
fn instances_keep_their_shape() {
    let access = json!({"local": "public", "remote": "authenticated"});
    let configuration = json!({
        "urls": {
            "streaming": "wss://a.example", "status": null, "about": "https://a.example/about",
            "privacy_policy": null, "terms_of_service": null,
        },
        "vapid": {"public_key": "B"},
        "accounts": {
            "max_display_name_length": 40, "max_note_length": 500, "max_avatar_description_length": 150,
            "max_header_description_length": 150, "max_featured_tags": 10, "max_pinned_statuses": 5,
            "max_profile_fields": 4, "profile_field_name_limit": 255, "profile_field_value_limit": 255,
        },
        "statuses": {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23},
        "media_attachments": {
            "supported_mime_types": ["image/png"], "description_limit": 10000, "image_size_limit": 16777216,
            "image_matrix_limit": 33177600, "video_size_limit": 103809024, "video_frame_rate_limit": 120,
            "video_matrix_limit": 8294400,
        },
        "polls": {"max_options": 4, "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 2629746},
        "translation": {"enabled": false},
        "timelines_access": {"live_feeds": access, "hashtag_feeds": access, "trending_link_feeds": access},
        "limited_federation": false, "extensions": ["local_only_posts"],
    });
    keeps::<Instance>(json!({
        "domain": "a.example", "title": "A", "version": "4.6.0", "source_url": "https://a.example/source",
        "description": "", "wrapstodon": null, "usage": {"users": {"active_month": 1}},
        "thumbnail": {
            "url": "https://a.example/t.png", "description": "", "blurhash": "L", "versions": {"@1x": "1", "@2x": "2"},
        },
        "icon": [{"src": "https://a.example/i.png", "size": "48x48"}], "languages": ["en"],
        "configuration": configuration,
        "registrations": {
            "enabled": true, "approval_required": false, "message": null, "min_age": null,
            "reason_required": null, "url": null,
        },
        "api_versions": {"mastodon": 11}, "contact": {"email": "a@a.example", "account": account()},
        "rules": [rule()],
    }));
}

#[test]
fn the_old_instance_keeps_its_shape() {
    keeps::<V1Instance>(json!({
        "uri": "a.example", "title": "A", "short_description": "", "description": "", "email": "", "version": "4.6.0",
        "urls": {"streaming_api": "wss://a.example"},
        "stats": {"user_count": 1, "status_count": 2, "domain_count": 3}, "thumbnail": null, "languages": ["en"],
        "registrations": true, "approval_required": false, "invites_enabled": true,
        "configuration": {
            "accounts": {"max_featured_tags": 10},
            "statuses": {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23},
            "media_attachments": {
                "supported_mime_types": [], "image_size_limit": 1, "image_matrix_limit": 1, "video_size_limit": 1,
                "video_frame_rate_limit": 1, "video_matrix_limit": 1,
            },
            "polls": {"max_options": 4, "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 9},
        },
        "contact_account": null, "rules": [rule()],
    }));
}

#[test]
fn names_with_colons_dots_and_spread_objects_are_kept() {
    keeps::<Preferences>(json!({
        "posting:default:quote_policy": "public", "posting:default:reply_policy": "following",
        "reading:autoplay:gifs": false,
        "posting:default:visibility": "public", "posting:default:sensitive": false,
        "posting:default:language": null, "reading:expand:media": "show_all", "reading:expand:spoilers": true,
    }));
    keeps::<WebPushSubscription>(json!({
        "id": "1", "endpoint": "https://p.example/", "standard": true, "server_key": "B", "policy": "follower",
        "alerts": {
            "mention": true, "status": true, "reblog": true, "follow": true, "follow_request": true,
            "favourite": true, "poll": true, "update": true, "quote": true, "quoted_update": true,
            "admin.sign_up": false, "admin.report": false,
        },
    }));
    let history = json!({"history": [{"day": "1704153600", "uses": "3", "accounts": "2"}]});
    keeps::<TrendsLink>(with(card(), history));
    keeps::<CredentialApplication>(json!({
        "id": "1", "name": "App", "website": null, "scopes": ["read"], "redirect_uris": ["a://b"],
        "redirect_uri": "a://b", "vapid_key": "B", "client_id": "c", "client_secret": "s",
        "client_secret_expires_at": 0,
    }));
    keeps::<Error>(json!({
        "error": "Validation failed", "details": {"email": [{"error": "ERR_TAKEN", "description": "is taken"}]},
    }));
    keeps::<Empty>(json!({}));
}

#[test]
fn a_status_that_was_written_before_shows_what_has_changed() {
    let plain = with(status(), json!({ "favourited": false, "reblogged": false, "muted": false }));
    let plain = with(plain, json!({ "bookmarked": false, "filtered": [] }));
    let first: Status = serde_json::from_value(plain.clone()).unwrap();
    let first = Status { written: Some(std::sync::Arc::default()), ..first };
    let json = |status: &Status| serde_json::to_value(status).unwrap();
    assert_eq!((json(&first), json(&first)), (plain.clone(), plain.clone()), "twice the same");

    let favourited = Status { favourited: Some(true), ..first.clone() };
    assert_eq!(json(&favourited), with(plain.clone(), json!({ "favourited": true })));
    // Bookmarked or not: a folder is the viewer's alone.
    let pleroma = Some(StatusPleroma { bookmark_folder: kinds::BookmarkFolderId(7) });
    let kept = Status { pleroma, ..first.clone() };
    assert_eq!(json(&kept), with(plain.clone(), json!({ "pleroma": { "bookmark_folder": "7" } })));
    let renamed = Account { display_name: "Ada L.".to_owned(), ..(*first.account).clone() };
    let renamed = Status { account: std::sync::Arc::new(renamed), ..first.clone() };
    assert_eq!(json(&renamed)["account"]["display_name"], "Ada L.");
    let open = Status { reply_approval: ReplyApproval::default(), ..first.clone() };
    assert_eq!(json(&open)["reply_approval"]["current_user"], "automatic");
    assert_eq!(json(&first), plain, "and the first is still itself");
}
