"""The kinds of field that hold one of a few values: yes or no, or one of a dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intranet.audit.queries import Word
from intranet.refusal import Refusal
from intranet.registers.kinds import Kind
from sync.codecs import BoolCodec, ChoiceCodec, Words
from sync.columns import Codec, Value


@dataclass(frozen=True)
class Flag(Kind):
    """Yes, no, or not said. ``yes_words`` and ``no_words`` are what people write for it beside the usual signs."""

    yes: str = "Có"
    no: str = "Không"
    yes_words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    control = "choice"

    @property
    def choices(self) -> Mapping[str, str]:
        """What the form offers."""
        return {"yes": self.yes, "no": self.no}

    def said(self, value: Value) -> str:
        """The word for it."""
        return self.yes if value else self.no

    def typed(self, record: Any, name: str) -> str:
        """The choice's key."""
        value = self.of(record, name)
        return "" if value is None else "yes" if value else "no"

    def word(self, label: str) -> Word:
        """Yes or no."""
        return Word(label, flag=(self.yes, self.no))

    def codec(self) -> Codec:
        """A tick or a word."""
        return BoolCodec((self.yes, *self.yes_words), (self.no, *self.no_words))


@dataclass(frozen=True)
class Choice(Kind):
    """One of fixed values: value to display word; ``synonyms`` are what people write in sheets.

    ``probably`` are words that may mean a value: offered, never taken. ``tones``: the colour of a value's badge.
    """

    fixed: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]] | None = None
    probably: Mapping[str, str] | None = None
    tones: Mapping[str, str] | None = None
    control = "choice"

    def __hash__(self) -> int:
        return hash(tuple(self.fixed))

    @property
    def choices(self) -> Mapping[str, str]:
        """What the form offers."""
        return self.fixed

    def checked(self, value: Value, label: str, name: str) -> Value:
        """One of them."""
        if value and value not in self.choices:
            raise Refusal(f"{label}: chọn một trong: {', '.join(self.choices.values())}.", name)
        return value or None

    def said(self, value: Value) -> str:
        """Its display word."""
        return self.choices.get(value, str(value))

    def word(self, label: str) -> Word:
        """Its display word."""
        return Word(label, self.choices)

    def tone(self, value: Value) -> str:
        """The value's colour."""
        return (self.tones or {}).get(value, "")

    def words(self) -> Words:
        """The dictionary of the column."""
        synonyms = self.synonyms or {}
        return Words({v: (shown, *synonyms.get(v, ())) for v, shown in self.choices.items()}, self.probably)

    def codec(self) -> Codec:
        """One value out of the dictionary."""
        return ChoiceCodec(self.words())
