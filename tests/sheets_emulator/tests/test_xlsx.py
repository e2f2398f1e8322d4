"""A workbook of the office, loaded as a spreadsheet, is the workbook."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import gspread
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.number_format import from_datetime


@pytest.fixture
def book(tmp_path: Path) -> Path:
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Chi bộ"
    sheet["A1"], sheet["A1"].font = "DANH SÁCH", Font(bold=True, size=14)
    sheet.merge_cells("A1:C1")
    sheet.append(["Tên", "Ngày", "Số"])
    sheet.append(["Bắc Hải", datetime(2022, 3, 5), 12])
    sheet.append(["Tân Lộc", "03.11.2026", 31.5])
    sheet.append(["Tổng", None, "=SUM(C3:C4)"])
    sheet["B3"].number_format, sheet["C4"].number_format = "dd/mm/yyyy", "0.0%"
    sheet["A4"].fill, sheet["A4"].comment = PatternFill("solid", fgColor="FFFF00"), Comment("xem lại", "ai")
    sheet.row_dimensions[4].hidden = True
    sheet.freeze_panes = "A3"
    rule = DataValidation(type="list", formula1='"x,v"')
    rule.add("D3:D4")
    sheet.add_data_validation(rule)
    workbook.create_sheet("T5 (2)").sheet_state = "hidden"
    workbook.save(tmp_path / "so.xlsx")
    return tmp_path / "so.xlsx"


def test_values_formats_and_layout_are_taken_over(emulator: Emulator, google: gspread.Client, book: Path) -> None:
    hand = emulator.document(emulator.load_xlsx(book))
    assert (hand.tabs(), hand.hidden_tabs()) == (["Chi bộ", "T5 (2)"], ["T5 (2)"])
    assert hand.texts("Chi bộ")[2:] == [
        ["Bắc Hải", "05/03/2022", "12"],
        ["Tân Lộc", "03.11.2026", "3150,0%"],
        ["Tổng", "", "43,5"],
    ]
    assert (hand.value("Chi bộ", "B3"), hand.cell("Chi bộ", "C5").formula) == (44625, "=SUM(C3:C4)")
    assert hand.cell("Chi bộ", "A4").note == "xem lại"
    assert (hand.cell("Chi bộ", "A4").format or {})["backgroundColor"] == {"red": 1, "green": 1}
    assert (hand.cell("Chi bộ", "A1").format or {})["textFormat"]["bold"] is True
    assert (hand.cell("Chi bộ", "D3").validation or {})["condition"]["type"] == "ONE_OF_LIST"
    dump = hand.dump()["Chi bộ"]
    assert (dump["merges"], dump["row_meta"]) == (["A1:C1"], {3: {"hiddenByUser": True}})
    assert dump["grid"]["frozenRowCount"] == 2
    assert google.open_by_key(hand.id).worksheet("T5 (2)").isSheetHidden


SAMPLES = Path(__file__).parents[2] / "data"  # the sample books of the whole test suite


def expected(value: Any) -> Any:
    if isinstance(value, datetime):
        return from_datetime(value)
    if isinstance(value, date):
        return from_datetime(datetime(value.year, value.month, value.day))
    if hasattr(value, "hour"):
        return (value.hour * 60 + value.minute) / 1440
    return None if value == "" else value


def test_every_cell_of_a_workbook_is_there(emulator: Emulator, book: Path) -> None:
    for path in [book, *sorted(SAMPLES.glob("*.xlsx"))]:
        dump = emulator.document(emulator.load_xlsx(path)).dump()
        for sheet in load_workbook(path).worksheets:
            cells = [cell for row in sheet.iter_rows() for cell in row]
            wanted = {cell.coordinate: expected(cell.value) for cell in cells if expected(cell.value) is not None}
            entered = {name: cell["formula"] or cell["value"] for name, cell in dump[sheet.title]["cells"].items()}
            assert {name: value for name, value in entered.items() if value is not None} == wanted
