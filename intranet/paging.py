"""One page of a long list, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE_SIZE = 50
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pages(Generic[T]):
    """The rows of a page. ``total`` counts all pages' rows, ``page`` counts from 1."""

    rows: Sequence[T]
    total: int
    page: int = 1
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return _pages(self.total, self.size)


def nearest(asked: int, total: int, size: int = PAGE_SIZE) -> int:
    """The page nearest to the one asked for that a list of so many rows has; counts from 1."""
    return min(max(1, asked), _pages(total, size))


def window(page: int, size: int = PAGE_SIZE) -> tuple[int, int]:
    """The first row of a page and the first after it, as ``Select.slice`` and ``slice`` count them: from 0."""
    return (page - 1) * size, page * size


def _pages(total: int, size: int) -> int:
    return max(1, -(-total // size))
