"""toot for tests, and what a person does whom it sends to a browser."""

import json

import pytest
from click.testing import CliRunner
from toot import api
from toot.cli import TootObj, cli

from browser import Browser, shown_code
from conftest import PASSWORD


class Toot:
    """Somebody's toot, with a configuration folder of its own."""

    def __init__(self, folder, username, elsewhere):
        self.username = username
        # The same person's other app.
        self.elsewhere = elsewhere
        self.runner = CliRunner(env={"XDG_CONFIG_HOME": str(folder)})

    def __call__(self, *arguments, input=None):
        """Runs a command; returns what it printed."""
        words = [str(argument) for argument in arguments]
        done = self.runner.invoke(cli, words, input=input, obj=TootObj(color=False))
        assert done.exit_code == 0, f"{words}: {done.output} {done.exception!r}"
        return done.output

    def json(self, *arguments):
        """Runs a command that prints JSON; returns that."""
        return json.loads(self(*arguments, "--json"))


class Consent:
    """What a person does whom `toot login` sends to an address for a code."""

    def __init__(self, server, username):
        self.server = server
        self.username = username
        self.address = None

    def read(self, make_address):
        """Remembers the address that is shown."""

        def make(app):
            self.address = make_address(app)
            return self.address

        return make

    def answer(self, question, **_):
        """No, toot shall open no browser; and the code is the one on the page."""
        if "browser" in question:
            return "n"
        return shown_code(Browser(self.server).consent(self.address, self.username, PASSWORD))


@pytest.fixture(scope="session")
def toot(server, person, tmp_path_factory):
    """Makes people: `toot("alice")` is the toot of somebody new, who has logged in with a browser."""

    def make(name):
        elsewhere = person(name)
        username = elsewhere.me().username
        someone = Toot(tmp_path_factory.mktemp(username), username, elsewhere)
        with pytest.MonkeyPatch.context() as login:
            consent = Consent(server, username)
            login.setattr("toot.api.get_browser_login_url", consent.read(api.get_browser_login_url))
            login.setattr("click.prompt", consent.answer)
            assert "Successfully logged in" in someone("login", "--instance", server)
        return someone

    return make
