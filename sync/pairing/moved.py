"""A sort or a paste that left the id column behind: rows whose content is exactly another record's. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sync.pairing.contents import Contents, Signature
from sync.sheet_table import SheetRow

#: A row that has strayed keeps at most this share of the record whose id it carries.
OWN_LIKENESS = 0.5


def moved_rows(
    contents: Contents, carriers: Mapping[str, Sequence[SheetRow]], blank: Sequence[SheetRow]
) -> dict[int, str]:
    """Rows whose content is exactly another record's, where that record's own carrier has moved on as well.

    ``carriers``: the rows that carry each id; ``blank``: the rows without one. Answers with row index to id.
    """
    exact = _exact_owners(contents, carriers, blank)
    return {row: owner for row, owner in exact.items() if _gives_way(contents, owner, carriers.get(owner, ()), exact)}


def _exact_owners(
    contents: Contents, carriers: Mapping[str, Sequence[SheetRow]], blank: Sequence[SheetRow]
) -> dict[int, str]:
    """Row to the record whose content it has while carrying another's id or none. Twins count, they are not told apart."""
    wanting: dict[Signature, list[int]] = defaultdict(list)
    offering = _offered(contents, carriers)
    for carried, rows in carriers.items():
        for row in (r for r in rows if not contents.is_own(r, carried)):
            wanting[contents.of(row)].append(row.row)
    for row in blank:
        wanting[contents.of(row)].append(row.row)
    return {
        row: owner
        for signature, found in wanting.items()
        if any(signature) and len(found) == len(offering.get(signature, ()))
        for row, owner in zip(found, offering[signature], strict=True)
    }


def _offered(contents: Contents, carriers: Mapping[str, Sequence[SheetRow]]) -> dict[Signature, list[str]]:
    """Records whose content no row shows beside their own id, by that content."""
    offering: dict[Signature, list[str]] = defaultdict(list)
    for carried, rows in carriers.items():
        if carried in contents.live and not any(contents.is_own(r, carried) for r in rows):
            offering[contents.of_base(contents.live[carried])].append(carried)
    for row_id, base in contents.live.items():
        if row_id not in carriers:
            offering[contents.of_base(base)].append(row_id)
    return offering


def _gives_way(contents: Contents, owner: str, carriers: Sequence[SheetRow], exact: Mapping[int, str]) -> bool:
    """Whether nobody with a better right keeps this id: its carriers moved on themselves, or look nothing like it."""
    return all(row.row in exact or contents.likeness(row, contents.live[owner]) <= OWN_LIKENESS for row in carriers)
