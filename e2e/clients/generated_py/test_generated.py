"""A client made of the server's own API document by openapi-python-client."""

import importlib
import os
import re
import subprocess
import sys

import pytest

from waiting import eventually

PACKAGE = "phiomia_client"


@pytest.fixture(scope="session")
def folder(server, tmp_path_factory):
    """The generated package's folder, which is on the path. Nothing in the document may be passed over."""
    folder = tmp_path_factory.mktemp("generated")
    options = ["--meta", "none", "--output-path", str(folder / PACKAGE), "--fail-on-warning"]
    made = run("openapi_python_client", "generate", "--url", f"{server}/api/openapi.json", *options)
    assert made.returncode == 0, made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


def run(module, *arguments):
    # The generator looks for a formatter beside the interpreter.
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PATH": path})


@pytest.fixture
def api(folder):
    """Finds an operation by its group and name: `api("statuses", "post_statuses")` calls it."""

    def find(group, name):
        return importlib.import_module(f"{PACKAGE}.api.{group}.{name}").sync_detailed

    return find


@pytest.fixture
def models(folder):
    return importlib.import_module(f"{PACKAGE}.models")


@pytest.fixture
def client(folder, server, person):
    """A generated client with the token of somebody new."""
    module = importlib.import_module(f"{PACKAGE}.client")
    return lambda name: module.AuthenticatedClient(base_url=server, token=person(name).access_token)


def test_the_types_are_sound(folder):
    options = ["--cache-dir", str(folder / "cache"), "--no-error-summary"]
    checked = run("mypy", *options, str(folder / PACKAGE))
    # `client.py` is the same for every document, and has mistakes of its own; and what is called like a field
    # of its own (`Collections.collections`) is given one variable for both.
    wrong = (f"{PACKAGE}/client.py", f"{PACKAGE}/models/collections.py")
    lines = [line for line in checked.stdout.splitlines() if not any(name in line for name in wrong)]
    assert (lines, checked.stderr) == ([], "")


def test_an_application_gets_a_token(folder, server, api, models):
    visitor = importlib.import_module(f"{PACKAGE}.client").Client(base_url=server)
    wanted = models.CreateApp(client_name="Generated", redirect_uris=["urn:ietf:wg:oauth:2.0:oob"])
    app = api("apps", "post_apps")(client=visitor, body=wanted).parsed
    asked = models.TokenRequest(
        grant_type="client_credentials", client_id=app.client_id, client_secret=app.client_secret
    )
    token = api("oauth", "post_oauth_token")(client=visitor, body=asked).parsed
    assert (token.token_type, token.scope) == ("Bearer", "read")


def test_a_round_trip(folder, client, api, models, picture):
    alice, bob = client("alice"), client("bob")
    types = importlib.import_module(f"{PACKAGE}.types")
    file = types.File(payload=picture(), file_name="picture.png", mime_type="image/png")
    upload = models.PostMediaV2FilesBody(file=file, description="A gradient")
    media = api("media", "post_media_v2")(client=alice, body=upload).parsed
    assert media.description == "A gradient"

    post = api("statuses", "post_statuses")
    first = post(client=alice, body=models.PostStatus(status="Number 0", media_ids=[media.id]), idempotency_key="a")
    assert first.parsed.media_attachments[0].id == media.id
    assert first.parsed.reblog is None
    ids = [first.parsed.id]
    ids += [post(client=alice, body=models.PostStatus(status=f"Number {n}")).parsed.id for n in range(1, 5)]

    seen = api("statuses", "post_status_favourite")(first.parsed.id, client=bob).parsed
    assert (seen.favourited, seen.favourites_count) == (True, 1)

    home = api("timelines", "get_timelines_home")
    eventually(lambda: len(home(client=alice).parsed) == 5)
    found, cursor = [], types.UNSET
    while cursor is not None:
        page = home(client=alice, limit=2, max_id=cursor)
        found += [status.id for status in page.parsed]
        older = re.search(r'max_id=(\d+)[^>]*>; rel="next"', page.headers.get("link", ""))
        cursor = older and older.group(1)
    assert found == ids[::-1]


def test_errors_have_one_shape(folder, client, api, models):
    alice = client("alice")
    missing = api("statuses", "get_status")("1", client=alice)
    assert (missing.status_code, missing.parsed.error) == (404, "Record not found")
    empty = api("statuses", "post_statuses")(client=alice, body=models.PostStatus(status=""))
    assert empty.status_code == 422
    assert empty.parsed.error.startswith("Validation failed")
    assert isinstance(empty.parsed, models.Error)
