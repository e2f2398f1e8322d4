"""References that follow their rows: in formulas, in areas, in anything that names cells of a sheet whose rows move."""

from __future__ import annotations

from dataclasses import dataclass

from sync.stores.package.areas import Area, parse_areas
from sync.stores.package.formulas import Edge, Reference, rewrite
from sync.stores.package.rows import RowShift

GONE = "#REF!"


@dataclass(slots=True)
class Mover:
    """Rewrites references to one sheet, as Excel does when rows are inserted or deleted.

    A range that ends exactly at a row where a total takes new rows in grows, but not a running total in that row itself.
    ``greedy``: so does one that ends at any row under which rows come (filters, print areas). ``only_fixed``: references
    with a relative row stay, as offsets from where they stand.
    """

    title: str
    shift: RowShift
    greedy: bool = False
    only_fixed: bool = False

    def means(self, title: str) -> bool:
        """Whether the rows of this sheet move."""
        return title.casefold() == self.title.casefold()

    def formula(self, text: str, own: str | None, row: int | None = None) -> tuple[str, bool]:
        """The formula after the move, and whether what it refers to is no longer the same.

        ``own``: the sheet it stands on, which its bare references mean; ``row``: its row there before the move.
        """
        disturbed = False
        inside = row if own is not None and self.means(own) else None

        def follow(reference: Reference) -> str | None:
            nonlocal disturbed
            title = reference.sheet_title if reference.sheet else own
            if title is None or not self.means(title) or reference.top is None:
                return None
            if self.only_fixed and not (reference.top.fixed and (reference.bottom is None or reference.bottom.fixed)):
                return None
            new, changed = self._reference(reference, inside)
            disturbed = disturbed or changed
            return new

        return rewrite(text, follow), disturbed

    def _reference(self, reference: Reference, row: int | None) -> tuple[str | None, bool]:
        first = reference.top
        assert first is not None
        if reference.bottom is None:
            new = self.shift.new(first.index)
            if new is None:
                return GONE, True
            moved = Reference(reference.sheet, reference.left, Edge(new, first.fixed), reference.right)
            return (None if new == first.index else str(moved)), False
        first, last = sorted((first, reference.bottom), key=lambda edge: edge.index)
        extra = self._extra(first.index, last.index, row)
        span = self.shift.span(first.index, last.index, extra)
        if span is None:
            return GONE, True
        edges = Edge(span[0], first.fixed), Edge(span[1], last.fixed)
        changed = self.shift.disturbs(first.index, last.index, extra)
        if edges == (reference.top, reference.bottom):
            return None, changed
        return str(Reference(reference.sheet, reference.left, edges[0], reference.right, edges[1])), changed

    def _extra(self, top: int, bottom: int, row: int | None) -> int:
        if self.greedy:
            return self.shift.added_under(bottom)
        return self.shift.taken_in(bottom) if bottom > top and row != bottom else 0

    def area(self, area: Area, *, with_added: bool = False) -> Area | None:
        """Where an area stands now. ``with_added``: rows added right under it belong to it (filters, formats)."""
        extra = self.shift.added_under(area.bottom) if with_added else 0
        span = self.shift.span(area.top, area.bottom, extra)
        return None if span is None else Area(span[0], area.left, span[1], area.right)

    def areas(self, text: str, *, with_added: bool = False) -> str:
        """An sqref after the move; empty when nothing is left."""
        moved = (self.area(area, with_added=with_added) for area in parse_areas(text))
        return " ".join(str(area) for area in moved if area is not None)
