"""What is typed into the form of any register."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intranet.forms import Form
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers.choices import Choice, Flag
from intranet.registers.description import Doubt, Field, Register
from intranet.registers.editable import Ticks
from intranet.registers.kinds import Date, Kind
from intranet.registers.numbers import Decimal, Money, Whole, decimal_typed, whole_typed
from intranet.registers.parts import PartOf
from intranet.registers.people import Person, members_called
from intranet.registers.record import Record
from intranet.registers.references import Reference, Referred, referred
from intranet.registers.service import RecordData
from sync.columns import Value
from sync.values import Problem, parse_money

#: The choice by which a person says that a name is not a member's.
NOBODY = "-"
#: Beyond any range, and Python reads no number of thousands of digits.
_LONGEST_NUMBER = 24
SEVERAL = "Có {count} đảng viên tên “{name}”. Chọn đúng người ở danh sách bên dưới, hoặc chọn “Không phải đảng viên”."


@dataclass
class Typed:
    """A form of one register: what was typed, and the members a typed name may mean, by field."""

    register: Register
    form: Form
    units: Mapping[str, Organisation]
    #: The path of the subtree in which names are looked up where the unit itself has nobody so called.
    within: str
    record: Record | None = None
    #: The record a reference means, where the person may read it.
    refer: Callable[[Value], Referred | None] = referred

    def __post_init__(self) -> None:
        self.candidates: dict[str, Sequence[tuple[str, str]]] = {}
        #: Whether the refusal was a doubt, which the person may set aside.
        self.doubtful = False

    def refuse(self, refusal: Refusal) -> None:
        """Show why the record was not written."""
        self.form.refuse(refusal)
        self.doubtful = isinstance(refusal, Doubt)

    def read(self) -> RecordData | None:
        """The record typed, or None with the errors in the form."""
        unit = self._unit()
        values = {field.name: self._value(field, unit) for field in self.register.written}
        year = None
        if not self.register.dated:
            year = self.form.integer("year", "Năm", low=1930, high=2100)
        unit_name = (
            self.form.text("unit_name", f"{self.register.unit.label} (ghi tên)") if self.register.unit.in_words else ""
        )
        if not self.form or unit is None:
            return None
        return RecordData(unit.id, values, unit_name or None, year, self.form.flag("van-ghi"))

    def _unit(self) -> Organisation | None:
        if len(self.units) == 1 and not self.form.raw("unit"):
            return next(iter(self.units.values()))
        return self.units.get(self.form.choice("unit", self.register.unit.label, self.units))

    def _value(self, field: Field, unit: Organisation | None) -> Value:
        reader = next((r for kind, r in _READERS.items() if isinstance(field.kind, kind)), None)
        if isinstance(field.kind, PartOf):
            return self._part(field, field.kind)
        if isinstance(field.kind, Person):
            value = self._person(field, unit)
        elif isinstance(field.kind, Reference):
            value = self._reference(field)
        else:
            value = reader(self.form, field) if reader else self.form.text(field.name, field.label, limit=100_000)
        if field.name in self.form.errors:
            return None
        try:
            checked = field.kind.checked(value, field.label, field.name)
        except Refusal as refusal:
            self.form.refuse(refusal)
            return None
        if field.required and checked in (None, ""):
            self.form.fail(field.name, f"Nhập {field.label[:1].lower()}{field.label[1:]}.")
        return checked

    def _part(self, field: Field, kind: PartOf) -> Value:
        """What the record is part of, as the page that offered the form says."""
        uid = self.form.raw(field.name)
        found = kind.chosen(uid, self.within) if uid else None
        if uid and found is None:
            self.form.fail(field.name, f"{field.label}: không tìm thấy mục này.")
        return found.id if found is not None else None

    def _reference(self, field: Field) -> Value:
        """The record referred to; one the person may not read is none, unless the record has it already."""
        value = self.form.raw(field.name) if not self.form.flag(f"{field.name}_drop") else ""
        kept = self.record is not None and field.kind.of(self.record, field.name) == value
        if value and not kept and self.refer(value) is None:
            self.form.fail(field.name, f"{field.label}: không còn mục này, có thể đã xóa.")
        return value or None

    def _person(self, field: Field, unit: Organisation | None) -> Value:
        """The one member so called, whom the person chose among several, or the words as typed."""
        name = self.form.text(field.name, field.label)
        chosen = self.form.raw(f"{field.name}_who")
        if not name or chosen == NOBODY:
            return name
        if self.record is not None and field.kind.shown(self.record, field.name) == name and not chosen:
            return field.kind.of(self.record, field.name)
        found = self._called(name, unit)
        if len(found) > 1:
            picked = next((m for m in found if m.uid == chosen), None)
            self.candidates[field.name] = [(m.uid, _introduced(m)) for m in found]
            if picked is None:
                self.form.fail(field.name, SEVERAL.format(count=len(found), name=name))
            return picked.id if picked else None
        return found[0].id if found else name

    def _called(self, name: str, unit: Organisation | None) -> list[Member]:
        near = members_called(name, unit.path) if unit is not None else []
        return near or members_called(name, self.within)


def showing(register: Register, record: Record | None, given: Mapping[str, str], unit_uid: str) -> Form:
    """The form as it first shows a record, or a new one with what an address proposes."""
    if record is None:
        return Form({"unit": unit_uid, **given})
    typed = {f.name: f.kind.typed(record, f.name) for f in register.written}
    own = {"unit": unit_uid, "unit_name": record.unit_name or "", "year": record.year, "version": record.version}
    return Form({name: value for name, value in {**typed, **own}.items() if value not in (None, "")})


def _introduced(member: Member) -> str:
    """A member as told apart from another of the same name."""
    born = f", sinh {member.born[:4]}" if member.born else ""
    return f"{member.full_name}{born}"


def _date(form: Form, field: Field) -> Value:
    kind: Any = field.kind
    return form.date(field.name, field.label, precisions=kind.precisions)


def _whole(form: Form, field: Field) -> Value:
    text = form.text(field.name, field.label)
    value = whole_typed(text) if len(text) <= _LONGEST_NUMBER else None
    if text and value is None:
        form.fail(field.name, f"{field.label} phải là số nguyên, ví dụ 12 hoặc 1.200.")
    return value


def _money(form: Form, field: Field) -> Value:
    text = form.text(field.name, field.label)
    value = parse_money(text) if text else None
    if isinstance(value, Problem):
        form.fail(field.name, f"{field.label} “{text}” không đọc được. Ghi số tiền, ví dụ 500.000, 500k hoặc 1tr2.")
        return None
    return value


def _decimal(form: Form, field: Field) -> Value:
    text = form.text(field.name, field.label)
    value = decimal_typed(text) if text else None
    if text and value is None:
        form.fail(field.name, f"{field.label} “{text}” không đọc được. Ghi số, ví dụ 9,5.")
    return value


def _choice(form: Form, field: Field) -> Value:
    kind: Any = field.kind
    return form.choice(field.name, field.label, kind.choices, required=field.required) or None


def _ticks(form: Form, field: Field) -> Value:
    kind: Any = field.kind
    return form.choices(field.name, field.label, kind.choices)


def _flag(form: Form, field: Field) -> Value:
    return {"yes": True, "no": False}.get(_choice(form, field))


_READERS: Mapping[type[Kind], Callable[[Form, Field], Value]] = {
    Flag: _flag, Choice: _choice, Ticks: _ticks, Date: _date, Whole: _whole, Money: _money, Decimal: _decimal,
}  # fmt: skip
