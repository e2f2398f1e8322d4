"""A clerk at work in LibreOffice, with a Vietnamese profile; then the run: nothing lost, nothing doubled, ids where they belong."""

from __future__ import annotations

from typing import Any

import pytest

from tests.endtoend.office import Json, Office
from tests.endtoend.office_book import (
    ATTENDANCE,
    CHECKS,
    MEETINGS,
    MEMBERS,
    MEMBERS_AT,
    MEMBERS_LAST,
    PEOPLE,
    PLEDGES,
)
from tests.stores.libreoffice import Edit, LibreOffice

Everything = dict[str, dict[str, Json]]
BINH, CUONG, DUNG, HANH, KHANH = (PEOPLE[n].name for n in range(1, 6))
#: Rows of the member list from A to our note column, the hidden id among them.
WHOLE = f"A{MEMBERS_AT}:O{MEMBERS_LAST}"
VISIBLE = f"A{MEMBERS_AT}:M{MEMBERS_LAST}"


class Desk:
    """A clerk's desk: edits in LibreOffice, then a run, then what has changed in the database."""

    def __init__(self, office: Office, libreoffice: LibreOffice) -> None:
        self.office, self.libreoffice = office, libreoffice
        self.before = office.everything()

    def works(self, *edits: Edit) -> Json:
        """Edit, save and sync; a second run must find nothing more to do."""
        self.libreoffice.edit(self.office.path, *edits)
        report = self.office.sync()
        written = self.office.path.read_bytes()
        self.office.path.touch()
        again = self.office.sync()
        assert self.office.path.read_bytes() == written
        assert all(not sum(t["database"].values()) for t in again["tables"].values()), again["tables"]
        return report

    def changes(self, table: str) -> dict[str, Any]:
        """What changed, by id: None for a deleted record, all values of a new one, the changed values of another."""
        before, now = self.before[table], self.office.records(table)
        changed: dict[str, Any] = dict.fromkeys(before.keys() - now.keys())
        for uid, values in now.items():
            old = before.get(uid, {})
            if different := {n: v for n, v in values.items() if old.get(n, ()) != v}:
                changed[uid] = different
        return changed

    def uid(self, name: str) -> str:
        """A member's id before the edits."""
        return next(uid for uid, r in self.before["members"].items() if r["full_name"] == name)

    def same(self, *tables: str) -> bool:
        """Whether nothing changed in these registers (all by default)."""
        return all(not self.changes(t) for t in tables or self.before)


@pytest.fixture
def desk(office: Office, clerk: LibreOffice) -> Desk:
    return Desk(office, clerk)


def test_opening_and_saving_the_book_changes_nothing(desk: Desk) -> None:
    assert desk.works()["exit"] == 0
    assert desk.same()


def test_dates_typed_as_people_type_them_arrive_as_those_days(desk: Desk) -> None:
    desk.works(
        ("type", MEMBERS, "C9", "1/2/1991"), ("type", MEMBERS, "F9", "5/1980"), ("type", MEMBERS, "G9", "15.3.1999")
    )
    assert desk.changes("members") == {
        desk.uid(BINH): {"born": "1991-02-01", "joined_on": "1980-05", "official_on": "1999-03-15"}
    }
    assert desk.same("attendance", "pledges", "monthly_checks", "meetings")


def test_a_row_put_in_the_middle_is_one_new_record_and_the_others_stay(desk: Desk) -> None:
    desk.works(
        ("insert_rows", MEMBERS, 11, 1),
        ("paste", MEMBERS, "A12", [["5", "Lý Thị Mới", "1/2/1991", "", "x", "", "", "", "CB Nam Sơn", "Dự bị"]]),
    )
    (new,) = desk.changes("members").values()
    assert {n: new[n] for n in ("full_name", "born", "gender", "branch", "standing")} == {
        "full_name": "Lý Thị Mới", "born": "1991-02-01", "gender": "female", "branch": "Chi bộ thôn Nam Sơn",
        "standing": "probationary",
    }  # fmt: skip
    page = desk.office.page(MEMBERS)
    assert page.ids[12] == next(iter(desk.changes("members")))
    assert len(set(page.ids.values())) == len(page.ids) == len(PEOPLE) + 1
    seen = desk.libreoffice.seen(desk.office.path)[MEMBERS]
    assert seen[MEMBERS_LAST + 1, 2]["value"] == len(PEOPLE) + 1


def test_a_new_row_with_nothing_but_a_name_waits_and_is_told(desk: Desk) -> None:
    assert desk.works(("insert_rows", MEMBERS, 11, 1), ("type", MEMBERS, "B12", "Lý Thị Mới"))["exit"] == 2
    assert desk.same()
    assert list(desk.office.waiting()) == ["Đảng viên B12"]
    assert desk.office.page(MEMBERS).notes[12].startswith("Sổ tay: ")


def test_a_member_deleted_in_the_list_alone_comes_back_while_other_tabs_speak_of_them(desk: Desk) -> None:
    desk.works(("delete_rows", MEMBERS, 11, 1))
    assert desk.same()
    page = desk.office.page(MEMBERS)
    assert "vẫn còn 1 dòng ở trang “Điểm danh”" in page.notes[page.row_of(HANH)]


def test_a_member_deleted_in_every_tab_is_deleted_and_the_undo_brings_everything_back(desk: Desk) -> None:
    run = desk.works(
        ("delete_rows", MEMBERS, 11, 1), ("delete_rows", ATTENDANCE, 10, 1), ("delete_rows", PLEDGES, 10, 1),
        ("delete_rows", CHECKS, 13, 2),
    )  # fmt: skip
    assert desk.changes("members") == {desk.uid(HANH): None}
    assert HANH not in {r["member"] for r in desk.office.records("attendance").values()}
    assert desk.office.flask("sync", "undo", str(run["run"])).exit == 0
    assert desk.same()


@pytest.mark.parametrize("area", [WHOLE, VISIBLE], ids=["with the ids", "the ids left behind"])
def test_a_sorted_list_changes_nothing_and_every_id_follows_its_person(desk: Desk, area: str) -> None:
    before = {name: uid for uid, name in ((u, r["full_name"]) for u, r in desk.before["members"].items())}
    desk.works(("sort", MEMBERS, area, 1, False))
    assert desk.same()
    page = desk.office.page(MEMBERS)
    assert {page[f"B{row}"]: uid for row, uid in page.ids.items()} == before
    assert page["B8"] != PEOPLE[0].name


def test_an_edit_made_while_sorting_without_the_ids_reaches_its_own_record(desk: Desk) -> None:
    desk.works(("sort", MEMBERS, VISIBLE, 1, True), ("type", MEMBERS, "K12", "chuyển đi"))
    page = desk.office.page(MEMBERS)
    assert desk.changes("members") == {desk.uid(page["B12"]): {"note": "chuyển đi"}}


@pytest.mark.parametrize("block", ["A9:M10", "A9:O10"], ids=["as seen", "with the hidden ids"])
def test_a_block_pasted_over_other_rows_waits_and_nobody_is_lost(desk: Desk, block: str) -> None:
    assert desk.works(("copy", MEMBERS, block, "A12"))["exit"] == 2
    assert desk.same()
    assert list(desk.office.waiting()) == ["Đảng viên B12", "Đảng viên B13"]
    desk.libreoffice.edit(desk.office.path, ("delete_rows", MEMBERS, 11, 2))
    desk.office.sync()
    assert desk.same()
    page = desk.office.page(MEMBERS)
    assert all("vẫn còn" in page.notes[page.row_of(name)] for name in (HANH, KHANH))


def test_another_person_written_over_a_row_does_not_inherit_that_rows_year(desk: Desk) -> None:
    assert desk.works(("copy", MEMBERS, "A9:M9", "A12"), ("type", MEMBERS, "B12", "Lý Thị Mới"))["exit"] == 2
    assert desk.same()
    assert list(desk.office.waiting()) == ["Đảng viên B12"]


def test_a_copied_row_put_in_and_edited_is_one_new_record(desk: Desk) -> None:
    desk.works(
        ("insert_rows", MEMBERS, 20, 1),
        ("copy", MEMBERS, "A9:O9", "A21"),
        ("paste", MEMBERS, "B21", [["Lý Thị Mới", "1/2/1991"]]),
    )
    (new,) = desk.changes("members").values()
    assert (new["full_name"], new["born"], new["joined_on"]) == ("Lý Thị Mới", "1991-02-01", "1991-02-03")
    assert desk.uid(BINH) == desk.office.page(MEMBERS).ids[9]


@pytest.mark.parametrize(
    ("edits", "table", "changed"),
    [
        ([("clear", MEMBERS, "N12"), ("type", MEMBERS, "K12", "ghi")], "members", {"note": "ghi"}),
        ([("clear", MEETINGS, "O9"), ("type", MEETINGS, "F9", "Bàn việc mới")], "meetings", {"topic": "Bàn việc mới"}),
        ([("clear", ATTENDANCE, "P9"), ("type", ATTENDANCE, "F9", "K")], "attendance", {"m4": "absent_unexcused"}),
        ([("clear", PLEDGES, "J9"), ("type", PLEDGES, "F9", "Học nhóm")], "pledges", {"measure": "Học nhóm"}),
        ([("clear", CHECKS, "R8"), ("type", CHECKS, "E8", "Đ")], "monthly_checks", {"m3": "done"}),
    ],
)
def test_a_row_moved_without_its_hidden_id_and_edited_on_the_way_is_the_same_record(
    desk: Desk, edits: list[Edit], table: str, changed: Json
) -> None:
    desk.works(*edits)
    assert list(desk.changes(table).values()) == [changed]
    assert desk.same(*(desk.before.keys() - {table}))


def test_rows_cut_and_pasted_elsewhere_are_the_same_records(desk: Desk) -> None:
    desk.works(("insert_rows", MEMBERS, 14, 1), ("cut", MEMBERS, "A9:O9", "A15"), ("delete_rows", MEMBERS, 8, 1))
    assert desk.same()
    assert desk.office.page(MEMBERS).ids[14] == desk.uid(BINH)


def test_autofilled_cells_arrive_as_filled(desk: Desk) -> None:
    desk.works(("type", MEMBERS, "K9", "đã nộp"), ("fill", MEMBERS, "K9:K11", 1), ("fill", MEMBERS, "F9:F11", 1))
    assert desk.changes("members") == {
        desk.uid(BINH): {"note": "đã nộp"},
        desk.uid(CUONG): {"note": "đã nộp", "joined_on": "1991-02-04"},
        desk.uid(DUNG): {"note": "đã nộp", "joined_on": "1991-02-05"},
    }


def test_cleared_cells_are_cleared_and_a_cleared_row_is_gone(desk: Desk) -> None:
    desk.works(
        ("clear", MEMBERS, "H9:H9"),
        ("clear", MEMBERS, "F10"),
        ("clear", ATTENDANCE, "C8:E8"),
        ("clear", MEETINGS, "A9:N9"),
    )
    assert desk.changes("members") == {desk.uid(BINH): {"roles": []}, desk.uid(CUONG): {"joined_on": None}}
    assert list(desk.changes("attendance").values()) == [{"m1": None, "m2": None, "m3": None}]
    assert list(desk.changes("meetings").values()) == [None]


def test_a_renamed_tab_is_still_that_tab(desk: Desk) -> None:
    desk.works(("rename", MEMBERS, "DS đảng viên 2026"), ("type", "DS đảng viên 2026", "K9", "ghi"))
    assert desk.changes("members") == {desk.uid(BINH): {"note": "ghi"}}
    assert "trang “DS đảng viên 2026”" in desk.office.flask("sync", "status").text


def test_an_inserted_column_is_the_clerks_own_and_the_others_are_found_again(desk: Desk) -> None:
    desk.works(
        ("insert_columns", MEMBERS, 3, 1), ("type", MEMBERS, "D6", "Quê quán"), ("type", MEMBERS, "D9", "Kỳ Thọ"),
        ("type", MEMBERS, "L9", "ghi"),
    )  # fmt: skip
    assert desk.changes("members") == {desk.uid(BINH): {"note": "ghi"}}
    assert desk.office.page(MEMBERS)["D9"] == "Kỳ Thọ"


def test_a_moved_column_is_found_where_it_stands_now(desk: Desk) -> None:
    desk.works(
        ("insert_columns", MEMBERS, 2, 1), ("cut", MEMBERS, "L5:L40", "C5"), ("delete_columns", MEMBERS, 11, 1),
        ("type", MEMBERS, "C9", "ghi"),
    )  # fmt: skip
    assert desk.changes("members") == {desk.uid(BINH): {"note": "ghi"}}
    assert desk.office.waiting() == {}


def test_a_member_renamed_in_the_list_is_renamed_everywhere_and_nobodys_rows_are_held(desk: Desk) -> None:
    assert desk.works(("type", MEMBERS, "B12", "Hoàng Đức Hạnh"))["exit"] == 0
    assert desk.changes("members") == {desk.uid(HANH): {"full_name": "Hoàng Đức Hạnh"}}
    assert {tuple(c.values()) for c in desk.changes("monthly_checks").values()} == {("Hoàng Đức Hạnh",)}
    assert desk.works(("type", CHECKS, "E15", "Đ"))["exit"] == 0  # a row under the merged old name
