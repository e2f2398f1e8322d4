"""Finding names as people type them: with or without marks, whole words or their beginnings; exact marks rank first."""

from __future__ import annotations

import unicodedata
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, and_, event, or_
from sqlalchemy.orm import Mapped, mapped_column

from intranet.database import byte_ordered
from intranet.formatting import search_key

KEY_LENGTH = 2000


class Findable:
    """A record found by its words. The key is kept in step whoever writes the record: a form, the sync, an undo.

    ``class Meeting(Findable, Base, found_by=("topic", "place"))`` names its texts; a class that names none, or one it does
    not have, cannot be made.
    """

    found_by: ClassVar[tuple[str, ...]]
    search_key: Mapped[str] = mapped_column(byte_ordered(KEY_LENGTH), default="", server_default="")

    def __init_subclass__(cls, *, found_by: tuple[str, ...], **rest: Any) -> None:
        if unknown := set(found_by) - set(dir(cls)) - set(cls.__annotations__):
            raise TypeError(f"{cls.__name__} has no {', '.join(sorted(unknown))} to be found by")
        cls.found_by = found_by
        super().__init_subclass__(**rest)


@event.listens_for(Findable, "before_insert", propagate=True)
@event.listens_for(Findable, "before_update", propagate=True)
def _keep_in_step(_mapper: Any, _connection: Any, record: Findable) -> None:
    texts = (getattr(record, name) for name in record.found_by)
    record.search_key = search_key(" ".join(text for text in texts if text))[:KEY_LENGTH]


_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def matches(column: Any, typed: str) -> ColumnElement[bool]:
    """The condition that every typed word begins a word of a stored ``search_key`` column."""
    return and_(*(_begins_a_word(column, word) for word in search_key(typed).split()))


def rank(typed: str, text: str) -> int:
    """0 where every typed word stands in the text with the very marks it was typed with, else 1. Case does not matter.

    The place of a tone mark in its syllable does not matter either: hoà and hòa are one word.
    """
    words = [_letters_and_tone(word) for word in text.split()]
    return int(not all(_stands_in(_letters_and_tone(word), words) for word in typed.split()))


def _begins_a_word(column: Any, word: str) -> ColumnElement[bool]:
    return or_(column.startswith(word, autoescape=True), column.contains(f" {word}", autoescape=True))


def _stands_in(typed: tuple[str, str], words: list[tuple[str, str]]) -> bool:
    letters, tone = typed
    return any(w == typed or (w[0].startswith(letters) and w[0] != letters and tone in ("", w[1])) for w in words)


def _letters_and_tone(word: str) -> tuple[str, str]:
    marks = unicodedata.normalize("NFD", word.lower())
    letters = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
    return letters, "".join(m for m in marks if m in _TONES)
