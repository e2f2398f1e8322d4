"""What must be true after any storm: nothing lost, nothing doubled, nothing of anybody else's touched, and peace."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sync.commit import Issue
from sync.headers import ID_HEADER, NOTE_HEADER
from sync.run import Report
from sync.sheet_table import SheetRow, SheetTable
from tests.sync.engine import reshaping
from tests.sync.engine.firstbook import KEYS
from tests.sync.engine.hands import Sheet
from tests.sync.engine.office import Record, Shelf, readable
from tests.sync.engine.papers import Page
from tests.sync.engine.weather import World

#: A record without a row, or a row without a record, is excused by one of these: a person has been asked.
WAITING = ("held_row", "unknown_id")
ROUNDS = 5


def unmirrored(world: World) -> dict[str, Any]:
    """Everything in the workbook that is not the sync's: by tab, row by row."""
    pages = world.paper.pages()
    bound = {world.shelf(key).bound.tab_key: world.shelf(key) for key in KEYS}
    return {page.key: (page.title, list(_own_rows(page, bound.get(page.key)))) for page in pages}


def _own_rows(page: Page, shelf: Shelf | None) -> Iterator[tuple[tuple[str, object], ...]]:
    mapped = {f.label for f in shelf.bound.table.fields} | {ID_HEADER, NOTE_HEADER} if shelf else set()
    heads, rows = Sheet(page).heads(), set(Sheet(page).rows)
    for r, line in enumerate(page.grid):
        cells = enumerate(line)
        named = (
            (heads[c] if r in rows and c < len(heads) else str(c), cell.value) for c, cell in cells if not cell.is_empty
        )
        own = tuple((head, value) for head, value in named if head not in mapped and value not in mapped)
        if own:
            yield own


def frame_is_kept(before: dict[str, Any], after: dict[str, Any], report: Report) -> None:
    """Law 6: rows of ours may go with what stood in them; all else stays as it was, where it was."""
    assert list(before) == list(after), "law 6: tabs"
    may_go = sum(table.sheet_deleted for table in report.tables.values())
    for key, (title, rows) in before.items():
        gone = Counter(rows) - Counter(after[key][1])
        assert title == after[key][0] and not Counter(after[key][1]) - Counter(rows), f"law 6: {title}"
        assert gone.total() <= may_go, f"law 6: {title} has lost {gone}"
        left = gone.copy()
        kept = []
        for row in rows:
            if left[row]:
                left[row] -= 1
            else:
                kept.append(row)
        assert Counter(kept) == Counter(after[key][1]) and len(kept) == len(after[key][1]), f"law 6: {title}"


def nobody_became_another(world: World) -> None:
    """Law 5: what hangs on a record stays with the person it was about; only the office or a decision renames outright."""
    for row_id, record in world.office.staff.records.items():
        name = str(record["name"])
        known = world.roots.setdefault(row_id, {world.root(name)})
        assert world.root(name) in known, f"law 5: {row_id} of {known} is now {name}"


def settle(world: World) -> None:
    """Let everybody stop, mend what stops a table, answer the guards' questions with yes, and run until there is peace."""
    reshaping.mend(world)
    for _ in range(ROUNDS):
        reports = [world.run() for _ in range(2)]
        questions = [t.guard for t in reports[-1].tables.values() if t.guard] if reports[-1] else ["no report"]
        if not questions:
            return
        world.confirm()
    raise AssertionError(questions)


def peace(world: World) -> None:
    """Laws 10 and 18: one more run writes nothing on either side and reports nothing again."""
    before = [(s.records, s.base, s.issues) for s in world.office.shelves.values()]
    frozen, told = repr(before), len(world.office.reported)
    world.run()
    assert world.store.applied == 0, f"law 10: {world.store.sent}"
    assert repr([(s.records, s.base, s.issues) for s in world.office.shelves.values()]) == frozen, "law 10: database"
    assert len(world.office.reported) == told, "law 18"


def everything_is_somewhere(world: World) -> None:
    """Every typed value is on both sides, or waits in the inbox, or was typed over; no row and no value is doubled."""
    tables = world.tables()
    for key in KEYS:
        table = tables[key]
        assert not table.problem, table.problem
        _both_sides_agree(world, key, table)
        standing = _standing(world, key, table)
        lost = {value for k, value in world.alive if k == key and value not in standing}
        assert not lost, f"lost from {key}: {lost}"
        if key not in world.consented:  # whoever says yes to a disorder may get a record twice
            _nothing_is_doubled(world, key, table)


def _both_sides_agree(world: World, key: str, table: SheetTable) -> None:
    shelf = world.shelf(key)
    issues = list(shelf.issues.values())
    told_at, asked = {_row_of(i) for i in issues}, {_row_of(i) for i in issues if _waits(i)}
    rows: dict[str, list[SheetRow]] = {}
    for row in table.rows:
        rows.setdefault(row.row_id, []).append(row)
        assert row.row_id in shelf.records or row.row in told_at, f"in the sheet only: {row}"
    for row_id, record in shelf.records.items():
        standing = [row for row in rows.get(row_id, []) if row.row not in asked]
        assert len(standing) < 2, f"one id twice: {row_id}"
        assert standing or asked, f"in the database only: {record}"
        for row in standing:
            _row_agrees(world, shelf, row, record, {i.field for i in issues if i.row_id == row_id})


def _waits(issue: Issue) -> bool:
    """Whether a person has been asked about a whole row, or told why it is no record."""
    return issue.kind in WAITING or issue.reason == "renamed" or not issue.row_id


def _row_agrees(world: World, shelf: Shelf, row: SheetRow, record: Record, told: set[str]) -> None:
    """Every field says the same on both sides, or still says what it said, or is told about."""
    for name, value in record.items():
        same = row.values.get(name) == value or row.texts.get(name, "") == _shown(world, shelf.bound.key, name, value)
        known = shelf.base[row.row_id].fields.get(name) if row.row_id in shelf.base else None
        still = known is not None and known.value == value and known.raw == row.raws.get(name)
        assert same or still or name in told, f"{row.row_id} {name}: {row.texts.get(name)} / {value}"


def _shown(world: World, key: str, name: str, value: object) -> str:
    if key == "T2" and name == "person":
        return str(world.office.staff.records.get(str(value), {}).get("name", value))
    return readable(value)


def _row_of(issue: Issue) -> int | None:
    found = re.fullmatch(r"[A-Z]+(\d+)", issue.cell)
    return int(found[1]) - 1 if found else None


def _standing(world: World, key: str, table: SheetTable) -> set[str]:
    shelf = world.shelf(key)
    texts = {text for row in table.rows for text in row.texts.values()}
    texts |= {_shown(world, key, n, v) for r in shelf.records.values() for n, v in r.items()}
    page = world.page(key)
    assert page is not None
    texts |= {str(c.value) for row in page.grid for c in row}
    texts |= {readable(d.value) for d in shelf.decided.values()}  # decided, and void because a side has changed since
    return texts | {readable(v) for i in shelf.issues.values() for v in (i.db_value, i.sheet_value, i.text)}


def _nothing_is_doubled(world: World, key: str, table: SheetTable) -> None:
    """No value stands in more cells of either side than people themselves had put it into, or were told it was kept in."""
    shelf = world.shelf(key)
    in_sheet = Counter(text for row in table.rows for n, text in row.texts.items() if text and n != "person")
    asked = {_row_of(i) for i in shelf.issues.values() if _waits(i)}
    present = {row.row_id for row in table.rows if row.row not in asked}  # a record whose row waits is no double
    records = [r for i, r in shelf.records.items() if i in present]
    in_database = Counter(str(v) for r in records for n, v in r.items() if v and n != "person")
    for value in {v for k, v in world.spread if k == key and not v.startswith("Thôn ")}:
        kept = sum(value in shelf.records.get(note.row_id, {}).values() for note in shelf.notes.values())
        most = world.spread[key, value] + kept
        assert in_sheet[value] <= most, f"doubled in the sheet: {value}, {in_sheet[value]} for {most}"
        assert in_database[value] <= most, f"doubled in the database: {value}, {in_database[value]} for {most}"


def guards_held(before: dict[str, str], world: World, report: Report) -> None:
    """Law 14: a table a guard stopped was not touched in the database."""
    for key, table in report.tables.items():
        if table.guard:
            assert before[key] == repr(world.shelf(key).records), f"law 14: {key}"
