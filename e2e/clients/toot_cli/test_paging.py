"""Lists on the command line: to the end page by page, and up again where toot can."""

import re
import types

import pytest
from toot import http

from conftest import run
from shell import toot
from waiting import eventually

MANY, PAGE = 5, 2
TAG = f"tooted{run}"


@pytest.fixture(scope="module")
def posts(toot):
    """A reader, an author whose five posts are in every timeline of the reader, and their ids, newest first."""
    author, reader = toot("author"), toot("reader")
    reader("follow", author.username)
    reader("lists", "create", "Friends")
    reader("lists", "add", "Friends", author.username)
    ids = [author.json("post", f"Number {number} #{TAG}")["id"] for number in range(MANY)]
    for id in ids:
        reader("favourite", id)
        reader("bookmark", id)
    eventually(lambda: len(reader.json("timelines", "home", "--limit", "10")) == MANY)
    return types.SimpleNamespace(author=author, reader=reader, ids=ids[::-1])


def timelines(posts):
    return {
        "home": ["home"],
        "local": ["public", "--local"],
        "public": ["public"],
        "hashtag": ["tag", TAG],
        "list": ["list", "Friends"],
        "account": ["account", posts.author.username],
    }


@pytest.mark.parametrize("name", ["home", "local", "public", "hashtag", "list", "account"])
def test_a_timeline_is_read_down_and_up_again(posts, name):
    command = ["timelines", *timelines(posts)[name], "--limit", PAGE]
    # A key for each page.
    printed = posts.reader(*command, "--no-clear", input=" " * 99 + "q")
    assert re.findall(rf"Number (\d) #{TAG}", printed) == ["4", "3", "2", "1", "0"]
    up = [posts.ids[-1]]
    while above := [post["id"] for post in posts.reader.json(*command, "--min-id", up[0])]:
        up = above + up
    assert [id for id in up if id in posts.ids] == posts.ids


def test_favourites_are_read_down(posts):
    printed = posts.reader("timelines", "favourites", "--limit", PAGE, "--no-clear", input=" " * 9 + "q")
    assert re.findall(r"Number (\d)", printed) == ["4", "3", "2", "1", "0"]


def test_search_is_read_by_position(posts):
    found = []
    while page := posts.reader.json("search", "Number", "--type", "statuses", "--limit", PAGE, "--offset", len(found))[
        "statuses"
    ]:
        found += [status["id"] for status in page]
    assert [id for id in found if id in posts.ids] == posts.ids


@pytest.fixture
def small_pages(monkeypatch):
    """toot asks for lists of people without a size. Here it gets small pages, so that few people fill several."""
    get = http.get

    def get_few(app, user, path, *more, **named):
        return get(app, user, path if "?" in path else f"{path}?limit={PAGE}", *more, **named)

    monkeypatch.setattr("toot.http.get", get_few)


def names(accounts):
    return [account["username"] for account in accounts]


def test_people_are_listed_to_the_end(toot, person, small_pages):
    star = toot("star")
    other, me = star.elsewhere, star.elsewhere.me()
    fans = [person("fan") for _ in range(MANY)]
    accounts = [fan.me() for fan in fans]
    last_first = [account.username for account in reversed(accounts)]
    list = other.list_create("Friends")
    for fan, account in zip(fans, accounts):
        fan.account_follow(me)
        other.account_follow(account)
        other.list_accounts_add(list, [account.id])
    assert names(star.json("followers", star.username)) == last_first
    assert names(star.json("following", star.username)) == last_first
    assert names(star.json("lists", "accounts", "Friends")) == last_first
    for account in accounts:
        other.account_mute(account)
    assert names(star.json("muted")) == last_first
    for account in accounts:
        other.account_block(account)
    assert names(star.json("blocked")) == last_first
    other.account_update_credentials(locked=True)
    for fan, account in zip(fans, accounts):
        other.account_unblock(account)
        fan.account_follow(me)
    assert names(star.json("follow-requests", "list")) == last_first


def test_followed_hashtags_are_listed_to_the_end(toot, small_pages):
    reader = toot("reader")
    for number in range(MANY):
        reader.elsewhere.tag_follow(f"tag{number}")
    found = reader.json("tags", "followed")
    assert [tag["name"] for tag in found] == ["tag4", "tag3", "tag2", "tag1", "tag0"]
