"""The list of sessions: its filters, its figures, and who has not held what is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.orm import joinedload

from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.meetings import queries, rules
from intranet.meetings.models import MEETING_KINDS, Meeting
from intranet.members.models import Member
from intranet.numbers import within
from intranet.organisations.models import Organisation

PER_PAGE = 50
#: What the list may show besides sessions: branches that have not held one, sessions that lack something.
STATES = {
    "chua-hop": "Chi bộ chưa họp trong tháng",
    "chua-chuyen-de": "Chi bộ chưa sinh hoạt chuyên đề trong quý",
    "chua-ro-ngay": "Buổi chưa rõ ngày",
    "chua-bien-ban": "Buổi chưa có biên bản",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person asked to see. ``month`` 0 and an empty branch, kind or state mean any."""

    year: int = 0
    month: int = 0
    branch: str = ""
    kind: str = ""
    state: str = ""

    @classmethod
    def read(cls, args: Mapping[str, Any]) -> Filters:
        """From a query string; what makes no sense is left out."""
        year, month = _whole(args.get("nam"), 1930, 2100), _whole(args.get("thang"), 1, 12)
        kind, state = str(args.get("loai", "")), str(args.get("tinh-trang", ""))
        return cls(
            year,
            month,
            str(args.get("don-vi", "")),
            kind if kind in MEETING_KINDS else "",
            state if state in STATES else "",
        )

    @property
    def period(self) -> tuple[int, int]:
        """The year and month whose holding is judged: the ones chosen, else the present ones."""
        today = local_today(utcnow())
        year = self.year or today.year
        return year, self.month or (today.month if year == today.year else 12)

    def query(self, **changes: Any) -> dict[str, Any]:
        """These filters as a query string, some of them changed."""
        values: dict[str, Any] = {
            "nam": self.year, "thang": self.month, "don-vi": self.branch, "loai": self.kind, "tinh-trang": self.state,
        }  # fmt: skip
        return {name: value for name, value in {**values, **changes}.items() if value}


@dataclass(frozen=True, slots=True)
class Figures:
    """How many of the branches have held what is due, and what sessions lack."""

    branches: int
    regular: int
    thematic: int
    undated: int
    unexcused: int


def sessions(scope: ColumnElement[bool], filters: Filters) -> Select[Meeting]:
    """The sessions, the newest first, with their organisation and chair."""
    return (
        select(Meeting)
        .join(Organisation, Organisation.id == Meeting.organisation_id)
        .where(scope, *_conditions(filters))
        .options(joinedload(Meeting.organisation), joinedload(Meeting.chair))
        .order_by(*queries.NEWEST_FIRST)
    )


def listing(scope: ColumnElement[bool], filters: Filters, page: int) -> Pagination:
    """A page of sessions."""
    return db.paginate(sessions(scope, filters), page=page, per_page=PER_PAGE, error_out=False)


def lacking(scope: ColumnElement[bool], filters: Filters) -> Select[Organisation] | None:
    """The branches that have not held what the state names, or None where the state lists sessions."""
    year, month = filters.period
    kind, months = {
        "chua-hop": ("regular_session", (month,)),
        "chua-chuyen-de": ("thematic_session", rules.QUARTER_MONTHS[rules.quarter_of(month)]),
    }.get(filters.state, ("", ()))
    if not kind:
        return None
    branch = Organisation.uid == filters.branch if filters.branch else true()
    return queries.without(scope & branch, kind, year, months)


def figures(scope: ColumnElement[bool], filters: Filters, warn: int) -> Figures:
    """The figures over the list, each counted from the rows its link opens (one query).

    ``warn`` is the number of months of unexcused absence that is warned at.
    """
    year, month = filters.period
    branches = select(func.count()).select_from(Organisation).where(scope, queries.branches())
    undated = (
        select(func.count())
        .select_from(Meeting)
        .join(Organisation, Organisation.id == Meeting.organisation_id)
        .where(scope, Meeting.date.is_(None))
    )
    if filters.year:
        undated = undated.where(Meeting.year == filters.year)
    regular = queries.without(scope, "regular_session", year, (month,))
    thematic = queries.without(scope, "thematic_session", year, rules.QUARTER_MONTHS[rules.quarter_of(month)])
    warned = select(func.count()).select_from(
        queries.unexcused(scope, year, warn).order_by(None).with_only_columns(Member.id).subquery()
    )
    counts = [branches, *(_count(q) for q in (regular, thematic)), undated, warned]
    total, no_regular, no_thematic, no_day, to_warn = db.session.execute(
        select(*(c.scalar_subquery() for c in counts))
    ).one()
    return Figures(total, total - no_regular, total - no_thematic, no_day, to_warn)


def years(scope: ColumnElement[bool]) -> list[int]:
    """The years that have sessions, and the present one, the newest first."""
    found = db.session.scalars(
        select(Meeting.year).join(Organisation, Organisation.id == Meeting.organisation_id).where(scope).distinct()
    )
    return sorted({*found, local_today(utcnow()).year}, reverse=True)


def unexcused(scope: ColumnElement[bool], year: int, warn: int, flag: int) -> list[tuple[Any, Any, int, str]]:
    """Members to warn or flag for unexcused absence in a year: member, branch, months, level."""
    rows = db.session.execute(queries.unexcused(scope, year, warn))
    return [(member, branch, months, rules.warning_level(months, warn, flag)) for member, branch, months in rows]


def _count(query: Select[Organisation]) -> Select[int]:
    return select(func.count()).select_from(query.order_by(None).with_only_columns(Organisation.id).subquery())


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.year:
        found.append(Meeting.year == filters.year)
    if filters.month:
        found.append(func.substr(Meeting.date, 6, 2) == f"{filters.month:02}")
    if filters.branch:
        found.append(Organisation.uid == filters.branch)
    if filters.kind:
        found.append(queries.of_kind(filters.kind))
    if filters.state == "chua-ro-ngay":
        found.append(Meeting.date.is_(None))
    if filters.state == "chua-bien-ban":
        today: date = local_today(utcnow())
        found.append(Meeting.minutes_done_at.is_(None))
        found.append(or_(Meeting.date.is_(None), Meeting.date <= today.isoformat()))
    return found


def _whole(text: object, low: int, high: int) -> int:
    return within(str(text or ""), low, high) or 0
