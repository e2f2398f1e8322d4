"""The kinds of field a register may have: how each is checked, typed, shown, told in a history and kept in a sheet.

A value is canonical (see ``sync.columns.Value``): None where nothing is written. Nothing here knows a form or a request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intranet.audit.queries import Word
from intranet.formatting import money, number, vn_date
from intranet.forms import tidy
from intranet.members.service import is_date
from intranet.refusal import Refusal
from sync.codecs import (
    BoolCodec,
    ChoiceCodec,
    DateCodec,
    IntCodec,
    MoneyCodec,
    TextCodec,
    Words,
)
from sync.columns import Codec, Value
from sync.values import security_marking

PRECISIONS = ("day", "month", "quarter", "year")
_PRECISION = {10: "day", 7: "month", 4: "year"}


class Kind:
    """A kind of field. ``control`` names the control of the form (templates/registers/_control.html)."""

    control = "text"
    #: Whether the list shows it on the right, as numbers are.
    numeric = False

    @property
    def choices(self) -> Mapping[str, str]:
        """The values there are to choose from, with their words."""
        return {}

    def offered(self, now: Any = "") -> Mapping[str, str]:
        """What the form offers for a record that has the value ``now``."""
        return self.choices

    def tone(self, value: Value) -> str:
        """The colour that repeats what the value says (see templates/macros/badges.html); empty for none."""
        return ""

    def columns(self, name: str) -> tuple[str, ...]:
        """The mapped attributes that hold the value, the one with the value itself first."""
        return (name,)

    def of(self, record: Any, name: str) -> Value:
        """The canonical value in a record."""
        return getattr(record, name)

    def put(self, record: Any, name: str, value: Value) -> None:
        """Write a checked value into a record."""
        setattr(record, name, value)

    def checked(self, value: Value, label: str, name: str) -> Value:
        """The value as it may be kept. Raises Refusal, naming the field."""
        return value

    def shown(self, record: Any, name: str) -> str:
        """The value as a person reads it; empty for nothing."""
        value = self.of(record, name)
        return "" if value is None else self.said(value)

    def said(self, value: Value) -> str:
        """A value in words."""
        return str(value)

    def typed(self, record: Any, name: str) -> str:
        """The value as it would be typed into the form."""
        value = self.of(record, name)
        return "" if value is None else str(value)

    def word(self, label: str) -> Word:
        """How the history tells it."""
        return Word(label)

    def codec(self) -> Codec:
        """Between the value and its cell."""
        return TextCodec()


@dataclass(frozen=True)
class Text(Kind):
    """Free text. ``lines`` more than one gives room to write; ``limit`` counts characters."""

    limit: int = 200
    lines: int = 1

    @property
    def control(self) -> str:  # type: ignore[override]
        """A line, or a box."""
        return "text" if self.lines == 1 else "lines"

    def checked(self, value: Value, label: str, name: str) -> Value:
        """Tidied; refused when too long or marked secret (domain.md, section 7)."""
        text = tidy(str(value)) if value is not None else ""
        if len(text) > self.limit:
            raise Refusal(f"{label} dài quá {self.limit} ký tự.", name)
        if security_marking(text):
            raise Refusal(
                f"{label} có chữ “Mật”. Văn bản mật không được đưa vào phần mềm này; đề nghị bỏ ra và quản lý theo quy định.",
                name,
            )
        return text or None


@dataclass(frozen=True)
class Date(Kind):
    """A date that keeps its precision; ``precisions`` are those allowed."""

    precisions: tuple[str, ...] = ("day",)
    control = "date"

    def checked(self, value: Value, label: str, name: str) -> Value:
        """A real date of an allowed precision."""
        if value is None or value == "":
            return None
        if not is_date(value):
            raise Refusal(f"{label} “{value}” không phải là ngày có thật.", name)
        if _PRECISION.get(len(value), "quarter") not in self.precisions:
            raise Refusal(f"{label}: ghi đủ ngày, tháng, năm, ví dụ 05/3/2022.", name)
        return value

    def said(self, value: Value) -> str:
        """02/3/2022, or less precisely."""
        return vn_date(value)

    def typed(self, record: Any, name: str) -> str:
        """As it is shown, which can be typed back."""
        value = self.of(record, name)
        return vn_date(value) if value else ""

    def word(self, label: str) -> Word:
        """A date."""
        return Word(label, date=True)

    def codec(self) -> Codec:
        """A date."""
        return DateCodec()


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number within limits."""

    low: int = 0
    high: int = 1_000_000
    control = "whole"
    numeric = True

    def checked(self, value: Value, label: str, name: str) -> Value:
        """Within the limits."""
        if value is not None and not self.low <= value <= self.high:
            raise Refusal(f"{label} phải từ {self.said(self.low)} đến {self.said(self.high)}.", name)
        return value

    def said(self, value: Value) -> str:
        """With dots for thousands."""
        return number(value)

    def codec(self) -> Codec:
        """A count."""
        return IntCodec(highest=self.high)


@dataclass(frozen=True)
class Year(Whole):
    """A year: a whole number that is read as it is."""

    low: int = 1990
    high: int = 2100

    def said(self, value: Value) -> str:
        """2026."""
        return str(value)


@dataclass(frozen=True)
class Money(Kind):
    """Whole đồng."""

    high: int = 100_000_000_000
    control = "money"
    numeric = True

    def checked(self, value: Value, label: str, name: str) -> Value:
        """Not negative, and no more than anybody keeps in such a book."""
        if value is not None and not 0 <= value <= self.high:
            raise Refusal(f"{label} phải là số tiền đồng, không âm.", name)
        return value

    def said(self, value: Value) -> str:
        """1.000.000 đ."""
        return money(value)

    def typed(self, record: Any, name: str) -> str:
        """With dots, without the unit."""
        value = self.of(record, name)
        return "" if value is None else number(value)

    def codec(self) -> Codec:
        """Money in any of its spellings."""
        return MoneyCodec()


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


class _Digits:
    """Numbers as people type them into a form: 1.000.000; 9,5."""

    whole = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")


def whole_typed(text: str) -> int | None:
    """The whole number of a typed text with or without dots for thousands; None if it is none."""
    return int(text.replace(".", "")) if _Digits.whole.fullmatch(text) else None
