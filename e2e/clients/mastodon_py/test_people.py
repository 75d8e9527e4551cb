"""Profiles, and what people do with each other."""

import pytest
from mastodon import MastodonAPIError, MastodonNotFoundError

from entities import check


def test_a_profile_is_changed(person, picture):
    alice = person("alice")
    me = check(
        alice.account_update_credentials(
            display_name="Alice :)",
            note="I write about #trains",
            avatar=picture(),
            avatar_mime_type="image/png",
            header=picture(),
            header_mime_type="image/png",
            avatar_description="A gradient",
            fields=[("Site", "https://example.org"), ("Pronouns", "she")],
            bot=True,
            discoverable=True,
            indexable=True,
            hide_collections=False,
            default_privacy="unlisted",
            default_sensitive=True,
            default_language="de",
            default_quote_policy="followers",
        )
    )
    assert (me.display_name, me.bot, me.discoverable, me.indexable) == ("Alice :)", True, True, True)
    assert "/media/" in me.avatar and "/media/" in me.header
    assert me.avatar_description == "A gradient"
    assert [field.name for field in me.fields] == ["Site", "Pronouns"]
    assert (me.source.privacy, me.source.sensitive, me.source.language) == ("unlisted", True, "de")
    assert me.source.note == "I write about #trains"
    status = alice.status_post("By my defaults", sensitive=None)
    assert (status.visibility, status.sensitive, status.language) == ("unlisted", True, "de")
    preferences = check(alice.preferences())
    assert preferences["posting:default:visibility"] == "unlisted"
    assert check(alice.profile()).note == "I write about #trains"
    me = check(alice.account_delete_avatar())
    assert "/media/" not in me.avatar
    assert "/media/" not in check(alice.account_delete_header()).header
    me = alice.account_update_credentials(display_name="", note="", fields=[])
    assert (me.display_name, me.note) == ("", "")


def test_a_profile_that_is_not_fit_changes_nothing(person, picture):
    alice = person("alice")
    for wrong in [{"note": "x" * 501}, {"avatar": b"no picture", "avatar_mime_type": "image/png"}]:
        with pytest.raises(MastodonAPIError, match="422"):
            alice.account_update_credentials(display_name="New", **wrong)
    assert alice.account_verify_credentials().display_name == ""


def test_following(person):
    alice, bob = person("alice"), person("bob")
    target = alice.me()
    relation = check(bob.account_follow(target, reblogs=False, notify=True))
    assert (relation.following, relation.showing_reblogs, relation.notifying) == (True, False, True)
    assert [account.id for account in check(alice.account_followers(target))] == [bob.me().id]
    assert [account.id for account in check(bob.account_following(bob.me()))] == [target.id]
    assert check(bob.account_note_set(target, "from the conference")).note == "from the conference"
    relation = check(alice.account_remove_from_followers(bob.me()))
    assert not relation.followed_by
    assert not check(bob.account_unfollow(target)).following


def test_requests_to_follow(person):
    alice, bob, carol = person("alice"), person("bob"), person("carol")
    alice.account_update_credentials(locked=True)
    for client in (bob, carol):
        relation = client.account_follow(alice.me())
        assert (relation.following, relation.requested) == (False, True)
    assert alice.account_verify_credentials().source.follow_requests_count == 2
    assert {account.id for account in check(alice.follow_requests())} == {bob.me().id, carol.me().id}
    assert check(alice.follow_request_authorize(bob.me())).followed_by
    assert not check(alice.follow_request_reject(carol.me())).followed_by
    assert bob.account_relationships(alice.me())[0].following
    assert not carol.account_relationships(alice.me())[0].requested
    assert alice.follow_requests() == []


def test_muting_and_blocking(person):
    alice, bob = person("alice"), person("bob")
    relation = check(alice.account_mute(bob.me(), notifications=False, duration=3600))
    assert (relation.muting, relation.muting_notifications) == (True, False)
    muted = check(alice.mutes())
    assert [account.id for account in muted] == [bob.me().id]
    assert muted[0].mute_expires_at is not None
    assert not check(alice.account_unmute(bob.me())).muting

    bob.account_follow(alice.me())
    status = alice.status_post("Not for Bob any more")
    assert check(alice.account_block(bob.me())).blocking
    assert [account.id for account in check(alice.blocks())] == [bob.me().id]
    with pytest.raises(MastodonNotFoundError):
        bob.status(status)
    assert bob.account_relationships(alice.me())[0].blocked_by
    with pytest.raises(MastodonAPIError, match="403"):
        bob.account_follow(alice.me())
    assert not check(alice.account_unblock(bob.me())).blocking


def test_blocking_a_server(person):
    alice = person("alice")
    alice.domain_block("far.example")
    assert list(alice.domain_blocks()) == ["far.example"]
    alice.domain_unblock("far.example")
    assert list(alice.domain_blocks()) == []


def test_all_that_follow_are_fetched_at_once(person):
    star = person("star")
    fans = [person("fan") for _ in range(3)]
    for fan in fans:
        fan.account_follow(star.me())
    ids = [fan.me().id for fan in reversed(fans)]
    found = star.fetch_remaining(star.account_followers(star.me(), limit=2))
    assert [account.id for account in check(found)] == ids


def test_search(person):
    alice, bob = person("alice"), person("bob")
    name = alice.me().username
    alice.status_post(f"#{name}tag")
    found = check(bob.search(name, resolve=False))
    assert alice.me().id in [account.id for account in found.accounts]
    assert f"{name}tag" in [tag.name for tag in found.hashtags]
    assert [account.id for account in check(bob.account_search(f"@{name}"))] == [alice.me().id]
    assert check(bob.account_lookup(name)).id == alice.me().id
    assert [account.id for account in check(bob.accounts([alice.me(), "1"]))] == [alice.me().id]
    assert check(bob.account(alice.me())).username == name
    assert check(bob.account_familiar_followers(alice.me()))[0].accounts == []
    with pytest.raises(MastodonNotFoundError):
        bob.account_lookup("nobody_at_all")


def test_a_post_and_its_author_are_reported(person):
    alice, bob = person("alice"), person("bob")
    status = alice.status_post("Buy now")
    report = check(bob.report(alice.me(), [status], comment="Spam", category="spam"))
    assert (report.category, report.comment, report.action_taken) == ("spam", "Spam", False)
    assert [str(id) for id in report.status_ids] == [str(status.id)]
    assert report.target_account.id == alice.me().id
    with pytest.raises(MastodonNotFoundError):
        bob.report("1")
