"""A commune with a bound workbook, and a ledger inside a leased run: the database side without any sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from intranet.database import db
from intranet.members.models import Member
from intranet.mirror import lease, runs, service
from intranet.mirror.ledger import WorkbookLedger
from intranet.mirror.models import SyncRun, Workbook
from intranet.mirror.registers import REGISTERS, Scope
from intranet.mirror.registers.base import Record
from intranet.organisations.models import Organisation
from sync.columns import Value
from sync.commit import BaseAdvance, Changes, Commit, Issue
from sync.facts import BaseField
from tests import factories

YEAR = 2022


@dataclass
class World:
    """Ids rather than objects: a run's transactions outdate what was loaded before."""

    top: int
    branch: str
    member: str
    workbook: int
    keys: dict[str, str] = field(default_factory=dict)

    def ledger(self) -> WorkbookLedger:
        """A ledger inside a new leased run."""
        workbook = db.session.get_one(Workbook, self.workbook)
        run = runs.queue(workbook, "manual")
        db.session.commit()
        holder = lease.new_holder()
        db.session.execute(db.update(Workbook).values(lease_holder=None))
        lease.take(self.workbook, holder)
        return WorkbookLedger(db.session.get_one(Workbook, self.workbook), db.session.get_one(SyncRun, run.id), holder)

    def records(self, table: str) -> dict[str, Record]:
        """What stands in the database now."""
        db.session.rollback()
        return REGISTERS[table](Scope(db.session.get_one(Organisation, self.top), YEAR)).records()


def make_world(*tables: str) -> World:
    """A commune with one branch and one member; the named tables (all by default) are bound."""
    top = factories.make_organisation("Đảng bộ xã Mẫu Sơn", code="MAUSON")
    branch = factories.make_branch(top, "Chi bộ thôn Bắc Sơn")
    member: Member = factories.make_member(branch, "Nguyễn Văn Mẫu", note="cũ")
    workbook = service.ensure_workbook(service.WorkbookData(top.id, "Sổ mẫu", "xlsx", "/khong/co/so.xlsx", YEAR))
    world = World(top.id, branch.uid, member.uid, workbook.id)
    for number, table in enumerate(tables or REGISTERS):
        binding = service.bind_table(workbook, service.BindingData(table, f"tab{number}", f"Trang {number}", {}))
        world.keys[table] = str(binding.id)
    db.session.commit()
    return world


def commit_of(
    *changes: Changes,
    base: tuple[BaseAdvance, ...] = (),
    issues: tuple[Issue, ...] = (),
    judged: tuple[str, ...] = (),
    settled: tuple[str, ...] = (),
    held: dict[str, str | None] | None = None,
    marker: str | None = None,
) -> Commit:
    """A commit in which only what is named happens."""
    return Commit(changes, base, issues, judged, settled, (), held or {}, marker)


def learnt(key: str, row_id: str, *, inbound: bool = False, **values: Value) -> BaseAdvance:
    """The base of a row learns these values."""
    fields = {name: BaseField(value, str(value)) for name, value in values.items()}
    return BaseAdvance(key, row_id, fields, frozenset(fields if inbound else ()))


def conflict(key: str, row_id: str, name: str, database: Value, sheet: Value) -> Issue:
    """A conflict over one value."""
    return Issue(
        key, "conflict", row_id, name, f"conflict:{row_id}:{name}", "Trang 1", "C5", "both_changed",
        "Bảng và phần mềm cùng được sửa.", text=str(sheet), db_value=database, sheet_value=sheet,
    )  # fmt: skip
