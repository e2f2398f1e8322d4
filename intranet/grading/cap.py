"""How many may be graded best: pure arithmetic over the grades of one unit and peer group.

Source: domain.md, section 3: at most 20 % excellent of those graded good or better in the same unit and peer group; the
share, the base and the rounding are settings with a date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Of whom the share is counted.
BASES = {
    "good_or_better": "số xếp loại hoàn thành tốt trở lên",
    "good": "số xếp loại hoàn thành tốt",
    "graded": "số được xếp loại",
}
#: What becomes of a fraction.
ROUNDINGS = {"down": "bỏ phần lẻ", "nearest": "làm tròn: từ 0,5 trở lên tính là 1", "up": "phần lẻ tính thành 1"}
_MEMBERS = {
    "good_or_better": ("excellent", "good"),
    "good": ("good",),
    "graded": ("excellent", "good", "completed", "not_completed"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule of a year: the share in percent, of whom (BASES), and how a fraction is rounded (ROUNDINGS)."""

    share: int
    base: str
    rounding: str

    def allowed(self, base: int) -> int:
        """How many of a base of so many people may be graded best."""
        exact = self.share * base
        if self.rounding == "up":
            return -(-exact // 100)
        return (exact + 50) // 100 if self.rounding == "nearest" else exact // 100


@dataclass(frozen=True, slots=True)
class Cap:
    """The cap over one group: its rule, how many form the base, and how many stand graded best."""

    rule: Rule
    base: int
    excellent: int

    @property
    def allowed(self) -> int:
        """How many may be graded best."""
        return self.rule.allowed(self.base)

    @property
    def over(self) -> int:
        """How many too many there are."""
        return max(0, self.excellent - self.allowed)

    @property
    def explained(self) -> str:
        """The sum in words: 20% của 12 (số xếp loại hoàn thành tốt trở lên) là 2,4; bỏ phần lẻ còn 2."""
        exact = f"{self.rule.share * self.base / 100:.2f}".rstrip("0").rstrip(".").replace(".", ",")
        said = f"{self.rule.share}% của {self.base} ({BASES[self.rule.base]}) là {exact}"
        return (
            said
            if self.rule.share * self.base % 100 == 0
            else f"{said}; {ROUNDINGS[self.rule.rounding]}, được {self.allowed}"
        )


def over(rule: Rule, grades: Iterable[str | None]) -> Cap:
    """The cap over a group's standing grades."""
    counts: Mapping[str | None, int] = Counter(grades)
    return Cap(rule, sum(counts[name] for name in _MEMBERS[rule.base]), counts["excellent"])
