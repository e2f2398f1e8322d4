"""The base as it is kept: what was last verified equal on both sides, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from intranet.database import db
from intranet.mirror.models import BaseRow
from sync.columns import Value
from sync.commit import BaseAdvance
from sync.diff import is_blank
from sync.facts import BaseField
from sync.facts import BaseRow as Known

Records = Mapping[str, Mapping[str, Value]]


def rows_of(binding_id: int) -> list[BaseRow]:
    """All base rows of a table, tombstones among them."""
    return list(db.session.scalars(select(BaseRow).where(BaseRow.binding_id == binding_id).order_by(BaseRow.id)))


def load(binding_id: int) -> dict[str, Known]:
    """The base of a table as the engine takes it, by row id."""
    return {row.row_id: known(row) for row in rows_of(binding_id)}


def live_ids(binding_id: int) -> set[str]:
    """The ids that a row of the sheet has."""
    mine = select(BaseRow.row_id).where(BaseRow.binding_id == binding_id, BaseRow.deleted_run_id.is_(None))
    return set(db.session.scalars(mine))


def live_by_binding(binding_ids: Iterable[int]) -> dict[int, set[str]]:
    """The ids that rows of several tabs have, tab by tab (one query)."""
    found: dict[int, set[str]] = {binding_id: set() for binding_id in binding_ids}
    mine = select(BaseRow.binding_id, BaseRow.row_id).where(
        BaseRow.binding_id.in_(list(found)), BaseRow.deleted_run_id.is_(None)
    )
    for binding_id, row_id in db.session.execute(mine):
        found[binding_id].add(row_id)
    return found


def known(row: BaseRow) -> Known:
    """A base row as the engine takes it."""
    fields = {name: BaseField(kept["v"], kept["r"]) for name, kept in row.fields.items()}
    return Known(row.row_id, fields, deleted=row.deleted_run_id is not None)


def advance(binding_id: int, run_id: int, advances: Sequence[BaseAdvance], records: Records) -> None:
    """Move the base of a table to what was verified.

    ``records`` is the register after this run's changes: a value that was to reach the database counts only if it stands there
    (law 4), and a row is let go only if it is gone there.
    """
    rows = {row.row_id: row for row in rows_of(binding_id)}
    for step in advances:
        row = rows.get(step.row_id)
        if step.drop:
            if row is not None and step.row_id not in records:
                row.deleted_run_id = run_id
            continue
        learnt = _learnt(step, records.get(step.row_id))
        if row is None and learnt:
            db.session.add(BaseRow(binding_id=binding_id, row_id=step.row_id, fields=learnt, note=""))
        elif row is not None:
            _merge(row, learnt)
    db.session.flush()


def _learnt(step: BaseAdvance, record: Mapping[str, Value] | None) -> dict[str, Any]:
    return {
        name: {"v": known.value, "r": known.raw}
        for name, known in step.fields.items()
        if name not in step.inbound or (record is not None and same(record.get(name), known.value))
    }


def _merge(row: BaseRow, learnt: Mapping[str, Any]) -> None:
    if row.deleted_run_id is not None and learnt:
        row.deleted_run_id, row.fields = None, dict(learnt)
    elif any(row.fields.get(name) != known for name, known in learnt.items()):
        row.fields = {**row.fields, **learnt}


def forget(binding_id: int, row_ids: Iterable[str]) -> None:
    """Drop rows from the base altogether, as if they had never been equal."""
    wanted = set(row_ids)
    for row in rows_of(binding_id):
        if row.row_id in wanted:
            db.session.delete(row)
    db.session.flush()


def same(one: Value, other: Value) -> bool:
    """Equal, emptiness in whatever form included."""
    return bool(one == other) or (is_blank(one) and is_blank(other))
