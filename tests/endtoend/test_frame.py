"""What is not mirrored is as it was: the package part by part, the cells one by one, and what LibreOffice calculates."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from tests.endtoend.office import Office
from tests.endtoend.office_book import (
    ATTENDANCE,
    BRANCHES,
    CHECKS,
    MEETINGS,
    MEMBERS,
    MEMBERS_AT,
    MEMBERS_LAST,
    OLD,
    ORGANISATIONS,
    PEOPLE,
    PLEDGES,
    TABS,
)
from tests.stores.libreoffice import LibreOffice, Sheets
from tests.stores.workbooks import parts_of

#: Columns of ours, per tab: the first free one at the right, and the next.
OURS = {ORGANISATIONS: 10, MEMBERS: 14, MEETINGS: 15, ATTENDANCE: 16, PLEDGES: 10, CHECKS: 18}


@pytest.fixture(scope="session")
def original(synced_office: Office) -> Path:
    """The book as the office handed it over."""
    return synced_office.folder.parent / "book.xlsx"


def looks(path: Path) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Every cell outside our columns: what is written in it, and how it looks."""
    book, styles = openpyxl.load_workbook(path), dict[int, str]()

    def style(cell: Any) -> str:
        if cell.style_id not in styles:
            styles[cell.style_id] = repr((cell.number_format, cell.font, cell.fill, cell.border, cell.alignment))
        return styles[cell.style_id]

    return {
        (sheet.title, cell.coordinate): (
            cell.value, style(cell), cell.comment.text if cell.comment else None,
            cell.hyperlink.location if cell.hyperlink else None,
        )
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if (cell.column or 0) < OURS.get(sheet.title, 99) and (cell.value is not None or cell.has_style)
    }  # fmt: skip


def around(sheet: Worksheet) -> dict[str, object]:
    """Everything of a tab that is not a cell."""
    return {
        "merges": sorted(map(str, sheet.merged_cells.ranges)),
        "filter": sheet.auto_filter.ref,
        "rules": [(str(r.sqref), [x.formula for x in r.rules]) for r in sheet.conditional_formatting],
        "choices": sorted((str(v.sqref), v.type, v.formula1) for v in sheet.data_validations.dataValidation),
        "frozen": sheet.freeze_panes,
        "print": sheet.print_area,
        "heights": {r: d.height for r, d in sheet.row_dimensions.items() if d.height},
        "widths": {c: d.width for c, d in sheet.column_dimensions.items() if (d.min or 0) < OURS.get(sheet.title, 99)},
        "hidden": sheet.sheet_state,
    }


def values(shown: Sheets, tab: str) -> dict[tuple[int, int], object]:
    """What LibreOffice shows outside our columns; an error would be none."""
    limit = OURS.get(tab, 99) - 1
    return {place: cell["value"] for place, cell in shown[tab].items() if place[1] < limit}


def test_a_first_run_touches_no_cell_look_or_rule_of_the_office(synced_office: Office, original: Path) -> None:
    assert looks(synced_office.path) == looks(original)
    before, now = openpyxl.load_workbook(original), openpyxl.load_workbook(synced_office.path)
    assert now.sheetnames == before.sheetnames
    assert {s.title: around(s) for s in now} == {s.title: around(s) for s in before}
    assert {n: d.attr_text for n, d in now.defined_names.items()} == {
        n: d.attr_text for n, d in before.defined_names.items()
    }
    assert now[MEMBERS].column_dimensions["N"].hidden


def test_a_first_run_changes_only_the_parts_it_must(synced_office: Office, original: Path) -> None:
    before, now = parts_of(original), parts_of(synced_office.path)
    changed = {name for name in before if before[name] != now.get(name)}
    sheets = {f"xl/worksheets/sheet{n}.xml" for n in range(1, 7)}
    assert sheets <= changed <= sheets | {"[Content_Types].xml", "_rels/.rels", "xl/styles.xml", "docProps/custom.xml"}
    assert now.keys() - before.keys() <= {"docProps/custom.xml"}
    assert not before.keys() - now.keys()


def test_every_part_is_whole_xml_and_the_archive_is_sound(synced_office: Office) -> None:
    with zipfile.ZipFile(synced_office.path) as archive:
        assert archive.testzip() is None
    for name, part in parts_of(synced_office.path).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)


def test_libreoffice_calculates_what_it_calculated_before(
    synced_office: Office, original: Path, clerk: LibreOffice
) -> None:
    before, now = clerk.seen(original), clerk.seen(synced_office.path)
    assert {tab: values(now, tab) for tab in now} == {tab: values(before, tab) for tab in before}


def test_new_records_get_rows_under_their_group_and_all_below_moves_down_whole(
    office: Office, original: Path, clerk: LibreOffice
) -> None:
    before, shown = looks(original), clerk.seen(original)
    new = office.add(
        "members", "full_name=Lý Thị Mới", "branch=Bắc Hải", "born=1/2/1991", "gender=Nữ", "joined_on=5/2010"
    )
    office.add("attendance", "--year", "2026", "member=Lý Thị Mới", "m1=K", "m2=P")
    office.sync()
    members, roll = office.page(MEMBERS), office.page(ATTENDANCE)
    at = MEMBERS_LAST + 1
    assert (members["B32"], members.ids[at], members["L32"]) == ("Lý Thị Mới", new, "=2026-YEAR(C32)")
    assert (
        roll.row_of("Lý Thị Mới") == 15
    )  # under the eighth and last of the first group, above the second group's header
    assert (roll["C15"], roll["D15"], roll["A16"]) == ("K", "P", "II. Chi bộ thôn Nam Sơn (8 đ/c)")
    now = clerk.seen(office.path)
    for tab, last in ((MEMBERS, MEMBERS_LAST), (ATTENDANCE, 14)):
        moved = {p for (t, p) in before if t == tab and int(re.sub(r"\D", "", p)) > last}
        kept = looks(office.path)
        for place in moved:
            column, row = re.match(r"([A-Z]+)(\d+)", place).groups()  # type: ignore[union-attr]
            old, here = before[tab, place], kept[tab, f"{column}{int(row) + 1}"]
            assert here[1:] == old[1:], place
            if not str(old[0]).startswith("="):
                assert here[0] == old[0], place
    assert now[MEMBERS][at, 2]["value"] == len(PEOPLE) + 1
    assert now[MEMBERS][at, 11]["value"] == shown[MEMBERS][at - 1, 11]["value"] + (2026 - 1991)
    assert now[OLD][2, 1]["value"] == len(PEOPLE) + 1
    assert now[ATTENDANCE][14, 14]["value"] == 2  # the neighbours' formula, filled down
    total = max(place for place in now[ATTENDANCE] if place[1] == 14)
    assert now[ATTENDANCE][total]["value"] == shown[ATTENDANCE][total[0] - 1, 14]["value"] + 2
    assert not [c for cells in now.values() for c in cells.values() if "error" in c]


def test_rules_areas_and_names_take_the_new_row_in(office: Office) -> None:
    office.add("members", "full_name=Lý Thị Mới", "branch=Bắc Hải", "born=1/2/1991")
    office.sync()
    book = openpyxl.load_workbook(office.path)
    sheet, at = book[MEMBERS], MEMBERS_LAST + 1
    assert [str(r.sqref) for r in sheet.conditional_formatting] == [f"A{MEMBERS_AT}:M{at}"]
    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == [f"J{MEMBERS_AT}:J{at}"]
    assert sheet.auto_filter.ref == f"A6:M{at}"
    assert book.defined_names["DangVien"].attr_text.endswith(f"$B${at}")
    assert f"A{at + 1}:B{at + 1}" in map(str, sheet.merged_cells.ranges)
    assert sheet[f"K{MEMBERS_LAST}"].comment.text == "hỏi lại chi bộ"
    assert (sheet[f"A{at + 3}"].value, sheet[f"H{at + 6}"].value) == ("NGƯỜI LẬP BIỂU", "Hồ Văn Lâm")
    assert [sheet.cell(at, c).border.top.style for c in range(1, 14)] == ["thin"] * 13
    assert sheet.cell(at, 3).number_format == "dd/mm/yyyy"


def test_a_record_deleted_in_the_intranet_takes_its_row_and_nothing_else(
    office: Office, original: Path, clerk: LibreOffice
) -> None:
    gone = office.record("meetings", topic="Sinh hoạt tháng 2", branch=BRANCHES[1])
    office.flask("record", "delete", "meetings", gone["id"])
    office.sync()
    shown, now = clerk.seen(original)[MEETINGS], clerk.seen(office.path)
    assert now[MEETINGS][14, 8]["value"] == shown[15, 8]["value"] - 8  # the total, a row further up
    assert now[MEETINGS][10, 9] == shown[11, 9] | {"formula": "=I11-K11-L11"}
    assert values(now, PLEDGES) == values(clerk.seen(original), PLEDGES)
    assert not [c for cells in now.values() for c in cells.values() if "error" in c]


def test_a_value_from_the_intranet_keeps_the_cells_look_and_its_neighbours(office: Office, original: Path) -> None:
    before = looks(original)
    member = office.record("members", full_name=PEOPLE[1].name)
    office.set("members", member["id"], "born=1/2/1991", "note=Huy hiệu 30 năm", "official_on=3/2/2001")
    office.sync()
    now = looks(office.path)
    assert {place for place in before.keys() | now.keys() if before.get(place) != now.get(place)} == {
        (MEMBERS, "C9"), (MEMBERS, "K9"), (MEMBERS, "G9"),
    }  # fmt: skip
    assert now[MEMBERS, "C9"][1:] == before[MEMBERS, "C9"][1:]
    assert (f"{now[MEMBERS, 'C9'][0]:%d/%m/%Y}", now[MEMBERS, "K9"][0]) == ("01/02/1991", "Huy hiệu 30 năm")


def test_all_six_tabs_are_bound(synced_office: Office) -> None:
    status = synced_office.flask("sync", "status", "--json").json["workbooks"][0]
    assert {t["table"]: t["tab"] for t in status["tables"]} == TABS
