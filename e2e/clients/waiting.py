"""Waiting for what the server does after it has answered: feeds and some notifications are jobs."""

import time

DEADLINE = 30
INTERVAL = 0.05


def eventually(look):
    """Looks until it finds something, and returns that."""
    end = time.monotonic() + DEADLINE
    while not (found := look()):
        assert time.monotonic() < end, "this did not happen in time"
        time.sleep(INTERVAL)
    return found
