"""Timelines: what is in them, and what their cursors mean. `test_lists.py` reads each to its ends."""

from entities import check
from waiting import eventually


def test_cursors_of_statuses_are_their_ids(person):
    author, reader = person("author"), person("reader")
    ids = [author.status_post(f"Number {number}").id for number in range(7)][::-1]
    account = author.me()

    def page(**cursors):
        return [status.id for status in reader.account_statuses(account, **cursors)]

    assert page(max_id=ids[2]) == ids[3:]
    assert page(since_id=ids[2]) == ids[:2]
    assert page(since_id=ids[4], limit=2) == ids[:2], "since_id begins at the newest"
    assert page(min_id=ids[4], limit=2) == ids[2:4], "min_id begins at the cursor"
    assert page(max_id=ids[1], min_id=ids[4]) == ids[2:4]


def test_statuses_of_an_account_can_be_narrowed(person, picture):
    alice, bob = person("alice"), person("bob")
    plain = alice.status_post("Plain #one").id
    pictured = alice.status_post("Pictured", media_ids=[alice.media_post(picture(), "image/png")]).id
    reply = alice.status_reply(bob.status_post("Hello"), "Hi").id
    boost = alice.status_reblog(bob.status_post("Boosted")).id

    def found(**narrowed):
        return {status.id for status in bob.account_statuses(alice.me(), **narrowed)}

    assert found() == {plain, pictured, reply, boost}
    assert found(only_media=True) == {pictured}
    assert found(exclude_replies=True) == {plain, pictured, boost}
    assert found(exclude_reblogs=True) == {plain, pictured, reply}
    assert found(tagged="one") == {plain}


def test_a_followed_hashtag_comes_home(person):
    alice, bob = person("alice"), person("bob")
    assert check(alice.tag_follow("Gardening")).following
    status = bob.status_post("Tulips #gardening")
    assert eventually(alice.timeline_home)[0].id == status.id
    assert [tag.name for tag in check(alice.followed_tags())] == ["gardening"]
    assert not check(alice.tag_unfollow("gardening")).following
    assert check(alice.tag("gardening")).history


def test_reading_positions(person):
    alice = person("alice")
    id = alice.status_post("Read up to here").id
    saved = alice.markers_set("home", id)
    assert check(saved["home"]).last_read_id == id
    assert check(alice.markers_get(["home", "notifications"])["home"]).version == 1


def test_a_filter_marks_what_it_matches(person):
    alice, bob = person("alice"), person("bob")
    alice.account_follow(bob.me())
    keywords = [{"keyword": "ending", "whole_word": True}]
    filter = check(alice.create_filter_v2("Endings", ["home"], "warn", keywords_attributes=keywords))
    status = bob.status_post("About the ending")
    seen = eventually(lambda: [each for each in alice.timeline_home() if each.id == status.id])[0]
    # Not held against the library's class: that takes the filter of a match for one of the old form.
    assert [(match.filter.filter_action, match.keyword_matches) for match in seen.filtered] == [("warn", ["ending"])]
    assert [each.id for each in check(alice.filters_v2())] == [filter.id]
    assert check(alice.update_filter_v2(filter, filter_action="hide")).filter_action == "hide"
    assert alice.status(status).filtered[0].filter.filter_action == "hide"
    alice.delete_filter_v2(filter)
    assert (alice.filters_v2(), alice.status(status).filtered) == ([], [])
