"""What the storm found, kept: the least programs that once broke something, and each defect told as a sentence."""

from __future__ import annotations

import pytest

from sync.cells import EMPTY, Cell
from sync.facts import Decision
from tests.sync.engine import reshaping
from tests.sync.engine.hands import Sheet
from tests.sync.engine.papers import MemoryPaper
from tests.sync.engine.steps import Step, play
from tests.sync.engine.weather import World, first_world
from tests.sync.engine.xlsx_paper import XlsxPaper

#: Programs as the storm left them, made as small as it could. Each breached what its name says.
PROGRAMS: dict[str, list[Step]] = {
    "a respelt name stayed out of date in the other tab": [("respell", "T2", 7, 0)],
    "a note said a row was kept that a rule had refused": [
        ("delete_row", "T2", 12, 7), ("clear", "T2", 2, 9), ("run_while_office_deletes", "T1", 10, 16),
    ],
    "a copy of a row pasted over another one renamed that record": [("paste_over", "T1", 2, 7), ("duplicate_row", "T1", 7, 1)],
    "of two held rows all alike only one was told": [("paste_over", "T2", 1, 2), ("duplicate_row", "T2", 17, 18)],
    "a row moved without its id and then copied was nobody's": [
        ("cut_and_paste_without_id", "T1", 2, 6), ("copy_row_without_id", "T1", 7, 16),
    ],
    "a deleted record came back as whoever was typed over it": [
        ("office_adds", "T1", 17, 20), ("fill_down", "T1", 14, 1), ("run_while_add_row", "T1", 19, 9),
        ("office_deletes", "T1", 11, 10),
    ],
    "a task added in the office went with its deleted person": [
        ("delete_row", "T2", 8, 11), ("delete_row", "T1", 3, 14), ("office_adds", "T2", 3, 18),
    ],
    "a name respelt while the ids were left behind became a second record": [
        ("office_types", "T2", 2, 13), ("office_deletes", "T1", 8, 20), ("run_while_duplicate_row", "T2", 0, 4),
        ("duplicate_row", "T1", 4, 5), ("respell", "T1", 3, 13), ("add_row", "T1", 1, 9), ("sort_part", "T1", 17, 18),
    ],
    "yes to a disorder deleted a person and the task typed meanwhile": [
        ("cut_and_paste_without_id", "T1", 17, 6), ("fill_down", "T1", 12, 1), ("run_while_type", "T1", 11, 20),
        ("respell", "T2", 18, 10), ("sort_leaving_ids", "T1", 7, 10), ("type", "T1", 20, 12), ("type", "T2", 5, 10),
    ],
    "what was doubtful in one run was taken for granted in the next": [
        ("fill_down", "T2", 20, 7), ("insert_column", "T2", 10, 16), ("fill_down", "T2", 5, 16), ("sort_leaving_ids", "T2", 11, 8),
    ],
    "a row moved without its id, its name then respelt, became a second record": [
        ("duplicate_row", "T1", 6, 13), ("cut_and_paste_without_id", "T1", 10, 17), ("respell", "T1", 11, 12),
    ],
    "an id both sides had let go was given to whoever a sort left beside it": [
        ("clear", "T1", 6, 16), ("add_row", "T1", 16, 5), ("run_while_sort_all", "T1", 8, 17), ("sort_part", "T1", 5, 2),
    ],
    "rows taken out of the sheet left what hung on them to the run after next": [
        ("paste_over", "T2", 17, 9), ("run_while_clear", "T1", 20, 8), ("sort_leaving_ids", "T1", 1, 12),
        ("run_while_cut_and_paste_without_id", "T1", 9, 0), ("run_while_office_deletes", "T1", 16, 11), ("add_row", "T2", 12, 2),
        ("run_while_clear", "T1", 11, 12), ("rename_header", "T2", 4, 8), ("copy_row_without_id", "T2", 20, 20),
        ("office_deletes", "T2", 12, 9),
    ],
    "what was filled into the row a person had been cut out of emptied that person": [
        ("office_deletes", "T1", 14, 9), ("run_while_revert", "T1", 12, 4), ("duplicate_row", "T1", 8, 4),
        ("cut_and_paste_without_id", "T1", 15, 1), ("fill_down", "T1", 0, 10),
    ],
    "a row typed again after a cell was cleared doubled its person": [
        ("sort_all", "T1", 5, 17), ("clear", "T1", 16, 10), ("delete_row", "T1", 18, 10), ("sort_all", "T1", 0, 14),
        ("retype_row", "T1", 3, 2),
    ],
    "a run killed after it had brought a row back left that untold": [
        ("office_adds", "T2", 19, 19), ("fill_down", "T1", 3, 13), ("cut_and_paste_without_id", "T1", 12, 5),
        ("struck_run", "T1", 9, 15),
    ],
    "a task just added in the office went with its person while its tab could not be read": [
        ("clear_row", "T1", 12, 12), ("duplicate_column", "T2", 14, 4), ("office_adds", "T2", 12, 0),
        ("run_while_respell", "T2", 0, 18),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_was_found_stays_mended_in_memory(name: str) -> None:
    play(MemoryPaper(), PROGRAMS[name])


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_was_found_stays_mended_in_an_xlsx_file(name: str) -> None:
    play(XlsxPaper(), PROGRAMS[name])


@pytest.fixture
def world() -> World:
    return first_world(MemoryPaper())


def write(world: World, key: str, row: int, head: str, text: str) -> None:
    """A clerk types into a cell; rows of the table count from 0."""
    with world.at_the_sheet() as pages:
        page = world.page(key, pages)
        assert page is not None
        sheet = Sheet(page)
        sheet.put(sheet.rows[row], sheet.heads().index(head), Cell(text, "text") if text else EMPTY)


def shown(world: World, key: str, head: str) -> list[str]:
    page = world.page(key)
    assert page is not None
    sheet = Sheet(page)
    return [str(sheet.get(row, sheet.heads().index(head)).value) for row in sheet.rows]


def uid(world: World, name: str) -> str:
    return next(i for i, r in world.office.staff.records.items() if r["name"] == name)


def test_another_persons_name_typed_over_a_row_asks_and_changes_nothing_else_of_the_row(world: World) -> None:
    an = uid(world, "Nguyễn Văn An")
    write(world, "T1", 0, "Họ tên", "Trần Thị Lựu")
    write(world, "T1", 0, "Lời", "của ai")
    world.run()
    issue = next(iter(world.office.staff.issues.values()))
    assert (issue.kind, issue.reason, issue.db_value, issue.sheet_value) == (
        "conflict", "renamed", "Nguyễn Văn An", "Trần Thị Lựu",
    )  # fmt: skip
    assert (world.office.staff.records[an]["name"], world.office.staff.records[an]["word"]) == ("Nguyễn Văn An", None)


@pytest.mark.parametrize(("take", "name"), [("sheet", "Trần Thị Lựu"), ("db", "Nguyễn Văn An")])
def test_whoever_answers_decides_whose_row_it_is_and_then_the_rest_of_it_is_taken(
    world: World, take: str, name: str
) -> None:
    an = uid(world, "Nguyễn Văn An")
    write(world, "T1", 0, "Họ tên", "Trần Thị Lựu")
    write(world, "T1", 0, "Lời", "đúng")
    world.run()
    world.office.staff.decided[an, "name"] = Decision("I1", take, "Nguyễn Văn An", "Trần Thị Lựu")  # type: ignore[arg-type]
    world.run()
    assert (world.office.staff.records[an]["name"], world.office.staff.records[an]["word"]) == (name, "đúng")
    assert (shown(world, "T1", "Họ tên")[0], shown(world, "T2", "Người làm")[0]) == (name, name)


def test_a_name_spelt_better_is_taken_and_shown_in_the_other_tab(world: World) -> None:
    write(world, "T1", 0, "Họ tên", "Nguyễn Văn Ân")
    world.run()
    assert "Nguyễn Văn Ân" in world.names()
    assert shown(world, "T2", "Người làm")[0] == "Nguyễn Văn Ân"


def test_a_name_changed_in_the_office_is_shown_in_both_tabs_but_staffs_own_wording_stays(world: World) -> None:
    write(world, "T2", 1, "Người làm", "đ/c Nguyễn Văn An")
    write(world, "T2", 1, "Phần việc", "trực")
    world.run()
    write(world, "T2", 3, "Người làm", "đ/c Phạm Ngọc Dũng")
    world.run()
    dung = uid(world, "Phạm Ngọc Dũng")
    world.office.staff.records[dung]["name"] = "Phạm Ngọc Dung"
    world.run()
    assert shown(world, "T1", "Họ tên")[3] == "Phạm Ngọc Dung"
    assert shown(world, "T2", "Người làm")[3] == "đ/c Phạm Ngọc Dũng"
    assert next(r for r in world.office.tasks.records.values() if r["task"] == "phần việc 3")["person"] == dung


def test_a_person_other_tabs_still_speak_of_is_not_deleted_with_their_row_but_brought_back_and_told(
    world: World,
) -> None:
    tasks = {i: dict(r) for i, r in world.office.tasks.records.items()}
    world.edit("delete_row", "T1", 0, 0)
    world.run()
    assert (len(world.office.staff.records), world.office.tasks.records) == (7, tasks)
    assert shown(world, "T1", "Họ tên")[-1] == "Nguyễn Văn An"
    assert "1 dòng ở trang “Phần việc”" in next(iter(world.office.staff.notes.values())).message


def test_a_person_deleted_from_every_tab_at_once_is_deleted(world: World) -> None:
    world.edit("delete_row", "T1", 0, 0)
    world.edit("delete_row", "T2", 0, 0)
    world.run()
    assert (len(world.office.staff.records), len(world.office.tasks.records)) == (6, 4)


def test_a_person_nobody_speaks_of_is_deleted_with_their_row(world: World) -> None:
    world.edit("delete_row", "T1", 6, 0)
    world.run()
    assert "Đặng Văn Hoa" not in world.names()


def test_while_another_tab_cannot_be_read_its_people_are_kept(world: World) -> None:
    reshaping.structure(world, "delete_column", "T2", 2)
    world.edit("delete_row", "T1", 0, 0)
    world.run()
    assert "Nguyễn Văn An" in world.names()


def test_a_known_row_with_one_value_left_is_not_deleted_but_asked_about(world: World) -> None:
    write(world, "T1", 6, "Họ tên", "")
    world.run()
    assert "Đặng Văn Hoa" in world.names()
    assert [(i.reason, i.field) for i in world.office.staff.issues.values()] == [("missing", "name")]


def test_a_decision_about_a_name_that_changed_since_does_not_let_another_one_through(world: World) -> None:
    """Any decision at all once let the row pass: it must be the one about what stands there."""
    first = next(iter(world.office.tasks.records))
    write(world, "T2", 0, "Người làm", "Trần Thị Bình")
    world.run()
    issue = next(i for i in world.office.tasks.issues.values() if i.reason == "identity_changed")
    world.office.tasks.decided[first, "person"] = Decision("I1", "sheet", issue.db_value, issue.text)
    write(world, "T2", 0, "Người làm", "Lê Hữu Cúc")
    world.run()
    assert world.office.tasks.records[first]["person"] == uid(world, "Nguyễn Văn An")
