"""A clerk at work in LibreOffice on a file of ours, and ours on the clerk's: both understand each other."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sync.cells import EMPTY, Cell, number, text
from sync.stores.protocol import Batch, CellEdit, NewTab, RowInsert, ServiceColumn, TabEdit
from sync.stores.xlsx import XlsxStore
from tests.stores.edits import after, send, tab_named
from tests.stores.libreoffice import LibreOffice
from tests.stores.workbooks import (
    FUND,
    FUND_HEADER,
    FUND_LAST,
    SUMMARY,
    parts_of,
    rich_workbook,
    workbooks_of_the_office,
)

BOOKS = [None, *workbooks_of_the_office()]


@pytest.fixture(params=BOOKS, ids=lambda path: path.stem if path else "rich")
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of each workbook of the office, and the rich one."""
    path = tmp_path / "Sổ.xlsx"
    return Path(shutil.copyfile(request.param, path)) if request.param else rich_workbook(path)


def test_a_written_workbook_shows_in_libreoffice_all_it_showed_and_what_we_wrote(
    book: Path, office: LibreOffice
) -> None:
    store = XlsxStore(book)
    shown = office.seen(book)
    before = store.read()
    edits = []
    for tab in before.tabs.values():
        last = len(tab.grid)
        columns = [ServiceColumn(tab.width, 0, "Mã", hidden=True), ServiceColumn(tab.width + 1, 0, "Ghi chú đồng bộ")]
        cells = [CellEdit(last, tab.width, text("KA1"), EMPTY)]
        edits.append(TabEdit(tab.key, 0, tab.width, range(tab.width), service_columns=columns, cells=cells))
    assert store.apply(Batch("m", edits), before).status == "applied"
    now = office.seen(book)
    for tab in before.tabs.values():
        ours = {(0, tab.width), (0, tab.width + 1), (len(tab.grid), tab.width)}
        assert {place: cell for place, cell in now[tab.title].items() if place not in ours} == shown[tab.title]
        assert {now[tab.title][place]["value"] for place in ours} == {"Mã", "Ghi chú đồng bộ", "KA1"}


def test_a_row_put_in_the_middle_of_every_tab_leaves_every_total_right(book: Path, office: LibreOffice) -> None:
    """An empty row changes no sum: what LibreOffice calculates is what it calculated before, a row further down."""
    store = XlsxStore(book)
    shown = office.seen(book)
    before = store.read()
    middles = {tab.title: len(tab.grid) // 2 for tab in before.tabs.values()}
    edits = [
        TabEdit(tab.key, 0, tab.width, range(tab.width), inserts=[RowInsert(middles[tab.title], "r", {})])
        for tab in before.tabs.values()
    ]
    assert store.apply(Batch("m", edits), before).status == "applied"
    now = office.seen(book)
    for title, cells in shown.items():
        moved = {(row + (row > middles[title]), column): _value(cell) for (row, column), cell in cells.items()}
        assert {place: _value(cell) for place, cell in now[title].items()} == moved


def _value(cell: dict[str, object]) -> object:
    return "error" if "error" in cell else cell["value"]


def test_what_is_not_mirrored_stays_byte_for_byte_in_every_workbook(book: Path) -> None:
    before, store = parts_of(book), XlsxStore(book)
    tab = next(iter(store.read().tabs.values()))
    send(store, tab.title, cells={(len(tab.grid) + 3, 0): text("chữ")})
    now = parts_of(book)
    changed = {name for name in before if before[name] != now[name]}
    marker = {"[Content_Types].xml", "_rels/.rels"}
    sheets = {name for name in changed if name.startswith("xl/worksheets/sheet")}
    assert len(sheets) == 1
    assert changed == sheets | marker
    assert now.keys() - before.keys() == {"docProps/custom.xml"}


def test_dates_typed_in_vietnamese_come_as_dates(rich: Path, store: XlsxStore, office: LibreOffice) -> None:
    office.edit(
        rich,
        ("type", FUND, "A5", "1/2/1991"),
        ("type", FUND, "A20", "15/3/2022"),
        ("type", FUND, "B20", "19:30"),
        ("type", FUND, "C20", "1,5"),
    )
    fund = after(store, FUND)
    assert fund.cell(4, 0) == Cell(33270.0, "date")
    assert fund.cell(19, 0) == Cell(44635.0, "date")
    assert (fund.cell(19, 1).kind, fund.cell(19, 2)) == ("time", number(1.5))


def test_the_marker_and_hidden_columns_survive_a_clerks_save(rich: Path, store: XlsxStore, office: LibreOffice) -> None:
    columns = [ServiceColumn(6, FUND_HEADER, "Mã", hidden=True)]
    send(store, FUND, service_columns=columns, cells={(4, 6): text("KA1")}, header_row=FUND_HEADER, marker="lượt 7")
    keys = {tab.title: key for key, tab in store.read().tabs.items()}
    office.edit(rich, ("type", FUND, "B5", "sửa tay"), ("rename", SUMMARY, "Tổng hợp mới"))
    seen = store.read()
    assert seen.marker == "lượt 7"
    assert tab_named(seen, FUND).cell(4, 6) == text("KA1")
    assert re.search(
        r'<col [^>]*hidden="(1|true)"[^>]*min="7"|<col [^>]*min="7"[^>]*hidden="(1|true)"',
        parts_of(rich)["xl/worksheets/sheet1.xml"].decode(),
    )
    assert {tab.title: key for key, tab in seen.tabs.items() if key in keys.values()}[FUND] == keys[FUND]


def test_inserted_sorted_and_pasted_rows_read_back_as_the_clerk_left_them(
    rich: Path, store: XlsxStore, office: LibreOffice
) -> None:
    office.edit(
        rich,
        ("insert_rows", FUND, 6, 1),
        ("type", FUND, "B7", "Chen vào giữa"),
        ("sort", FUND, "A5:F11", 2, False),
        ("paste", FUND, "A20", [["1/1/2022", "dán", "12"], ["2/1/2022", "dán nữa", "abc"]]),
    )
    fund = after(store, FUND)
    assert [fund.cell(row, 2).value for row in range(4, 10)] == [105_000.0 - 1000 * n for n in range(6)]
    assert "Chen vào giữa" in [fund.cell(row, 1).value for row in range(4, 11)]
    assert [fund.cell(19, column) for column in range(3)] == [Cell(44562.0, "date"), text("dán"), number(12)]
    assert fund.cell(20, 2) == text("abc")


def test_after_a_clerks_save_our_rows_still_go_in_and_totals_follow(
    rich: Path, store: XlsxStore, office: LibreOffice
) -> None:
    office.edit(rich, ("type", FUND, "C5", "200000"))
    new = {1: text("Tháng 7"), 2: number(70_000), 3: number(5000)}
    send(store, FUND, inserts=[RowInsert(FUND_LAST, "r", new, True, (4,))], header_row=FUND_HEADER)
    seen = office.seen(rich)
    assert seen[FUND][11, 2]["value"] == 715_000 + 70_000
    assert seen[SUMMARY][0, 1]["value"] == 785_000
    assert seen[FUND][10, 4]["value"] == 785_000 - 155_000


def test_a_clean_workbook_opens_in_libreoffice_and_takes_rows(tmp_path: Path, office: LibreOffice) -> None:
    store = XlsxStore(tmp_path / "mới.xlsx")
    tabs = [
        NewTab("Đảng viên", ["ĐẢNG ỦY XÃ", "DANH SÁCH"], ["STT", "Họ và tên"], [6, 30]),
        NewTab("Nam's", [], ["Mục"]),
    ]
    store.create_tabs(tabs)
    send(store, "Đảng viên", inserts=[RowInsert(2, "r", {0: number(1), 1: text("Nguyễn Văn Bình")})], header_row=2)
    seen = office.seen(tmp_path / "mới.xlsx")
    assert {place: cell["value"] for place, cell in seen["Đảng viên"].items()} == {
        (0, 0): "ĐẢNG ỦY XÃ", (1, 0): "DANH SÁCH", (2, 0): "STT", (2, 1): "Họ và tên", (3, 0): 1.0, (3, 1): "Nguyễn Văn Bình",
    }  # fmt: skip
    assert seen["Nam's"][0, 0]["value"] == "Mục"
