"""The pieces of work of one pledge as a list: read whole, arranged; a work that stays keeps its follow-up.

The services of pledges and of the follow-up share this; nothing here checks locks or bumps a pledge's version.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload

from intranet.database import db
from intranet.forms import tidy
from intranet.pledges.models import Pledge, PledgeItem
from intranet.refusal import Refusal
from sync import ids

#: Two texts at one place are the same work reworded when they are at least so alike (0 to 1).
REWORDED = 0.6

_DATE_LENGTHS = {4, 7, 10}


@dataclass(frozen=True, slots=True)
class ItemData:
    """One piece of work as a form, a sheet or a template gives it. With ``uid`` it is that item, whatever its text."""

    work: str
    measure: str | None = None
    deadline: str | None = None
    product: str | None = None
    uid: str | None = None


def text_or_none(value: str | None) -> str | None:
    """Tidy text; None for nothing."""
    return tidy(value or "") or None


def checked_deadline(value: str | None) -> str | None:
    """A canonical date of any precision, or None. Raises Refusal: a deadline is never guessed."""
    if not value:
        return None
    if len(value) not in _DATE_LENGTHS or not value[:4].isdigit():
        raise Refusal(f"Thời hạn “{value}” không phải là ngày, tháng, quý hay năm.", "deadline")
    return value


def items_of(pledge: Pledge) -> list[PledgeItem]:
    """The pledge's items with their monthly checks, read once however the pledge was loaded."""
    state = inspect(pledge)
    if state.persistent and ("items" in state.unloaded or any("checks" in inspect(i).unloaded for i in pledge.items)):
        whole = selectinload(Pledge.items).selectinload(PledgeItem.checks)
        db.session.execute(
            select(Pledge).where(Pledge.id == pledge.id).options(whole), execution_options={"populate_existing": True}
        ).scalars().one()
    return pledge.items


def same_work(one: str, other: str) -> bool:
    """Whether two texts name the same work: spaces and composed or decomposed marks do not count."""
    return tidy(one) == tidy(other)


def matched(items: Sequence[PledgeItem], wanted: Sequence[ItemData]) -> list[PledgeItem | None]:
    """For every wanted work the item that it is, or None for a new one.

    First by uid, then by equal text wherever it now stands (nearest first), then the reworded one at the same place.
    """
    left = dict(enumerate(items))
    found: list[PledgeItem | None] = [None] * len(wanted)

    def take(fits: Callable[[ItemData, int, PledgeItem, int], bool]) -> None:
        for index, data in enumerate(wanted):
            if found[index] is None:
                near = sorted(left, key=lambda position, index=index: abs(position - index))  # type: ignore[misc]
                position = next((p for p in near if fits(data, index, left[p], p)), None)
                found[index] = None if position is None else left.pop(position)

    take(lambda data, _index, item, _position: data.uid == item.uid)
    named = [data.uid is not None for data in wanted]
    take(lambda data, index, item, _position: not named[index] and same_work(data.work, item.work))
    alone = sum(item is None for item in found) == 1 and len(left) == 1
    take(
        lambda data, index, item, position: (
            not named[index] and index == position and (alone or _alike(data.work, item.work))
        )
    )
    return found


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, tidy(one).lower(), tidy(other).lower()).ratio() >= REWORDED


def new_item(data: ItemData, position: int, uid: str | None = None) -> PledgeItem:
    """An item not yet in the database."""
    item = PledgeItem(uid=uid or data.uid or ids.mint(), position=position, work=_work(data.work), checks=[])
    item.measure, item.product = text_or_none(data.measure), text_or_none(data.product)
    item.deadline = checked_deadline(data.deadline)
    item.version = 1
    return item


def write_item(item: PledgeItem, data: ItemData, position: int) -> bool:
    """Give an item this content and place; says whether anything changed."""
    values = {
        "work": item.work if same_work(item.work, data.work) else _work(data.work),
        "measure": text_or_none(data.measure),
        "deadline": checked_deadline(data.deadline),
        "product": text_or_none(data.product),
        "position": position,
    }
    changed = [name for name, value in values.items() if getattr(item, name) != value]
    for name in changed:
        setattr(item, name, values[name])
    item.version += bool(changed)
    return bool(changed)


def data_of_item(item: PledgeItem) -> ItemData:
    """What the item says, with its uid."""
    return ItemData(item.work, item.measure, item.deadline, item.product, item.uid)


def _work(text: str) -> str:
    work = tidy(text)
    if not work:
        raise Refusal("Việc đăng ký không được để trống.", "work")
    return work
