"""Plans all tables of a workbook on one snapshot: read, pair, merge, guard, rehearse. No effect on either side.

Tables that announce names (branches, then members) are planned twice: first to learn whom their new rows will be, so that the
other tables, and their own references, can already name them; then, with everybody known, for good. Ids minted in the first
pass are kept in the second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from sync import across, guards, ids, telling
from sync.cells import Snapshot, Tab
from sync.columns import Directory, Refused
from sync.facts import Announced, BoundTable, Names, OrganisationName, Person, TabRows
from sync.ledger import Ledger
from sync.pairing import Unfinished, pair
from sync.plan import plan_table
from sync.rejection import without
from sync.sheet_table import SheetTable
from sync.table_plan import TablePlan

#: Reads one tab through its binding: (tab, bound table, directory, book year) to rows. See sync.understanding.
Reader = Callable[[Tab, BoundTable, Directory, int], SheetTable]
#: The directory of a workbook, from known names and from what the tabs now call the same records.
DirectoryMaker = Callable[[Names, Sequence[tuple[BoundTable, Tab]], int], Directory]

#: How often a plan is rehearsed: taking out what is refused may lay bare another refusal.
REHEARSALS = 3


@dataclass(slots=True)
class Planned:
    """All tables of one workbook planned on one snapshot. ``held``: the guard's question by table, or None."""

    snapshot: Snapshot
    directory: Directory
    names: Names
    plans: list[TablePlan] = field(default_factory=list)
    held: dict[str, str | None] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Planner:
    """Plans one workbook."""

    ledger: Ledger
    reader: Reader
    directory_for: DirectoryMaker
    limits: guards.Limits
    minted: dict[tuple[str, int], str] = field(default_factory=dict)

    def plan(self, snapshot: Snapshot) -> Planned:
        """The whole workbook's plan; what guards or rules stop has left it already."""
        self.minted = {}
        tables = [t for t in self.ledger.tables() if t.tab_key in snapshot.tabs]
        unfinished = _unfinished(self.ledger.journalled(), snapshot.marker)
        names = self._everybody(snapshot, tables, unfinished)
        planned = Planned(snapshot, self._directory(names, snapshot, tables), names, held=self._missing_tabs(snapshot))
        read = self._share_out(snapshot, tables, planned.directory)
        for done, bound in enumerate(tables):
            self.ledger.progress(done, len(tables), f"Đang so từng ô: {bound.tab_title}")
            sheet = read.get(bound.key) or self.reader(
                snapshot.tabs[bound.tab_key], bound, planned.directory, self.ledger.year
            )
            plan = self._plan_table(bound, sheet, unfinished)
            if isinstance(plan, str):
                planned.held[bound.key] = plan
            else:
                planned.plans.append(plan)
        self._guard(planned)
        for plan in planned.plans:
            telling.still_to_tell(plan, unfinished.restored)
        self._look_across(planned, self.ledger.tables())
        self._rehearse(planned)
        across.carry_names(planned.plans)
        return planned

    def _directory(self, names: Names, snapshot: Snapshot, tables: Sequence[BoundTable]) -> Directory:
        return self.directory_for(names, [(t, snapshot.tabs[t.tab_key]) for t in tables], self.ledger.year)

    def _everybody(self, snapshot: Snapshot, tables: Sequence[BoundTable], unfinished: Unfinished) -> Names:
        """The database's names and those of rows about to become records."""
        names = self.ledger.names()
        for bound in tables:
            if not bound.table.announces:
                continue
            directory = self._directory(names, snapshot, tables)
            sheet = self.reader(snapshot.tabs[bound.tab_key], bound, directory, self.ledger.year)
            plan = self._plan_table(bound, sheet, unfinished)
            if not isinstance(plan, str):
                names = _with_new(names, bound.table.announces, plan)
        return names

    def _share_out(
        self, snapshot: Snapshot, tables: Sequence[BoundTable], directory: Directory
    ) -> Mapping[str, SheetTable]:
        """Several tabs of one register: whose rows stand where is known before any of them is planned. Gives what was read."""
        held = Counter(bound.table.name for bound in tables)
        several = [bound for bound in tables if held[bound.table.name] > 1]
        read = {b.key: self.reader(snapshot.tabs[b.tab_key], b, directory, self.ledger.year) for b in several}
        if read:
            self.ledger.share_out([_tab_rows(key, sheet) for key, sheet in read.items()])
        return read

    def _missing_tabs(self, snapshot: Snapshot) -> dict[str, str | None]:
        """A tab that is gone is a question for a person, never a deletion."""
        return {
            t.key: f"Trang “{t.tab_title}” không còn trong bảng tính. Xin khôi phục trang đó hoặc gắn lại trang khác."
            for t in self.ledger.tables()
            if t.tab_key not in snapshot.tabs
        }

    def _plan_table(self, bound: BoundTable, sheet: SheetTable, unfinished: Unfinished) -> TablePlan | str:
        if sheet.problem:
            return sheet.problem
        facts = self.ledger.facts(bound.key)
        names = [f.name for f in bound.table.fields if f.name in sheet.places]
        telling = {f.name for f in bound.table.fields if f.required or f.identity}
        pairing = pair(sheet.rows, facts.base, facts.records, unfinished, names, telling)
        candidates = [{n: v for n, v in row.values.items() if n in names} for row in pairing.fresh]
        present = {*pairing.ids.values(), *pairing.frozen}
        adopted = self.ledger.adopt(bound.key, candidates, present) if candidates else []
        owners = {row.row: owner for row, owner in zip(pairing.fresh, adopted, strict=True) if owner is not None}
        return plan_table(bound, sheet, facts, pairing, owners, partial(self._mint, bound.key))

    def _mint(self, key: str, row: int) -> str:
        return self.minted.setdefault((key, row), ids.mint())

    def _guard(self, planned: Planned) -> None:
        """Law 14: a table a guard stops leaves the plan before anything happens."""
        marker = planned.snapshot.marker
        outdated = marker is not None and self.ledger.is_outdated(marker)
        unknown = marker is not None and self.ledger.is_unknown(marker)
        judged, planned.plans = planned.plans, []
        for plan in judged:
            doubts = guards.Doubts(outdated, unknown, self._home_of(plan))
            question = guards.question(plan, self.limits, doubts)
            confirmed = question is not None and plan.bound.confirmed == plan.digest()
            planned.held[plan.key] = None if confirmed else question
            if confirmed or question is None:
                planned.plans.append(self._consented(plan) if confirmed else plan)
            else:
                planned.digests[plan.key] = plan.digest()

    def _home_of(self, plan: TablePlan) -> str | None:
        """The other workbook a table was copied from; asked only before the table was ever in step."""
        ids_there = {row.row_id for row in plan.sheet.rows if row.row_id}
        new = all(row.deleted for row in plan.facts.base.values())
        return self.ledger.home_of(ids_there) if new and ids_there else None

    def _consented(self, plan: TablePlan) -> TablePlan:
        """The plan to which a person has said yes: what would have waited for that very answer goes on as well."""
        plan.deletions_confirmed = guards.asks_to_delete(plan, self.limits)
        if not plan.renamed:
            return plan
        owners = {row: i for row, i in plan.ids.items() if row not in plan.pairing.ids and i not in plan.minted}
        mint = partial(self._mint, plan.key)
        return plan_table(plan.bound, plan.sheet, plan.facts, plan.pairing, owners, mint, names_confirmed=True)

    def _look_across(self, planned: Planned, tables: Sequence[BoundTable]) -> None:
        """What the tables that go on mean for each other; of one that does not, the database's rows count (law 8)."""
        if any(plan.deletes_db and plan.bound.table.announces for plan in planned.plans):
            going = {plan.key for plan in planned.plans}
            stopped = [(bound, self.ledger.facts(bound.key)) for bound in tables if bound.key not in going]
            across.keep_named(planned.plans, stopped)

    def _rehearse(self, planned: Planned) -> None:
        """What the registers' own rules refuse is taken out before the first effect, and told in the note column at once."""
        for _ in range(REHEARSALS):
            rejected = self.ledger.rehearse([plan.changes() for plan in planned.plans])
            if not rejected:
                return
            for plan in planned.plans:
                without(plan, [r for r in rejected if r.key == plan.key])


def _tab_rows(key: str, sheet: SheetTable) -> TabRows:
    if sheet.problem:
        return TabRows(key, None)
    fresh = [
        {n: v for n, v in row.values.items() if not isinstance(v, Refused)} for row in sheet.rows if not row.row_id
    ]
    return TabRows(key, frozenset(row.row_id for row in sheet.rows if row.row_id), fresh)


def _with_new(names: Names, announces: str, plan: TablePlan) -> Names:
    """Names with the records this plan is about to create; one it renames goes by its new name first."""
    name = next(f.name for f in plan.bound.table.fields if f.required)
    new = {row_id: values for row_id, values in plan.creates.items() if isinstance(values.get(name), str)}
    renamed = {row_id: values[name] for row_id, values in plan.updates.items() if isinstance(values.get(name), str)}
    if announces == "organisation":
        made = [OrganisationName(row_id, values[name]) for row_id, values in new.items()]
        again = [replace(o, name=renamed[o.record_id]) for o in names.organisations if o.record_id in renamed]
        return replace(names, organisations=[*again, *names.organisations, *made])
    branch = plan.bound.table.branch_field
    people = [
        Person(row_id, values[name], values.get(branch), tuple(values.get("roles") or ()))
        for row_id, values in new.items()
    ]
    called = [replace(p, name=renamed[p.record_id]) for p in names.people if p.record_id in renamed]
    return replace(names, people=[*called, *names.people, *people])


def _unfinished(announced: Sequence[Announced], marker: str | None) -> Unfinished:
    """What killed runs left in the sheet: the rows of every batch up to the one whose marker stands there.

    A later batch was not applied: it left nothing, but its new ids are known all the same.
    """
    markers = [entry.marker for entry in announced]
    last = markers.index(marker) + 1 if marker in markers else 0
    applied = {i: values for entry in announced[:last] for i, values in entry.rows.items()}
    sent = {i: values for entry in announced[last:] for i, values in entry.rows.items()}
    return Unfinished(applied, sent, {i: told for entry in announced[:last] for i, told in entry.restored.items()})
