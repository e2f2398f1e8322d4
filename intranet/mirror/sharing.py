"""Whose record is whose where several tabs of a workbook hold one register.

A record belongs to the tab that has its row: its base row says which. A row that was cut out of one tab and put into
another takes its record and its base along. A record nobody has a row for yet goes to the tab whose rows are most like it,
else to the first; never into two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select, update

from intranet.database import db
from intranet.mirror import baseline
from intranet.mirror.baseline import Records
from intranet.mirror.models import BaseRow, TableBinding
from intranet.mirror.tables import TABLES
from sync.columns import Value
from sync.diff import is_blank
from sync.facts import BaseRow as Known
from sync.facts import TabRows

#: A row without an id is a record that was cut out of another tab if at least so many of its values are that record's.
EVIDENCE = 3


@dataclass(slots=True)
class Sharing:
    """The tabs of one workbook that share registers. ``homes``: where rows that have moved are now, by record id."""

    groups: dict[str, list[str]] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, bindings: Iterable[TableBinding], known: Sharing | None = None) -> Sharing:
        """The tabs as bound now; where rows have moved to is remembered."""
        tables = {str(b.id): b.table_name for b in bindings}
        groups: dict[str, list[str]] = defaultdict(list)
        for key, table in tables.items():
            groups[table].append(key)
        return cls(groups, tables, known.homes if known else {})

    def several(self, key: str) -> bool:
        """Whether the tab shares its register with others."""
        return len(self._group(key)) > 1

    def note(self, tabs: Sequence[TabRows]) -> None:
        """Learn from what stands in the tabs which rows have moved."""
        self.homes = {}
        for group in self.groups.values():
            mine = [tab for tab in tabs if tab.key in group]
            if len(mine) > 1:
                self._note(mine)

    def part(
        self, key: str, records: Records, base: Mapping[str, Known]
    ) -> tuple[dict[str, Mapping[str, Value]], dict[str, Known]]:
        """The tab's own part of the register's records, and its base with that of rows moved into it."""
        if not self.several(key):
            return dict(records), dict(base)
        mine = {row_id: known for row_id, known in base.items() if self.homes.get(row_id, key) == key}
        moved = [row_id for row_id, home in self.homes.items() if home == key]
        return self.share(key, records), mine | self._bases(key, moved)

    def share(
        self, key: str, records: Records, made: Mapping[str, str] | None = None
    ) -> dict[str, Mapping[str, Value]]:
        """The tab's own part of the register's records. ``made``: the tabs of records that rows have just made."""
        if not self.several(key):
            return dict(records)
        homes = self._all_homes(key, records, made or {})
        return {i: r for i, r in records.items() if homes.get(i) == key}

    def elsewhere(self, key: str, mirrored: Container[str]) -> set[str]:
        """Of the ids that rows have, those in the register's other tabs."""
        others = [int(other) for other in self._group(key) if other != key]
        live = baseline.live_by_binding(others)
        return {i for other in others for i in live[other] if i in mirrored and self.homes.get(i) != key}

    def mirrored(self, key: str, live: Mapping[int, set[str]]) -> set[str]:
        """The ids that rows of the register have, in whichever of its tabs."""
        return {row_id for other in self._group(key) for row_id in live[int(other)]}

    def settle(self) -> None:
        """Move the base of moved rows to where they stand now. Flushes."""
        for row_id, home in self.homes.items():
            group = [int(other) for other in self._group(home) if other != home]
            mine = (BaseRow.row_id == row_id) & BaseRow.binding_id.in_(group)
            if db.session.scalar(select(BaseRow.id).where(mine)) is not None:
                db.session.execute(delete(BaseRow).where(BaseRow.row_id == row_id, BaseRow.binding_id == int(home)))
                db.session.execute(update(BaseRow).where(mine).values(binding_id=int(home)))
        self.homes = {}

    def _group(self, key: str) -> list[str]:
        return self.groups.get(self.tables.get(key, ""), [])

    def _note(self, tabs: Sequence[TabRows]) -> None:
        owners = {tab.key: baseline.load(int(tab.key)) for tab in tabs}
        stands = defaultdict(list)
        for tab in tabs:
            for row_id in tab.ids or ():
                stands[row_id].append(tab.key)
        unread = {tab.key for tab in tabs if tab.ids is None}
        for owner, base in owners.items():
            for row_id, known in base.items():
                if owner in unread or owner in stands[row_id]:
                    continue
                places = stands[row_id] or ([] if known.deleted else _cut_out(known, owner, tabs))
                if len(places) == 1:
                    self.homes[row_id] = places[0]

    def _all_homes(self, key: str, records: Records, made: Mapping[str, str]) -> dict[str, str]:
        """The tab of every record: where its row stands, else the one most like it."""
        group = self._group(key)
        known = select(BaseRow.row_id, BaseRow.binding_id).where(
            BaseRow.binding_id.in_([int(k) for k in group]), BaseRow.deleted_run_id.is_(None)
        )
        homes = {row_id: str(binding_id) for row_id, binding_id in db.session.execute(known)}
        homes |= {**self.homes, **made}
        new = [row_id for row_id in records if row_id not in homes]
        if new:
            kept = _partitions(self.tables[key], records, homes)
            for row_id in new:
                homes[row_id] = _most_like(self.tables[key], records[row_id], group, kept)
        return homes

    def _bases(self, key: str, row_ids: Sequence[str]) -> dict[str, Known]:
        if not row_ids:
            return {}
        others = [int(other) for other in self._group(key)]
        rows = db.session.scalars(select(BaseRow).where(BaseRow.row_id.in_(row_ids), BaseRow.binding_id.in_(others)))
        return {row.row_id: baseline.known(row) for row in rows}


def _cut_out(known: Known, owner: str, tabs: Sequence[TabRows]) -> list[str]:
    """The tabs in which a row without an id says just what a row that is gone from its own tab said."""
    told = {name: kept.value for name, kept in known.fields.items() if not is_blank(kept.value)}
    found = []
    for tab in tabs:
        for row in tab.fresh if tab.key != owner else ():
            same = {name for name, value in told.items() if row.get(name) == value}
            others = any(row.get(n) not in (None, "", [], v) for n, v in told.items())
            if len(same) >= min(EVIDENCE, len(told)) and not others:
                found.append(tab.key)
    return found


Partitions = Mapping[str, Mapping[str, set[str]]]


def _partitions(table: str, records: Records, homes: Mapping[str, str]) -> Partitions:
    """By tab and field: the values its rows have."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row_id, record in records.items():
        if row_id in homes:
            for name in TABLES[table].partitions:
                found[homes[row_id]][name].add(str(record.get(name)))
    return found


def _most_like(table: str, record: Mapping[str, Value], group: Sequence[str], kept: Partitions) -> str:
    """The first tab whose rows share most of the record's partitions, the earlier ones counting more."""
    names = TABLES[table].partitions
    return max(group, key=lambda key: [str(record.get(name)) in kept.get(key, {}).get(name, ()) for name in names])
