"""Every list that the library offers, read to its end and up again by the links that pages carry."""

import datetime
import types

import pytest

from conftest import run
from entities import check
from waiting import eventually

# Entries of each list, and of a page: the last page is not full.
MANY, PAGE = 5, 2
TAG = f"every{run}"


@pytest.fixture(scope="module")
def world(person, picture):
    """A star whose every list has entries, by mates, people who ask to follow, and foes."""
    star = person("star")
    me = star.me()
    star.account_update_credentials(discoverable=True)
    mates, askers, foes = [[person(kind) for _ in range(MANY)] for kind in ("mate", "asker", "foe")]
    post = star.status_post(f"Mine #{TAG}")
    list = star.list_create("Friends")
    for number, mate in enumerate(mates):
        account = mate.account_update_credentials(discoverable=True)
        mate.account_follow(me)
        star.account_follow(account)
        star.list_accounts_add(list, [account.id])
        mate.status_favourite(post)
        mate.status_reblog(post)
        mate.status_post(f"@{me.acct} a word", visibility="direct")
        theirs = mate.status_post(f"Theirs #{TAG}", quoted_status_id=post)
        star.status_favourite(theirs)
        star.status_bookmark(theirs)
        star.status_reblog(theirs)
        star.status_reply(theirs, f"Well said #{TAG}{number}")
        media = star.media_post(picture(), "image/png")
        star.status_pin(star.status_post(f"Seen #{TAG}", media_ids=[media]))
        star.tag_follow(f"{TAG}{number}")
        star.domain_block(f"far{number}.example")
        star.status_post("Later", scheduled_at=datetime.datetime.now() + datetime.timedelta(days=1 + number))
        star.collection_create(f"Collection {number}")
        mate.collection_create("Stars", account_ids=[me.id])
    star.account_update_credentials(locked=True)
    for asker, foe in zip(askers, foes):
        asker.account_follow(me)
        asker.status_post(f"@{me.acct} let me in", visibility="direct")
        account = foe.me()
        star.account_mute(account)
        star.account_block(account)
    eventually(lambda: len(star.timeline_home(limit=40)) >= 4 * MANY)
    return types.SimpleNamespace(star=star, me=me, post=post, list=list)


# What is asked for a page, and how many entries there are; without a number the list has entries of others, too.
LISTS = {
    "home": (lambda world, **at: world.star.timeline_home(**at), None),
    "local": (lambda world, **at: world.star.timeline_local(**at), None),
    "public": (lambda world, **at: world.star.timeline_public(**at), None),
    "public, media only": (lambda world, **at: world.star.timeline_public(only_media=True, **at), None),
    "hashtag": (lambda world, **at: world.star.timeline_hashtag(TAG, **at), 2 * MANY + 1),
    "list": (lambda world, **at: world.star.timeline_list(world.list, **at), None),
    "statuses": (lambda world, **at: world.star.account_statuses(world.me, **at), 3 * MANY + 1),
    "statuses, pinned": (lambda world, **at: world.star.account_statuses(world.me, pinned=True, **at), MANY),
    "statuses, media": (lambda world, **at: world.star.account_statuses(world.me, only_media=True, **at), MANY),
    "statuses, no replies": (
        lambda world, **at: world.star.account_statuses(world.me, exclude_replies=True, **at),
        2 * MANY + 1,
    ),
    "statuses, no boosts": (
        lambda world, **at: world.star.account_statuses(world.me, exclude_reblogs=True, **at),
        2 * MANY + 1,
    ),
    "statuses, tagged": (lambda world, **at: world.star.account_statuses(world.me, tagged=TAG, **at), MANY + 1),
    "favourites": (lambda world, **at: world.star.favourites(**at), MANY),
    "bookmarks": (lambda world, **at: world.star.bookmarks(**at), MANY),
    "quotes": (lambda world, **at: world.star.status_quotes(world.post, **at), MANY),
    "scheduled": (lambda world, **at: world.star.scheduled_statuses(**at), MANY),
    "conversations": (lambda world, **at: world.star.conversations(**at), MANY),
    "notifications": (lambda world, **at: world.star.notifications(**at), None),
    "notifications, some": (lambda world, **at: world.star.notifications(types=["reblog", "quote"], **at), 2 * MANY),
    "groups": (lambda world, **at: world.star.grouped_notifications(**at), None),
    "groups, one by one": (
        lambda world, **at: world.star.grouped_notifications(grouped_types=["follow"], types=["favourite"], **at),
        MANY,
    ),
    "notification requests": (lambda world, **at: world.star.notification_requests(**at), MANY),
    "followers": (lambda world, **at: world.star.account_followers(world.me, **at), MANY),
    "following": (lambda world, **at: world.star.account_following(world.me, **at), MANY),
    "follow requests": (lambda world, **at: world.star.follow_requests(**at), MANY),
    "list accounts": (lambda world, **at: world.star.list_accounts(world.list, **at), MANY),
    "blocks": (lambda world, **at: world.star.blocks(**at), MANY),
    "mutes": (lambda world, **at: world.star.mutes(**at), MANY),
    "domain blocks": (lambda world, **at: world.star.domain_blocks(**at), MANY),
    "followed hashtags": (lambda world, **at: world.star.followed_tags(**at), MANY),
    "collections": (lambda world, **at: world.star.account_collections(world.me, **at), MANY),
    "in collections": (lambda world, **at: world.star.account_in_collections(None, **at), MANY),
    "directory": (lambda world, **at: world.star.directory(order="new", local=True, **at), None),
    "account search": (lambda world, **at: world.star.account_search(f"mate_{run}", **at), MANY),
    "search, accounts": (lambda world, **at: world.star.search(f"mate_{run}", result_type="accounts", **at), MANY),
    "search, statuses": (lambda world, **at: world.star.search("Well said", result_type="statuses", **at), MANY),
    "search, hashtags": (lambda world, **at: world.star.search(TAG, result_type="hashtags", **at), MANY + 1),
}


# Where a page that is no list has its entries.
PARTS = ("notification_groups", "collections", "accounts", "statuses", "hashtags")


def entries(page):
    """What a page lists, by what tells entries apart."""
    if not isinstance(page, list):
        page = next((found for part in PARTS if (found := page.get(part))), [])
    return [entry if isinstance(entry, str) else entry.get("id") or entry.get("group_key") or entry.name for entry in page]


def walk(page, step):
    """The pages from one on, as long as there are entries."""
    pages = []
    while page and entries(page):
        pages.append(page)
        page = step(page)
    return pages


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_down_and_up_again(world, name):
    page, count = LISTS[name]
    pages = walk(check(page(world, limit=PAGE)), world.star.fetch_next)
    assert len(pages) > 2 and all(len(entries(each)) <= PAGE for each in pages)
    down = [entry for each in pages for entry in entries(each)]
    up = [entry for each in walk(pages[-1], world.star.fetch_previous)[::-1] for entry in entries(each)]
    if name == "groups":
        # A group that goes on beyond a page is on the next one, too.
        down, up = list(dict.fromkeys(down)), list(dict.fromkeys(up))
    assert len(set(down)) == len(down), "none comes twice"
    assert count in (None, len(down))
    assert up == down
