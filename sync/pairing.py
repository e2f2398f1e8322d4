"""Row identity: which record is each row of the sheet? Ids, blank ids, copies, ids left behind by a sort. Pure."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sync import ids
from sync.columns import Refused, Value
from sync.ledger import BaseRow
from sync.reading import SheetRow

Signature = tuple[str, ...]

#: A row looks like another record only if it keeps at most this share of its own ...
OWN_LIKENESS = 0.5
#: ... and has at least this share of the other's.
OTHER_LIKENESS = 0.6


@dataclass(slots=True)
class Pairing:
    """Whose row is each.

    ``ids``: row index to id for every row that is a known record. ``fresh``: rows that are nobody's yet. ``held``: rows left
    alone, with the reason code. ``frozen``: ids that must not count as absent. ``repaired``: rows whose id was put right;
    ``unclosed`` and ``inexact`` count doubtful ones, for the guard.
    """

    ids: dict[int, str] = field(default_factory=dict)
    fresh: list[SheetRow] = field(default_factory=list)
    held: list[tuple[SheetRow, str]] = field(default_factory=list)
    frozen: set[str] = field(default_factory=set)
    repaired: int = 0
    unclosed: int = 0
    inexact: int = 0


def _frozen_value(value: Value | Refused) -> str:
    if value is None or value == "" or value == [] or isinstance(value, Refused):
        return ""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _signature(values: Mapping[str, Value | Refused], names: Sequence[str]) -> Signature:
    return tuple(_frozen_value(values.get(name)) for name in names)


def _base_signature(base: BaseRow, names: Sequence[str]) -> Signature:
    return tuple(_frozen_value(base.fields[n].value) if n in base.fields else "" for n in names)


def likeness(row: SheetRow, base: BaseRow) -> float:
    """The share of the base's non-empty values that the row still has, 0 to 1."""
    filled = [n for n, f in base.fields.items() if _frozen_value(f.value)]
    if not filled:
        return 0.0
    same = sum(1 for n in filled if row.raws.get(n) == base.fields[n].raw or row.values.get(n) == base.fields[n].value)
    return same / len(filled)


def pair(rows: Sequence[SheetRow], base: Mapping[str, BaseRow], known: Iterable[str], names: Sequence[str]) -> Pairing:
    """Pair the rows of a sheet with records. ``known``: ids that may stand in the sheet without a base (records, journal)."""
    result = Pairing()
    live = {i: b for i, b in base.items() if not b.deleted}
    known_ids = set(known) | set(base)
    by_id: dict[str, list[SheetRow]] = defaultdict(list)
    blank: list[SheetRow] = []
    for row in rows:
        if not row.row_id:
            blank.append(row)
        elif row.row_id not in known_ids and ids.is_ours(row.row_id):
            result.held.append((row, "unknown_id"))
        else:
            by_id[row.row_id].append(row)
    _keep_one_each(by_id, live, names, result)
    _put_right(live, names, result, {row.row: row for row in rows})
    _find_blank(blank, live, names, result)
    return result


def _keep_one_each(
    by_id: Mapping[str, Sequence[SheetRow]], live: Mapping[str, BaseRow], names: Sequence[str], result: Pairing
) -> None:
    for row_id, rows in by_id.items():
        if len(rows) == 1:
            result.ids[rows[0].row] = row_id
        else:
            _settle_copies(row_id, rows, live.get(row_id), names, result)


def _settle_copies(
    row_id: str, rows: Sequence[SheetRow], base: BaseRow | None, names: Sequence[str], result: Pairing
) -> None:
    """The row most like the base keeps the id; an identical copy waits, an edited one is new; a tie leaves the id alone."""
    signatures = [_signature(row.values, names) for row in rows]
    if len(set(signatures)) == 1:
        result.ids[rows[0].row] = row_id
        result.held += [(row, "identical_copy") for row in rows[1:]]
        return
    scores = [likeness(row, base) if base else 0.0 for row in rows]
    best = max(scores)
    keepers = [row for row, score in zip(rows, scores, strict=True) if score == best]
    original = signatures[rows.index(keepers[0])]
    if any(signatures[rows.index(k)] != original for k in keepers):
        result.frozen.add(row_id)
        result.held += [(row, "copy_tie") for row in rows]
        return
    result.ids[keepers[0].row] = row_id
    for row, signature in zip(rows, signatures, strict=True):
        if row is not keepers[0]:
            if signature == original:
                result.held.append((row, "identical_copy"))
            else:
                result.fresh.append(row)


def _put_right(
    live: Mapping[str, BaseRow], names: Sequence[str], result: Pairing, rows: Mapping[int, SheetRow]
) -> None:
    """A sort that left the id column behind: rows carry each other's ids. Only closed chains are believed."""
    strayed = {
        row: i for row, i in result.ids.items()
        if i in live and _signature(rows[row].values, names) != _base_signature(live[i], names)
    }  # fmt: skip
    if len(strayed) < 2:
        return
    owners, inexact = _candidates(strayed, live, names, rows)
    row_of = {i: row for row, i in strayed.items()}
    targets = Counter(owners.values())
    for row, own in strayed.items():
        if row in owners and not (targets[owners[row]] == 1 and _closes(own, owners, row_of)):
            result.unclosed += 1
    accepted = {
        row: owner for row, owner in owners.items()
        if targets[owner] == 1 and _closes(strayed[row], owners, row_of)
    }  # fmt: skip
    result.ids.update(accepted)
    result.repaired = len(accepted)
    result.inexact = sum(1 for row in accepted if row in inexact)


def _closes(own: str, owners: Mapping[int, str], row_of: Mapping[str, int]) -> bool:
    """Whether following "this row is really ..." from an id leads back to it."""
    at, steps = own, 0
    while steps <= len(row_of):
        row = row_of.get(at)
        if row is None or row not in owners:
            return False
        at, steps = owners[row], steps + 1
        if at == own:
            return True
    return False


def _candidates(
    strayed: Mapping[int, str], live: Mapping[str, BaseRow], names: Sequence[str], rows: Mapping[int, SheetRow]
) -> tuple[dict[int, str], set[int]]:
    """For each strayed row the other record whose content it has: exactly, or clearly enough."""
    exact = _unique_signatures({i: live[i] for i in live}, names)
    votes = _vote_index({i: live[i] for i in strayed.values()})
    owners: dict[int, str] = {}
    inexact: set[int] = set()
    for row, own in strayed.items():
        owner = exact.get(_signature(rows[row].values, names))
        if owner is None and likeness(rows[row], live[own]) <= OWN_LIKENESS:
            owner = _best_other(rows[row], own, votes, live)
            if owner is not None:
                inexact.add(row)
        if owner is not None and owner != own:
            owners[row] = owner
    return owners, inexact


def _unique_signatures(base: Mapping[str, BaseRow], names: Sequence[str]) -> dict[Signature, str]:
    found: dict[Signature, list[str]] = defaultdict(list)
    for row_id, row in base.items():
        found[_base_signature(row, names)].append(row_id)
    return {s: owners[0] for s, owners in found.items() if len(owners) == 1 and any(s)}


def _vote_index(base: Mapping[str, BaseRow]) -> dict[tuple[str, str], list[str]]:
    index: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row_id, row in base.items():
        for name, value in row.fields.items():
            if frozen := _frozen_value(value.value):
                index[name, frozen].append(row_id)
    return index


def _best_other(
    row: SheetRow, own: str, votes: Mapping[tuple[str, str], Sequence[str]], live: Mapping[str, BaseRow]
) -> str | None:
    """The one record clearly more like this row than any other, if it is like enough."""
    tally: Counter[str] = Counter()
    for name, value in row.values.items():
        tally.update(votes.get((name, _frozen_value(value)), ()))
    tally.pop(own, None)
    ranked = tally.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    best = ranked[0][0]
    return best if likeness(row, live[best]) >= OTHER_LIKENESS else None


def _find_blank(blank: Sequence[SheetRow], live: Mapping[str, BaseRow], names: Sequence[str], result: Pairing) -> None:
    """A row without an id whose content is exactly that of one missing record is that record; else it is new."""
    present = set(result.ids.values()) | result.frozen
    absent = _unique_signatures({i: b for i, b in live.items() if i not in present}, names)
    wanted = Counter(_signature(row.values, names) for row in blank)
    for row in blank:
        signature = _signature(row.values, names)
        owner = absent.get(signature)
        if owner is not None and wanted[signature] == 1:
            result.ids[row.row] = owner
        else:
            result.fresh.append(row)
