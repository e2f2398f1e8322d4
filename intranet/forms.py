"""A small form: what was typed, what it means, and what is wrong with it, in the order of the fields.

A capability's ``forms.py`` reads a ``Form`` and hands a frozen dataclass to its service; the template's macros show the
typed text again and link the error summary to the fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from intranet.dates import read_date
from intranet.refusal import Refusal

REQUIRED = "Nhập {label}."
TOO_LONG = "{label} dài quá {limit} ký tự."
NOT_A_NUMBER = "{label} phải là số nguyên."
OUT_OF_RANGE = "{label} phải từ {low} đến {high}."
NOT_A_CHOICE = "Chọn {label} trong danh sách."
NOT_A_DATE = "{label} “{text}” không phải là ngày có thật. Viết ngày/tháng/năm, ví dụ 05/3/2022."


#: What comes along when text is copied out of other programs, and no .xlsx, .docx or PostgreSQL takes.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufffe\uffff]")
#: A number of more digits is beyond any range here, and Python reads none of thousands.
_DIGITS = 18


def tidy(text: str) -> str:
    """NFC, with the ends trimmed and runs of spaces (also NBSP) made one; line breaks stay, control characters do not."""
    lines = unicodedata.normalize("NFC", _CONTROL.sub("", text)).replace("\r\n", "\n").split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


class Form:
    """The typed text of one form and its errors. Falsy while there are errors."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, prefix: str = "f") -> None:
        """``data`` is ``request.form``, or the values to show first; ``prefix`` keeps the ids of two forms on a page apart."""
        self.prefix = prefix
        self.data: MultiDict[str, str] = MultiDict(data or {})
        self.errors: dict[str, str] = {}

    @classmethod
    def showing(cls, record: object, **extra: Any) -> Form:
        """A form that first shows a dataclass's or mapping's values (None as nothing)."""
        values = asdict(record) if is_dataclass(record) and not isinstance(record, type) else dict(record)  # type: ignore[call-overload]
        shown = {**values, **extra}
        return cls({k: v for k, v in shown.items() if v is not None})

    def __bool__(self) -> bool:
        """Whether everything could be read."""
        return not self.errors

    def raw(self, name: str) -> str:
        """What was typed, to show it again."""
        return str(self.data.get(name, ""))

    def raw_list(self, name: str) -> list[str]:
        """What was chosen in a field that may stand several times."""
        return [str(v) for v in self.data.getlist(name)]

    def id(self, name: str) -> str:
        """The id of a field's control, where its error links to."""
        return f"{self.prefix}-{name}"

    def fail(self, name: str, message: str) -> None:
        """Say what is wrong with a field; the first message of a field stays."""
        self.errors.setdefault(name, message)

    def refuse(self, refusal: Refusal) -> None:
        """Show a service's refusal beside its field (or over the form when it names none)."""
        self.fail(refusal.field, refusal.message)

    def stale(self, version: int) -> bool:
        """Whether somebody has written since the form was shown; it then goes on from what stands there now."""
        if self.raw("version") == str(version):
            return False
        self.data["version"] = str(version)
        return True

    def text(self, name: str, label: str, *, required: bool = False, limit: int = 200) -> str:
        """A tidy text; empty when nothing was typed."""
        value = tidy(self.raw(name))
        if required and not value:
            self.fail(name, REQUIRED.format(label=_lower(label)))
        if len(value) > limit:
            self.fail(name, TOO_LONG.format(label=label, limit=limit))
        return value

    def integer(self, name: str, label: str, *, low: int = 0, high: int = 10**9, required: bool = False) -> int | None:
        """A whole number in a range, or None when nothing (or nothing readable) was typed."""
        value = self.text(name, label, required=required)
        if not value:
            return None
        if not value.isascii() or not value.isdigit():
            self.fail(name, NOT_A_NUMBER.format(label=label))
            return None
        if len(value) > _DIGITS or not low <= int(value) <= high:
            self.fail(name, OUT_OF_RANGE.format(label=label, low=low, high=high))
            return None
        return int(value)

    def choice(self, name: str, label: str, choices: Collection[str], *, required: bool = True) -> str:
        """One of the choices, or empty."""
        value = self.raw(name)
        if value and value not in choices:
            self.fail(name, NOT_A_CHOICE.format(label=_lower(label)))
            return ""
        if required and not value:
            self.fail(name, NOT_A_CHOICE.format(label=_lower(label)))
        return value

    def choices(self, name: str, label: str, choices: Collection[str]) -> list[str]:
        """Those of the choices that were ticked."""
        values = self.raw_list(name)
        if any(v not in choices for v in values):
            self.fail(name, NOT_A_CHOICE.format(label=_lower(label)))
        return [v for v in values if v in choices]

    def flag(self, name: str) -> bool:
        """Whether a box was ticked."""
        return name in self.data

    def date(
        self, name: str, label: str, *, required: bool = False, precisions: Iterable[str] = ("day",)
    ) -> str | None:
        """A date typed as day/month/year, as a canonical string; ``precisions`` adds month, quarter or year."""

        value = self.text(name, label, required=required)
        if not value:
            return None
        read = read_date(value, frozenset(precisions))
        if read is None:
            self.fail(name, NOT_A_DATE.format(label=label, text=value))
        return read


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
