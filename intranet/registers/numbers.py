"""The kinds of field that hold a number: a count, a year, đồng, a mark; and numbers as people type them into a form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from intranet.formatting import money, number
from intranet.refusal import Refusal
from intranet.registers.kinds import Kind
from sync.codecs import DecimalCodec, IntCodec, MoneyCodec
from sync.columns import Codec, Value
from sync.values import Problem, parse_decimal

_WHOLE = re.compile(r"\d{1,3}(?:\.\d{3})+|\d+")


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
class Decimal(Kind):
    """A number not below zero with up to three decimals, kept as a float. ``high`` is the largest sensible one."""

    high: float = 1000
    control = "decimal"
    numeric = True

    def checked(self, value: Value, label: str, name: str) -> Value:
        """Within the limits."""
        if value is None:
            return None
        if not 0 <= value <= self.high:
            raise Refusal(f"{label} phải từ 0 đến {number(self.high)}.", name)
        return round(float(value), 3)

    def said(self, value: Value) -> str:
        """With a comma: 9,68."""
        return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")

    def typed(self, record: object, name: str) -> str:
        """As it is shown."""
        return self.shown(record, name)

    def codec(self) -> Codec:
        """A mark."""
        return DecimalCodec(highest=self.high)


def whole_typed(text: str) -> int | None:
    """The whole number of a typed text with or without dots for thousands; None if it is none."""
    return int(text.replace(".", "")) if _WHOLE.fullmatch(text) else None


def decimal_typed(text: str) -> float | None:
    """The number of a typed text, with a comma or a point; None if it is none."""
    found = parse_decimal(text)
    return None if isinstance(found, Problem) else found
