"""What a figure is: a number, what it is out of, its parts, and where its rows are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_

from intranet.formatting import money, number, percent
from intranet.organisations.models import BRANCH_KINDS, Organisation


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure. ``key`` is its name in a file, ``of`` the whole it is part of, ``parts`` what it is made of, by their names.

    ``endpoint`` and ``args`` lead to the rows it counts.
    """

    key: str
    capability: str
    label: str
    value: int
    of: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    money: bool = False
    endpoint: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)


def said(figure: Figure) -> str:
    """A figure in words: 171/279 (61%); 9 = 6 Nông thôn + 2 Trường học + 1 Công an."""
    value = money(figure.value) if figure.money else number(figure.value)
    if figure.of is not None:
        value = f"{value}/{number(figure.of)} ({percent(figure.value, figure.of)})"
    parts = " + ".join(f"{number(n)} {name}" for name, n in figure.parts.items())
    return f"{value} = {parts}" if parts else value


@dataclass(frozen=True, slots=True)
class Span:
    """What figures are over: the organisations below ``path`` ("/" is all of them), and one year or all years."""

    path: str
    year: int | None

    @property
    def inside(self) -> ColumnElement[bool]:
        """The condition on ``Organisation``."""
        return Organisation.path.startswith(self.path, autoescape=True)

    @property
    def in_line(self) -> ColumnElement[bool]:
        """As ``inside``, and whoever stands above: a wave or directive from above holds here too."""
        return or_(self.inside, literal(self.path).like(Organisation.path.concat("%")))

    def when(self, column: Any) -> ColumnElement[bool]:
        """The condition that a record's year is asked for."""
        return column == self.year if self.year is not None else or_(column.is_(None), column.is_not(None))


def is_branch() -> ColumnElement[bool]:
    """A branch in use; an unread kind counts as a branch."""
    return and_(Organisation.active, or_(Organisation.kind.is_(None), Organisation.kind.in_(BRANCH_KINDS)))
