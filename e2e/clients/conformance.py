"""Holds every answer that passes through `requests` against the server's own API document."""

from urllib.parse import urlsplit

import requests
import schemathesis


class Document:
    """The API document of a server, and what of it was used."""

    def __init__(self, server):
        self.host = urlsplit(server).netloc
        self.schema = schemathesis.openapi.from_url(f"{server}/api/openapi.json")
        self.used = set()

    def check(self, answer):
        """Fails when an answer is not what the document promises for its operation and status."""
        address = urlsplit(answer.url)
        if address.netloc != self.host or address.path.startswith("/api/v1/streaming"):
            return
        operation = self.schema.find_operation_by_path(answer.request.method, address.path.rstrip("/"))
        if operation is not None:
            operation.validate_response(answer)
            self.used.add(operation.label)


def watch(document, monkeypatch):
    """Looks at all answers from now on."""
    send = requests.Session.send

    def send_and_check(session, request, **arguments):
        answer = send(session, request, **arguments)
        document.check(answer)
        return answer

    monkeypatch.setattr(requests.Session, "send", send_and_check)
