"""The names of parties, spelled out."""

from __future__ import annotations

from core.parliament.texts.party_names import full_name
from core.ui.shell.context import Context


def party_name(context: Context, party: str) -> str:
    """The full name of a party by its short name, not escaped; the short name where none is known.

    The invented parties of the demo may have the short names of true ones, and stay short.
    """
    return party if context.demo else full_name(party)
