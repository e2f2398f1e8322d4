"""What pairing has found out so far, passed from step to step. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from sync import ids
from sync.facts import BaseRow
from sync.pairing.contents import Contents
from sync.pairing.result import Pairing
from sync.sheet_table import SheetRow

#: An id of the office's own scheme longer than this cannot be kept as a record's id.
LONGEST_ID = 20


@dataclass(slots=True)
class Standing:
    """Who carries which id, who has been given one, and who strayed. ``gone``: records both sides have let go.

    ``renamed``: by id, the only row that carries it and bears quite another name, or none. ``disorder``: rows were moved away from
    their ids, so that an id alone is no proof.
    """

    contents: Contents
    gone: Mapping[str, BaseRow] = field(default_factory=dict)
    result: Pairing = field(default_factory=Pairing)
    carriers: dict[str, list[SheetRow]] = field(default_factory=lambda: defaultdict(list))
    carrying: set[int] = field(default_factory=set)
    blank: list[SheetRow] = field(default_factory=list)
    claimed: set[str] = field(default_factory=set)
    strayed: list[SheetRow] = field(default_factory=list)
    renamed: dict[str, SheetRow] = field(default_factory=dict)
    disorder: bool = False

    def claim(self, row: int, owner: str) -> None:
        """This row is that record's."""
        self.result.ids[row] = owner
        self.claimed.add(owner)

    def hold(self, row: SheetRow, reason: str) -> None:
        """This row waits for a person."""
        self.result.held.append((row, reason))

    def sort_out_ids(self, rows: Sequence[SheetRow], known: Set[str]) -> None:
        """Who carries which id; an unknown id of ours is held (it may come from another workbook)."""
        for row in rows:
            if not row.row_id:
                self.blank.append(row)
            elif row.row_id not in known and (ids.is_ours(row.row_id) or len(row.row_id) > LONGEST_ID):
                self.hold(row, "unknown_id")
            else:
                self.carriers[row.row_id].append(row)
                self.carrying.add(row.row)
