"""toot, a client for the command line."""

import re

from shell import toot
from waiting import eventually


def test_a_person_logs_in_with_a_browser(toot):
    alice = toot("alice")
    assert alice.username in alice("auth")
    assert alice.json("whoami")["username"] == alice.username
    assert alice("instance").startswith("Phiomia")


def test_a_post_with_media_and_poll(toot, picture, tmp_path):
    alice, bob = toot("alice"), toot("bob")
    (tmp_path / "picture.png").write_bytes(picture().read())
    arguments = ["--media", tmp_path / "picture.png", "--description", "A gradient", "--visibility", "unlisted"]
    status = alice.json("post", "What now?", *arguments, "--poll-option", "tea", "--poll-option", "coffee")
    assert status["media_attachments"][0]["description"] == "A gradient"
    assert [option["title"] for option in status["poll"]["options"]] == ["tea", "coffee"]
    assert "Poll" in bob("status", status["id"])
    bob("favourite", status["id"])
    bob("bookmark", status["id"])
    bob("reblog", status["id"])
    seen = alice.json("status", status["id"])
    assert (seen["favourites_count"], seen["reblogs_count"]) == (1, 1)
    assert [account["username"] for account in alice.json("reblogged-by", status["id"])] == [bob.username]
    bob("unreblog", status["id"])
    reply = bob.json("post", f"@{alice.username} tea", "--reply-to", status["id"])
    thread = alice.json("thread", status["id"])
    assert [each["id"] for each in thread["descendants"]] == [reply["id"]]
    alice("delete", status["id"])


def test_people_are_found_followed_and_muted(toot):
    alice, bob = toot("alice"), toot("bob")
    assert bob.json("whois", alice.username)["username"] == alice.username
    found = bob.json("search", alice.username, "--type", "accounts")
    assert [account["username"] for account in found["accounts"]] == [alice.username]
    bob("follow", alice.username)
    assert [each["username"] for each in alice.json("followers", alice.username)] == [bob.username]
    assert [each["username"] for each in bob.json("following", bob.username)] == [alice.username]
    bob("mute", alice.username)
    assert [each["username"] for each in bob.json("muted")] == [alice.username]
    bob("unmute", alice.username)
    bob("unfollow", alice.username)


def test_notifications(toot):
    alice, bob = toot("alice"), toot("bob")
    bob("follow", alice.username)
    bob("post", f"@{alice.username} hello")
    assert [each["type"] for each in alice.json("notifications")] == ["mention", "follow"]
    alice("notifications", "--clear")
    assert alice.json("notifications") == []


def test_hashtags(toot):
    alice = toot("alice")
    alice("tags", "follow", "tooting")
    assert "tooting" in alice("tags", "followed")
    alice("tags", "unfollow", "tooting")


def test_what_a_filter_of_another_app_matches_is_marked(toot):
    alice, bob = toot("alice"), toot("bob")
    bob("follow", alice.username)
    filter = bob.elsewhere.create_filter_v2("Endings", ["home"], "hide")
    bob.elsewhere.add_filter_keyword_v2(filter, "ending", whole_word=True)
    matched = alice.json("post", "About the ending")["id"]
    other = alice.json("post", "About the beginning")["id"]

    def home():
        found = bob.json("timelines", "home", "--limit", "10")
        return {status["id"]: [match["filter"]["title"] for match in status["filtered"]] for status in found}

    assert eventually(lambda: other in home() and home()) == {other: [], matched: ["Endings"]}
    assert "About the beginning" in bob("timelines", "home", "--limit", "10", "--no-clear", input="q")


def test_bookmarks_favourites_and_polls_are_read_back(toot):
    alice, bob = toot("alice"), toot("bob")
    ids = [alice.json("post", f"Number {number}")["id"] for number in range(3)]
    for id in ids:
        bob("bookmark", id)
        bob("favourite", id)
    for list in [("bookmarks", "--once"), ("timelines", "favourites", "--no-clear")]:
        assert re.findall(r"Number (\d)", bob(*list, input="q")) == ["2", "1", "0"]
    asked = alice.json("post", "What now?", "--poll-option", "tea", "--poll-option", "coffee")
    bob("polls", "vote", asked["poll"]["id"], "1")
    assert bob.json("status", asked["id"])["poll"]["own_votes"] == [1]
    assert "Friends" in alice("lists", "create", "Friends")
    assert "Friends" in alice("lists", "list")


def test_a_person_changes_the_profile_pins_blocks_and_logs_out(toot, picture, tmp_path):
    alice, bob = toot("alice"), toot("bob")
    alice("update-account", "--display-name", "Alice :)", "--note", "I write", "--no-bot")
    assert alice.json("whoami")["display_name"] == "Alice :)"
    (tmp_path / "picture.png").write_bytes(picture().read())
    assert "Successfully uploaded" in alice("upload", tmp_path / "picture.png", "--description", "A gradient")
    status = alice.json("post", "Pin me")
    alice("pin", status["id"])
    assert alice.json("status", status["id"])["pinned"] is True
    alice("unpin", status["id"])
    bob("block", alice.username)
    assert [account["username"] for account in bob.json("blocked")] == [alice.username]
    bob("unblock", alice.username)
    assert bob.json("blocked") == []
    assert "logged out" in alice("logout", f"{alice.username}@{status['url'].split('/')[2]}")
