"""A field that holds a mark with decimals: 9,5."""

from __future__ import annotations

from dataclasses import dataclass

from intranet.formatting import number
from intranet.refusal import Refusal
from intranet.registers.kinds import Kind
from sync.codecs import DecimalCodec
from sync.columns import Codec, Value
from sync.values import Problem, parse_decimal


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


def decimal_typed(text: str) -> float | None:
    """The number of a typed text, with a comma or a point; None if it is none."""
    found = parse_decimal(text)
    return None if isinstance(found, Problem) else found
