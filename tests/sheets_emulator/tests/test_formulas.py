"""Formulas are worked out after every change, and fail as they fail at Google."""

from __future__ import annotations

from typing import Any

import gspread
import pytest

from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.hand import Hand


@pytest.fixture
def hand(emulator: Emulator) -> Hand:
    found = emulator.create(tab="T1")
    found.add_tab("Chi bộ")
    found.type_block("T1", "A1", [["1", "x", "a"], ["2", "v", "b"], ["3", "x", ""]])
    found.type_block("Chi bộ", "A1", [["10"], ["20"], ["x"]])
    return found


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(A1:A3)", 6),
        ("=SUM(A1:A3;10)", 16),
        ("=SUM('Chi bộ'!A1:A3)", 30),
        ("=COUNT(A1:C3)", 3),
        ("=COUNTA(A1:C3)", 8),
        ('=COUNTIF(B1:B3,"x")', 2),
        ('=COUNTIF(A1:A3,">=2")', 2),
        ("=AVERAGE(A1:A3)", 2),
        ("=MIN(A1:A3)+MAX(A1:A3)", 4),
        ("=A1+A2*A3^2-1", 18),
        ("=(A1+A2)/A3", 1),
        ("=-A1%", -0.01),
        ('=A1&" và "&A2', "1 và 2"),
        ('=IF(A1>=2,"Tốt",IF(A1<1,"Kém","Khá"))', "Khá"),
        ("=A1<>A2", True),
        ('=B1="X"', True),
        ("=C3", 0),
        ('=C3=""', True),
        ("=SUM(A:A)-A1", 5),
        ('=IFERROR(1/0,"-")', "-"),
        ("=ROUND(10/3,2)", 3.33),
        ('=SUMIF(B1:B3,"x",A1:A3)', 4),
    ],
)
def test_values(hand: Hand, formula: str, value: Any) -> None:
    hand.type("T1", "E5", formula)
    assert hand.value("T1", "E5") == value


@pytest.mark.parametrize(
    ("formula", "kind", "shown"),
    [
        ("=1/0", "DIVIDE_BY_ZERO", "#DIV/0!"),
        ("=AVERAGE(D1:D9)", "DIVIDE_BY_ZERO", "#DIV/0!"),
        ("=KHONGCO(1)", "NAME", "#NAME?"),
        ("=khong_co", "NAME", "#NAME?"),
        ('="a"+1', "VALUE", "#VALUE!"),
        ("='Không có'!A1", "REF", "#REF!"),
        ("=E5", "REF", "#REF!"),
        ("=SUM(", "ERROR", "#ERROR!"),
        ("=1/0+A1", "DIVIDE_BY_ZERO", "#DIV/0!"),
    ],
)
def test_errors(hand: Hand, google: gspread.Client, formula: str, kind: str, shown: str) -> None:
    hand.type("T1", "E5", formula)
    fields = "sheets.data.rowData.values(userEnteredValue,effectiveValue(errorValue(type)),formattedValue)"
    answer = google.open_by_key(hand.id).fetch_sheet_metadata({"ranges": "'T1'!E5", "fields": fields})
    assert answer["sheets"][0]["data"][0]["rowData"][0]["values"][0] == {
        "userEnteredValue": {"formulaValue": formula},
        "effectiveValue": {"errorValue": {"type": kind}},
        "formattedValue": shown,
    }


def test_a_change_reaches_formulas_that_depend_on_formulas(hand: Hand) -> None:
    hand.type("T1", "E1", "=E2*2")
    hand.type("T1", "E2", "='Chi bộ'!A1+A1")
    assert hand.value("T1", "E1") == 22
    hand.type("Chi bộ", "A1", "100")
    assert hand.value("T1", "E1") == 202


def test_a_long_chain_of_running_balances_is_worked_out(hand: Hand) -> None:
    hand.type_block("T1", "F1", [["1"]] + [[f"=F{row}+1"] for row in range(1, 900)])
    assert hand.value("T1", "F900") == 900
    hand.type_block("T1", "G1", [[f"=G{row + 1}+1"] for row in range(1, 900)] + [["1"]])
    assert hand.value("T1", "G1") == 900


def test_a_formula_shows_the_format_of_what_it_points_at(hand: Hand) -> None:
    hand.type("T1", "H1", "05/03/2022")
    hand.type("T1", "H2", "=H1")
    hand.type("T1", "H3", "=H1+1")
    assert [hand.shown("T1", f"H{row}") for row in (1, 2, 3)] == ["05/03/2022", "05/03/2022", "44626"]


def test_sorting_keeps_each_formula_on_its_own_row(hand: Hand) -> None:
    hand.type_block("T1", "D1", [["=A1*10"], ["=A2*10"], ["=A3*10"]])
    hand.sort("T1", "A1:D3", "A", descending=True)
    assert [line[0] for line in hand.values("T1")] == [3, 2, 1]
    assert [hand.cell("T1", f"D{row}").formula for row in (1, 2, 3)] == ["=A1*10", "=A2*10", "=A3*10"]
    assert [hand.value("T1", f"D{row}") for row in (1, 2, 3)] == [30, 20, 10]
