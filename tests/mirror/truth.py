"""Compares what stands in the database after a run with what a correct program understands of an office's book."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import openpyxl
from sqlalchemy import select

from intranet.database import db
from intranet.mirror.models import InboxItem, Workbook
from intranet.mirror.registers import REGISTERS as ADAPTERS
from intranet.mirror.registers import Scope
from intranet.mirror.registers.base import Record
from intranet.mirror.tables import TABLES
from intranet.organisations.models import Organisation
from sync.writing import ID_HEADING, NOTE_HEADING
from tests.stores.workbooks import SHARED_DATA
from tests.sync.truth_words import PROBLEM, REGISTERS

Json = dict[str, Any]
#: Lists the truth keeps under one name and a register as a field a column; what is computed; what registers call otherwise.
SPREAD = {"marks": "m", "months": "m", "held": "m", "entries": "round"}
COMPUTED = {"absences", "stt", "balance", "sum"}
UNITS = {"branch": {"good_deeds", "plan_checks", "held_months"}, "collective": {"practice_models", "commendations"}}
CALLED = {"member_name": "who"}
LISTS = ("roles", "kinds", "items", "presenters")


def truth_of(name: str) -> Json:
    """The truth file of a book."""
    content: Json = json.loads((SHARED_DATA / f"{name}.truth.json").read_text(encoding="utf-8"))
    return content


def mirrored(truth: Json) -> Iterator[tuple[str, Json]]:
    """The tables of the book that are mirrored, by tab."""
    for tab in truth["tabs"]:
        for table in tab.get("tables", ()):
            if table["table"] in REGISTERS:
                yield tab["sheet"], table


def unlisted(truth: Json) -> Json:
    """The branches the book refers to and lists nowhere: its office has them already."""
    listed = any(table["table"] == "branch" for _, table in mirrored(truth))
    branches: Json = {} if listed else truth["lookups"].get("branches", {})
    return branches


Grid = Sequence[Sequence[object]]


class Written:
    """The book as it stands: our two columns, by tab and row (counted from 1)."""

    def __init__(self, tabs: Mapping[str, Grid]) -> None:
        self.tabs = tabs

    @classmethod
    def in_file(cls, path: Path) -> Self:
        """As saved in a file."""
        book = openpyxl.load_workbook(path)
        return cls({sheet.title: [[c.value for c in row] for row in sheet.iter_rows()] for sheet in book})

    def column(self, tab: str, heading: str) -> dict[int, str]:
        """The filled cells of one of our columns, by row."""
        grid = self.tabs[tab]
        top, column = next((r, row.index(heading)) for r, row in enumerate(grid) if heading in row)
        below = ((r, row[column]) for r, row in enumerate(grid, 1) if r > top + 1 and len(row) > column)
        return {r: str(value) for r, value in below if value}

    def ids(self, tab: str) -> dict[int, str]:
        """Ids by row."""
        return self.column(tab, ID_HEADING)

    def notes(self, tab: str) -> dict[int, str]:
        """Notes by row."""
        return self.column(tab, NOTE_HEADING)


def differences(
    truth: Json,
    written: Written,
    records: Mapping[str, Mapping[str, Record]],
    own: str,
    known: Mapping[str, str] | None = None,
) -> list[str]:
    """Every value that is not what the truth says, and every row too many or too few.

    ``own``: the commune's id; ``known``: ids of branches that no tab lists, by the truth's key.
    """
    uids = {**_uids(truth, written), **(known or {}), "P": own}
    there = {register: dict(records[register]) for register in {REGISTERS[t["table"]] for _, t in mirrored(truth)}}
    found: list[str] = []
    for tab, table in mirrored(truth):
        ids, register = written.ids(tab), REGISTERS[table["table"]]
        for row in table["rows"]:
            record = there[register].pop(ids.get(row["row"], ""), None)
            if record is None or _unready(register, row["values"]):
                ready = not _unready(register, row["values"])
                found += [f"{tab} {row['row']}: {'no' if ready else 'a'} record"] * (ready == (record is None))
                continue
            for name, value in _expected(register, row["values"], uids).items():
                if record[name] != value:
                    found.append(f"{tab} {row['row']} {name}: {record[name]!r}, not {value!r}")
    return found + [f"{register}: {uid} is not in the book" for register, left in there.items() for uid in left]


def records_of_the_book() -> dict[str, dict[str, Record]]:
    """Every register of the only bound workbook's organisation and years, as it stands in the database."""
    db.session.rollback()
    workbook = db.session.scalars(select(Workbook)).one()
    scope = Scope(db.session.get_one(Organisation, workbook.organisation_id), workbook.year, workbook.first_year)
    return {table: adapter(scope).records() for table, adapter in ADAPTERS.items()}


def unreported(truth: Json, written: Written) -> list[str]:
    """Problem cells that are not in the inbox or whose row has no note, and inbox items that are no problem."""
    asked = select(InboxItem).where(InboxItem.state == "open", InboxItem.reason != "legacy")  # an offer, not a problem
    items = db.session.scalars(asked).all()
    told = {(item.tab, item.cell) for item in items}
    wanted = {(tab, problem["cell"]) for tab, table in mirrored(truth) for problem in table["problems"]}
    count = sum(len(table["problems"]) for _, table in mirrored(truth))
    noted = {(tab, row) for tab, _ in mirrored(truth) for row in written.notes(tab)}
    found = [f"{tab} {cell}: not told" for tab, cell in wanted - told] + [
        f"{tab} {cell}: no problem" for tab, cell in told - wanted
    ]
    found += [f"{tab} {cell}: no note" for tab, cell in wanted if (tab, _row(cell)) not in noted]
    return found + ([f"{len(items)} items for {count} problems"] if len(items) != count else [])


def _row(cell: str) -> int:
    return int("".join(c for c in cell if c.isdigit()))


def _uids(truth: Json, written: Written) -> dict[str, str]:
    """Our ids for the truth's keys (B01, M009; P is the commune itself and stands for whoever has no row)."""
    found: dict[str, str] = {}
    for tab, table in mirrored(truth):
        ids = written.ids(tab)
        found |= {row["key"]: ids.get(row["row"], "") for row in table["rows"] if "key" in row}
    return found


def _unready(register: str, values: Json) -> bool:
    """Whether what a record cannot be without is a problem: the row waits for a person."""
    return any(values.get(f.name) == PROBLEM for f in TABLES[register].fields if f.required or f.identity)


def _expected(register: str, values: Json, uids: Mapping[str, str]) -> Json:
    expected: Json = {}
    for name, value in values.items():
        if name in COMPUTED:
            continue
        if isinstance(value, list) and name in SPREAD:
            expected |= {f"{SPREAD[name]}{i}": _canonical(v, uids) for i, v in enumerate(value, 1)}
        elif name == "name" and register == "organisations":
            expected[name] = value["name"]
        elif name == "parent":
            expected[name] = uids["P"]
        elif isinstance(value, dict) and "party_org" in value:
            expected |= {"branch": value["name"], "party_org": value["party_org"]}
        else:
            ours = "unit" if register in UNITS.get(name, ()) else CALLED.get(name, name)
            expected[ours] = ([] if name in LISTS else None) if value == PROBLEM else _canonical(value, uids)
    return expected


def _canonical(value: Any, uids: Mapping[str, str]) -> Any:
    """A value of the truth as we keep it: a person or branch by its id, a problem as nothing."""
    if isinstance(value, list):
        return [_canonical(each, uids) for each in value]
    if isinstance(value, dict):
        return value.get("mass_org") or uids[value.get("member") or value["branch"]]
    return None if value == PROBLEM else value
