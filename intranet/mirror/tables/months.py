"""The headers of the twelve month columns of a matrix."""

from __future__ import annotations

from sync.columns import Heading


def month_headings(month: int, group: str) -> tuple[Heading, ...]:
    """The one column of a month: T5, Tháng 5, Th.5, 5/..., or a bare 5 under the group."""
    spellings = (
        f"Tháng {month}",
        f"Th {month}",
        f"Th{month}",
        f"T {month}",
        f"T.{month}",
        f"T0{month}" if month < 10 else f"T{month}",
    )
    return (Heading(f"T{month}", spellings, group=group),)
