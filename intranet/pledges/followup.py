"""The monthly follow-up: the items of a pledge, what was ticked for each month, and the 6- and 12-month ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import inspect, select
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.attributes import set_committed_value

from intranet.database import db, utcnow
from intranet.numbers import within
from intranet.pledges.items import (
    ItemData,
    checked_deadline,
    data_of_item,
    items_of,
    new_item,
    text_or_none,
)
from intranet.pledges.models import GRADES, PROGRESS, MonthlyCheck, Pledge, PledgeItem
from intranet.pledges.service import require_item_open, touched
from intranet.refusal import Refusal
from intranet.settings import service as settings

RatingName = Literal["midyear_own", "midyear", "annual_own", "annual"]
RATINGS: dict[RatingName, str] = {
    "midyear_own": "Tự nhận 6 tháng",
    "midyear": "Chi bộ đánh giá 6 tháng",
    "annual_own": "Tự nhận cả năm",
    "annual": "Chi bộ đánh giá cả năm",
}
#: What belongs to the pledge itself: changing it makes a new version of the pledge too.
_CONTENT = {"work", "measure", "deadline", "product"}


class ItemChanges(TypedDict, total=False):
    """What may be changed on an item; a name that is not given stays as it is."""

    work: str
    measure: str | None
    deadline: str | None
    product: str | None
    midyear_own: str | None
    midyear: str | None
    annual_own: str | None
    annual: str | None
    remark: str | None


def add_item(pledge: Pledge, data: ItemData, *, uid: str | None = None) -> PledgeItem:
    """Add a piece of work at the end of the pledge. Raises Refusal in a locked year."""
    settings.require_open(pledge.organisation_id, str(pledge.year))
    items = items_of(pledge)
    item = new_item(data, max((i.position for i in items), default=0) + 1, uid)
    items.append(item)
    touched(pledge)
    return item


def update_item(item: PledgeItem, **changes: Unpack[ItemChanges]) -> PledgeItem:
    """Change what is given; ratings are GRADES keys or None. Raises Refusal in a locked year."""
    values = {name: _checked(name, value) for name, value in changes.items()}
    values = {name: value for name, value in values.items() if getattr(item, name) != value}
    if not values:
        return item
    pledge = pledge_of(item)
    settings.require_open(pledge.organisation_id, str(pledge.year))
    for name, value in values.items():
        setattr(item, name, value)
    item.version += 1
    if values.keys() & _CONTENT:
        pledge.version += 1
    db.session.flush()
    return item


def delete_item(item: PledgeItem) -> None:
    """Delete a piece of work with its follow-up; the others close up. Refused over a locked month's check."""
    pledge = pledge_of(item)
    settings.require_open(pledge.organisation_id, str(pledge.year))
    left = [other for other in items_of(pledge) if other is not item]
    require_item_open(pledge, item)
    db.session.delete(item)
    pledge.items = left
    for position, other in enumerate(left, 1):
        other.position = position
    touched(pledge)


def set_check(
    item: PledgeItem, month: int, value: str | int | None, *, evidence: str | None = None
) -> MonthlyCheck | None:
    """Tick a month (1-12): a PROGRESS key, a percentage 0-100, or None to take the tick away.

    ``evidence`` None leaves what was written, "" takes it away. Raises Refusal in a locked month.
    """
    check = _ticked(item, month, value, evidence)
    db.session.flush()
    return check


def set_checks(item: PledgeItem, values: Mapping[int, str | int | None]) -> None:
    """Tick several months as a sheet's row gives them: the rules of ``set_check``, written at one stroke.

    A refusal names the month's field (``m5``).
    """
    for month, value in values.items():
        try:
            _ticked(item, month, value, None)
        except Refusal as refusal:
            raise Refusal(refusal.message, f"m{month}") from refusal
    db.session.flush()


def _ticked(item: PledgeItem, month: int, value: str | int | None, evidence: str | None) -> MonthlyCheck | None:
    """The month as wanted, not flushed unless a tick is taken away."""
    if not 1 <= month <= 12:
        raise Refusal(f"Không có tháng {month}.", "month")
    wanted = checked_progress(value)
    current = check_of(item, month)
    if _says(current, wanted, evidence):
        return current
    pledge = pledge_of(item)
    settings.require_open(pledge.organisation_id, f"{pledge.year}-{month:02}")
    item.version += 1
    if wanted is None:
        _take_away(item, current)
        return None
    return _written(item, month, current, wanted, evidence)


def checked_progress(value: str | int | None) -> str | None:
    """The canonical tick, or None for none. Raises Refusal for what is no progress."""
    text = "" if value is None else str(value).strip()
    if not text:
        return None
    if text in PROGRESS:
        return text
    if (percent := within(text, 0, 100)) is not None:
        return str(percent)
    raise Refusal(f"“{text}” không phải là kết quả tháng: chọn Đạt, Đang thực hiện, Chưa đạt hoặc 0–100%.", "value")


def check_of(item: PledgeItem, month: int) -> MonthlyCheck | None:
    """What was ticked for that month."""
    if inspect(item).persistent and "checks" in inspect(item).unloaded:
        whole = select(PledgeItem).where(PledgeItem.id == item.id).options(selectinload(PledgeItem.checks))
        db.session.execute(whole, execution_options={"populate_existing": True}).scalars().one()
    return next((check for check in item.checks if check.month == month), None)


def pledge_of(item: PledgeItem) -> Pledge:
    """The pledge the item belongs to."""
    return db.session.get_one(Pledge, item.pledge_id)


def data_of(item: PledgeItem) -> ItemData:
    """What the item says, with its uid."""
    return data_of_item(item)


def _says(check: MonthlyCheck | None, value: str | None, evidence: str | None) -> bool:
    if check is None or value is None:
        return check is None and value is None
    return check.value == value and (evidence is None or text_or_none(evidence) == check.evidence)


def _take_away(item: PledgeItem, check: MonthlyCheck | None) -> None:
    """Delete a tick while it still knows its item: the change log writes it into the item's history."""
    db.session.delete(check)
    db.session.flush()
    set_committed_value(item, "checks", [other for other in item.checks if other is not check])


def _written(
    item: PledgeItem, month: int, check: MonthlyCheck | None, value: str, evidence: str | None
) -> MonthlyCheck:
    if check is None:
        check = MonthlyCheck(month=month, value=value)
        item.checks.append(check)
    check.value = value
    check.updated_at = utcnow()
    if evidence is not None:
        check.evidence = text_or_none(evidence)
    return check


def _checked(name: str, value: Any) -> Any:
    """A column's value as it may be stored."""
    if name in RATINGS:
        if value is not None and value not in GRADES:
            raise Refusal(f"Không có mức xếp loại “{value}”.", name)
        return value
    if name == "deadline":
        return checked_deadline(value)
    text = text_or_none(value)
    if name == "work" and text is None:
        raise Refusal("Việc đăng ký không được để trống.", "work")
    return text
