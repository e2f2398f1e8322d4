"""The inbox as it is shown: every item with its values in words, where they stand, who wrote them, what one may choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from intranet.audit.queries import SIDES
from intranet.mirror import queries, resolve, wording
from intranet.mirror.entering import CHOICES, LISTS
from intranet.mirror.models import InboxItem, TableBinding, Workbook
from intranet.mirror.registers import REGISTERS
from intranet.mirror.wording import Names
from sync.columns import Value

#: Where a choice of the database's value could not be carried out: the cell cannot be written by us.
UNWRITABLE = {"formula", "merged"}
#: Heading and remark of each kind.
KINDS = {
    "conflict": ("Hai nơi khác nhau", "cả hai giá trị đều được giữ, chưa bên nào bị ghi đè"),
    "refused": ("Chưa đọc được", "ô giữ nguyên trong bảng, phần mềm chưa nhận"),
    "held_row": ("Dòng chưa nhận", "dòng giữ nguyên trong bảng; sửa trong bảng rồi đồng bộ lại"),
    "unknown_id": ("Dòng mang mã lạ", "dòng giữ nguyên trong bảng, phần mềm chưa nhận"),
    "note": ("Để anh chị biết", "đọc xong thì cất đi"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote the intranet's value last: when, and by whom or from which side."""

    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One item in words. ``link`` opens the cell (Google only). ``candidates``: what might be meant, by number.

    ``choices``: all the words there are, where the field is one out of a few. ``history``: the binding's public id where the cell
    has one. ``alike``: how many open items ask the same; said once a page, by the first of them.
    """

    item: InboxItem
    row: str
    label: str
    link: str
    before: str
    database: str
    sheet: str
    decided: str
    written: Written | None
    candidates: Sequence[tuple[int, str]] = ()
    choices: Sequence[str] = ()
    history: str = ""
    alike: int = 1

    @property
    def kind(self) -> str:
        """The item's kind."""
        return self.item.kind

    @property
    def may_settle(self) -> bool:
        """Whether choosing a value is enough."""
        return resolve.can_be_settled_here(self.item)

    @property
    def may_take_sheet(self) -> bool:
        """Whether the sheet's value can be taken: it must have been understood, and be the same person's row."""
        return self.item.kind == "conflict"

    @property
    def may_take_database(self) -> bool:
        """Whether the intranet's value can be written into the cell."""
        return self.item.reason not in UNWRITABLE and (self.item.kind == "conflict" or self.database != wording.NOTHING)

    @property
    def may_type(self) -> bool:
        """Whether a third value can be given."""
        return self.item.reason not in UNWRITABLE and self.item.reason != "identity_changed"

    @property
    def message(self) -> str:
        """The engine's sentence without the column, which the head of the item names."""
        text = self.item.message.removeprefix(f"Cột {self.label}: ")
        return text.split(" Ghi một trong: ")[0] if self.choices else text


@dataclass(slots=True)
class Group:
    """The items of one kind on this page, and how many there are in all."""

    kind: str
    total: int
    items: list[Shown] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The heading."""
        return KINDS.get(self.kind, ("Cần xem", ""))[0]

    @property
    def remark(self) -> str:
        """What the kind means."""
        return KINDS.get(self.kind, ("", ""))[1]


def shown(
    workbook: Workbook, bindings: Sequence[TableBinding], items: Sequence[InboxItem], alike: Mapping[int, int]
) -> list[Shown]:
    """The items in words; three queries whatever their number. ``alike``: how many ask the same as each, by number."""
    tables = {binding.id: binding for binding in bindings}
    bases = queries.bases({(i.binding_id, i.row_id) for i in items if i.binding_id and i.row_id})
    names = Names.of(_named(items, tables, bases))
    settled = [i for i in items if resolve.can_be_settled_here(i)]
    changes = queries.last_changes({i.row_id for i in settled})
    said: set[tuple[object, ...]] = set()
    out = []
    for item in items:
        binding = tables.get(item.binding_id or 0)
        row = bases.get((item.binding_id or 0, item.row_id), {})
        first = item in settled and item.state == "open" and _asks(item) not in said
        count = alike.get(item.id, 1) if first else 1
        said.add(_asks(item))
        out.append(replace(_shown(item, binding, workbook, row, names, changes), alike=count))
    return out


def _asks(item: InboxItem) -> tuple[object, ...]:
    """What items that ask the same have in common, as ``queries.alike`` has it."""
    text = item.sheet_text if item.kind == "refused" else ""
    return item.binding_id, item.field, item.kind, item.reason, text


def grouped(shown_items: Iterable[Shown], totals: dict[str, int]) -> list[Group]:
    """The items under their kinds, in the order given."""
    groups: dict[str, Group] = {}
    for each in shown_items:
        groups.setdefault(each.kind, Group(each.kind, totals.get(each.kind, 0))).items.append(each)
    return list(groups.values())


def _named(
    items: Iterable[InboxItem], tables: dict[int, TableBinding], bases: dict[tuple[int, str], dict[str, object]]
) -> set[str]:
    wanted = {uid for values in bases.values() for uid in wording.refers_to(values)}
    for item in items:
        binding = tables.get(item.binding_id or 0)
        if binding is not None:
            values = (item.base_value, item.db_value, item.sheet_value, item.decided_value, *item.candidates)
            wanted |= wording.referred(binding.table_name, item.field, values)
    return wanted


def _shown(
    item: InboxItem, binding: TableBinding | None, workbook: Workbook, row: dict[str, object], names: Names,
    changes: dict[tuple[str, str], tuple[datetime, str | None, str]],
) -> Shown:  # fmt: skip
    table = binding.table_name if binding else ""

    def words(value: Value) -> str:
        return wording.in_words(table, item.field, value, names, workbook.year) if table else str(value)

    unread = item.sheet_value is None and item.sheet_text and item.kind != "conflict"
    chosen = {"db": item.db_value, "sheet": item.sheet_value, "value": item.decided_value}
    return Shown(
        item=item, row=wording.row_name(table, row, names) if table else "",
        label=wording.label_of(table, item.field) if table else "", link=_link(workbook, binding, item.cell),
        before="" if item.base_value is None else words(item.base_value), database=words(item.db_value),
        sheet=item.sheet_text if unread else words(item.sheet_value),
        decided=words(chosen[item.decision]) if item.decision in chosen else "",
        written=_written(table, item, changes),
        candidates=[(place, words(value)) for place, value in enumerate(item.candidates)],
        choices=_choices(table, item.field),
        history=binding.uid if binding and item.row_id and item.field else "",
    )  # fmt: skip


def _written(
    table: str, item: InboxItem, changes: dict[tuple[str, str], tuple[datetime, str | None, str]]
) -> Written | None:
    """The last change of this very value in the change log; of the record where it was made with it."""
    if not table:
        return None
    names = [
        item.field,
        *(column for column, own in REGISTERS[table].renamed.items() if own == item.field),
        f"{item.field}_id",
    ]
    entries = [entry for name in names if (entry := changes.get((item.row_id, name)))]
    entry = max(entries, default=None, key=lambda e: e[0]) or changes.get((item.row_id, ""))
    if entry is None:
        return None
    at, who, source = entry
    return Written(at, who if who and source == "web" else SIDES.get(source, ""))


def _choices(table: str, name: str) -> list[str]:
    """The words of a field that is one out of a few; nothing for lists and for progress, which may be a percentage."""
    if name in LISTS or (table == "monthly_checks" and name.startswith("m") and name[1:].isdigit()):
        return []
    return list(CHOICES.get((table, name), {}).values())


def _link(workbook: Workbook, binding: TableBinding | None, cell: str) -> str:
    """The cell in Google's own page; a file on a folder cannot be opened from here."""
    if workbook.kind != "sheets" or binding is None or not cell:
        return ""
    return f"https://docs.google.com/spreadsheets/d/{workbook.location}/edit#gid={binding.tab_key}&range={cell}"
