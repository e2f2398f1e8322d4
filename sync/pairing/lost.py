"""Rows without an id, or with one that is not theirs, against records that have no row. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from sync.facts import BaseRow
from sync.pairing.contents import Signature, frozen_value
from sync.pairing.standing import Standing
from sync.sheet_table import SheetRow

#: A row that has lost its id is a missing record's only with at least this share of it ...
OTHER_LIKENESS = 0.6
#: ... and is nobody's, hence new, only if no missing record shares more than this with it.
NOBODY_LIKENESS = 0.34

#: So many pairs of a lost row and a missing record are compared one by one.
MOST_COMPARED = 20_000

Votes = Mapping[tuple[str, str], Sequence[str]]


def find_lost(standing: Standing, blank: Sequence[SheetRow]) -> None:
    """Give every row that is nobody's yet to the record it is, call it new, or let it wait."""
    live, result = standing.contents.live, standing.result
    missing = {i: b for i, b in live.items() if i not in standing.claimed and i not in result.frozen}
    lost = _match_exactly(standing, [*blank, *standing.strayed], missing)
    lost = [*_match_by_name(standing, lost, missing), *_settle_renamed(standing, missing)]
    if standing.disorder:
        lost = _match_closely(standing, lost, missing)
    for row in lost:
        if standing.disorder or row.row_id:
            _judge_nobody(standing, row, missing)
        else:
            result.fresh.append(row)


def _match_exactly(standing: Standing, rows: Sequence[SheetRow], missing: dict[str, BaseRow]) -> list[SheetRow]:
    """A row with exactly the content of a missing record is that record; answers with the other rows.

    Of more rows alike than there are records, one that carries such a record's id comes first; the rest are copies.
    """
    contents = standing.contents
    by_content: dict[Signature, list[str]] = defaultdict(list)
    for row_id, base in missing.items():
        by_content[contents.of_base(base)].append(row_id)
    left = []
    for row in sorted(rows, key=lambda r: r.row_id not in by_content.get(contents.of(r), ())):
        owners = by_content.get(contents.of(row), [])
        if any(contents.of(row)) and owners:
            owner = row.row_id if row.row_id in owners else owners[0]
            owners.remove(owner)
            del missing[owner]
            standing.claim(row.row, owner)
        else:
            left.append(row)
    return left


def _match_by_name(standing: Standing, rows: Sequence[SheetRow], missing: dict[str, BaseRow]) -> list[SheetRow]:
    """The one lost row that bears a record's name and most of the rest is that record; answers with the other rows.

    Its id may be gone, or stand beside quite another name: the row that bears the name has the better right to it. Where
    masses are missing (a first binding, a guard's question) every row would be compared with every record: not done.
    """
    contents = standing.contents
    if len(rows) * len(missing) > MOST_COMPARED:
        return list(rows)
    called: dict[int, list[str]] = {
        row.row: [
            i for i, b in missing.items() if contents.is_called(row, b) and contents.likeness(row, b) >= OTHER_LIKENESS
        ]
        for row in rows
    }
    contested = Counter(owner for owners in called.values() for owner in owners)
    left = []
    for row in rows:
        owners = called[row.row]
        if len(owners) == 1 and contested[owners[0]] == 1:
            del missing[owners[0]]
            standing.claim(row.row, owners[0])
        else:
            left.append(row)
    return left


def _settle_renamed(standing: Standing, missing: dict[str, BaseRow]) -> list[SheetRow]:
    """A row with another name keeps its id if nobody better has come for it; answers with those that lost it."""
    out = []
    for row_id, row in standing.renamed.items():
        if row_id in standing.claimed:
            out.append(row)
        else:
            missing.pop(row_id, None)
            standing.claim(row.row, row_id)
    return out


def _match_closely(standing: Standing, rows: Sequence[SheetRow], missing: dict[str, BaseRow]) -> list[SheetRow]:
    """After a disorder an edited row is the missing record it is clearly most like; answers with the other rows."""
    votes = _vote_index(missing)
    best = {row.row: _best(standing, row, votes, missing) for row in rows}
    contested = Counter(owner for owner in best.values() if owner)
    left = []
    for row in rows:
        owner = best[row.row]
        if owner and contested[owner] == 1:
            del missing[owner]
            standing.claim(row.row, owner)
            standing.result.inexact += 1
        else:
            left.append(row)
    return left


def _best(standing: Standing, row: SheetRow, votes: Votes, missing: Mapping[str, BaseRow]) -> str:
    tally: Counter[str] = Counter()
    for name, value in row.values.items():
        tally.update(votes.get((name, frozen_value(value)), ()))
    ranked = tally.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0] if standing.contents.likeness(row, missing[ranked[0][0]]) >= OTHER_LIKENESS else ""


def _judge_nobody(standing: Standing, row: SheetRow, missing: Mapping[str, BaseRow]) -> None:
    """Nobody's row is new, unless it might be what became of a missing record: then both wait for a person.

    A copied row is more like the record it was copied from than like one that happens to be missing.
    """
    contents, result = standing.contents, standing.result
    own = contents.likeness(row, contents.live[row.row_id]) if row.row_id in contents.live else 0.0
    suspects = {
        i for i, base in missing.items() if contents.likeness(row, base) > max(NOBODY_LIKENESS, own) or i == row.row_id
    }
    if not suspects:
        result.fresh.append(row)
        return
    standing.hold(row, "doubtful")
    result.frozen |= suspects
    result.unclosed += 1


def _vote_index(base: Mapping[str, BaseRow]) -> dict[tuple[str, str], list[str]]:
    index: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row_id, row in base.items():
        for name, value in row.fields.items():
            if frozen := frozen_value(value.value):
                index[name, frozen].append(row_id)
    return index
