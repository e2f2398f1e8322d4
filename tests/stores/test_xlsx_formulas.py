"""References in formulas: found where they are, followed when rows move, against a model that only knows lists."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.cells import address
from sync.stores.package.formulas import references, translate
from sync.stores.package.rows import RowShift
from sync.stores.package.shifting import Mover


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("A1+$B$2*C$3-$D4", ["A1", "$B$2", "C$3", "$D4"]),
        ("SUM(A1:B2,C:C,$1:3)", ["A1:B2", "C:C", "$1:3"]),
        ('"A1"&B2&"c ""D4"""', ["B2"]),
        ("LOG10(A1)+ATAN2(B1,C1)", ["A1", "B1", "C1"]),
        ("'Đảng viên'!A1+Tổng!B2+'Nam''s'!C3", ["'Đảng viên'!A1", "Tổng!B2", "'Nam''s'!C3"]),
        ("TongThu+T5+ABCD1+A1B+_A1+x.A1", ["T5"]),
        ("BangViec[A1]+BangViec[[#All],[B2]:[C3]]+D4", ["D4"]),
        ("[1]Sheet!A1+'[sổ.xlsx]Trang'!B2", ["[1]Sheet!A1", "'[sổ.xlsx]Trang'!B2"]),
        ("1E5+2.5E-3+A1E5", []),
        ("#REF!+Tổng!#REF!+A1", ["A1"]),
        ("-A1%^2 & (B1 C1)", ["A1", "B1", "C1"]),
        ("IF(a1>0,xfd1048576,XFE1)", ["A1", "XFD1048576"]),
        ("@A1:A3+A5#", ["A1:A3", "A5"]),
        ("{1,2;3,4}*A1", ["A1"]),
    ],
)
def test_references_are_found_and_nothing_else_is(formula: str, found: list[str]) -> None:
    assert [str(reference) for reference in references(formula)] == found


def test_a_copied_formula_moves_its_relative_references() -> None:
    assert translate("A1+$A1+A$1+$A$1&\"A1\"+'S 1'!B2:$C3", 2, 1) == "B3+$A3+B$1+$A$1&\"A1\"+'S 1'!C4:$C5"
    assert translate("A1+A3", -1) == "#REF!+A2"


def moved(formula: str, inserts: list[tuple[int, bool]], deletes: list[int], row: int | None = None) -> str:
    return Mover("Quỹ", RowShift(inserts, deletes)).formula(formula, "Quỹ", row)[0]


@pytest.mark.parametrize(
    ("formula", "inserts", "deletes", "becomes"),
    [
        ("SUM(C5:C10)", [4], [], "SUM(C5:C11)"),  # inside
        ("SUM(C5:C10)", [3], [], "SUM(C6:C11)"),  # right above
        ("SUM(C5:C10)", [9], [], "SUM(C5:C10)"),  # right below: no total takes it in
        ("SUM(C5:C10)", [], [4, 9], "SUM(C5:C8)"),
        ("SUM(C5:C10)", [], list(range(4, 10)), "SUM(#REF!)"),
        ("SUM(C5:C10)", [6], list(range(4, 10)), "SUM(C5:C5)"),
        ("C7+$C$12", [], [6], "#REF!+$C$11"),
        ("SUM(C:C)+SUM(5:10)", [4], [], "SUM(C:C)+SUM(5:11)"),
        ("SUM(C1:C1048576)", [4], [7], "SUM(C1:C1048576)"),
        ("Khác!C9+[1]Quỹ!C9+'Quỹ:Khác'!C9+quỹ!C9", [2], [], "Khác!C9+[1]Quỹ!C9+'Quỹ:Khác'!C9+quỹ!C10"),
        ("SUM(C10:C5)", [6], [], "SUM(C5:C11)"),
    ],
)
def test_references_follow_as_excel_has_them_follow(
    formula: str, inserts: list[int], deletes: list[int], becomes: str
) -> None:
    assert moved(formula, [(after, False) for after in inserts], deletes) == becomes


def test_a_total_takes_in_the_rows_that_are_meant_for_it() -> None:
    assert moved("SUM(C5:C10)", [(9, True)], [], row=10) == "SUM(C5:C11)"
    assert moved("SUM(C5:C10)", [(9, True), (9, True)], [9], row=10) == "SUM(C5:C11)"
    assert moved("SUM(C5:C10)", [(9, True)], [], row=9) == "SUM(C5:C10)"  # a running total in the last row itself
    assert moved("C10+SUM(C10:C10)", [(9, True)], [], row=10) == "C10+SUM(C10:C10)"  # one cell is no range to grow


ROWS = 12
_inserts = st.lists(st.tuples(st.integers(0, ROWS - 1), st.booleans()), max_size=6)
_deletes = st.sets(st.integers(0, ROWS - 1), max_size=8)


def model(inserts: list[tuple[int, bool]], deletes: set[int]) -> tuple[list[object], list[object]]:
    """The sheet as a plain list: with all inserted rows and nothing deleted yet, and as it is in the end."""
    names = count()
    full: list[object] = []
    for row in range(ROWS):
        full.append(row)
        full.extend(("new", next(names)) for after, _ in inserts if after == row)
    return full, [row for row in full if row not in deletes]


@given(_inserts, _deletes, st.integers(0, ROWS - 1), st.integers(0, ROWS - 1))
def test_single_and_double_references_mean_the_same_rows_as_in_a_plain_list(
    inserts: list[tuple[int, bool]], deletes: set[int], one: int, other: int
) -> None:
    top, bottom = sorted((one, other))
    full, final = model(inserts, deletes)
    kept = [row for row in full[full.index(top) : full.index(bottom) + 1] if row not in deletes]
    inserts = [(after, False) for after, _ in inserts]
    expected = f"C{final.index(kept[0]) + 1}:C{final.index(kept[-1]) + 1}" if kept else "#REF!"
    assert moved(f"{address(top, 2)}:{address(bottom, 2)}", inserts, sorted(deletes)) == expected
    single = f"C{final.index(top) + 1}" if top in final else "#REF!"
    assert moved(address(top, 2), inserts, sorted(deletes)) == single


@given(_inserts, _deletes)
def test_new_rows_stand_right_under_the_row_they_belong_to_in_order(
    inserts: list[tuple[int, bool]], deletes: set[int]
) -> None:
    shift = RowShift(inserts, deletes)
    _, final = model(inserts, deletes)
    placed: dict[int, int] = {}
    ordered = sorted(range(len(inserts)), key=lambda number: inserts[number][0])
    for name, number in enumerate(ordered):
        after = inserts[number][0]
        assert final[shift.inserted(after, placed.get(after, 0))] == ("new", name)
        placed[after] = placed.get(after, 0) + 1
    assert [shift.new(row) for row in range(ROWS) if row not in deletes] == [
        final.index(row) for row in range(ROWS) if row not in deletes
    ]
