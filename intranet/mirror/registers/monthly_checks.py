"""Theo dõi tháng: every item of a pledge with its twelve months and its ratings."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from intranet.database import db
from intranet.members.models import Member
from intranet.mirror.registers.archive import Revived
from intranet.mirror.registers.base import Record, Register, Values
from intranet.mirror.registers.scope import Query
from intranet.organisations.models import Organisation
from intranet.pledges import followup, service
from intranet.pledges.models import MonthlyCheck, Pledge, PledgeItem
from intranet.refusal import Refusal
from sync.values import compare_key

MONTHS = {f"m{month}": month for month in range(1, 13)}
REVIEW = ("midyear", "annual", "remark")


class MonthlyCheckRegister(Register):
    """The items of the members' pledges of the year. An item that a pledge has already is the row's, never a second one."""

    name = "monthly_checks"
    model = PledgeItem
    renamed = {"work": "item", "member_id": "member"}

    def selected(self) -> Query:
        """The year's items of the subtree's members, with their checks."""
        items = select(PledgeItem).join(Pledge, PledgeItem.pledge_id == Pledge.id)
        return self._of_the_scope(items).options(contains_eager(PledgeItem.pledge), selectinload(PledgeItem.checks))

    def records(self) -> dict[str, Record]:
        """Two queries: the items, then all their checks."""
        items = select(PledgeItem).join(Pledge, PledgeItem.pledge_id == Pledge.id)
        rows = db.session.execute(
            self._of_the_scope(items)
            .add_columns(Member.uid)
            .order_by(
                Organisation.sort_key, Organisation.id, Member.sort_key, Member.id, PledgeItem.position, PledgeItem.id
            )
        ).all()
        found: dict[int, Record] = {
            item.id: {"member": member, "item": item.work, **dict.fromkeys(MONTHS)}
            | {n: getattr(item, n) for n in REVIEW}
            for item, member in rows
        }
        checks = (
            select(MonthlyCheck.pledge_item_id, MonthlyCheck.month, MonthlyCheck.value)
            .join(PledgeItem, MonthlyCheck.pledge_item_id == PledgeItem.id)
            .join(Pledge, PledgeItem.pledge_id == Pledge.id)
        )
        for item_id, month, value in db.session.execute(self._of_the_scope(checks)):
            found[item_id][f"m{month}"] = int(value) if value.isdigit() else value
        return {item.uid: found[item.id] for item, _ in rows}

    def create(self, uid: str, values: Values) -> None:
        """Take over the pledge's item of that text, or add it to the member's pledge, made if there is none."""
        member = self.scope.member(values.get("member"), "member")
        if not values.get("item"):
            raise Refusal("Chưa ghi phần việc của dòng này.", "item")
        pledge = self._pledge(member)
        item = self._unmirrored(pledge, values["item"])
        if item is None:
            item = followup.add_item(pledge, service.ItemData(values["item"]), uid=uid)
        elif item.uid != uid:
            item.uid = uid
            db.session.flush()
        self._write(item, values)

    def update(self, uid: str, changes: Values) -> None:
        """Change the item's text, months and review."""
        item: PledgeItem = self.found(uid)
        if "member" in changes and self.scope.member_id(changes["member"], "member") != item.pledge.member_id:
            raise Refusal("Phần việc này là của đảng viên khác; đảng viên mới thì ghi thành dòng mới.", "member")
        self._write(item, changes)

    def delete(self, uid: str) -> None:
        """Delete the item with its follow-up; its pledge stays."""
        followup.delete_item(self.found(uid))

    def restore(self, uid: str, content: Mapping[str, Any], revived: Revived | None = None) -> None:
        """Bring an item back to its place in the pledge; those that had closed up make room."""
        super().restore(uid, content, revived)
        item: PledgeItem = self.found(uid)
        behind = select(PledgeItem).where(PledgeItem.pledge_id == item.pledge_id, PledgeItem.id != item.id)
        for other in db.session.scalars(behind.where(PledgeItem.position >= item.position)):
            other.position += 1
        db.session.flush()

    def likeness(self, values: Values) -> Hashable | None:
        """The same member and the same text."""
        member, text = values.get("member"), values.get("item")
        return (member, compare_key(text)) if member and text else None

    def _of_the_scope(self, query: Query) -> Query:
        return (
            query.join(Member, Pledge.member_id == Member.id)
            .join(Organisation, Member.branch_id == Organisation.id)
            .where(self.scope.inside(), self.scope.in_year(Pledge.year), Member.left_on.is_(None))
        )

    def _pledge(self, member: Member) -> Pledge:
        whole = selectinload(Pledge.items).selectinload(PledgeItem.checks)
        year = self.scope.writing_year()
        of_the_year = select(Pledge).where(Pledge.member_id == member.id, Pledge.year == year)
        found = db.session.scalar(of_the_year.options(whole))
        return found or service.create(service.PledgeData(member.branch_id, year, member.id))

    def _unmirrored(self, pledge: Pledge, text: str) -> PledgeItem | None:
        wanted = compare_key(text)
        return next((i for i in pledge.items if compare_key(i.work) == wanted and i.uid not in self.mirrored), None)

    @staticmethod
    def _write(item: PledgeItem, values: Values) -> None:
        changes: followup.ItemChanges = {name: values[name] for name in REVIEW if name in values}  # type: ignore[assignment]
        if "item" in values and values["item"] != item.work:
            changes["work"] = values["item"] or ""
        followup.update_item(item, **changes)
        followup.set_checks(item, {month: values[field] for field, month in MONTHS.items() if field in values})
