"""What all tests share: the server, and people with an account on it.

The server runs with sign-up open and mail addresses taken on trust; its address is in PHIOMIA_URL.
"""

import io
import itertools
import os
import secrets
import struct
import zlib

import pytest
from mastodon import Mastodon

from browser import Browser, shown_code
from conformance import Document, watch

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
PASSWORD = "correct horse battery staple"
SCOPES = ["read", "write", "follow", "push", "profile"]

# Names are new in every run, whatever server it meets.
run = secrets.token_hex(3)
numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server():
    return os.environ["PHIOMIA_URL"]


@pytest.fixture(scope="session")
def document(server):
    return Document(server)


@pytest.fixture(autouse=True)
def every_answer_is_as_documented(document, monkeypatch):
    watch(document, monkeypatch)


@pytest.fixture(scope="session")
def app(server):
    """Client id and secret of an application that all people use."""
    return Mastodon.create_app("Journeys", scopes=SCOPES, api_base_url=server, website="https://app.test")


@pytest.fixture(scope="session")
def person(server, app):
    """Makes people: `person("alice")` is a signed-in client of somebody new."""

    def make(name):
        username = f"{name}_{run}_{next(numbers)}"
        client = Mastodon(*app, api_base_url=server, ratelimit_method="throw")
        client.create_account(username, PASSWORD, f"{username}@mail.test", agreement=True, scopes=SCOPES)
        return client

    return make


@pytest.fixture
def sign_in(server, app):
    """Lets the application in as an account that exists, out of band, through the pages."""

    def make(username):
        client = Mastodon(*app, api_base_url=server)
        address = client.auth_request_url(scopes=SCOPES, allow_http=True)
        page = Browser(server).consent(address, username, PASSWORD)
        client.log_in(code=shown_code(page), scopes=SCOPES, allow_http=True)
        return client

    return make


@pytest.fixture(scope="session")
def picture():
    """A PNG file of 320 by 200 pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    width, height = 320, 200
    rows = b"".join(
        b"\0" + b"".join(bytes((x % 256, y % 256, 128)) for x in range(width)) for y in range(height)
    )
    file = b"\x89PNG\r\n\x1a\n"
    file += chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    file += chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return lambda: io.BytesIO(file)
