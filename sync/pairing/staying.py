"""Rows that stay beside the id they carry: believed, copied, or written over with something else. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sync.facts import BaseRow
from sync.pairing.contents import frozen_value
from sync.pairing.moved import OWN_LIKENESS
from sync.pairing.standing import Standing
from sync.sheet_table import SheetRow

#: So many values besides its name must a record have before a row that kept few of them counts as another's.
EVIDENCE = 3


def keep_own(standing: Standing, moved: Mapping[int, str]) -> None:
    """Decide about every row that carries an id and was not found to be another record's."""
    for row_id, carriers in standing.carriers.items():
        left = [row for row in carriers if row.row not in moved]
        if row_id in standing.claimed:
            standing.strayed += left
        elif len(left) == 1:
            _keep_one(standing, left[0], row_id)
        elif left:
            _settle_copies(standing, row_id, left)


def _keep_one(standing: Standing, row: SheetRow, row_id: str) -> None:
    """In an orderly sheet an id is believed whatever was retyped; in disorder only if the content speaks for it.

    A row that has become another row's double, or has another name and little else left, was written over with something
    else: what hangs on the record must not pass to whoever stands there now (law 5).
    """
    live = standing.contents.live
    if not standing.disorder and (reason := _written_over(standing, row, row_id)):
        standing.hold(row, reason)
        standing.result.spared.add(row_id)
        return
    if not standing.disorder and row_id in live and _lost_its_name(standing, row, live[row_id]):
        standing.renamed[row_id] = row
        return
    known = live.get(row_id) or standing.gone.get(row_id)
    believable = known is None or standing.contents.likeness(row, known) > OWN_LIKENESS
    if believable or not (standing.disorder or row_id in standing.gone):
        standing.claim(row.row, row_id)
    else:
        standing.strayed.append(row)


def _written_over(standing: Standing, row: SheetRow, row_id: str) -> str:
    """Why a known record's row, its name changed, can hardly be that record any more; empty if it can."""
    contents = standing.contents
    base = contents.live.get(row_id)
    if base is None or not _renamed(standing, row, base):
        return ""
    if any(o.row_id != row_id and contents.is_own(o, o.row_id) for o in contents.alike[contents.of(row)]):
        return "pasted_over"
    others = [n for n, f in base.fields.items() if n not in contents.telling and frozen_value(f.value)]
    return "replaced" if len(others) >= EVIDENCE and contents.likeness(row, base) <= OWN_LIKENESS else ""


def _lost_its_name(standing: Standing, row: SheetRow, base: BaseRow) -> bool:
    """Whether the row bears quite another name, or none any more: somebody else may have a better right to its id."""
    told = [n for n in standing.contents.telling if n in base.fields and frozen_value(base.fields[n].value)]
    nameless = bool(told) and not any(frozen_value(row.values.get(n)) or row.raws.get(n) for n in told)
    return nameless or (_renamed(standing, row, base) and not standing.contents.is_called(row, base))


def _renamed(standing: Standing, row: SheetRow, base: BaseRow) -> bool:
    """Whether everything the record is known by reads otherwise now."""
    told = [n for n in standing.contents.telling if n in base.fields]
    return bool(told) and all(
        frozen_value(row.values.get(n)) not in ("", frozen_value(base.fields[n].value))
        and row.raws.get(n) != base.fields[n].raw
        for n in told
    )


def _settle_copies(standing: Standing, row_id: str, rows: Sequence[SheetRow]) -> None:
    """The row most like the base keeps the id; an identical copy waits, an edited one is new; a tie leaves the id alone.

    In disorder rows that all look like somebody else merely had this id left beside them.
    """
    contents = standing.contents
    base = contents.live.get(row_id)
    scores = [contents.likeness(row, base) if base else 0.0 for row in rows]
    best = max(scores)
    if standing.disorder and base and best <= OWN_LIKENESS:
        standing.strayed += rows
        return
    keepers = [row for row, score in zip(rows, scores, strict=True) if score == best]
    original = contents.of(keepers[0])
    if any(contents.of(k) != original for k in keepers):
        standing.result.frozen.add(row_id)
        standing.result.held += [(row, "copy_tie") for row in rows]
        return
    _keep_one(standing, keepers[0], row_id)
    for row in rows:
        if row is not keepers[0]:
            if contents.of(row) == original:
                standing.hold(row, "identical_copy")
            else:
                standing.strayed.append(row)
