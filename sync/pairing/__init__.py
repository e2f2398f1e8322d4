"""Row identity: which record is each row of the sheet? Ids, blank ids, copies, ids left behind by a sort. Pure.

The order of belief: a row that still carries its own id and its own content; then content that is exactly another record's,
if whoever carries that record's id has moved on too (``moved``); then the id, as far as the content does not speak against it
(``staying``); then likeness (``lost``). What stays doubtful is held, never guessed (law 5): as
long as one of our notes says so beside a row, ids alone are not believed in that table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from sync import messages
from sync.columns import Value
from sync.facts import BaseRow
from sync.pairing.contents import Contents, as_base
from sync.pairing.lost import find_lost
from sync.pairing.moved import moved_rows
from sync.pairing.result import Pairing, Unfinished
from sync.pairing.standing import Standing
from sync.pairing.staying import keep_own
from sync.sheet_table import SheetRow

__all__ = ["Pairing", "Unfinished", "pair"]


def pair(
    rows: Sequence[SheetRow],
    base: Mapping[str, BaseRow],
    records: Mapping[str, Mapping[str, Value]],
    unfinished: Unfinished,
    names: Sequence[str],
    telling: Set[str] = frozenset(),
) -> Pairing:
    """Pair the rows of a sheet with records. ``telling``: the fields among ``names`` that a row is known by.

    A row is recognised by its base; by what a killed run had just written into it; else by its record's own values.
    """
    live = {i: as_base(i, values) for known in (records, unfinished.announced) for i, values in known.items()}
    live |= {i: b for i, b in base.items() if not b.deleted}
    live |= {i: as_base(i, values) for i, values in unfinished.applied.items()}
    gone = {i: b for i, b in base.items() if i not in live}
    standing = Standing(Contents(rows, live, names, telling), gone)
    standing.sort_out_ids(rows, {*live, *base})
    moved = moved_rows(standing.contents, standing.carriers, standing.blank)
    for moved_row, owner in moved.items():
        standing.claim(moved_row, owner)
    doubted = any(messages.HELD["doubtful"] in row.note for row in rows)
    standing.disorder = doubted or any(r in standing.carrying or standing.carriers.get(i) for r, i in moved.items())
    keep_own(standing, moved)
    find_lost(standing, [row for row in standing.blank if row.row not in moved])
    _spare_what_copies_may_hide(standing)
    given = standing.result.ids
    standing.result.repaired = sum(1 for r in rows if r.row_id and given.get(r.row, r.row_id) != r.row_id)
    return standing.result


def _spare_what_copies_may_hide(standing: Standing) -> None:
    """While a copy waits, a record without a row may be the one it was pasted over: that is no deletion yet."""
    if any(reason == "identical_copy" for _, reason in standing.result.held):
        standing.result.spared |= standing.contents.live.keys() - standing.claimed
