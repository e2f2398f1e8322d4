"""Pledges: made, changed and deleted here and nowhere else, whether a form, a sheet, the CLI or the demo asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from intranet.database import db, utcnow
from intranet.members.models import Member, Transfer
from intranet.organisations.models import Organisation
from intranet.pledges.items import (
    ItemData,
    checked_deadline,
    data_of_item,
    items_of,
    matched,
    new_item,
    text_or_none,
    write_item,
)
from intranet.pledges.models import APPROVALS, Pledge, PledgeItem
from intranet.refusal import Refusal
from intranet.settings import service as settings
from sync import ids

__all__ = ["ItemData", "PledgeData", "create", "data_of", "delete", "set_item_texts", "update"]

THEME_LIMIT = 300
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class PledgeData:
    """A pledge as given. Without ``member_id`` it is the collective's own.

    ``approval`` is None (a draft) or a key of APPROVALS; ``deadline`` is a canonical date of any precision.
    ``measure`` and ``deadline`` hold for the whole pledge; an item may have its own.
    """

    organisation_id: int
    year: int
    member_id: int | None = None
    items: tuple[ItemData, ...] = ()
    theme: str | None = None
    shortcoming: str | None = None
    measure: str | None = None
    deadline: str | None = None
    comment: str | None = None
    approval: str | None = None


def create(data: PledgeData, *, uid: str | None = None) -> Pledge:
    """A new pledge. Raises Refusal: one pledge a person (or collective) and year, in an open year."""
    _check_owner(data)
    _require_year_open(data.organisation_id, data.year)
    values = _values(data)
    approval = values.pop("approval")
    pledge = Pledge(uid=uid or ids.mint(), version=1, revision=0, **values)
    pledge.items = [new_item(item, position) for position, item in enumerate(data.items, 1)]
    set_approval(pledge, approval)
    db.session.add(pledge)
    db.session.flush()
    return pledge


def update(pledge: Pledge, data: PledgeData) -> Pledge:
    """Give the pledge this content; nothing happens if it has it.

    An item keeps its follow-up if its uid or its text stays. Raises Refusal in a locked year.
    """
    values = _values(data)
    approval = values.pop("approval")
    changed = {name: value for name, value in values.items() if getattr(pledge, name) != value}
    arranged = data.items != data_of(pledge).items
    if not changed and not arranged and approval == pledge.approval:
        return pledge
    _require_year_open(pledge.organisation_id, pledge.year)
    if changed.keys() & {"organisation_id", "member_id", "year"}:
        _check_owner(data, pledge)
        _require_year_open(data.organisation_id, data.year)
    for name, value in changed.items():
        setattr(pledge, name, value)
    if arranged:
        arrange(pledge, data.items)
    if approval != pledge.approval:
        set_approval(pledge, approval)
    return touched(pledge)


def delete(pledge: Pledge) -> None:
    """Delete the pledge with its items and their follow-up. Refused in a locked year or over a locked month's check."""
    _require_year_open(pledge.organisation_id, pledge.year)
    for item in items_of(pledge):
        require_item_open(pledge, item)
    db.session.delete(pledge)
    db.session.flush()


def data_of(pledge: Pledge) -> PledgeData:
    """What the pledge says now: updating it with this changes nothing."""
    return PledgeData(
        pledge.organisation_id, pledge.year, pledge.member_id, tuple(map(data_of_item, items_of(pledge))), pledge.theme,
        pledge.shortcoming, pledge.measure, pledge.deadline, pledge.comment, pledge.approval,
    )  # fmt: skip


def set_item_texts(pledge: Pledge, texts: Sequence[str]) -> Pledge:
    """Make the pledge's works these texts, in this order (blank ones are none).

    A work whose text stays keeps its item, its own measure, deadline and checks, wherever it now stands; so does a
    text reworded in its place. What is left over is deleted.
    """
    wanted = [ItemData(text) for text in texts if text_or_none(text)]
    kept = matched(items_of(pledge), wanted)
    items = tuple(
        replace(data_of_item(item), work=data.work) if item is not None else data
        for data, item in zip(wanted, kept, strict=True)
    )
    return update(pledge, replace(data_of(pledge), items=items))


def arrange(pledge: Pledge, wanted: Sequence[ItemData]) -> None:
    """Make the pledge's items these, deleting what is not among them."""
    before = list(items_of(pledge))
    kept = matched(before, wanted)
    for item in before:
        if item not in kept:
            require_item_open(pledge, item)
            db.session.delete(item)
    after: list[PledgeItem] = []
    for position, (data, same) in enumerate(zip(wanted, kept, strict=True), 1):
        if same is not None:
            write_item(same, data, position)
        after.append(same or new_item(data, position))
    pledge.items = after


def set_approval(pledge: Pledge, approval: str | None) -> None:
    """Move the pledge to this state, whatever it was, and keep when it was handed in, sent back and approved.

    The revision counts how many times it came in again after being sent back.
    """
    if approval == "pending":
        pledge.revision += pledge.approval == "returned"
        pledge.handed_in_at, pledge.approved_at = utcnow(), None
    elif approval == "approved":
        pledge.approved_at = utcnow()
    else:
        pledge.approved_at = None
    pledge.approval = approval


def touched(pledge: Pledge) -> Pledge:
    """The pledge with its next version, written."""
    pledge.version += 1
    db.session.flush()
    return pledge


def require_item_open(pledge: Pledge, item: PledgeItem) -> None:
    """Refuse to lose a check of a month that is locked."""
    for check in item.checks:
        settings.require_open(pledge.organisation_id, f"{pledge.year}-{check.month:02}")


def _require_year_open(organisation_id: int, year: int) -> None:
    settings.require_open(organisation_id, str(year))


def _values(data: PledgeData) -> dict[str, Any]:
    """The columns of a pledge, tidy and checked."""
    if data.approval is not None and data.approval not in APPROVALS:
        raise Refusal(f"Không có trạng thái duyệt “{data.approval}”.", "approval")
    theme = text_or_none(data.theme)
    if theme and len(theme) > THEME_LIMIT:
        raise Refusal(f"Chủ đề dài quá {THEME_LIMIT} ký tự.", "theme")
    return {
        "organisation_id": data.organisation_id, "year": data.year, "member_id": data.member_id, "theme": theme,
        "shortcoming": text_or_none(data.shortcoming), "measure": text_or_none(data.measure),
        "deadline": checked_deadline(data.deadline), "comment": text_or_none(data.comment), "approval": data.approval,
    }  # fmt: skip


def _check_owner(data: PledgeData, pledge: Pledge | None = None) -> None:
    """The organisation and the member are there, belong together, and have no other pledge of that year."""
    if not FIRST_YEAR <= data.year <= LAST_YEAR:
        raise Refusal(f"Năm {data.year} không hợp lệ.", "year")
    organisation = db.session.get(Organisation, data.organisation_id)
    if organisation is None:
        raise Refusal("Không có chi bộ hay tập thể này.", "organisation_id")
    whose = organisation.name
    if data.member_id is not None:
        whose = f"Đồng chí {_member_of(data).full_name}"
    of = Pledge.member_id == data.member_id if data.member_id else Pledge.member_id.is_(None)
    query = select(Pledge.id).where(of, Pledge.year == data.year)
    if data.member_id is None:
        query = query.where(Pledge.organisation_id == data.organisation_id)
    other = db.session.scalar(query)
    if other is not None and (pledge is None or other != pledge.id):
        raise Refusal(f"{whose} đã có bản đăng ký năm {data.year}.", "member_id")


def _member_of(data: PledgeData) -> Member:
    """The member, who is or was in the branch."""
    member = db.session.get(Member, data.member_id)
    if member is None:
        raise Refusal("Không có đảng viên này.", "member_id")
    was_there = select(Transfer.id).where(
        Transfer.member_id == member.id, Transfer.from_branch_id == data.organisation_id
    )
    if member.branch_id != data.organisation_id and db.session.scalar(was_there.limit(1)) is None:
        raise Refusal(f"Đồng chí {member.full_name} không sinh hoạt ở chi bộ này.", "member_id")
    return member
