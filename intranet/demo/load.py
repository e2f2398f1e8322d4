"""Loads the demo into an empty database: the book is written, bound and synced as an office's would be, then both sides go on.

Nothing is put into the database behind the services' back: members, sessions and pledges come in through the sync.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import select

from intranet.accounts import service as accounts
from intranet.accounts.models import User
from intranet.audit.actor import Actor, acting_as
from intranet.database import db
from intranet.demo import book, practice
from intranet.demo.commune import BRANCHES, CODE, COMMITTEE, Commune, invent
from intranet.meetings import actions, agenda, minutes, rollcall
from intranet.meetings import service as meetings
from intranet.members.models import Member
from intranet.mirror import binding, runs
from intranet.mirror import service as mirror
from intranet.mirror.models import Workbook
from intranet.mirror.stores import Opener
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.pledges import service as pledges
from intranet.pledges.models import Pledge

PASSWORD = "sổ tay mẫu hòa"  # noqa: S105  the demo's own, printed for everybody
BOOK = "so-theo-doi-mau-hoa.xlsx"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo; ``branch`` numbers BRANCHES, None is the committee."""

    login: str
    name: str
    role: str
    branch: int | None = None


ACCOUNTS = (
    DemoAccount("vanphong", "Lê Thu Hà", "committee_office"),
    DemoAccount("bithu", "Bí thư thôn Bắc Sơn", "branch_secretary", 0),
    DemoAccount("nguoixem", "Hồ Văn Lâm", "reader"),
    DemoAccount("quantri", "Quản trị", "administrator"),
)


def is_loaded() -> bool:
    """Whether the demo is there already."""
    return db.session.scalar(select(Organisation.id).where(Organisation.code == CODE)) is not None


def load(folder: Path, today: date) -> None:
    """Make the demo below ``folder``. Commits step by step, as an office would have worked."""
    commune = invent(today)
    path = folder / BOOK
    with acting_as(Actor("demo", label="Dữ liệu mẫu")):
        committee = organisations.create(organisations.OrganisationData(name=COMMITTEE, kind="commune", code=CODE))
        db.session.commit()
        if not path.exists():
            book.write(commune, path)
        workbook = _bind(committee, path, commune.year)
        runs.run_now(workbook, "manual", force=True)
        _make_accounts(committee)
        _hold_a_session(commune)
        practice.keep(committee, folder, today)
    _both_sides_go_on(path, commune)
    runs.run_now(db.session.get_one(Workbook, workbook.id), "nightly", force=True)


def _bind(committee: Organisation, path: Path, year: int) -> Workbook:
    data = mirror.WorkbookData(committee.id, f"Sổ theo dõi xã Mẫu Hòa {year}", "xlsx", str(path), year)
    workbook = mirror.ensure_workbook(data)
    for found in binding.propose(Opener().store(workbook).read(), ()).found:
        mapping = found.layout.mapping.to_json()
        mirror.bind_table(
            workbook, mirror.BindingData(found.table.name, found.tab.key, found.tab.title, mapping, found.options)
        )
    db.session.commit()
    return workbook


def _make_accounts(committee: Organisation) -> None:
    for account in ACCOUNTS:
        place = committee.id if account.branch is None else _branch(account.branch).id
        where = None if account.role == "administrator" else place
        user = accounts.create_user(accounts.NewUser(account.login, account.name, account.role, where))
        accounts.set_password(user, PASSWORD)
    db.session.commit()


def _branch(number: int) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.name == BRANCHES[number].name)).one()


def _member(name: str) -> Member:
    return db.session.scalars(select(Member).where(Member.full_name == name)).one()


def _hold_a_session(commune: Commune) -> None:
    """This month's session of one branch, held in the intranet: agenda, guests, roll, minutes, something to be done."""
    branch, people = _branch(1), commune.members[BRANCHES[1].name]
    day = commune.today.replace(day=3) if commune.today.day > 3 else commune.today
    data = meetings.MeetingData(
        organisation_id=branch.id, year=day.year, date=day.isoformat(), time="19:30", kinds=("regular_session",),
        topic="Kiểm điểm kết quả làm theo Bác, bàn việc làm đường hoa", place="Nhà văn hóa thôn Đông Hòa",
        chair_id=_member(people[0].name).id, minute_taker_id=_member(people[1].name).id, duration_minutes=95,
    )  # fmt: skip
    meeting = meetings.create(data)
    agenda.fill(meeting)
    agenda.add_guest(meeting, "Hồ Văn Lâm", "Phó Bí thư Thường trực Đảng ủy xã")
    owner, due = _member(people[3].name), (day + timedelta(days=25)).isoformat()
    actions.add(meeting, "Vận động các hộ hai bên đường trồng hoa", owner.id, due)
    rollcall.mark(meeting, _member(people[4].name).uid, "absent_excused", "đi khám bệnh ở huyện")
    rollcall.finish(meeting)
    minutes.write(meeting, minutes.prefilled(meeting), done=True)
    db.session.commit()


def _both_sides_go_on(path: Path, commune: Commune) -> None:
    """A secretary and a clerk work on, once on the same cell, and the clerk mistypes a date: what an inbox is for."""
    name = next(m.name for m in commune.members[BRANCHES[0].name] if m.works)
    secretary = db.session.scalars(select(User).where(User.login == "bithu")).one()
    with acting_as(Actor("web", secretary.id, label=secretary.full_name)):
        pledge = db.session.scalars(select(Pledge).where(Pledge.member_id == _member(name).id)).one()
        pledges.update(pledge, _with_comment(pledge, "Nhất trí, báo kết quả hằng tháng"))
        db.session.commit()
    workbook = load_workbook(path)
    tab = workbook["Đăng ký làm theo"]
    row = next(r for r in range(1, tab.max_row + 1) if tab.cell(r, 2).value == name)
    tab.cell(row, 8, "Đề nghị làm điểm của thôn")
    held = workbook["Buổi sinh hoạt"]
    last = max(r for r in range(1, held.max_row + 1) if isinstance(held.cell(r, 1).value, int))
    held.cell(last, 2, f"31/02/{commune.year}")
    held.cell(last - 1, 3, "tối")
    workbook.save(path)


def _with_comment(pledge: Pledge, comment: str) -> pledges.PledgeData:
    return replace(pledges.data_of(pledge), comment=comment)
