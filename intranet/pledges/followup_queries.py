"""Reading the follow-up: the month matrix of a branch, and how far each branch is."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import contains_eager, selectinload

from intranet.database import db
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.pledges.models import MonthlyCheck, Pledge, PledgeItem
from intranet.pledges.queries import Scope


@dataclass(slots=True)
class BranchMonths:
    """One organisation's line: how many items its plans of the year have, and how many were ticked each month."""

    uid: str
    name: str
    items: int
    ticked: dict[int, int] = field(default_factory=dict)


def items(scope: Scope, year: int, *, without_month: int | None = None) -> Select[PledgeItem]:
    """Items of the year in order of branch, person and place, with their plan, owner and checks loaded.

    ``without_month``: only those not yet ticked for that month.
    """
    query = (
        select(PledgeItem)
        .join(PledgeItem.pledge)
        .join(Pledge.organisation)
        .outerjoin(Pledge.member)
        .where(scope, Pledge.year == year)
        .options(
            contains_eager(PledgeItem.pledge).options(
                contains_eager(Pledge.organisation), contains_eager(Pledge.member)
            ),
            selectinload(PledgeItem.checks),
        )
        .order_by(
            Organisation.sort_key,
            Organisation.id,
            Pledge.member_id.is_not(None),
            Member.sort_key,
            Pledge.id,
            PledgeItem.position,
            PledgeItem.id,
        )
    )
    if without_month is not None:
        query = query.where(~PledgeItem.checks.any(MonthlyCheck.month == without_month))
    return query


def by_organisation(scope: Scope, year: int) -> list[BranchMonths]:
    """Every organisation with plans, and its ticks by month (two queries)."""
    lines = {
        row.id: BranchMonths(row.uid, row.name, row.items)
        for row in db.session.execute(
            select(Organisation.id, Organisation.uid, Organisation.name, func.count(PledgeItem.id).label("items"))
            .join(Pledge, and_(Pledge.organisation_id == Organisation.id, Pledge.year == year))
            .join(Pledge.items)
            .where(scope)
            .group_by(Organisation.id)
            .order_by(Organisation.sort_key, Organisation.id)
        )
    }
    ticks = (
        select(Pledge.organisation_id, MonthlyCheck.month, func.count())
        .join(PledgeItem, PledgeItem.id == MonthlyCheck.pledge_item_id)
        .join(PledgeItem.pledge)
        .join(Pledge.organisation)
        .where(scope, Pledge.year == year)
        .group_by(Pledge.organisation_id, MonthlyCheck.month)
    )
    for organisation_id, month, count in db.session.execute(ticks.select_from(MonthlyCheck)):
        lines[organisation_id].ticked[month] = count
    return list(lines.values())
