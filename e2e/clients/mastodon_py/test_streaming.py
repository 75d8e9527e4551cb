"""Live: server-sent events as the library reads them."""

import queue
import threading

import pytest
from mastodon import StreamListener

from entities import check

WAIT = 30


class Heard(StreamListener):
    """Keeps what arrives."""

    def __init__(self):
        self.events = queue.Queue()

    def on_update(self, status):
        self.events.put(("update", status))

    def on_delete(self, status_id):
        self.events.put(("delete", status_id))

    def on_status_update(self, status):
        self.events.put(("status.update", status))

    def on_notification(self, notification):
        self.events.put(("notification", notification))

    def on_conversation(self, conversation):
        self.events.put(("conversation", conversation))

    def next(self, kind):
        """The payload of the next event, which must be of this kind."""
        found, payload = self.events.get(timeout=WAIT)
        assert found == kind
        return payload if kind == "delete" else check(payload)


@pytest.fixture
def listen():
    """Opens streams, and closes them in the end."""
    handles = []

    def start(open_stream, *arguments):
        heard = Heard()
        handles.append(open_stream(*arguments, heard, run_async=True))
        return heard

    yield start
    # The library waits for the stream's next line, which may be a heartbeat a quarter of a minute away.
    for handle in handles:
        threading.Thread(target=handle.close, daemon=True).start()


def test_home_is_live(person, listen):
    alice, bob = person("alice"), person("bob")
    bob.account_follow(alice.me())
    assert bob.stream_healthy()
    heard = listen(bob.stream_user)
    status = alice.status_post("Now")
    assert heard.next("update").id == status.id
    alice.status_update(status, "Later")
    assert "Later" in heard.next("status.update").content
    alice.status_delete(status)
    assert str(heard.next("delete")) == str(status.id)


def test_notifications_are_live(person, listen):
    alice, bob = person("alice"), person("bob")
    heard = listen(bob.stream_user_notifications)
    alice.account_follow(bob.me())
    notification = heard.next("notification")
    assert (notification.type, notification.account.id) == ("follow", alice.me().id)


@pytest.mark.parametrize("stream", ["stream_public", "stream_local"])
def test_public_posts_are_live(person, listen, stream):
    alice, bob = person("alice"), person("bob")
    heard = listen(getattr(bob, stream))
    status = alice.status_post("To everybody")
    assert heard.next("update").id == status.id


def test_a_hashtag_is_live(person, listen):
    alice, bob = person("alice"), person("bob")
    heard = listen(bob.stream_hashtag, "Live")
    alice.status_post("Without")
    status = alice.status_post("With #live")
    assert heard.next("update").id == status.id
