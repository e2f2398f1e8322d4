"""The whole intranet on PostgreSQL: its migrations, a commune's dirty book, every list, every service, and the real worker."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select

from intranet.database import db
from intranet.extensions import QUEUE_TABLES, bind_huey
from intranet.meetings import attendance
from intranet.meetings import service as meetings
from intranet.meetings.models import AttendanceMark, Meeting
from intranet.members import service as members
from intranet.members.models import Member
from intranet.mirror.models import InboxItem, SyncRun
from intranet.mirror.tables import TABLES
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.pledges import followup, queries
from intranet.pledges import service as pledges
from intranet.pledges.models import MonthlyCheck, Pledge
from intranet.settings import service as settings
from tests import factories, postgres, product
from tests.conftest import make_settings, serving, sign_in
from tests.sync import book
from tests.test_make_run import Visitor, wait_for_the_worker, workbook_address
from tests.waiting import PATIENCE, wait_until

LISTS = (
    "/", "/sinh-hoat/", "/sinh-hoat/vang-khong-ly-do", "/sinh-hoat/so-diem-danh", "/dang-ky/", "/dang-ky/chua-co",
    "/dang-ky/theo-chi-bo", "/dang-ky/goi-y/", "/theo-doi/", "/chi-bo/", "/dang-vien/", "/bang-tinh/", "/bang-tinh/gan",
    "/khoa-so/", "/quy-dinh/", "/nguoi-dung/", "/tai-khoan", "/tim/?q=hoa",
)  # fmt: skip
UID = re.compile(r"\b[A-Z][A-Z0-9]{8}\b")


@pytest.fixture(scope="module")
def database(postgres_url: str) -> Iterator[str]:
    """A database of this module's own."""
    with postgres.database(postgres_url, "product") as url:
        yield url


@pytest.fixture(scope="module")
def folder(database: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of an office on PostgreSQL whose dirty book has been taken in."""
    instance = tmp_path_factory.mktemp("postgresql")
    with serving(make_settings(instance, database_url=database)) as application:
        assert application.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
        take_in(application, instance)
    return instance


@pytest.fixture
def on_postgresql(folder: Path, database: str) -> Iterator[Flask]:
    """The application over that database."""
    with serving(make_settings(folder, database_url=database)) as application:
        yield application


def run(application: Flask, *words: str) -> tuple[int, str]:
    """A ``flask`` command's exit code and what it said."""
    db.session.commit()
    answer = application.test_cli_runner().invoke(args=list(words))
    return answer.exit_code, answer.output


def take_in(application: Flask, where: Path) -> None:
    """Bind the dirty book and run once: something waits in the inbox afterwards."""
    factories.make_organisation("Đảng bộ xã Đồng Tâm", code="DONGTAM")
    path = book.save(where / "so-xa.xlsx")
    code, said = run(application, "sync", "bind", "--org", "DONGTAM", "--file", str(path), "--yes")
    assert code == 0, said
    code, said = run(application, "sync", "run")
    assert code == 2, said


def understood(application: Flask) -> str:
    """Every record of the six tables and every item of the inbox, with ids numbered as they come."""
    records = "\n".join(run(application, "record", "list", table, "--json")[1] for table in TABLES)
    waiting = select(InboxItem.kind, InboxItem.tab, InboxItem.cell, InboxItem.message).order_by(InboxItem.id)
    text = records + json.dumps([list(row) for row in db.session.execute(waiting)], ensure_ascii=False)
    numbers: dict[str, str] = {}
    return UID.sub(lambda found: numbers.setdefault(found[0], f"#{len(numbers)}"), text)


def test_the_migrations_leave_nothing_to_be_migrated(on_postgresql: Flask) -> None:
    code, said = run(on_postgresql, "db", "check")
    assert code == 0, said


def test_the_same_book_is_understood_alike_on_both_databases(
    on_postgresql: Flask, tmp_path: Path, empty_database: Path
) -> None:
    there = understood(on_postgresql)
    (tmp_path / "test.db").write_bytes(empty_database.read_bytes())
    with serving(make_settings(tmp_path)) as sqlite:
        take_in(sqlite, tmp_path)
        here = understood(sqlite)
    assert "Hòa" in there
    assert there == here


def test_a_second_run_writes_nothing(on_postgresql: Flask, folder: Path) -> None:
    before = (folder / "so-xa.xlsx").read_bytes()
    code, said = run(on_postgresql, "sync", "run", "--json")
    assert (code, json.loads(said)["workbooks"][0]["tables"]) == (2, {})
    assert (folder / "so-xa.xlsx").read_bytes() == before


@pytest.mark.parametrize("address", LISTS)
def test_every_list_is_shown(on_postgresql: Flask, address: str) -> None:
    browser = sign_in(on_postgresql, factories.make_user("administrator"))
    assert browser.get(address).status_code == 200


def commune() -> tuple[Organisation, Organisation]:
    """The committee and a branch of it, both of this test's own."""
    committee = factories.make_organisation("Đảng bộ xã Mẫu Sơn")
    return committee, factories.make_branch(committee)


def test_units_and_members_are_made_changed_moved_deleted_and_brought_back(on_postgresql: Flask) -> None:
    committee, branch = commune()
    other = factories.make_branch(committee, "Chi bộ thôn Đông Hòa")
    organisations.update(other, replace(organisations.data_of(other), phone="0950012345"))
    member = factories.make_member(branch, "Đường Văn Ứng")
    members.update(member, replace(members.data_of(member), born="1970-05"))
    members.transfer(member, other, "2026-03-01", "QĐ 12")
    db.session.commit()
    assert (member.branch_id, member.born, other.phone) == (other.id, "1970-05", "0950012345")
    found = select(Member.full_name).where(Member.search_key.like("%duong van ung%"))
    assert db.session.scalars(found).all() == ["Đường Văn Ứng"]
    uid = member.uid
    members.delete(member)
    db.session.commit()
    assert db.session.scalar(select(func.count()).where(Member.uid == uid)) == 0
    members.restore(uid)
    db.session.commit()
    assert db.session.scalars(select(Member.full_name).where(Member.uid == uid)).all() == ["Đường Văn Ứng"]


def test_a_session_and_its_roll_are_recorded_changed_and_deleted(on_postgresql: Flask) -> None:
    _, branch = commune()
    member = factories.make_member(branch)
    meeting = factories.make_meeting(branch, "2026-05-04", time="19:30", total=1, present=1)
    line = attendance.ensure_line(member, 2026)
    attendance.set_mark(line, "absent_excused", month=5, reason="Ốm")
    meetings.update(meeting, replace(meetings.data_of(meeting), score=92))
    db.session.commit()
    stood = db.session.execute(select(AttendanceMark.value, AttendanceMark.reason).where(AttendanceMark.month == 5,
                               AttendanceMark.attendance_year_id == line.id)).all()  # fmt: skip
    assert ([tuple(row) for row in stood], meeting.score) == ([("absent_excused", "Ốm")], 92)
    uid = meeting.uid
    attendance.delete_line(line)
    meetings.delete(meeting)
    db.session.commit()
    assert db.session.scalar(select(func.count()).where(Meeting.uid == uid)) == 0


def test_a_pledge_and_its_ticks_are_recorded_changed_and_deleted(on_postgresql: Flask) -> None:
    _, branch = commune()
    pledge = factories.make_pledge(factories.make_member(branch), 2026, ("Đọc sách", "Trồng cây"))
    stored = queries.of_owner(branch.id, pledge.member_id, 2026)
    assert stored is not None
    followup.set_check(stored.items[0], 3, "done", evidence="Ảnh")
    pledges.update(stored, replace(pledges.data_of(stored), comment="Nhất trí", approval="approved"))
    db.session.commit()
    ticks = select(MonthlyCheck.value, MonthlyCheck.evidence).where(MonthlyCheck.pledge_item_id == stored.items[0].id)
    assert [tuple(row) for row in db.session.execute(ticks)] == [("done", "Ảnh")]
    uid = stored.uid
    pledges.delete(stored)
    db.session.commit()
    assert db.session.scalar(select(func.count()).where(Pledge.uid == uid)) == 0


def test_a_dated_rule_holds_from_its_day(on_postgresql: Flask) -> None:
    settings.put("unexcused_warn", "2027-01-01", 4, "QĐ 15")
    db.session.commit()
    assert [settings.value("unexcused_warn", day) for day in ("2026-12-31", "2027-01-01")] == [2, 4]


def test_web_and_worker_may_make_the_queues_tables_at_the_same_moment(database: str, tmp_path: Path) -> None:
    office = make_settings(tmp_path, database_url=database, testing=False)
    with psycopg.connect(database, autocommit=True) as first, psycopg.connect(database) as making:
        first.execute("DROP TABLE IF EXISTS huey_kv")
        first.execute("SELECT pg_advisory_lock(%s)", (QUEUE_TABLES,))
        making.execute("CREATE TABLE huey_kv (queue text, key text, value bytea, PRIMARY KEY (queue, key))")
        with ThreadPoolExecutor(1) as executor:
            second = executor.submit(bind_huey, office)
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'product' AND wait_event_type = 'Lock'"
            wait_until(
                lambda: second.done() or first.execute(waiting).fetchone() != (0,),
                "the second does not wait for the first",
            )
            making.commit()
            first.execute("SELECT pg_advisory_unlock(%s)", (QUEUE_TABLES,))
            assert second.exception(PATIENCE) is None
    bind_huey(replace(office, testing=True))


def test_sync_now_pressed_on_the_screen_is_carried_out_by_the_real_worker(
    on_postgresql: Flask, folder: Path, database: str
) -> None:
    user = factories.make_user("administrator")
    db.session.commit()
    before = db.session.scalar(select(func.count()).select_from(SyncRun)) or 0
    db.session.rollback()
    with product.running(folder, DATABASE_URL=database) as running:
        visitor = Visitor(running.url)
        visitor.post("/dang-nhap", "/dang-nhap", login=user.login, password=factories.PASSWORD)
        address = workbook_address(visitor, "so-xa")
        visitor.post(address, address + "/dong-bo")
        wait_for_the_worker(visitor, address, before)
    db.session.rollback()
    last = select(SyncRun.trigger, SyncRun.state).order_by(SyncRun.id.desc()).limit(1)
    assert [tuple(row) for row in db.session.execute(last)] == [("manual", "waiting")]
