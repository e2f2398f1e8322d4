"""Ways in which an edit could be lost, doubled or silently overwritten, each tried on a whole office."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sync import ids
from sync.stores.xlsx import XlsxStore
from sync.writing import ID_HEADING, NOTE_HEADING
from tests.endtoend.office import Json, Office
from tests.endtoend.office_book import ATTENDANCE, CHECKS, MEMBERS, PEOPLE, PLEDGES
from tests.stores.libreoffice import LibreOffice

BINH, CUONG = PEOPLE[1].name, PEOPLE[2].name


def changed(office: Office, before: dict[str, dict[str, Json]]) -> dict[str, int]:
    """How many records differ, by register."""
    now = office.everything()
    counts = {t: sum(now[t].get(i) != before[t].get(i) for i in now[t].keys() | before[t].keys()) for t in now}
    return {table: count for table, count in counts.items() if count}


def test_an_old_copy_put_back_undoes_nothing_silently(office: Office) -> None:
    old = office.path.read_bytes()
    office.set("members", office.record("members", full_name=BINH)["id"], "note=văn phòng ghi")
    office.add("members", "full_name=Lý Thị Mới", "branch=Bắc Hải", "born=1/2/1991")
    office.sync()
    before = office.everything()
    office.path.write_bytes(old)
    run = office.sync()
    assert (run["exit"], changed(office, before)) == (3, {})
    assert "bản cũ hơn lần ghi gần nhất" in run["tables"]["members"]["guard"]


def test_an_old_copy_that_is_wanted_is_taken_and_then_life_goes_on(office: Office) -> None:
    old = office.path.read_bytes()
    uid = office.record("members", full_name=BINH)["id"]
    office.set("members", uid, "note=văn phòng ghi")
    office.sync()
    office.path.write_bytes(old)
    assert office.sync()["exit"] == 3
    assert office.sync("--confirm", "members")["exit"] == 0
    assert office.records("members")[uid]["note"] is None
    office.edit(MEMBERS, {"K9": "ghi tiếp"})
    assert office.sync()["exit"] == 0
    assert office.records("members")[uid]["note"] == "ghi tiếp"


@pytest.mark.parametrize("area", ["B8:B31", "B8:B15"], ids=["all", "one branch"])
def test_names_sorted_without_their_rows_rename_nobody(office: Office, clerk: LibreOffice, area: str) -> None:
    before = office.everything()
    clerk.edit(office.path, ("sort", MEMBERS, area, 0, False))
    run = office.sync()
    assert (run["exit"], changed(office, before)) == (3, {})
    assert "đổi “Họ và tên” cho nhau" in run["tables"]["members"]["guard"]


def test_two_names_that_really_change_places_move_no_one_elses_roll_call(office: Office) -> None:
    before = office.everything()
    office.edit(MEMBERS, {"B9": CUONG, "B10": BINH})
    assert (office.sync()["exit"], changed(office, before)) == (2, {})
    assert list(office.waiting()) == ["Đảng viên B9", "Đảng viên B10"]
    for item in office.inbox():
        assert office.flask("sync", "resolve", str(item["id"]), "--take", "sheet").exit == 0
    run = office.sync()
    assert (run["exit"], run["tables"]["members"]["database"]["updated"]) == (0, 2)
    assert office.page(ATTENDANCE)["B8"] == CUONG
    marks = {uid: [r[f"m{m}"] for m in range(1, 13)] for uid, r in before["attendance"].items()}
    assert {uid: [r[f"m{m}"] for m in range(1, 13)] for uid, r in office.records("attendance").items()} == marks
    assert office.records("monthly_checks").keys() == before["monthly_checks"].keys()


@pytest.mark.parametrize(
    "edits",
    [
        [("move_tab", MEMBERS, 0)],
        [("add_tab", "Mới", 0)],
        [("copy_tab", MEMBERS, "Đảng viên (2)", 0), ("type", "Đảng viên (2)", "K9", "nháp")],
        [("copy_tab", MEMBERS, "Đảng viên (2)", 3), ("delete_rows", "Đảng viên (2)", 8, 3)],
    ],
    ids=["moved", "a new one in front", "a copy in front", "a copy behind"],
)
def test_tabs_moved_added_or_copied_are_not_mistaken_for_each_other(
    office: Office, clerk: LibreOffice, edits: list[Any]
) -> None:
    """LibreOffice numbers the sheets anew at every save."""
    before = office.everything()
    clerk.edit(office.path, *edits, ("type", MEMBERS, "K10", "ghi thật"))
    assert office.sync()["exit"] == 0
    assert changed(office, before) == {"members": 1}
    assert office.record("members", full_name=CUONG)["note"] == "ghi thật"


def test_a_tab_that_is_gone_stops_its_table_and_no_other(office: Office, clerk: LibreOffice) -> None:
    before = office.everything()
    clerk.edit(office.path, ("delete_tab", MEMBERS), ("type", ATTENDANCE, "F8", "K"))
    run = office.sync()
    assert (run["exit"], changed(office, before)) == (3, {"attendance": 1})
    assert run["tables"]["members"]["guard"] == (
        "Trang “Đảng viên” không còn trong bảng tính. Xin khôi phục trang đó hoặc gắn lại trang khác."
    )


def test_a_save_between_our_reading_and_writing_loses_nothing_on_either_side(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.set("members", office.record("members", full_name=BINH)["id"], "note=văn phòng ghi")
    whole, moments = XlsxStore.apply, iter([True])

    def somebody_saves_first(store: XlsxStore, *rest: Any) -> Any:
        if next(moments, False):
            office.edit(MEMBERS, {"K10": "cán bộ ghi", "K9": None})
        return whole(store, *rest)

    monkeypatch.setattr(XlsxStore, "apply", somebody_saves_first)
    assert office.sync()["exit"] == 0
    page = office.page(MEMBERS)
    assert (page["K9"], page["K10"]) == ("văn phòng ghi", "cán bộ ghi")
    assert office.record("members", full_name=CUONG)["note"] == "cán bộ ghi"


def test_an_edit_made_against_a_conflict_after_it_was_settled_is_not_overwritten(office: Office) -> None:
    uid = office.record("members", full_name=BINH)["id"]
    office.set("members", uid, "note=văn phòng ghi")
    office.edit(MEMBERS, {"K9": "cán bộ ghi"})
    assert office.sync()["exit"] == 2
    (item,) = office.inbox()
    assert office.flask("sync", "resolve", str(item["id"]), "--take", "db").exit == 0
    office.edit(MEMBERS, {"K9": "cán bộ nghĩ lại"})
    assert office.sync()["exit"] == 2
    assert (office.page(MEMBERS)["K9"], office.records("members")[uid]["note"]) == ("cán bộ nghĩ lại", "văn phòng ghi")
    (item,) = office.inbox()
    assert (item["state"], item["sheet"], item["database"]) == ("open", "cán bộ nghĩ lại", "văn phòng ghi")
    assert office.flask("sync", "resolve", str(item["id"]), "--take", "sheet").exit == 0
    assert office.sync()["exit"] == 0
    assert office.records("members")[uid]["note"] == "cán bộ nghĩ lại"


@pytest.mark.parametrize(
    ("tab", "edit"),
    [(MEMBERS, {"B9": "Phạm Thanh Bình"}), (CHECKS, {"D7": "Đ"}), (PLEDGES, {"H9": "Nhất trí"})],
)
def test_a_row_deleted_in_the_intranet_while_the_clerk_edits_it_survives(
    office: Office, tab: str, edit: dict[str, Any]
) -> None:
    page = office.page(tab)
    row = int(next(iter(edit))[1:])
    table = {MEMBERS: "members", CHECKS: "monthly_checks", PLEDGES: "pledges"}[tab]
    assert office.flask("record", "delete", table, page.ids[row]).exit == 0
    office.edit(tab, edit)
    office.sync()
    assert page.ids[row] in office.records(table)
    assert office.page(tab)[next(iter(edit))] == next(iter(edit.values()))


def test_two_workbooks_over_the_same_people_carry_edits_through_to_each_other(office: Office, tmp_path: Path) -> None:
    second = tmp_path / "Sổ thứ hai.xlsx"
    shutil.copy(office.path, second)
    book = openpyxl.load_workbook(second)
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if cell.value in (ID_HEADING, NOTE_HEADING) or ids.is_ours(str(cell.value)):
            cell.value = None
    book.save(second)
    bound = office.flask("sync", "bind", "--org", "XA", "--file", str(second), "--yes")
    assert bound.exit == 0, bound.text
    before = {t: len(r) for t, r in office.everything().items()}
    runs = office.flask("sync", "run", "--all", "--json").json["workbooks"]
    assert [r["state"] for r in runs] == ["done", "done"]
    assert {t: len(r) for t, r in office.everything().items()} == before
    office.edit(MEMBERS, {"K9": "từ sổ thứ nhất"})
    office.flask("sync", "run", "--all")
    assert openpyxl.load_workbook(second)[MEMBERS]["K9"].value == "từ sổ thứ nhất"


def test_a_second_line_for_a_member_who_has_one_is_refused_and_not_merged(office: Office, clerk: LibreOffice) -> None:
    before = office.everything()
    clerk.edit(
        office.path,
        ("insert_rows", ATTENDANCE, 9, 1),
        ("type", ATTENDANCE, "B10", PEOPLE[0].name),
        ("type", ATTENDANCE, "F10", "K"),
    )
    assert office.sync()["exit"] == 2
    assert changed(office, before) == {}
    assert list(office.waiting()) == ["Điểm danh B10"]


def test_a_row_under_the_total_waits_and_the_service_columns_may_be_lost_without_loss(
    office: Office, clerk: LibreOffice
) -> None:
    before = office.everything()
    clerk.edit(office.path, ("paste", MEMBERS, "B33", [["Lý Thị Mới", "1/2/1991"]]), ("delete_columns", MEMBERS, 14, 1))
    assert office.sync()["exit"] == 2
    assert list(office.waiting()) == ["Đảng viên A33"]
    clerk.edit(office.path, ("unprotect", MEMBERS), ("delete_columns", MEMBERS, 13, 1), ("clear", MEMBERS, "B33:C33"))
    run = office.sync()
    assert (run["exit"], changed(office, before)) == (3, {})
    assert "không còn cột “Mã đồng bộ”" in run["tables"]["members"]["guard"]


def test_a_plan_touches_neither_side_whatever_waits(office: Office) -> None:
    office.set("members", office.record("members", full_name=BINH)["id"], "note=văn phòng ghi")
    office.edit(MEMBERS, {"K10": "cán bộ ghi", "C11": "31/02/1990", "B12": "Hoàng Đức Hạnh"})
    bytes_before, before, waiting = office.path.read_bytes(), office.everything(), office.inbox()
    plan = office.flask("sync", "plan", "--json")
    assert plan.exit == 0
    counts = plan.json["workbooks"][0]["tables"]["members"]
    assert (counts["database"]["updated"], counts["sheet"]["updated"], counts["refused"]) == (2, 1, 1)
    assert (office.path.read_bytes(), office.everything(), office.inbox()) == (bytes_before, before, waiting)


def test_both_sides_edited_at_once_then_undone_is_as_before_on_both_sides(office: Office) -> None:
    uid = office.record("members", full_name=BINH)["id"]
    office.set("members", uid, "note=văn phòng ghi")
    office.edit(MEMBERS, {"K10": "cán bộ ghi", "F11": "1/2/1999"})
    pages, before = office.page(MEMBERS), office.everything()
    run = office.sync()
    assert (run["exit"], office.page(MEMBERS)["K9"]) == (0, "văn phòng ghi")
    assert office.flask("sync", "undo", str(run["run"])).exit == 0
    assert office.everything() == before
    assert [office.page(MEMBERS)[c] for c in ("K9", "K10", "F11")] == [pages[c] for c in ("K9", "K10", "F11")]
    assert office.sync()["exit"] == 2  # the same is not done again unasked: three values wait
    assert len(office.waiting()) == 3
    assert office.everything() == before
