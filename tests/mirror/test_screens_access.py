"""Who sees a workbook and who may act on it: every screen by role, place and verb."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.accounts.models import User
from intranet.config import Settings
from intranet.database import db
from intranet.mirror import runs, service
from intranet.mirror.models import InboxItem, SyncRun, TableBinding, Workbook
from intranet.organisations.models import Organisation
from tests import factories
from tests.conftest import Login
from tests.mirror import screens

#: Path below the workbook, and the verb: what everybody in sight may look at, what recording allows, what is the office's.
LOOKING = [("", "get"), ("cac-lan", "get"), ("tien-do", "get"), ("tien-do/{run}", "get"), ("muc/{item}", "get")]
SETTLING = [
    ("dong-bo", "post"), ("xem-truoc", "post"), ("muc/{item}/chon", "post"), ("muc/{item}/doi-lai", "post"),
    ("muc/{note}/da-xem", "post"),
]  # fmt: skip
GOVERNING = [
    ("cot", "get"), ("hang-dem", "post"), ("trang/{tab}/xac-nhan", "post"), ("lan/{run}/hoan-tac", "get"),
    ("lan/{run}/hoan-tac", "post"),
]  # fmt: skip


@pytest.fixture
def addresses(app: Flask, settings: Settings) -> dict[str, str]:
    """A branch with a bound workbook that cannot be reached, a run and two items; the ids the paths name."""
    commune = factories.make_organisation(code="MAUSON")
    branch = factories.make_branch(commune)
    factories.make_branch(commune, "Chi bộ thôn Đông Sơn")
    data = service.WorkbookData(branch.id, "Sổ chi bộ", "xlsx", str(settings.instance_dir / "khong-co.xlsx"), 2022)
    workbook = service.ensure_workbook(data)
    tab = service.bind_table(
        workbook, service.BindingData("members", "1", "Đảng viên", {"table": "members", "columns": []})
    )
    run = runs.queue(workbook, "manual")
    run.state = "done"
    items = [
        InboxItem(
            workbook_id=workbook.id, binding_id=tab.id, key=kind, kind=kind, row_id="K1", field="note", tab="Đảng viên",
            cell="K9", message="Cột Ghi chú: khác nhau.", db_value="a", sheet_value="b", sheet_text="b",
        )
        for kind in ("conflict", "note")
    ]  # fmt: skip
    db.session.add_all(items)
    db.session.commit()
    return {"workbook": workbook.uid, "run": run.uid, "tab": tab.uid, "item": items[0].uid, "note": items[1].uid}


def someone(role: str, place: str) -> User:
    organisation = db.session.scalars(db.select(Organisation).filter_by(name=place)).one()
    return factories.make_user(role, organisation)


def status(login: Login, user: User, addresses: dict[str, str], path: str, verb: str) -> int:
    address = f"/bang-tinh/{addresses['workbook']}/{path.format(**addresses)}".rstrip("/")
    return login(user).open(address, method=verb.upper(), data={"take": "db"} if verb == "post" else None).status_code


@pytest.mark.parametrize(("path", "verb"), LOOKING + SETTLING + GOVERNING)
def test_a_workbook_of_another_branch_does_not_exist_for_a_secretary(
    path: str, verb: str, addresses: dict[str, str], login: Login
) -> None:
    assert status(login, someone("branch_secretary", "Chi bộ thôn Đông Sơn"), addresses, path, verb) == 404


@pytest.mark.parametrize(("path", "verb"), SETTLING + GOVERNING)
def test_a_reader_may_look_and_not_act(path: str, verb: str, addresses: dict[str, str], login: Login) -> None:
    assert status(login, someone("reader", "Đảng bộ xã Mẫu Sơn"), addresses, path, verb) == 403


@pytest.mark.parametrize(("path", "verb"), LOOKING)
def test_a_reader_of_the_subtree_sees_every_screen(
    path: str, verb: str, addresses: dict[str, str], login: Login
) -> None:
    assert status(login, someone("reader", "Đảng bộ xã Mẫu Sơn"), addresses, path, verb) in (200, 303)


@pytest.mark.parametrize(("path", "verb"), SETTLING)
def test_a_secretary_settles_what_waits_in_the_branchs_own_workbook(
    path: str, verb: str, addresses: dict[str, str], login: Login
) -> None:
    answer = status(login, someone("branch_secretary", "Chi bộ thôn Bắc Sơn"), addresses, path, verb)
    assert answer == (422 if path == "xem-truoc" else 303)  # the file is not there, and a preview says so


@pytest.mark.parametrize(("path", "verb"), GOVERNING)
def test_binding_guards_and_undo_are_the_offices(path: str, verb: str, addresses: dict[str, str], login: Login) -> None:
    assert status(login, someone("branch_secretary", "Chi bộ thôn Bắc Sơn"), addresses, path, verb) == 403
    assert status(login, someone("committee_office", "Đảng bộ xã Mẫu Sơn"), addresses, path, verb) in (200, 303)


@pytest.mark.parametrize(("path", "verb"), LOOKING + SETTLING + GOVERNING)
def test_a_missing_workbook_is_not_found(path: str, verb: str, addresses: dict[str, str], login: Login) -> None:
    gone = {**addresses, "workbook": "KKHONGCO1"}
    assert status(login, someone("committee_office", "Đảng bộ xã Mẫu Sơn"), gone, path, verb) == 404


@pytest.mark.parametrize("path", ["muc/{item}", "tien-do/{run}"])
def test_a_part_of_another_workbook_is_not_found_under_this_one(
    path: str, addresses: dict[str, str], login: Login, settings: Settings
) -> None:
    owner = db.session.scalars(db.select(Workbook)).one().organisation_id
    other = service.ensure_workbook(
        service.WorkbookData(owner, "Sổ khác", "xlsx", str(settings.instance_dir / "b.xlsx"), 2022)
    )
    db.session.commit()
    clerk = login(someone("committee_office", "Đảng bộ xã Mẫu Sơn"))
    assert screens.partial(clerk, f"/bang-tinh/{other.uid}/{path.format(**addresses)}").status_code == 404


@pytest.mark.parametrize("path", [path for path, verb in SETTLING if path != "xem-truoc"])
def test_acting_by_an_address_alone_does_nothing(path: str, addresses: dict[str, str], login: Login) -> None:
    assert status(login, someone("committee_office", "Đảng bộ xã Mẫu Sơn"), addresses, path, "get") == 405


@pytest.mark.parametrize("address", ["/bang-tinh/gan", "/bang-tinh/gan/trang?don_vi=K1&loai=xlsx&o=a.xlsx"])
def test_only_the_office_binds(address: str, addresses: dict[str, str], login: Login) -> None:
    assert login(someone("branch_secretary", "Chi bộ thôn Bắc Sơn")).get(address).status_code == 403
    assert login(someone("reader", "Đảng bộ xã Mẫu Sơn")).get(address).status_code == 403


def test_the_list_shows_the_workbooks_of_the_subtree_alone(addresses: dict[str, str], login: Login) -> None:
    assert "Sổ chi bộ" in login(someone("reader", "Đảng bộ xã Mẫu Sơn")).get("/bang-tinh/").text
    neighbour = login(someone("branch_secretary", "Chi bộ thôn Đông Sơn")).get("/bang-tinh/").text
    assert "Sổ chi bộ" not in neighbour
    assert "Chưa có bảng tính nào của đơn vị anh chị" in neighbour


def test_the_navigation_counts_what_waits_in_the_scope(addresses: dict[str, str], login: Login) -> None:
    page = login(someone("committee_office", "Đảng bộ xã Mẫu Sơn")).get("/bang-tinh/").text
    assert '<span>Bảng tính</span><span class="count">1<' in page


def test_a_decision_and_a_reading_leave_their_author(addresses: dict[str, str], login: Login) -> None:
    secretary = someone("branch_secretary", "Chi bộ thôn Bắc Sơn")
    number = secretary.id
    status(login, secretary, addresses, "muc/{item}/chon", "post")
    db.session.rollback()
    item = db.session.scalars(db.select(InboxItem).filter_by(uid=addresses["item"])).one()
    run = db.session.scalars(db.select(SyncRun).order_by(SyncRun.id.desc())).first()
    assert (item.decision, item.decided_by_id) == ("db", number)
    assert run is not None
    assert (run.trigger, run.user_id) == ("manual", number)
    assert db.session.scalars(db.select(TableBinding)).one().confirmed is None
