"""Rows put in and taken out: everything that names cells still means the same cells, checked part by part."""

from __future__ import annotations

import random
import re
from pathlib import Path

import openpyxl
import pytest

from sync.cells import Cell, Merge, number, text
from sync.stores.protocol import RowInsert
from sync.stores.xlsx import XlsxStore
from tests.stores.edits import after, send
from tests.stores.libreoffice import LibreOffice, Sheets, Shown
from tests.stores.workbooks import (
    FUND,
    FUND_FIRST,
    FUND_HEADER,
    FUND_LAST,
    FUND_SIGNATURE,
    FUND_TOTAL,
    OLD,
    PLAN,
    SUMMARY,
    change_part,
    changed_parts,
    parts_of,
    write_parts,
)

FUND_XML, SUMMARY_XML, PLAN_XML = (f"xl/worksheets/sheet{n}.xml" for n in (1, 2, 3))
NEW = {0: Cell(44700.0, "date"), 1: text("Nuôi heo đất tháng 7"), 2: number(70_000), 3: number(5000)}


def add_entries(store: XlsxStore, entries: int = 1, *, fill: tuple[int, ...] = (4,), into_total: bool = True) -> None:
    inserts = [RowInsert(FUND_LAST, f"r{n}", NEW, into_total, fill) for n in range(entries)]
    assert send(store, FUND, inserts=inserts, header_row=FUND_HEADER).status == "applied"


def xml(rich: Path, part: str = FUND_XML) -> str:
    return parts_of(rich)[part].decode()


def test_a_new_row_stands_under_the_last_one_and_what_is_below_moves_down(store: XlsxStore) -> None:
    before = after(store, FUND)
    add_entries(store, 2)
    fund = after(store, FUND)
    assert [fund.cell(row, 1).value for row in (10, 11)] == ["Nuôi heo đất tháng 7"] * 2
    assert fund.cell(12, 1).value == "Cộng"
    assert fund.cell(FUND_SIGNATURE + 2, 4) == before.cell(FUND_SIGNATURE, 4)
    assert [list(row) for row in fund.grid[:FUND_LAST]] == [list(row) for row in before.grid[:FUND_LAST]]


def test_totals_take_the_new_row_in_and_balances_are_filled_down(store: XlsxStore) -> None:
    add_entries(store, 2)
    fund, summary = after(store, FUND), after(store, SUMMARY)
    assert [fund.cell(row, 4).formula for row in (9, 10, 11)] == ["=E9+C10-D10", "=E10+C11-D11", "=E11+C12-D12"]
    assert fund.cell(12, 2).formula == "=SUM(C5:C12)"
    assert fund.cell(12, 4).formula == "=SUM(C5:C12*1)-SUM(D5:D12*1)"
    assert summary.cell(0, 1).formula == f"=SUM('{FUND}'!C5:C12)"
    assert summary.cell(1, 1).formula == f"='{FUND}'!D13"
    assert {summary.cell(row, 1).kind for row in (0, 1, 2, 5, 6)} == {"uncalculated"}


def test_libreoffice_calculates_what_the_new_rows_should_give(
    store: XlsxStore, rich: Path, office: LibreOffice
) -> None:
    add_entries(store, 2)
    seen = office.seen(rich)
    assert seen[FUND][12, 2]["value"] == 615_000 + 140_000
    assert seen[FUND][12, 4]["value"] == seen[FUND][11, 4]["value"] == 755_000 - 160_000
    assert seen[SUMMARY][0, 1]["value"] == seen[SUMMARY][2, 1]["value"] == 755_000
    assert seen[SUMMARY][5, 1]["value"] == 755_000 - 160_000
    assert not [cell for sheet in seen.values() for cell in sheet.values() if "error" in cell]


def test_a_new_row_looks_like_the_one_above_it(store: XlsxStore, rich: Path) -> None:
    add_entries(store)
    sheet = openpyxl.load_workbook(rich)[FUND]
    assert [sheet.cell(11, n).number_format for n in (1, 3, 5)] == ["dd/mm/yyyy", "#,##0", "#,##0"]
    assert sheet.row_dimensions[11].height == sheet.row_dimensions[10].height == 30


def test_a_row_hidden_by_a_filter_is_not_a_model_for_hiding(store: XlsxStore, rich: Path) -> None:
    change_part(rich, FUND_XML, lambda s: s.replace('<row r="10"', '<row hidden="1" r="10"'))
    add_entries(store)
    assert after(store, FUND).hidden_rows == {FUND_LAST}


def test_a_row_under_a_header_looks_like_the_rows_below_it(store: XlsxStore, rich: Path) -> None:
    send(store, FUND, inserts=[RowInsert(FUND_HEADER, "r", NEW)], header_row=FUND_HEADER)
    sheet = openpyxl.load_workbook(rich)[FUND]
    assert (sheet["C5"].number_format, sheet["B5"].font.b) == ("#,##0", False)


def test_filter_rules_formats_and_print_area_take_the_new_row_in(store: XlsxStore, rich: Path) -> None:
    add_entries(store, 2, into_total=False)
    sheet_xml, workbook = xml(rich), xml(rich, "xl/workbook.xml")
    assert '<autoFilter ref="A4:F12"' in sheet_xml
    assert re.findall(r'<conditionalFormatting sqref="([^"]*)"', sheet_xml) == ["A5:F12", "E5:E12"]
    assert re.findall(r'<dataValidation [^>]*?sqref="([^"]*)"', sheet_xml) == ["F5:F12", "A6:A12"]
    assert f"'{FUND}'!$A$4:$F$12" in workbook
    assert f"'{FUND}'!$A$1:$F$18" in workbook
    assert f"'{FUND}'!$4:$4" in workbook


def test_formulas_of_rules_follow_their_cells(store: XlsxStore, rich: Path) -> None:
    send(store, FUND, inserts=[RowInsert(1, "r", {})], deletes=[4, 6], header_row=FUND_HEADER)
    sheet_xml = xml(rich)
    assert re.findall(r'<conditionalFormatting sqref="([^"]*)"', sheet_xml) == ["A6:F9", "E6:E9"]
    assert re.findall(r"<formula>([^<]*)</formula>", sheet_xml) == ["$D6&gt;$C6", "#REF!"]
    assert "<formula1>A6&gt;A5</formula1>" in sheet_xml


def test_a_rule_that_looks_at_the_next_row_still_does_when_its_first_row_goes(store: XlsxStore, rich: Path) -> None:
    change_part(rich, FUND_XML, lambda s: s.replace("$D5&gt;$C5", "$D6&gt;$C6"))
    send(store, FUND, deletes=[4], header_row=FUND_HEADER)
    assert re.findall(r'conditionalFormatting sqref="(A[^"]*)".*?<formula>([^<]*)</formula>', xml(rich))[0] == (
        "A5:F9",
        "$D6&gt;$C6",
    )


def test_notes_links_breaks_and_anchors_move_with_their_rows(store: XlsxStore, rich: Path) -> None:
    send(store, FUND, inserts=[RowInsert(6, "a", {}), RowInsert(6, "b", {})], header_row=FUND_HEADER)
    sheet, parts = openpyxl.load_workbook(rich)[FUND], parts_of(rich)
    assert {cell.coordinate for row in sheet for cell in row if cell.comment} == {"B5", "C11"}
    vml = next(data for name, data in parts.items() if name.endswith(".vml")).decode()
    assert re.findall(r":Row>(\d+)</", vml) == ["4", "10"]
    assert {cell.coordinate for row in sheet for cell in row if cell.hyperlink} == {"F6", "E15"}
    assert '<brk id="13"' in xml(rich)
    drawing = parts["xl/drawings/drawing1.xml"].decode()
    assert re.findall(r"<(?:xdr:)?row>(\d+)</", drawing)[0] == "5"  # the chart starts above the new rows
    assert re.findall(r"<(?:xdr:)?row>(\d+)</", drawing)[-2:] == ["15", "17"]  # the seal under the signature


def test_charts_sparklines_and_lists_of_other_tabs_still_show_the_same_cells(store: XlsxStore, rich: Path) -> None:
    add_entries(store, 2)
    chart = parts_of(rich)["xl/charts/chart1.xml"].decode()
    assert set(re.findall(r"<(?:c:)?f>([^<]*)</", chart)) == {f"'{FUND}'!$C$5:$C$12", f"'{FUND}'!$A$5:$A$12"}
    summary = xml(rich, SUMMARY_XML)
    assert f"<xm:f>'{FUND}'!C5:C12</xm:f><xm:sqref>C1</xm:sqref>" in summary
    assert f"<formula1>'{FUND}'!$B$5:$B$12</formula1>" in summary


def test_what_cannot_be_concerned_stays_byte_for_byte(store: XlsxStore, rich: Path) -> None:
    before = parts_of(rich)
    add_entries(store, 2)
    changed = changed_parts(before, rich)
    assert changed <= {
        FUND_XML, SUMMARY_XML, "xl/workbook.xml", "xl/drawings/drawing1.xml", "xl/charts/chart1.xml",
        *(name for name in before if "omments" in name), "docProps/custom.xml", "_rels/.rels", "[Content_Types].xml",
    }  # fmt: skip
    untouched = {"xl/vbaProject.bin", "xl/printerSettings/printerSettings1.bin", "xl/media/image1.png", "xl/sharedStrings.xml",
                 "xl/styles.xml", "xl/theme/theme1.xml", PLAN_XML, "xl/worksheets/sheet4.xml", "xl/tables/table1.xml"}  # fmt: skip
    assert untouched <= before.keys() - changed


def test_a_row_in_a_table_makes_the_table_grow(store: XlsxStore, rich: Path, office: LibreOffice) -> None:
    new = {0: text("Việc 6"), 2: number(6), 3: number(12)}
    send(store, PLAN, inserts=[RowInsert(5, "r", new, True, (4,))])
    assert 'ref="A1:E7"' in xml(rich, "xl/tables/table1.xml")
    plan = after(store, PLAN)
    assert plan.cell(6, 4).formula == "=C7+D7"
    assert plan.cell(0, 6).kind == "uncalculated"
    seen = office.seen(rich)[PLAN]
    assert seen[0, 6]["value"] == seen[1, 6]["value"] == 45 + 18


def test_a_merged_cell_shrinks_grows_and_keeps_its_value_when_its_first_row_goes(store: XlsxStore) -> None:
    send(store, PLAN, deletes=[3])
    plan = after(store, PLAN)
    assert plan.merges == (Merge(3, 6, 4, 6),)
    assert plan.cell(3, 6).value == "Ghi chung cho ba việc"
    send(store, PLAN, inserts=[RowInsert(3, "r", {})])
    assert after(store, PLAN).merges == (Merge(3, 6, 5, 6),)
    send(store, PLAN, deletes=[3, 4])
    assert after(store, PLAN).merges == ()
    assert after(store, PLAN).cell(3, 6).value == "Ghi chung cho ba việc"


def test_a_deleted_row_leaves_no_note_behind_and_formulas_say_so(store: XlsxStore, rich: Path) -> None:
    send(store, FUND, deletes=[8], header_row=FUND_HEADER)
    sheet, parts = openpyxl.load_workbook(rich)[FUND], parts_of(rich)
    assert {cell.coordinate for row in sheet for cell in row if cell.comment} == {"B5"}
    assert next(data for name, data in parts.items() if name.endswith(".vml")).count(b'ObjectType="Note"') == 1
    fund = after(store, FUND)
    assert fund.cell(8, 4).formula == "=#REF!+C9-D9"
    assert fund.cell(9, 2).formula == "=SUM(C5:C9)"


def test_a_chain_that_is_no_longer_true_is_removed(store: XlsxStore, rich: Path) -> None:
    chain = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    parts = parts_of(rich)
    parts["xl/calcChain.xml"] = (
        b'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="E5" i="1"/></calcChain>'
    )
    write_parts(rich, parts)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>'
    change_part(rich, "[Content_Types].xml", lambda s: s.replace("</Types>", override))
    link = f'<Relationship Id="rIdC" Type="{chain}" Target="calcChain.xml"/></Relationships>'
    change_part(rich, "xl/_rels/workbook.xml.rels", lambda s: s.replace("</Relationships>", link))
    send(store, FUND, cells={(4, 1): text("chữ")}, marker="m-0")
    assert "xl/calcChain.xml" in parts_of(rich)
    add_entries(store)
    assert "xl/calcChain.xml" not in parts_of(rich)
    assert "calcChain" not in xml(rich, "[Content_Types].xml") + xml(rich, "xl/_rels/workbook.xml.rels")


def test_cells_inserts_and_deletes_of_one_batch_all_mean_the_rows_that_were_read(store: XlsxStore) -> None:
    send(
        store,
        FUND,
        cells={(9, 1): text("cuối"), (4, 1): text("đầu")},
        inserts=[RowInsert(4, "a", {1: text("thứ hai")}), RowInsert(9, "b", {1: text("sau cuối")}, True)],
        deletes=[5, 7],
        header_row=FUND_HEADER,
    )
    fund = after(store, FUND)
    assert [fund.cell(row, 1).value for row in range(4, 11)] == [
        "đầu", "thứ hai", "Nuôi heo đất tháng 3", "Nuôi heo đất tháng 5", "cuối", "sau cuối", "Cộng",
    ]  # fmt: skip


def _same(one: Shown, other: Shown) -> bool:
    """A reference to nothing is written in many ways and has several codes, but it is an error."""
    return one == other or ("error" in one and "error" in other)


def same_meaning(ours: Sheets, theirs: Sheets) -> None:
    """Two recalculated workbooks show the same values and formulas."""
    assert ours.keys() == theirs.keys()
    for title, cells in ours.items():
        assert {place: cell for place, cell in cells.items() if not _same(theirs[title].get(place, {}), cell)} == {}, (
            title
        )
        assert cells.keys() == theirs[title].keys(), title


MERGED = (PLAN, 3)  # its value is kept when the row goes; LibreOffice loses it


@pytest.mark.parametrize("seed", range(12))
def test_random_inserts_and_deletes_do_what_libreoffice_does(
    seed: int, store: XlsxStore, rich: Path, office: LibreOffice
) -> None:
    """The same rows put in, then taken out, by LibreOffice itself, from the bottom up."""
    chance = random.Random(seed)
    title = chance.choice([FUND, PLAN])
    rows = range(FUND_HEADER, FUND_TOTAL + 2) if title == FUND else range(1, 6)
    inserts = sorted(chance.choices(rows, k=chance.randrange(4)))
    deletes = sorted(chance.sample([r for r in rows if r > rows[0] and (title, r) != MERGED], k=chance.randrange(3)))
    moves = [("insert_rows", row + 1) for row in reversed(inserts)]
    moves += [("delete_rows", row + sum(1 for after in inserts if after < row)) for row in reversed(deletes)]
    theirs = office.seen(rich, ("unprotect", title), *[(name, title, row, 1) for name, row in moves])
    send(store, title, inserts=[RowInsert(row, f"r{n}", {}) for n, row in enumerate(inserts)], deletes=deletes)
    same_meaning(office.seen(rich), theirs)


def test_hidden_tabs_stay_hidden(store: XlsxStore, rich: Path) -> None:
    add_entries(store)
    assert openpyxl.load_workbook(rich)[OLD].sheet_state == "veryHidden"
    assert FUND_FIRST == 4
