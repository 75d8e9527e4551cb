"""A browser as far as signing in and consenting need one: cookies, pages, forms."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import requests


class Form:
    """A form of a page: where it is sent to, and its fields with the values they came with."""

    def __init__(self, action):
        self.action = action
        self.fields = {}


class Forms(HTMLParser):
    """Collects the forms of a page, and its read-only values (the code that is shown to people)."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.shown = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.found.append(Form(attributes["action"]))
        elif tag == "input" and "readonly" in attributes:
            self.shown.append(attributes["value"])
        elif tag == "input" and self.found and "name" in attributes:
            self.found[-1].fields[attributes["name"]] = attributes.get("value", "")


class Browser:
    """One person's browser."""

    def __init__(self, server):
        self.server = server
        self.session = requests.Session()

    def open(self, address):
        """Opens an address, following redirects."""
        answer = self.session.get(urljoin(self.server, address))
        answer.raise_for_status()
        return answer

    def submit(self, page, action, **values):
        """Fills in the form of a page that leads to `action` and sends it. Redirects are followed
        as long as they stay on the server; returns the last answer."""
        form = next(form for form in Forms(page.text).found if form.action == action)
        answer = self.session.post(
            urljoin(page.url, action), data=form.fields | values, allow_redirects=False
        )
        while answer.is_redirect:
            target = urljoin(answer.url, answer.headers["location"])
            if urlsplit(target).netloc != urlsplit(self.server).netloc:
                break
            answer = self.session.get(target, allow_redirects=False)
        return answer

    def consent(self, address, login, password):
        """Opens an application's request, signs in and says yes."""
        page = self.open(address)
        page = self.submit(page, "/auth/sign_in", login=login, password=password)
        assert page.status_code == 200, page.text
        return self.submit(page, "/oauth/authorize")


def shown_code(page):
    """The code that a page shows for an application out of band."""
    return Forms(page.text).shown[0]


def query_of(answer):
    """The query of the address that an answer redirects to."""
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}
