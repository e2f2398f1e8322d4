"""What is overdue in waves and in the rota, as rows of one shape: one query reads all of it, whatever number of kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, literal, select, union_all

from intranet.campaigns import queries as campaigns
from intranet.campaigns.models import Wave
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.rota.models import Assignment
from intranet.rota.queries import listing as rota
from intranet.start.periods import Periods

#: The kinds, in the order of the list.
KINDS = ("waves", "rota")


def everything(scope: campaigns.Scope, when: Periods) -> CompoundSelect[*tuple[Any, ...]]:
    """Branches late in a wave of the year, and assignments of the year that wait for somebody.

    Columns: kind, the record's uid, the organisation's uid and name, text, due (canonical), state, place among its kind.
    """
    today = when.today.isoformat()
    unit: tuple[Any, ...] = (Organisation.uid.label("unit_uid"), Organisation.name.label("unit"))
    of_wave: tuple[Any, ...] = (literal("waves").label("kind"), Wave.uid.label("uid"), *unit, Wave.title.label("text"))
    late = campaigns.late(scope, today).where(Wave.year == when.year).order_by(None)
    of_rota: tuple[Any, ...] = (literal("rota"), Assignment.uid, *unit, func.coalesce(Assignment.topic, ""))
    waiting = rota.waiting(scope, today, when.year).order_by(None)
    state: Any = rota.state_of(today)
    return union_all(
        late.with_only_columns(
            *of_wave, Wave.closes_on.label("due"), literal("late").label("state"), Organisation.sort_key.label("place")
        ),
        waiting.with_only_columns(
            *of_rota, func.coalesce(Assignment.due, Assignment.month), state, Organisation.sort_key
        ),
    )  # fmt: skip


def first(scope: campaigns.Scope, when: Periods, shown: int) -> dict[str, Sequence[Any]]:
    """The first rows of each kind, the longest overdue first; each row also tells how many there are (``in_all``)."""
    each = everything(scope, when).subquery()
    order = (each.c.due, each.c.place, each.c.uid)
    numbered = select(
        *each.c,
        func.row_number().over(partition_by=each.c.kind, order_by=order).label("number"),
        func.count().over(partition_by=each.c.kind).label("in_all"),
    ).subquery()
    rows = db.session.execute(select(numbered).where(numbered.c.number <= shown).order_by(numbered.c.number)).all()
    return {kind: [row for row in rows if row.kind == kind] for kind in KINDS}


def countable(scope: campaigns.Scope, when: Periods) -> Select[*tuple[Any, ...]]:
    """All of it as a query to be counted."""
    return select(everything(scope, when).subquery())
