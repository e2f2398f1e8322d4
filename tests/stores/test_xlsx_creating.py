"""Clean tabs: laid out for printing, and never over anything that is there."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sync.stores.protocol import NewTab, WorkbookBusy, WorkbookUnreadable
from sync.stores.xlsx import XlsxStore
from tests.stores.workbooks import FUND, changed_parts, parts_of

MEMBERS = NewTab(
    "Đảng viên", ["ĐẢNG ỦY XÃ KỲ THỌ", "DANH SÁCH ĐẢNG VIÊN"], ["STT", "Họ và tên", "Ngày vào Đảng"], [6, 30, 14]
)


def test_a_clean_tab_is_laid_out_for_reading_and_printing(tmp_path: Path) -> None:
    path = tmp_path / "mới.xlsx"
    XlsxStore(path).create_tabs([MEMBERS])
    sheet = openpyxl.load_workbook(path)["Đảng viên"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == ["ĐẢNG ỦY XÃ KỲ THỌ", "DANH SÁCH ĐẢNG VIÊN", "STT"]
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize), sheet.page_setup.fitToHeight) == (
        "landscape",
        "9",
        0,
    )
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:C1", "A2:C2"}
    header = sheet["B3"]
    assert (header.font.name, header.font.b, header.border.left.style, header.alignment.wrap_text) == (
        "Times New Roman",
        True,
        "thin",
        True,
    )
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [6, 30, 14]


def test_tabs_are_added_behind_those_there_are_and_nothing_else_changes(store: XlsxStore, rich: Path) -> None:
    before = parts_of(rich)
    titles = [tab.title for tab in store.read().tabs.values()]
    store.create_tabs([MEMBERS])
    assert [tab.title for tab in store.read().tabs.values()] == [*titles, "Đảng viên"]
    assert changed_parts(before, rich) == {
        "xl/worksheets/sheet5.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels",
    }  # fmt: skip
    assert openpyxl.load_workbook(rich)["Đảng viên"].print_title_rows == "$3:$3"


@pytest.mark.parametrize("title", [FUND, FUND.upper(), "x" * 32, "a/b", ""])
def test_a_title_that_is_taken_or_impossible_is_refused(title: str, store: XlsxStore, rich: Path) -> None:
    before = rich.read_bytes()
    with pytest.raises(WorkbookUnreadable):
        store.create_tabs([NewTab(title, [], ["a"])])
    assert rich.read_bytes() == before


def test_no_tab_is_added_to_an_open_file(store: XlsxStore, rich: Path) -> None:
    rich.with_name(f"~${rich.name}").write_bytes(b"")
    with pytest.raises(WorkbookBusy, match="đang mở"):
        store.create_tabs([MEMBERS])
