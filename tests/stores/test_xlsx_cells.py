"""Writing single cells and columns of ours: typed, and nothing else in the package changes."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.cells import EMPTY, Cell, number, text
from sync.stores.protocol import Batch, CellEdit, ServiceColumn, StoreError, TabEdit, WorkbookUnreadable
from sync.stores.xlsx import XlsxStore
from tests.stores.edits import after, send, tab_named
from tests.stores.libreoffice import LibreOffice
from tests.stores.workbooks import FUND, FUND_HEADER, PLAN, SUMMARY, change_part, changed_parts, parts_of, with_results

SHEET1 = "xl/worksheets/sheet1.xml"
MARKER_PARTS = {"docProps/custom.xml", "_rels/.rels", "[Content_Types].xml"}


def test_writing_a_text_changes_its_sheet_and_the_marker_alone(store: XlsxStore, rich: Path) -> None:
    before = parts_of(rich)
    send(store, FUND, cells={(4, 1): text("Nuôi heo đất đầu năm")})
    assert changed_parts(before, rich) == {SHEET1, *MARKER_PARTS}
    assert after(store, FUND).cell(4, 1) == text("Nuôi heo đất đầu năm")


def test_a_second_write_changes_the_sheet_and_the_marker_alone(store: XlsxStore, rich: Path) -> None:
    send(store, FUND, cells={(4, 1): text("một")})
    before = parts_of(rich)
    send(store, FUND, cells={(4, 1): text("hai")}, marker="m-2")
    assert changed_parts(before, rich) == {SHEET1, "docProps/custom.xml"}
    assert store.read().marker == "m-2"


def test_in_the_sheet_itself_every_other_cell_stays_as_it_was_written(store: XlsxStore, rich: Path) -> None:
    cells = re.compile(r'<c r="(\w+)".*?(?:/>|</c>)', re.DOTALL)
    before = {c[1]: c[0] for c in cells.finditer(parts_of(rich)[SHEET1].decode())}
    send(store, FUND, cells={(4, 1): text("mới")})
    now = {c[1]: c[0] for c in cells.finditer(parts_of(rich)[SHEET1].decode())}
    assert {place for place in before if _plain(before[place]) != _plain(now[place])} == {"B5"}


def _plain(xml: str) -> str:
    return xml.replace(" />", "/>")


TRICKY = ["=1+1", "+84 123", "-5", "@lệnh", "'nháy", "  hai đầu  ", "dòng\nhai", "dòng\r\nhai", "001", "1/2/1991", "TRUE", "#REF!",
          "<b>&amp;", "_x0041_", "\x0b\x1f", "𝄞", "e\u0323", "=cmd|' /C calc'!A0"]  # fmt: skip


@pytest.mark.parametrize("words", TRICKY)
def test_text_stays_text_whatever_it_begins_with(words: str, store: XlsxStore) -> None:
    outcome = send(store, FUND, cells={(4, 1): text(words)})
    assert outcome.after is not None
    assert tab_named(outcome.after, FUND).cell(4, 1) == Cell(words, "text")
    assert after(store, FUND).cell(4, 1) == Cell(words, "text")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(min_size=1, max_size=40), min_size=3, max_size=30))
def test_any_text_comes_back_as_it_was_written(store: XlsxStore, words: list[str]) -> None:
    cells = {(20 + row, 1): text(word) for row, word in enumerate(words)}
    send(store, FUND, cells=cells)
    fund = after(store, FUND)
    assert {place: fund.cell(*place) for place in cells} == cells


def test_libreoffice_takes_formula_like_text_for_text(store: XlsxStore, rich: Path, office: LibreOffice) -> None:
    rows = {(20 + row, 1): text(words) for row, words in enumerate(TRICKY)}
    send(store, FUND, cells=rows)
    seen = office.seen(rich)[FUND]
    assert all("formula" not in seen[place] for place in rows)
    office.edit(rich, ("type", SUMMARY, "A20", "lưu"))
    fund = after(store, FUND)
    unchanged = {place for place, cell in rows.items() if fund.cell(*place).value == cell.value}
    assert {TRICKY[row - 20] for row, _ in rows.keys() - unchanged} <= {"dòng\r\nhai", "\x0b\x1f"}  # its own habits


def test_a_date_in_a_date_cell_keeps_the_cells_format(store: XlsxStore, rich: Path) -> None:
    styles = parts_of(rich)["xl/styles.xml"]
    send(store, FUND, cells={(4, 0): Cell(44700.0, "date")})
    assert after(store, FUND).cell(4, 0) == Cell(44700.0, "date")
    assert parts_of(rich)["xl/styles.xml"] == styles


def test_a_date_in_a_cell_without_a_date_format_gets_one_and_keeps_its_look(store: XlsxStore, rich: Path) -> None:
    old_look = openpyxl.load_workbook(rich)[FUND]["B4"]
    send(store, FUND, cells={(3, 1): Cell(44700.0, "date"), (4, 3): Cell(0.8125, "time")})
    fund = after(store, FUND)
    assert (fund.cell(3, 1), fund.cell(4, 3)) == (Cell(44700.0, "date"), Cell(0.8125, "time"))
    look = openpyxl.load_workbook(rich)[FUND]["B4"]
    assert look.number_format == "dd/mm/yyyy"
    assert (repr(look.font), repr(look.border)) == (repr(old_look.font), repr(old_look.border))


def test_new_styles_leave_every_old_one_as_it_was(store: XlsxStore, rich: Path) -> None:
    old = re.findall(r"<xf .*?(?:/>|</xf>)", parts_of(rich)["xl/styles.xml"].decode(), re.DOTALL)
    send(store, FUND, cells={(3, 1): Cell(44700.0, "date"), (4, 1): Cell(44701.0, "date")})
    new = re.findall(r"<xf .*?(?:/>|</xf>)", parts_of(rich)["xl/styles.xml"].decode(), re.DOTALL)
    assert [_plain(xf) for xf in new if _plain(xf) in {_plain(x) for x in old}] == [_plain(xf) for xf in old]
    assert len(new) <= len(old) + 2


def test_a_number_in_a_date_cell_is_a_number_again(store: XlsxStore) -> None:
    send(store, FUND, cells={(4, 0): number(5)})
    assert after(store, FUND).cell(4, 0) == number(5)


def test_numbers_and_booleans_come_back_exactly(store: XlsxStore) -> None:
    values = [0.1 + 0.2, 1e-12, -7.0, 123456789012345.0, 1e22, 0.0]
    cells = {(20, column): number(value) for column, value in enumerate(values)} | {(21, 0): Cell(True, "bool")}
    send(store, FUND, cells=cells)
    fund = after(store, FUND)
    assert {place: fund.cell(*place) for place in cells} == cells


def test_dates_in_a_1904_workbook_are_written_as_its_days(store: XlsxStore, rich: Path, office: LibreOffice) -> None:
    change_part(rich, "xl/workbook.xml", lambda xml: xml.replace("<workbookPr", '<workbookPr date1904="1"', 1))
    send(store, FUND, cells={(4, 0): Cell(44700.0, "date"), (3, 1): Cell(44700.0, "date")})
    fund = after(store, FUND)
    assert fund.cell(4, 0) == fund.cell(3, 1) == Cell(44700.0, "date")
    assert office.seen(rich)[FUND][3, 1]["value"] == 44700.0 - 1462


def test_emptying_a_cell_keeps_its_look(store: XlsxStore, rich: Path) -> None:
    style = openpyxl.load_workbook(rich)[FUND]["C5"].number_format
    send(store, FUND, cells={(4, 2): EMPTY})
    assert after(store, FUND).cell(4, 2) == EMPTY
    assert openpyxl.load_workbook(rich)[FUND]["C5"].number_format == style


def test_a_formula_is_never_overwritten_by_a_plan_that_did_not_see_it(store: XlsxStore, rich: Path) -> None:
    before, seen = rich.read_bytes(), store.read()
    edit = TabEdit(tab_named(seen, FUND).key, 3, 6, range(6), cells=[CellEdit(10, 2, number(1), EMPTY)])
    with pytest.raises(StoreError):
        store.apply(Batch("m", [edit]), seen)
    with pytest.raises(WorkbookUnreadable, match="có công thức"):  # not even when the tab was not read
        store.apply(Batch("m", [edit]), store.read(["2"]))
    assert rich.read_bytes() == before


def test_a_formula_that_was_seen_gives_way_and_its_shared_kin_keep_theirs(store: XlsxStore) -> None:
    send(store, FUND, cells={(5, 4): number(7)})  # E6 holds the formula that E7 to E10 share
    fund = after(store, FUND)
    assert fund.cell(5, 4) == number(7)
    assert [fund.cell(row, 4).formula for row in (6, 9)] == ["=E6+C7-D7", "=E9+C10-D10"]


def test_results_that_depend_on_a_changed_cell_are_no_longer_trusted_however_far(store: XlsxStore) -> None:
    send(store, FUND, cells={(4, 2): number(1)})  # C5
    fund, summary, plan = (after(store, title) for title in (FUND, SUMMARY, PLAN))
    doubted = {(r, c) for r, row in enumerate(fund.grid) for c, cell in enumerate(row) if cell.kind == "uncalculated"}
    assert doubted == {*((row, 4) for row in range(4, 11)), (10, 2)}  # all balances, the total, the array formula
    assert {r for r in range(7) if summary.cell(r, 1).kind == "uncalculated"} == {
        0,
        2,
        5,
        6,
    }  # the name; B6; B7 through B6
    assert all(cell.kind != "uncalculated" for row in plan.grid for cell in row)


@pytest.mark.parametrize("calculation", ["", '<calcPr calcId="1" calcMode="manual"/>'], ids=["unsaid", "by hand"])
def test_a_program_that_opens_the_file_calculates_it_anew(calculation: str, store: XlsxStore, rich: Path) -> None:
    change_part(rich, "xl/workbook.xml", lambda xml: re.sub(r"<calcPr[^>]*/>", calculation, xml))
    send(store, FUND, cells={(4, 2): number(1)})
    assert 'fullCalcOnLoad="1"' in parts_of(rich)["xl/workbook.xml"].decode()


def test_a_change_nothing_depends_on_leaves_results_and_workbook_alone(store: XlsxStore, rich: Path) -> None:
    workbook = parts_of(rich)["xl/workbook.xml"]
    send(store, FUND, cells={(12, 4): text("PHÓ BÍ THƯ")})
    assert parts_of(rich)["xl/workbook.xml"] == workbook
    assert after(store, SUMMARY).cell(0, 1).kind == "number"


def test_a_long_chain_of_balances_is_followed_to_its_end(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 3001):
        sheet.append([row, f"=B{row - 1}+A{row}" if row > 1 else "=A1", f"=SUM(A$1:A{row})"])
    book.save(tmp_path / "x.xlsx")
    change_part(tmp_path / "x.xlsx", SHEET1, with_results)
    store = XlsxStore(tmp_path / "x.xlsx")
    send(store, "Sheet", cells={(1500, 0): number(0)})
    kinds = [row[1].kind for row in after(store, "Sheet").grid]
    assert kinds == ["number"] * 1500 + ["uncalculated"] * 1500
    assert [row[2].kind for row in after(store, "Sheet").grid] == kinds


def test_columns_of_ours_stand_at_the_right_edge_the_id_hidden_the_note_wide(store: XlsxStore, rich: Path) -> None:
    columns = [ServiceColumn(6, FUND_HEADER, "Mã", hidden=True), ServiceColumn(7, FUND_HEADER, "Ghi chú đồng bộ")]
    send(
        store,
        FUND,
        service_columns=columns,
        cells={(4, 6): text("KAB12"), (4, 7): text("Ngày này không có")},
        header_row=FUND_HEADER,
    )
    sheet = openpyxl.load_workbook(rich)[FUND]
    assert (sheet["G4"].value, sheet["H4"].value, sheet["G5"].value) == ("Mã", "Ghi chú đồng bộ", "KAB12")
    assert [repr(sheet["H4"].font), repr(sheet["H4"].border)] == [repr(sheet["F4"].font), repr(sheet["F4"].border)]
    assert (sheet.column_dimensions["G"].hidden, sheet.column_dimensions["H"].hidden) == (True, False)
    assert sheet.column_dimensions["H"].width > 30
    assert sheet["H5"].alignment.wrap_text
    assert sheet.column_dimensions["B"].width == 40


def test_a_column_of_ours_inside_a_run_of_columns_leaves_the_rest_of_the_run(store: XlsxStore, rich: Path) -> None:
    cols = '<cols><col min="1" max="16384" width="9.5" customWidth="1"/></cols>'
    change_part(rich, SHEET1, lambda xml: re.sub(r"<cols>.*</cols>", cols, xml))
    send(store, FUND, service_columns=[ServiceColumn(6, FUND_HEADER, "Mã", hidden=True)], header_row=FUND_HEADER)
    found = re.findall(
        r'<col min="(\d+)" max="(\d+)"[^>]*?width="([\d.]+)"',
        re.sub(r'customWidth="1" ', "", parts_of(rich)[SHEET1].decode()),
    )
    assert [(a, b) for a, b, _ in found] == [("1", "6"), ("7", "7"), ("8", "16384")]


def test_too_long_a_text_is_refused_and_nothing_is_written(store: XlsxStore, rich: Path) -> None:
    before = rich.read_bytes()
    with pytest.raises(WorkbookUnreadable, match=r"32\.767"):
        send(store, FUND, cells={(4, 1): text("x" * 32_768)})
    assert rich.read_bytes() == before


def test_a_tab_that_is_gone_is_told(store: XlsxStore) -> None:
    with pytest.raises(WorkbookUnreadable, match="không còn trang tính"):
        store.apply(Batch("m", [TabEdit("99", 0, 0, ())]), store.read())
