"""Editable lists: dated settings of the kind ``categories``, each code with its label and the other words for it.

A record keeps the code. A code that left the list keeps its last wording, for the records that have it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from intranet.settings.service import read_once

#: A list: by code, the label and then the other words people write for it.
Categories = Mapping[str, Sequence[str]]


def known(name: str) -> Categories:
    """Every entry the list ever had, those in force today first, each in its latest wording."""
    book = read_once()
    found = dict(book.value(name))
    for dated in book.history(name):
        for code, words in dated.value.items():
            found.setdefault(code, words)
    return found


def in_force(name: str, on: str | None = None) -> Categories:
    """The list that holds on a day (a canonical date; today without one)."""
    entries: Categories = read_once().value(name, on)
    return entries


def version(names: Sequence[str], on: str | None = None) -> str:
    """From which day these lists, taken together, have been as they are on a day: the number of a checklist's version."""
    return max(read_once().at(name, on).valid_from for name in names)


def versions(names: Sequence[str]) -> list[str]:
    """The days from which one of these lists was new, the latest first."""
    return sorted({dated.valid_from for name in names for dated in read_once().history(name)}, reverse=True)
