"""The kinds of field a register may have: how each is checked, typed, shown, told in a history and kept in a sheet.

Here what all have in common, texts and dates; beside it ``numbers``, ``choices`` and what names people, units and records.

A value is canonical (see ``sync.columns.Value``): None where nothing is written. Nothing here knows a form or a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intranet.audit.queries import Word
from intranet.formatting import vn_date
from intranet.forms import tidy
from intranet.members.service import is_date
from intranet.refusal import Refusal
from sync.codecs import DateCodec, TextCodec
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
