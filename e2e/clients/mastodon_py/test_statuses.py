"""Posting, and what can be done with a post."""

import pytest
from mastodon import MastodonAPIError, MastodonNotFoundError

from entities import check


def test_a_post_with_everything(person, picture):
    alice = person("alice")
    media = check(alice.media_post(picture(), "image/png", description="A gradient", focus=(0.5, -0.5)))
    assert (media.type, media.description) == ("image", "A gradient")
    assert (media.meta.original.width, media.meta.original.height) == (320, 200)
    assert media.meta.focus.x == 0.5
    assert media.blurhash
    media = check(alice.media_update(media, description="A better text", focus=(0, 1)))
    assert check(alice.media(media)).description == "A better text"
    status = check(
        alice.status_post(
            "Hallo #Welt, siehe https://example.org/",
            media_ids=[media],
            sensitive=True,
            visibility="unlisted",
            spoiler_text="Ein Bild",
            language="de",
            idempotency_key="once",
        )
    )
    again = alice.status_post("Hallo", idempotency_key="once")
    assert again.id == status.id
    assert (status.visibility, status.language, status.spoiler_text) == ("unlisted", "de", "Ein Bild")
    assert status.sensitive
    assert status.media_attachments[0].description == "A better text"
    assert [tag.name for tag in status.tags] == ["welt"]
    assert 'class="mention hashtag"' in status.content
    assert status.application.name == "Journeys"
    assert check(alice.status(status)).id == status.id


@pytest.mark.parametrize(
    ("visibility", "stranger", "follower", "mentioned"),
    [
        ("public", True, True, True),
        ("unlisted", True, True, True),
        ("private", False, True, True),
        ("direct", False, False, True),
    ],
)
def test_who_sees_a_post(person, visibility, stranger, follower, mentioned):
    author, nobody, fan, friend = person("author"), person("nobody"), person("fan"), person("friend")
    fan.account_follow(author.me())
    status = author.status_post(f"@{friend.me().acct} hello", visibility=visibility)
    for client, allowed in [(nobody, stranger), (fan, follower), (friend, mentioned), (author, True)]:
        if allowed:
            assert check(client.status(status)).visibility == visibility
        else:
            with pytest.raises(MastodonNotFoundError):
                client.status(status)
    found = nobody.statuses([status, "1"])
    assert [each.id for each in found] == ([status.id] if stranger else [])


def test_a_thread(person):
    alice, bob = person("alice"), person("bob")
    first = alice.status_post("What do you think?")
    second = check(bob.status_reply(first, "I like it"))
    assert second.in_reply_to_id == first.id
    assert second.mentions[0].id == alice.me().id
    third = alice.status_reply(second, "Thanks")
    context = check(bob.status_context(second))
    assert [status.id for status in context.ancestors] == [first.id]
    assert [status.id for status in context.descendants] == [third.id]
    assert alice.status(first).replies_count == 1
    assert check(bob.status_mute(first)).muted is True
    assert check(bob.status_unmute(first)).muted is False


def test_an_edit_keeps_its_history(person, picture):
    alice = person("alice")
    media = alice.media_post(picture(), "image/png", description="Before")
    status = alice.status_post("First", media_ids=[media])
    assert status.edited_at is None
    attributes = [alice.generate_media_edit_attributes(media, description="After", focus=(0.1, 0.2))]
    edited = check(alice.status_update(status, "Second", spoiler_text="CW", media_attributes=attributes))
    assert edited.edited_at is not None
    assert edited.media_attachments[0].description == "After"
    history = check(alice.status_history(status))
    assert [version.content for version in history] == ["<p>First</p>", "<p>Second</p>"]
    source = check(alice.status_source(status))
    assert (source.text, source.spoiler_text) == ("Second", "CW")


def test_a_deleted_post_can_be_written_anew(person):
    alice = person("alice")
    status = alice.status_post("Typo **here**", spoiler_text="warning")
    gone = check(alice.status_delete(status))
    assert (gone.text, gone.spoiler_text) == ("Typo **here**", "warning")
    with pytest.raises(MastodonNotFoundError):
        alice.status(status)


def test_boosts_favourites_bookmarks_and_pins(person):
    alice, bob = person("alice"), person("bob")
    status = alice.status_post("Good news")
    boost = check(bob.status_reblog(status, visibility="unlisted"))
    assert (boost.reblog.id, boost.visibility, boost.reblogged) == (status.id, "unlisted", True)
    assert bob.status_reblog(status).id == boost.id
    assert check(bob.status_favourite(status)).favourited
    assert check(bob.status_bookmark(status)).bookmarked
    seen = alice.status(status)
    assert (seen.reblogs_count, seen.favourites_count, seen.favourited) == (1, 1, False)
    assert [account.id for account in check(alice.status_reblogged_by(status))] == [bob.me().id]
    assert [account.id for account in check(alice.status_favourited_by(status))] == [bob.me().id]
    assert [each.id for each in check(bob.favourites())] == [status.id]
    assert [each.id for each in check(bob.bookmarks())] == [status.id]
    assert bob.status_unreblog(status).id == status.id
    assert not bob.status_unfavourite(status).favourited
    assert not bob.status_unbookmark(status).bookmarked
    assert check(alice.status_pin(status)).pinned
    assert [each.id for each in bob.account_statuses(alice.me(), pinned=True)] == [status.id]
    with pytest.raises(MastodonAPIError, match="422"):
        bob.status_pin(status)
    assert not alice.status_unpin(status).pinned


def test_bad_posts_are_refused(person):
    alice = person("alice")
    for arguments in [{"status": ""}, {"status": "x" * 501}, {"status": "x", "media_ids": ["1"]}]:
        with pytest.raises(MastodonAPIError, match="422"):
            alice.status_post(**arguments)
    with pytest.raises(MastodonNotFoundError):
        alice.status_post("A reply to nothing", in_reply_to_id="1")
    assert alice.account_statuses(alice.me()) == []


def test_a_poll(person):
    alice, bob = person("alice"), person("bob")
    poll = alice.make_poll(["tea", "coffee"], expires_in=3600, multiple=True)
    status = check(alice.status_post("What now?", poll=poll))
    assert [option.title for option in status.poll.options] == ["tea", "coffee"]
    assert (status.poll.expired, status.poll.multiple) == (False, True)
    voted = check(bob.poll_vote(status.poll, [0, 1]))
    assert (voted.own_votes, voted.votes_count, voted.voters_count) == ([0, 1], 2, 1)
    assert check(alice.poll(status.poll)).votes_count == 2
    with pytest.raises(MastodonAPIError):
        bob.poll_vote(status.poll, [0])
