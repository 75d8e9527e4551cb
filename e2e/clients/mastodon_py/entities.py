"""Holds answers against the entity classes of Mastodon.py.

The library casts what fits and hands on silently what does not; here that is an error. It also fills
fields that an answer lacks with `None`: a field that its class does not call optional must be there.
"""

import datetime
import typing

from mastodon.types_base import AttribAccessDict

# Fields that the library's classes demand and the API does not have, `*` for all of a class. Each is
# explained in `docs/clients.md`.
LOOSE = {
    ("Application", "*"),
    ("Instance", "contact_account"),
    ("InstanceAccountConfiguration", "*"),
    ("InstanceContact", "account"),
    ("InstanceMediaConfiguration", "description_limit"),
    ("Profile", "featured_tags"),
    ("Profile", "formatted_fields"),
    ("Profile", "formatted_note"),
    ("Report", "rules_ids"),
    ("SearchV2", "collections"),
}


def check(value, where="answer"):
    """Fails when a value, or something in it, does not have the type of its class."""
    if isinstance(value, AttribAccessDict):
        hints = typing.get_type_hints(type(value))
        for name, hint in hints.items():
            if not name.startswith("_"):
                check_field(value, name, hint, f"{where}.{name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            check(item, f"{where}[{index}]")
    return value


def check_field(entity, name, hint, where):
    value = entity.get(name)
    entity_name = type(entity).__name__
    if value is None and not LOOSE.isdisjoint({(entity_name, name), (entity_name, "*")}):
        return
    assert fits(value, hint), f"{where}: {value!r} ({type(value).__name__}) is no {hint}"
    check(value, where)


def fits(value, hint):
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Union:
        return any(fits(value, argument) for argument in arguments)
    if hint is type(None):
        return value is None
    if origin is not None and issubclass(origin, list):
        return isinstance(value, list) and all(fits(item, arguments[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict)
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if hint is datetime.datetime:
        return isinstance(value, datetime.datetime)
    return isinstance(hint, type) and isinstance(value, hint)
