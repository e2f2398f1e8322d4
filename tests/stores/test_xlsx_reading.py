"""What the .xlsx store reads from a workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from sync.cells import EMPTY, Cell, Kind, Merge
from sync.stores.xlsx import XlsxStore
from tests.stores.edits import tab_named
from tests.stores.workbooks import FUND, OLD, PLAN, SUMMARY, change_part, rich_workbook, workbooks_of_the_office

SHEET1 = "xl/worksheets/sheet1.xml"


def read_with(path: Path, cells: str, *, strings: str = "", workbook: tuple[str, str] = ("", "")) -> list[Cell]:
    """The cells of the first row when the sheet's XML holds exactly these."""
    change_part(
        path,
        SHEET1,
        lambda xml: xml.split("<sheetData>")[0] + f'<sheetData><row r="1">{cells}</row></sheetData></worksheet>',
    )
    if strings:
        change_part(path, "xl/sharedStrings.xml", lambda xml: xml.split("<si>")[0] + strings + "</sst>")
    change_part(path, "xl/workbook.xml", lambda xml: xml.replace(*workbook))
    return list(tab_named(XlsxStore(path).read(), FUND).grid[0])


@pytest.mark.parametrize("path", [None, *workbooks_of_the_office()], ids=lambda path: path.stem if path else "rich")
def test_every_cell_reads_as_openpyxl_reads_it(path: Path | None, tmp_path: Path) -> None:
    path = path or rich_workbook(tmp_path / "rich.xlsx")
    typed, stored = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    for tab in XlsxStore(path).read().tabs.values():
        formulas, values = typed[tab.title], stored[tab.title]
        assert (tab.width > 0) == (values.max_column > 0)
        for row in formulas.iter_rows():
            for cell in row:
                number, column = cell.row or 0, cell.column or 0
                ours, value = tab.cell(number - 1, column - 1), values.cell(number, column)
                if ours.kind in ("date", "time"):
                    assert isinstance(value.value, dt.date | dt.time | dt.timedelta)
                else:
                    assert ours.value == value.value
                if cell.data_type == "f" and isinstance(cell.value, str):
                    assert ours.formula == cell.value or (cell.value == "=" and ours.formula is not None)


def test_tabs_are_known_by_a_key_that_a_rename_and_a_move_leave_alone(store: XlsxStore, rich: Path) -> None:
    before = {tab.title: key for key, tab in store.read().tabs.items()}
    book = "xl/workbook.xml"
    change_part(rich, book, lambda xml: xml.replace(f'name="{PLAN}"', 'name="Kế hoạch mới"'))
    after = {tab.title: key for key, tab in store.read().tabs.items()}
    assert after["Kế hoạch mới"] == before[PLAN]
    assert after[SUMMARY] == before[SUMMARY]


def test_only_the_tabs_asked_for_are_read(store: XlsxStore) -> None:
    assert list(store.read(["2"]).tabs) == ["2"]


def test_hidden_tabs_merges_protection_and_filtered_rows_are_told(rich: Path, store: XlsxStore) -> None:
    change_part(rich, SHEET1, lambda xml: xml.replace('<row r="7"', '<row r="7" hidden="1"'))
    seen = store.read()
    assert tab_named(seen, OLD).hidden
    assert not tab_named(seen, FUND).hidden
    assert tab_named(seen, FUND).merges == (Merge(1, 0, 1, 5),)
    assert tab_named(seen, FUND).hidden_rows == {6}
    assert tab_named(seen, PLAN).protected
    assert not tab_named(seen, FUND).protected


def test_a_formula_that_was_filled_down_reads_in_each_cell_as_it_stands_there(store: XlsxStore) -> None:
    fund = tab_named(store.read(), FUND)
    assert [fund.cell(row, 4).formula for row in range(5, 10)] == [f"=E{n}+C{n + 1}-D{n + 1}" for n in range(5, 10)]


def test_a_formula_without_a_stored_result_is_not_a_value(rich: Path) -> None:
    cells = '<c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v/></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f>2</f><v>2</v></c>'
    assert read_with(rich, cells) == [
        Cell(None, "uncalculated", "=1+1"),
        Cell(None, "uncalculated", "=1+1"),
        Cell("", "text", '=""'),
        Cell(2.0, "number", "=2"),
    ]


def test_every_cell_of_an_array_formula_carries_it(rich: Path) -> None:
    cells = '<c r="A1"><f t="array" ref="A1:C1">X1:Z1</f><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c>'
    assert [cell.formula for cell in read_with(rich, cells)] == ["=X1:Z1"] * 3


def test_texts_of_all_kinds(rich: Path) -> None:
    strings = (
        "<si><t>Chi bộ</t></si>"
        "<si><r><t>Đảng</t></r><r><rPr><b/></rPr><t xml:space='preserve'> viên</t></r><rPh sb='0' eb='1'><t>ảo</t></rPh></si>"
        "<si><t>dòng 1_x000D_\nhai_x005F_x0041_</t></si><si><t/></si>"
    )
    cells = "".join(f'<c r="{letter}1" t="s"><v>{n}</v></c>' for n, letter in enumerate("ABCD"))
    inline = '<c r="E1" t="inlineStr"><is><t>=1+1</t></is></c><c r="F1" t="str"><f>A1</f><v>Chi bộ</v></c>'
    assert read_with(rich, cells + inline, strings=strings) == [
        Cell("Chi bộ", "text"),
        Cell("Đảng viên", "text"),
        Cell("dòng 1\r\nhai_x0041_", "text"),
        EMPTY,
        Cell("=1+1", "text"),
        Cell("Chi bộ", "text", "=A1"),
    ]


def test_booleans_errors_and_numbers(rich: Path) -> None:
    cells = '<c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c><v>0.7</v></c><c t="d"><v>2022-03-05T00:00:00</v></c>'
    assert read_with(rich, cells) == [
        Cell(True, "bool"),
        Cell("#REF!", "error"),
        Cell(0.7, "number"),
        Cell(44625.0, "date"),
    ]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("dd/mm/yyyy", "date"), ("[$-42A]dd mmmm yyyy;@", "date"), ("mm/yyyy", "date"), ("d-mmm", "date"), ("mmmm", "date"),
        ("dd/mm/yyyy hh:mm", "date"), ("h:mm", "time"), ("[h]:mm:ss", "time"), ("mm:ss.0", "time"), ("General", "number"),
        ("0.00", "number"), ('#,##0 "đồng"', "number"), ('0" ngày"', "number"), ("[Red]0.0", "number"), ("0.00E+00", "number"),
        ('_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "number"), ("@", "number"), (r"0\d", "number"), ("0%", "number"),
    ],
)  # fmt: skip
def test_a_number_format_tells_dates_and_times_from_numbers(code: str, kind: Kind, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = 44625.5
    book.active["A1"].number_format = code
    book.save(tmp_path / "x.xlsx")
    assert XlsxStore(tmp_path / "x.xlsx").read().tabs["1"].cell(0, 0) == Cell(44625.5, kind)


def test_dates_of_a_1904_workbook_are_the_same_days(rich: Path, store: XlsxStore) -> None:
    before = tab_named(store.read(), FUND).cell(4, 0)
    change_part(rich, "xl/workbook.xml", lambda xml: xml.replace("<workbookPr", '<workbookPr date1904="1"', 1))
    assert tab_named(store.read(), FUND).cell(4, 0) == Cell(before.value + 1462, "date")  # type: ignore[operator]


def test_a_styled_cell_at_the_end_of_the_world_makes_no_grid(rich: Path) -> None:
    change_part(
        rich,
        SHEET1,
        lambda xml: xml.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'),
    )
    assert len(tab_named(XlsxStore(rich).read(), FUND).grid) == 16


def test_a_copy_left_by_a_sync_client_is_told(rich: Path, store: XlsxStore) -> None:
    rich.with_name("Sổ quỹ (Bản sao xung đột của Hoa 2022-03-05).xlsx").write_bytes(b"")
    rich.with_name("Sổ quỹ (Nam's conflicted copy).xlsx").write_bytes(b"")
    rich.with_name("Sổ họp (conflicted copy).xlsx").write_bytes(b"")
    warnings = store.read().warnings
    assert [("Nam's" in text, "của Hoa" in text) for text in warnings] == [(False, True), (True, False)]


def test_the_token_changes_with_the_content(store: XlsxStore, rich: Path) -> None:
    token = store.token()
    assert token == store.token() == store.read().token
    change_part(rich, SHEET1, lambda xml: xml.replace("100000", "100001"))
    assert store.token() != token
