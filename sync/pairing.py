"""Row identity: which record is each row of the sheet? Ids, blank ids, copies, ids left behind by a sort. Pure.

The order of belief: a row that still carries its own id and its own content; then content that is exactly another record's,
if whoever carries that record's id has moved on too; then likeness. What stays doubtful is held, never guessed (law 5).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from sync import ids
from sync.columns import Refused, Value
from sync.diff import LEANING, is_blank
from sync.ledger import BaseField, BaseRow
from sync.reading import SheetRow

Signature = tuple[str, ...]

#: A row that has strayed keeps at most this share of the record whose id it carries ...
OWN_LIKENESS = 0.5
#: ... is another's only with at least this share of it ...
OTHER_LIKENESS = 0.6
#: ... and is nobody's, hence new, only if no missing record shares more than this with it.
NOBODY_LIKENESS = 0.34
#: So many values besides its name must a record have before a row that kept few of them counts as another's.
EVIDENCE = 3
#: An id of the office's own scheme longer than this cannot be kept as a record's id.
LONGEST_ID = 20


@dataclass(slots=True)
class Pairing:
    """Whose row is each.

    ``ids``: row index to id for every row that is a known record. ``fresh``: rows that are nobody's yet. ``held``: rows left
    alone, with the reason code. ``frozen``: ids that must not count as absent; ``spared``: neither, but a row may turn out to
    be theirs. ``repaired``: rows whose id was put right;
    ``unclosed`` and ``inexact`` count doubtful ones, for the guard.
    """

    ids: dict[int, str] = field(default_factory=dict)
    fresh: list[SheetRow] = field(default_factory=list)
    held: list[tuple[SheetRow, str]] = field(default_factory=list)
    frozen: set[str] = field(default_factory=set)
    spared: set[str] = field(default_factory=set)
    repaired: int = 0
    unclosed: int = 0
    inexact: int = 0


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Rows by id that killed runs sent: ``applied`` stand in the sheet, ``announced`` most likely do not."""

    applied: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    announced: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)


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
    live = {i: _as_base(i, values) for known in (records, unfinished.announced) for i, values in known.items()}
    live |= {i: b for i, b in base.items() if not b.deleted}
    live |= {i: _as_base(i, values) for i, values in unfinished.applied.items()}
    return _Pairer(rows, live, {*live, *base}, names, telling).pair()


def _as_base(row_id: str, values: Mapping[str, Value]) -> BaseRow:
    return BaseRow(row_id, {name: BaseField(value, "\0") for name, value in values.items()})


def likeness(row: SheetRow, base: BaseRow, telling: Set[str] = frozenset()) -> float:
    """The share of the base's non-empty values that the row still has, 0 to 1. A ``telling`` field (a name) counts twice."""
    filled = {n: 2 if n in telling else 1 for n, f in base.fields.items() if _frozen_value(f.value)}
    if not filled:
        return 0.0
    same = (n for n in filled if row.raws.get(n) == base.fields[n].raw or row.values.get(n) == base.fields[n].value)
    return sum(filled[n] for n in same) / sum(filled.values())


def _frozen_value(value: Value | Refused) -> str:
    if value is None or value == "" or value == [] or isinstance(value, Refused):
        return ""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@dataclass(slots=True)
class _Pairer:
    rows: Sequence[SheetRow]
    live: Mapping[str, BaseRow]
    known: set[str]
    names: Sequence[str]
    telling: Set[str]
    result: Pairing = field(default_factory=Pairing)
    content: dict[int, Signature] = field(default_factory=dict)
    alike: dict[Signature, list[SheetRow]] = field(default_factory=lambda: defaultdict(list))
    carriers: dict[str, list[SheetRow]] = field(default_factory=lambda: defaultdict(list))
    blank: list[SheetRow] = field(default_factory=list)
    carrying: set[int] = field(default_factory=set)
    claimed: set[str] = field(default_factory=set)
    strayed: list[SheetRow] = field(default_factory=list)

    def pair(self) -> Pairing:
        """All steps in the order of belief."""
        self.content = {row.row: self._signature(row) for row in self.rows}
        for row in self.rows:
            self.alike[self.content[row.row]].append(row)
        self._sort_out_ids()
        moved = self._moved_rows()
        for moved_row, owner in moved.items():
            self._claim(moved_row, owner)
        disorder = any(row in self.carrying or self.carriers.get(owner) for row, owner in moved.items())
        self._keep_own(moved, disorder=disorder)
        self._find_lost([row for row in self.blank if row.row not in moved], disorder=disorder)
        self._spare_what_copies_may_hide()
        self.result.repaired = sum(1 for row in self.rows if row.row_id and self._is_repaired(row))
        return self.result

    def _is_repaired(self, row: SheetRow) -> bool:
        return self.result.ids.get(row.row, row.row_id) != row.row_id

    def _claim(self, row: int, owner: str) -> None:
        self.result.ids[row] = owner
        self.claimed.add(owner)

    def _likeness(self, row: SheetRow, base: BaseRow) -> float:
        return likeness(row, base, self.telling)

    # -- contents

    def _signature(self, row: SheetRow) -> Signature:
        """What the row says. A cell still written as it was says what it said, whatever names around it mean by now."""
        base = self.live.get(row.row_id)
        if base is None:
            return tuple(_frozen_value(row.values.get(name)) for name in self.names)
        kept = {n for n, f in base.fields.items() if row.raws.get(n) == f.raw and not f.raw.startswith(LEANING)}
        rest = [n for n, f in base.fields.items() if n not in kept and not f.raw.startswith(LEANING)]
        if kept and not rest and all(n in base.fields or is_blank(row.values.get(n)) for n in self.names):
            return self._base_signature(base)
        values = {n: base.fields[n].value if n in kept else row.values.get(n) for n in self.names}
        return tuple(_frozen_value(values[name]) for name in self.names)

    def _base_signature(self, base: BaseRow) -> Signature:
        return tuple(_frozen_value(base.fields[n].value) if n in base.fields else "" for n in self.names)

    def _own_content(self, row: SheetRow, row_id: str) -> bool:
        return row_id in self.live and self.content[row.row] == self._base_signature(self.live[row_id])

    # -- ids as they stand

    def _sort_out_ids(self) -> None:
        """Who carries which id; an unknown id of ours is held (it may come from another workbook)."""
        for row in self.rows:
            if not row.row_id:
                self.blank.append(row)
            elif row.row_id not in self.known and (ids.is_ours(row.row_id) or len(row.row_id) > LONGEST_ID):
                self.result.held.append((row, "unknown_id"))
            else:
                self.carriers[row.row_id].append(row)
                self.carrying.add(row.row)

    # -- a sort or a paste that left the id column behind

    def _moved_rows(self) -> dict[int, str]:
        """Rows whose content is exactly another record's, where that record's own carrier has moved on as well."""
        exact = self._exact_owners()
        return {row: owner for row, owner in exact.items() if self._gives_way(owner, exact)}

    def _exact_owners(self) -> dict[int, str]:
        """Row to the record whose content it has while carrying another's id or none. Twins count, they are not told apart."""
        wanting, offering = defaultdict(list), defaultdict(list)
        for carried, carriers in self.carriers.items():
            if carried in self.live and not any(self._own_content(r, carried) for r in carriers):
                offering[self._base_signature(self.live[carried])].append(carried)
            for row in (r for r in carriers if not self._own_content(r, carried)):
                wanting[self.content[row.row]].append(row.row)
        for row in self.blank:
            wanting[self.content[row.row]].append(row.row)
        for row_id, base in self.live.items():
            if row_id not in self.carriers:
                offering[self._base_signature(base)].append(row_id)
        return {
            row: owner
            for signature, found in wanting.items()
            if any(signature) and len(found) == len(offering.get(signature, ()))
            for row, owner in zip(found, offering[signature], strict=True)
        }

    def _gives_way(self, owner: str, exact: Mapping[int, str]) -> bool:
        """Whether nobody with a better right keeps this id: its carriers moved on themselves, or look nothing like it."""
        return all(
            row.row in exact or self._likeness(row, self.live[owner]) <= OWN_LIKENESS
            for row in self.carriers.get(owner, ())
        )

    # -- rows that stay where they are

    def _keep_own(self, moved: Mapping[int, str], *, disorder: bool) -> None:
        for row_id, carriers in self.carriers.items():
            left = [row for row in carriers if row.row not in moved]
            if row_id in self.claimed:
                self.strayed += left
            elif len(left) == 1:
                self._keep_one(left[0], row_id, disorder=disorder)
            elif left:
                self._settle_copies(row_id, left, disorder=disorder)

    def _keep_one(self, row: SheetRow, row_id: str, *, disorder: bool) -> None:
        """In an orderly sheet an id is believed whatever was retyped; in disorder only if the content speaks for it.

        A row that has become another row's double, or has another name and little else left, was written over with something
        else: what hangs on the record must not pass to whoever stands there now (law 5).
        """
        if not disorder and (reason := self._written_over(row, row_id)):
            self.result.held.append((row, reason))
            self.result.spared.add(row_id)
            return
        believable = row_id not in self.live or self._likeness(row, self.live[row_id]) > OWN_LIKENESS
        if believable or not disorder:
            self._claim(row.row, row_id)
        else:
            self.strayed.append(row)

    def _written_over(self, row: SheetRow, row_id: str) -> str:
        """Why a known record's row, its name changed, can hardly be that record any more; empty if it can."""
        base = self.live.get(row_id)
        if base is None or not self._renamed(row, base):
            return ""
        content = self.content[row.row]
        if any(o.row_id != row_id and self._own_content(o, o.row_id) for o in self.alike[content]):
            return "pasted_over"
        others = [n for n, f in base.fields.items() if n not in self.telling and _frozen_value(f.value)]
        return "replaced" if len(others) >= EVIDENCE and self._likeness(row, base) <= OWN_LIKENESS else ""

    def _renamed(self, row: SheetRow, base: BaseRow) -> bool:
        """Whether everything the record is known by reads otherwise now."""
        told = [n for n in self.telling if n in base.fields]
        return bool(told) and all(
            _frozen_value(row.values.get(n)) not in ("", _frozen_value(base.fields[n].value))
            and row.raws.get(n) != base.fields[n].raw
            for n in told
        )

    def _settle_copies(self, row_id: str, rows: Sequence[SheetRow], *, disorder: bool) -> None:
        """The row most like the base keeps the id; an identical copy waits, an edited one is new; a tie leaves the id alone.

        In disorder rows that all look like somebody else merely had this id left beside them.
        """
        base = self.live.get(row_id)
        scores = [self._likeness(row, base) if base else 0.0 for row in rows]
        best = max(scores)
        if disorder and base and best <= OWN_LIKENESS:
            self.strayed += rows
            return
        keepers = [row for row, score in zip(rows, scores, strict=True) if score == best]
        original = self.content[keepers[0].row]
        if any(self.content[k.row] != original for k in keepers):
            self.result.frozen.add(row_id)
            self.result.held += [(row, "copy_tie") for row in rows]
            return
        self._claim(keepers[0].row, row_id)
        for row in rows:
            if row is not keepers[0]:
                if self.content[row.row] == original:
                    self.result.held.append((row, "identical_copy"))
                else:
                    self.strayed.append(row)

    def _spare_what_copies_may_hide(self) -> None:
        """While a copy waits, a record without a row may be the one it was pasted over: that is no deletion yet."""
        if any(reason == "identical_copy" for _, reason in self.result.held):
            self.result.spared |= self.live.keys() - self.claimed

    # -- rows that are nobody's yet

    def _find_lost(self, blank: Sequence[SheetRow], *, disorder: bool) -> None:
        """Rows without an id or with one that is not theirs, against records that have no row."""
        missing = {i: b for i, b in self.live.items() if i not in self.claimed and i not in self.result.frozen}
        lost = self._match_exactly([*blank, *self.strayed], missing)
        if disorder:
            lost = self._match_closely(lost, missing)
        for row in lost:
            if disorder or row.row_id:
                self._judge_nobody(row, missing)
            else:
                self.result.fresh.append(row)

    def _match_exactly(self, rows: Sequence[SheetRow], missing: dict[str, BaseRow]) -> list[SheetRow]:
        """A row with exactly the content of one missing record is that record; answers with the other rows."""
        by_content = defaultdict(list)
        for row_id, base in missing.items():
            by_content[self._base_signature(base)].append(row_id)
        wanted = Counter(self.content[row.row] for row in rows)
        left = []
        for row in rows:
            signature = self.content[row.row]
            owners = by_content.get(signature, [])
            if any(signature) and owners and wanted[signature] <= len(owners):
                owner = row.row_id if row.row_id in owners else owners[0]
                owners.remove(owner)
                wanted[signature] -= 1
                del missing[owner]
                self._claim(row.row, owner)
            else:
                left.append(row)
        return left

    def _match_closely(self, rows: Sequence[SheetRow], missing: dict[str, BaseRow]) -> list[SheetRow]:
        """After a disorder an edited row is the missing record it is clearly most like; answers with the other rows."""
        votes = _vote_index(missing)
        best = {row.row: self._best(row, votes, missing) for row in rows}
        contested = Counter(owner for owner in best.values() if owner)
        left = []
        for row in rows:
            owner = best[row.row]
            if owner and contested[owner] == 1:
                del missing[owner]
                self._claim(row.row, owner)
                self.result.inexact += 1
            else:
                left.append(row)
        return left

    def _best(
        self, row: SheetRow, votes: Mapping[tuple[str, str], Sequence[str]], missing: Mapping[str, BaseRow]
    ) -> str:
        tally: Counter[str] = Counter()
        for name, value in row.values.items():
            tally.update(votes.get((name, _frozen_value(value)), ()))
        ranked = tally.most_common(2)
        if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
            return ""
        return ranked[0][0] if self._likeness(row, missing[ranked[0][0]]) >= OTHER_LIKENESS else ""

    def _judge_nobody(self, row: SheetRow, missing: Mapping[str, BaseRow]) -> None:
        """Nobody's row is new, unless it might be what became of a missing record: then both wait for a person.

        A copied row is more like the record it was copied from than like one that happens to be missing.
        """
        own = self._likeness(row, self.live[row.row_id]) if row.row_id in self.live else 0.0
        suspects = {
            i for i, base in missing.items() if self._likeness(row, base) > max(NOBODY_LIKENESS, own) or i == row.row_id
        }
        if not suspects:
            self.result.fresh.append(row)
            return
        self.result.held.append((row, "doubtful"))
        self.result.frozen |= suspects
        self.result.unclosed += 1


def _vote_index(base: Mapping[str, BaseRow]) -> dict[tuple[str, str], list[str]]:
    index: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row_id, row in base.items():
        for name, value in row.fields.items():
            if frozen := _frozen_value(value.value):
                index[name, frozen].append(row_id)
    return index
