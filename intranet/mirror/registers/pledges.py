"""Đăng ký làm theo: the members' pledges of the year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from intranet.database import db
from intranet.members.models import Member
from intranet.mirror.registers.base import Record, Register, Values, given
from intranet.mirror.registers.scope import Query
from intranet.organisations.models import Organisation
from intranet.pledges import service
from intranet.pledges.models import Pledge, PledgeItem
from intranet.refusal import Refusal

PLAIN = {name: name for name in ("theme", "shortcoming", "measure", "deadline", "comment", "approval")}


class PledgeRegister(Register):
    """One pledge a member and year. A collective's own pledge has no member and is not in the sheet."""

    name = "pledges"
    model = Pledge
    renamed = {"member_id": "member", "organisation_id": "member", "work": "items"}

    def selected(self) -> Query:
        """The year's pledges of the subtree's members, with their items."""
        whole = selectinload(Pledge.items).selectinload(PledgeItem.checks)
        return self._of_the_scope(select(Pledge)).options(whole)

    def records(self) -> dict[str, Record]:
        """Two queries: the pledges, then all texts of their items."""
        texts: dict[int, list[str]] = defaultdict(list)
        items = select(PledgeItem.pledge_id, PledgeItem.work).join(Pledge, PledgeItem.pledge_id == Pledge.id)
        for pledge_id, work in db.session.execute(
            self._of_the_scope(items).order_by(PledgeItem.position, PledgeItem.id)
        ):
            texts[pledge_id].append(work)
        rows = db.session.execute(
            self._of_the_scope(select(Pledge))
            .add_columns(Member.uid)
            .order_by(Organisation.sort_key, Organisation.id, Member.sort_key, Member.id)
        )
        return {
            pledge.uid: {name: getattr(pledge, name) for name in PLAIN}
            | {"member": member, "items": texts.get(pledge.id, [])}
            for pledge, member in rows
        }

    def create(self, uid: str, values: Values) -> None:
        """Enter a member's pledge; one that the follow-up tab opened before is taken over."""
        member, year = self.scope.member(values.get("member"), "member"), self.scope.writing_year()
        there = db.session.scalar(self.selected().where(Pledge.member_id == member.id, Pledge.year == year))
        if there is None:
            items = tuple(service.ItemData(text) for text in values.get("items") or ())
            data = service.PledgeData(member.branch_id, year, member.id, items, **given(values, PLAIN))
            service.create(data, uid=uid)
        elif there.uid in self.mirrored:
            raise Refusal(f"Đồng chí {member.full_name} đã có bản đăng ký năm {year} ở dòng khác.", "member")
        else:
            there.uid = uid
            db.session.flush()
            self._write(there, values)

    def update(self, uid: str, changes: Values) -> None:
        """Change the given fields; a work whose text stays keeps its follow-up."""
        pledge: Pledge = self.found(uid)
        if "member" in changes and self.scope.member_id(changes["member"], "member") != pledge.member_id:
            raise Refusal("Bản đăng ký này là của đảng viên khác; đảng viên mới thì ghi thành dòng mới.", "member")
        self._write(pledge, changes)

    def delete(self, uid: str) -> None:
        """Delete a pledge with its items and their follow-up."""
        service.delete(self.found(uid))

    def let_go(self, uid: str) -> None:
        """A row deleted here takes no ticks and remarks of the follow-up tab along unseen (law 7)."""
        pledge: Pledge = self.found(uid)
        if any(_is_followed(item) for item in pledge.items):
            raise Refusal(
                "Bản đăng ký này đã có theo dõi tháng hoặc nhận xét ở trang “Theo dõi tháng”. "
                "Nếu đúng là bỏ, xóa các dòng theo dõi của đồng chí này trước.",
            )
        self.delete(uid)

    def likeness(self, values: Values) -> Hashable | None:
        """The same member: one pledge a year."""
        member: str | None = values.get("member")
        return member

    def _of_the_scope(self, query: Query) -> Query:
        return (
            query.join(Member, Pledge.member_id == Member.id)
            .join(Organisation, Member.branch_id == Organisation.id)
            .where(self.scope.inside(), self.scope.in_year(Pledge.year), Member.left_on.is_(None))
        )

    @staticmethod
    def _write(pledge: Pledge, values: Values) -> None:
        plain = given(values, PLAIN)
        if plain:
            service.update(pledge, replace(service.data_of(pledge), **plain))
        if "items" in values:
            service.set_item_texts(pledge, values["items"] or ())


def _is_followed(item: PledgeItem) -> bool:
    """Whether anything was written about how the work goes."""
    return bool(item.checks or item.remark or item.midyear or item.annual or item.midyear_own or item.annual_own)
