"""Settling many alike at once, a cell's history, the letter about a run, the note column: as a clerk sees them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from intranet.audit.actor import Actor, acting_as
from intranet.database import db
from intranet.mirror.models import InboxItem
from tests import factories
from tests.conftest import Login
from tests.mirror import screens
from tests.mirror.screens import Office
from tests.mirror.test_screens_workbook import bound, clerk, edit, office, said, settle

__all__ = ["bound", "clerk", "office"]

TAB = "Đảng viên"
ROWS = {"Trần Thị Mai": 10, "Nguyễn Văn Hòa": 11, "Nguyễn Thị Mai": 17}


@pytest.fixture
def three(bound: Office, clerk: FlaskClient) -> list[InboxItem]:
    """The remark of three people was written on both sides; one more item asks about another column."""
    for name in ROWS:
        edit(bound, name, note=f"phần mềm: {name}")
    edit(bound, "Đỗ Văn Bình", joined_on="2014-09-30")
    bound.write(TAB, F16="15/8/2014", **{f"K{row}": f"bảng: {name}" for name, row in ROWS.items()})
    clerk.post(bound.address("dong-bo"))
    found = [item for item in bound.items("conflict") if item.field == "note"]
    assert len(found) == 3
    return found


def notes(office: Office) -> dict[str, str | None]:
    return {name: office.member(name).note for name in ROWS}


def cells(office: Office) -> dict[str, str | None]:
    return {name: office.cell(TAB, f"K{row}") for name, row in ROWS.items()}


def test_what_asks_the_same_is_offered_together_once_with_its_number(
    three: list[InboxItem], bound: Office, clerk: FlaskClient
) -> None:
    page = said(clerk.get(bound.address()).text)
    assert page.count("Cột Ghi chú có 3 ô cùng câu hỏi này: chọn một lần cho tất cả") == 1
    assert page.count("Cả 3 ô: lấy theo bảng tính") == page.count("Cả 3 ô: lấy theo phần mềm") == 1


@pytest.mark.parametrize(("take", "side"), [("sheet", "bảng"), ("db", "phần mềm")])
def test_one_choice_settles_all_alike_and_nothing_else(
    take: str, side: str, three: list[InboxItem], bound: Office, clerk: FlaskClient
) -> None:
    answer = clerk.post(bound.address("muc", three[1].uid, "chon"), data={"take": take, "alike": "1"})
    assert answer.status_code == 303
    assert "Đã chọn xong 3 mục giống nhau" in said(clerk.get(bound.address()).text)
    assert notes(bound) == cells(bound) == {name: f"{side}: {name}" for name in ROWS}
    assert "joined_on" in [item.field for item in bound.items("conflict")]
    assert "note" not in [item.field for item in bound.items("conflict")]


def test_a_third_value_may_be_given_to_all_alike_too(three: list[InboxItem], bound: Office, clerk: FlaskClient) -> None:
    clerk.post(
        bound.address("muc", three[0].uid, "chon"), data={"take": "value", "value": "cả hai đều đúng", "alike": "1"}
    )
    assert notes(bound) == cells(bound) == dict.fromkeys(ROWS, "cả hai đều đúng")


def test_cells_that_say_the_same_unreadable_thing_are_settled_together_and_no_other(
    bound: Office, clerk: FlaskClient
) -> None:
    bound.write(TAB, F10="không nhớ", F11="không nhớ", F17="cũng quên")
    clerk.post(bound.address("dong-bo"))
    item = next(i for i in bound.items("refused") if i.sheet_text == "không nhớ")
    assert "2 ô cùng cột này đều ghi “không nhớ”" in said(clerk.get(bound.address()).text)
    clerk.post(bound.address("muc", item.uid, "chon"), data={"take": "value", "value": "1995", "alike": "1"})
    joined = {name: bound.member(name).joined_on for name in ROWS}
    assert joined == {"Trần Thị Mai": "1995", "Nguyễn Văn Hòa": "1995", "Nguyễn Thị Mai": None}
    assert bound.cell(TAB, "F17") == "cũng quên"


def test_a_third_value_that_cannot_be_read_settles_none_of_them(
    three: list[InboxItem], bound: Office, clerk: FlaskClient
) -> None:
    bound.write(TAB, F10="không nhớ", F11="không nhớ")
    clerk.post(bound.address("dong-bo"))
    item = next(i for i in bound.items("refused") if i.sheet_text == "không nhớ")
    answer = clerk.post(
        bound.address("muc", item.uid, "chon"), data={"take": "value", "value": "31/02/1999", "alike": "1"}
    )
    assert (answer.status_code, "“31/02/1999” không có trong lịch" in said(answer.text)) == (422, True)
    assert len([i for i in bound.items("refused") if i.sheet_text == "không nhớ"]) == 2


def test_the_command_line_settles_all_alike(three: list[InboxItem], bound: Office, app: object) -> None:
    runner = app.test_cli_runner()  # type: ignore[attr-defined]
    number = str(three[0].id)
    db.session.commit()
    assert runner.invoke(args=["sync", "resolve", number, "--take", "sheet", "--alike"]).exit_code == 0
    runner.invoke(args=["sync", "run"])
    assert notes(bound) == {name: f"bảng: {name}" for name in ROWS}


def test_a_stranger_settles_nothing(three: list[InboxItem], bound: Office, login: Login) -> None:
    stranger = login(factories.make_user("committee_office", factories.make_organisation("Đảng bộ xã Khác")))
    answer = stranger.post(bound.address("muc", three[0].uid, "chon"), data={"take": "db", "alike": "1"})
    assert answer.status_code == 404
    assert len([i for i in bound.items("conflict") if i.field == "note"]) == 3


# -- the note column


def test_the_note_beside_the_row_goes_when_its_question_is_settled(
    three: list[InboxItem], bound: Office, clerk: FlaskClient
) -> None:
    heads = {c.value: c.column_letter for row in load_workbook(bound.path)[TAB]["A6:Z7"] for c in row if c.value}
    place = f"{heads['Ghi chú đồng bộ']}10"
    assert str(bound.cell(TAB, place)).startswith("Sổ tay: Cột Ghi chú: bảng và phần mềm cùng được sửa")
    item = next(i for i in three if i.cell == "K10")
    assert settle(clerk, bound, item, take="db").startswith("200")
    assert bound.cell(TAB, place) is None


# -- the history of a cell


def history(browser: FlaskClient, office: Office, item: InboxItem) -> str:
    binding = next(b for b in office.workbook().bindings if b.id == item.binding_id)
    answer = browser.get(office.address("trang", binding.uid, "dong", item.row_id, item.field))
    assert answer.status_code == 200
    return said(answer.text)


def test_a_cells_history_says_who_when_from_which_side_and_in_which_run(
    bound: Office, clerk: FlaskClient, three: list[InboxItem]
) -> None:
    item = next(i for i in three if i.cell == "K11")
    settle(clerk, bound, item, take="sheet")
    told = history(clerk, bound, item)
    assert "Nguyễn Văn Hòa · Ghi chú, trang Đảng viên" in told
    steps = ["Bảng tính sửa, phần mềm nhận", "Trên phần mềm", "Bảng tính sửa, phần mềm nhận"]
    places = [told.find(step) for step in steps[:2]] + [told.rfind(steps[2])]
    assert places == sorted(places)
    assert -1 not in places
    values = ["đi làm ăn xa", "phần mềm: Nguyễn Văn Hòa", "bảng: Nguyễn Văn Hòa"]
    assert [value in told for value in values] == [True] * 3
    assert bound.clerk.full_name in told
    assert f"lần đồng bộ {bound.last_run().id}" in told


def test_what_the_office_writes_into_the_book_is_in_the_history_as_such(bound: Office, clerk: FlaskClient) -> None:
    edit(bound, "Nguyễn Thị Mai", note="huy hiệu")
    clerk.post(bound.address("dong-bo"))
    db.session.rollback()
    row = bound.member("Nguyễn Thị Mai").uid
    binding = next(b for b in bound.workbook().bindings if b.table_name == "members")
    told = said(clerk.get(bound.address("trang", binding.uid, "dong", row, "note")).text)
    assert "Phần mềm sửa, ghi vào bảng tính" in told
    assert "nay là</span> huy hiệu" in told


def test_an_item_leads_to_its_cells_history(three: list[InboxItem], bound: Office, clerk: FlaskClient) -> None:
    binding = next(b for b in bound.workbook().bindings if b.id == three[0].binding_id)
    address = bound.address("trang", binding.uid, "dong", three[0].row_id, "note")
    assert f'href="{address}"' in clerk.get(bound.address()).text


def test_nobody_reads_another_houses_record_through_a_workbook_of_the_own(bound: Office, clerk: FlaskClient) -> None:
    top = factories.make_organisation("Đảng bộ xã Khác")
    with acting_as(Actor("web")):
        other = factories.make_member(factories.make_branch(top, "Chi bộ Khác"), "Người Xã Khác", note="riêng").uid
        db.session.commit()
    binding = next(b for b in bound.workbook().bindings if b.table_name == "members")
    assert clerk.get(bound.address("trang", binding.uid, "dong", other, "note")).status_code == 404
    own = bound.member("Nguyễn Thị Mai").uid
    assert clerk.get(bound.address("trang", binding.uid, "dong", own, "khong_co")).status_code == 404


# -- the letter


def test_a_runs_letter_is_read_on_screen_as_it_is_sent(bound: Office, clerk: FlaskClient) -> None:
    run = bound.last_run().uid
    page = clerk.get(bound.address("lan", run))
    assert page.status_code == 200
    told = said(page.text)
    assert f"phần mềm đồng bộ bảng tính “{bound.workbook().name}” của Đảng bộ xã Đồng Tâm" in told
    assert "Trang “Đảng viên”: phần mềm thêm 6 đảng viên." in told
    assert "phần mềm chưa đọc được, xin sửa hoặc ghi giá trị đúng." in told
    assert f'href="{bound.address("lan", run)}"' in clerk.get(bound.address("cac-lan")).text


def test_a_foreign_clerk_reads_no_letter(bound: Office, login: Login) -> None:
    run = bound.last_run().uid
    stranger = login(factories.make_user("committee_office", factories.make_organisation("Đảng bộ xã Khác")))
    assert stranger.get(bound.address("lan", run)).status_code == 404
    assert screens.partial(stranger, bound.address("lan", run)).status_code == 404
