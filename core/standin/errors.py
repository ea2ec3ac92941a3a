"""What the stand-in answers instead of rows."""

from __future__ import annotations

NOT_VALID = "The query specified in the URI is not valid. "


class BadRequest(Exception):
    """The request is wrong: answered with 400 and an odata.error that carries the message."""


class BadQuery(BadRequest):
    """A query option is wrong; the message begins as the framework's does."""

    def __init__(self, message: str) -> None:
        super().__init__(NOT_VALID + message)


class UnknownSet(Exception):
    """No such path: answered with 404 and the web server's HTML page."""


class UnknownKey(Exception):
    """No row with that id: answered with 404 and an empty body."""


def no_property(name: str, entity: str) -> BadQuery:
    """The error for a field or navigation property that the set does not have."""
    return BadQuery(
        f"Could not find a property named '{name}' on type 'FT.Domain.Models.{entity}'."
    )
