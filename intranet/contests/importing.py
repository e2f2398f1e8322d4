"""Entries out of a file: read, shown with what is wrong row by row, and entered once somebody confirms.

Reading is that of bound sheets (title rows, synonyms, numbers with a comma); entering is the register's own service.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from intranet.contests.models import ContestRound, EntryImport
from intranet.database import db, utcnow
from intranet.formatting import search_key
from intranet.mirror.tables.declared import table_of
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers import service
from intranet.registers.contest_entries import CONTEST_ENTRIES, ContestEntry, require_open_round
from intranet.registers.contests import Contest
from intranet.settings.service import remembering_locks
from sync.cells import Tab
from sync.columns import Refused, Table
from sync.directory import BookDirectory
from sync.facts import Names, OrganisationName
from sync.layout import find_layout
from sync.reading import read_table
from sync.sheet_table import SheetRow, SheetTable

TABLE = table_of(CONTEST_ENTRIES)
#: An import nobody confirms is forgotten after a day.
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Done:
    """What confirming did: how many were entered, how many were there already, and what was refused (row, message)."""

    entered: int
    known: int
    refused: Sequence[tuple[int, str]]


def read(
    contest: Contest, into: ContestRound | None, tabs: Sequence[Tab], user_id: int, file_name: str = ""
) -> EntryImport:
    """Read entries out of tabs and keep them for confirming. Raises Refusal where no table of entries is found."""
    if into is not None:
        require_open_round(into)
    units = _units(contest)
    table, found = _table(tabs, units)
    rows: list[dict[str, Any]] = []
    problems: list[dict[str, Any]] = []
    seen, known = _known(contest.id, into), 0
    for row in found.rows:
        values, wrong = _values(table, row, units)
        problems += wrong
        if not values.get("who"):
            continue
        if (key := _key(values["who"], values["owner"], values.get("title"))) in seen:
            known += 1
            continue
        seen.add(key)
        rows.append(values)
    _forget(user_id)
    made = EntryImport(
        contest_id=contest.id, round_id=into.id if into else None, user_id=user_id, file_name=file_name[:200],
        rows=rows, problems=problems, known=known,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def confirm(kept: EntryImport, contest: Contest) -> Done:
    """Enter the rows that were shown. What has been entered meanwhile is left out. Raises Refusal for a closed round."""
    into = db.session.get(ContestRound, kept.round_id) if kept.round_id else None
    if into is not None:
        require_open_round(into)
    seen, entered, known = _known(contest.id, into), 0, 0
    refused: list[tuple[int, str]] = []
    units = _units(contest)  # held, or each row would ask for its organisation anew
    with remembering_locks(), db.session.no_autoflush:
        for values in kept.rows:
            if _key(values["who"], values["owner"], values.get("title")) in seen:
                known += 1
                continue
            try:
                service.add(CONTEST_ENTRIES, _data(values, contest, into, units))
                entered += 1
            except Refusal as refusal:
                refused.append((values["row"], refusal.message))
    db.session.delete(kept)
    db.session.flush()
    return Done(entered, known, refused)


def _data(values: dict[str, Any], contest: Contest, into: ContestRound | None, units: _Units) -> service.RecordData:
    own = {name: values.get(name) for name in ("who", "title", "score", "prize")}
    links = {"contest": contest.id, "round": into.id if into else None}
    owner = values["organisation_id"] if values["organisation_id"] in units.ids else contest.organisation_id
    return service.RecordData(owner, {**own, **links}, values["unit_name"], contest.year)


def _table(tabs: Sequence[Tab], units: _Units) -> tuple[Table, SheetTable]:
    """The first tab that holds a table of entries, read."""
    for tab in tabs:
        layout = find_layout(tab, TABLE)
        if layout.problem:
            continue
        found = read_table(tab, TABLE, layout.mapping, year=utcnow().year, directory=units.directory)
        if not found.problem:
            return TABLE, found
    heads = ", ".join(f"“{f.headings[0].label}”" for f in TABLE.fields)
    raise Refusal(
        f"Không thấy bảng bài dự thi. Cần một dòng tiêu đề có cột “Họ tên”; các cột đọc được: {heads}.", "file"
    )


class _Units:
    """The organisations an entry may name: those of the contest's own subtree."""

    def __init__(self, own: Organisation, below: Iterable[Organisation]) -> None:
        self.own = own
        self.by_uid = {unit.uid: unit for unit in below}
        self.ids = {unit.id for unit in self.by_uid.values()}
        names = [OrganisationName(unit.uid, unit.name, own=unit.id == own.id) for unit in self.by_uid.values()]
        self.directory = BookDirectory(Names([], names))

    def owner(self, unit: str | None) -> tuple[int, str | None]:
        """Whose entry it is: the organisation, and the unit's name where it is kept nowhere."""
        if unit in self.by_uid:
            return self.by_uid[unit].id, None
        return self.own.id, unit


def _units(contest: Contest) -> _Units:
    own = db.session.get_one(Organisation, contest.organisation_id)
    below = select(Organisation).where(Organisation.path.startswith(own.path, autoescape=True), Organisation.active)
    return _Units(own, db.session.scalars(below.order_by(Organisation.id)))


def _values(table: Table, row: SheetRow, units: _Units) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The values of a row that can be read, and what cannot be. A unit that is none of ours is kept by its name."""
    values: dict[str, Any] = {"row": row.row + 1}
    wrong: list[dict[str, Any]] = []
    for name, value in row.values.items():
        if isinstance(value, Refused) and value.reason == "unknown_unit":
            value = value.text
        if isinstance(value, Refused):
            wrong.append({"row": row.row + 1, "column": table.field(name).label, "message": value.message})
        elif value is not None:
            values[name] = value
    if not values.get("who") and not any(each["column"] == table.field("who").label for each in wrong):
        wrong.append({"row": row.row + 1, "column": table.field("who").label, "message": "Dòng này thiếu họ tên."})
    unit = values.pop("unit", None)
    values["organisation_id"], values["unit_name"] = units.owner(unit)
    values["owner"] = f"{values['organisation_id']}/{search_key(values['unit_name'] or '')}"
    return values, wrong


def _known(contest_id: int, into: ContestRound | None) -> set[Hashable]:
    """What the contest's round has already, by person, unit and title. One query."""
    query = select(
        ContestEntry.who_name, ContestEntry.organisation_id, ContestEntry.unit_name, ContestEntry.title
    ).where(ContestEntry.contest_id == contest_id, ContestEntry.round_id == (into.id if into else None))
    rows = db.session.execute(query)
    return {_key(who, f"{owner}/{search_key(unit or '')}", title) for who, owner, unit, title in rows}


def _key(who: str | None, owner: str, title: str | None) -> Hashable:
    return search_key(who or ""), owner, search_key(title or "")


def _forget(user_id: int) -> None:
    """An older import of this person, and everybody's of yesterday, make room."""
    old = (EntryImport.user_id == user_id) | (EntryImport.created_at < utcnow() - KEPT)
    db.session.execute(delete(EntryImport).where(old))
