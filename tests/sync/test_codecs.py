"""Law 16 for every column of every register: decode(encode(v)) = v, re-encoding is stable, shapes are kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intranet.mirror.tables import TABLES
from sync.cells import EMPTY, Cell, number, text
from sync.codecs import (
    BelowCodec,
    BoolCodec,
    BranchNameCodec,
    ChoiceCodec,
    ChoicesCodec,
    DateCodec,
    DecimalCodec,
    DocumentNumberCodec,
    HeldDateCodec,
    IntCodec,
    ItemsCodec,
    MemberNameCodec,
    MoneyCodec,
    MonthCodec,
    NameCodec,
    OrganisationCodec,
    OrganisationNameCodec,
    PartyNameCodec,
    PersonCodec,
    PersonOrNameCodec,
    PersonsCodec,
    PhoneCodec,
    ProgressCodec,
    TextCodec,
    TickCodec,
    TimeCodec,
    UnitCodec,
)
from sync.columns import Context, Field, Refused, Value
from sync.directory import BookDirectory
from sync.facts import Names, OrganisationName
from sync.values import clean, plain_name, refers_elsewhere, security_marking, single_line, split_items, title_case
from tests.sync.book import NAMES, YEAR

CONTEXT = Context(YEAR, BookDirectory(NAMES))
#: A field of every kind there is: the same codec over as many columns with the same words is tried once.
KINDS = {
    (type(f.codec), len(f.headings), tuple(getattr(getattr(f.codec, "words", None), "values", ()))): (
        f"{t.name}.{f.name}",
        f,
    )
    for t in TABLES.values()
    for f in t.fields
}
FIELDS = [pytest.param(f, id=name) for name, f in KINDS.values()]

days = st.dates().filter(lambda d: 1917 <= d.year <= 2099).map(lambda d: d.isoformat())
dates = st.one_of(days, days.map(lambda d: d[:7]), days.map(lambda d: d[:4]), days.map(lambda d: f"{d[:4]}-Q2"))
times = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
letters = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ", min_size=1, max_size=20)
prose = (
    st.text(min_size=1, max_size=40)
    .map(clean)
    .filter(lambda t: bool(t) and not security_marking(t) and not refers_elsewhere(t))
)
items = prose.map(single_line).filter(lambda t: split_items(t) == [t])
names = letters.map(title_case).filter(lambda n: bool(n.strip()) and not security_marking(n) and not n.isascii())
anything = st.one_of(
    st.just(EMPTY), st.text(max_size=12).map(text), st.sampled_from(["x", "19h30", "70%", "1. a\n2. b", "nt", "500k"]).map(text),
    st.floats(-10, 80_000).map(number), st.integers(0, 3000).map(number), days.map(lambda d: Cell(30_000.0, "date")),
    st.just(Cell("#REF!", "error")), st.just(Cell(True, "bool")),
)  # fmt: skip


def values_of(field: Field) -> st.SearchStrategy[Value]:
    """Canonical values of a field."""
    codec = field.codec
    people = st.sampled_from([p.record_id for p in NAMES.people])
    units = st.sampled_from([o.record_id for o in NAMES.organisations])
    by_type: dict[type, st.SearchStrategy[Value]] = {
        DateCodec: dates, TimeCodec: times, TextCodec: prose, MemberNameCodec: names,
        IntCodec: st.integers(0, 100), MoneyCodec: st.integers(0, 10**11), PhoneCodec: st.just("0950128759"),
        ItemsCodec: st.lists(items, max_size=6), PersonCodec: people,
        OrganisationCodec: units, BelowCodec: units.filter(lambda u: u != "P"), BoolCodec: st.booleans(),
        OrganisationNameCodec: letters.map(single_line).filter(bool).map(lambda n: f"Chi bộ {n}"),
        BranchNameCodec: letters.map(single_line).filter(bool).map(lambda n: f"Chi bộ {n}"),
        PartyNameCodec: letters.map(single_line).filter(bool).map(lambda n: f"Đảng bộ {n}"),
        HeldDateCodec: dates, MonthCodec: days.map(lambda d: d[:7]), DecimalCodec: st.integers(0, 100_000).map(lambda n: n / 1000),
        DocumentNumberCodec: st.integers(1, 999).map(lambda n: f"{n}-QĐ/ĐU"), NameCodec: names.map(plain_name).filter(bool),
        PersonOrNameCodec: people, PersonsCodec: st.lists(people, unique=True, max_size=3),
        UnitCodec: st.one_of(units, st.sampled_from(["Hội LHPN xã", "Đoàn TN xã"])),
    }  # fmt: skip
    if isinstance(codec, ProgressCodec):
        return st.one_of(st.integers(0, 100), st.sampled_from(list(codec.words.values)))
    if isinstance(codec, ChoicesCodec):
        return st.lists(st.sampled_from(list(codec.words.values)), unique=True)
    if isinstance(codec, ChoiceCodec | TickCodec) and type(codec) not in by_type:
        return st.sampled_from(list(codec.words.values))
    return by_type[type(codec)]


def context_of(field: Field) -> Context:
    usual = tuple(h.index for h in field.headings if not h.alternative)
    return Context(YEAR, CONTEXT.directory, indices=usual or (None,))


@pytest.mark.parametrize("field", FIELDS)
@given(data=st.data())
def test_what_is_written_reads_back_and_is_not_written_again(field: Field, data: st.DataObject) -> None:
    context = context_of(field)
    value = data.draw(st.one_of(st.just(field.codec.decode([EMPTY], context)), values_of(field)))
    current = data.draw(
        st.one_of(st.just([]), st.lists(anything, min_size=len(context.indices), max_size=len(context.indices)))
    )
    written = field.codec.encode(value, current, context)
    assert len(written) == len(context.indices)
    assert field.codec.decode(written, context) == value
    assert field.codec.encode(value, written, context) == written


@given(value=st.one_of(st.booleans(), st.just(None)))
def test_yes_and_no_read_back(value: bool | None) -> None:
    assert BoolCodec().decode(BoolCodec().encode(value, [EMPTY], CONTEXT), CONTEXT) == value


@given(value=st.integers(0, 10**11), current=anything)
def test_money_reads_back(value: int, current: Cell) -> None:
    assert MoneyCodec().decode(MoneyCodec().encode(value, [current], CONTEXT), CONTEXT) == value


def refusal(codec: Any, cell: Cell, context: Context = CONTEXT) -> tuple[str, tuple[Value, ...]]:
    found = codec.decode([cell], context)
    assert isinstance(found, Refused)
    assert found.message.endswith((".", "!"))
    return found.reason, found.candidates


def test_error_and_uncalculated_cells_say_nothing() -> None:
    assert refusal(IntCodec(), Cell("#VALUE!", "error", "=A1"))[0] == "formula_error"
    assert refusal(IntCodec(), Cell(None, "uncalculated", "=A1"))[0] == "uncalculated"


def test_a_security_marking_is_refused_and_not_repeated_in_the_message() -> None:
    found = TextCodec().decode([text("Kế hoạch A (Tuyệt mật)")], CONTEXT)
    assert isinstance(found, Refused)
    assert (found.reason, found.text) == ("security_marking", "")


def test_a_new_day_is_a_date_cell_and_a_text_day_stays_text() -> None:
    assert DateCodec().encode("2026-03-02", [EMPTY], CONTEXT) == [Cell(46083.0, "date")]
    assert DateCodec().encode("2026-03-02", [text("1-5-26")], CONTEXT) == [text("02/3/2026")]
    assert DateCodec().encode("2026-03-02", [text("02.03.2026")], CONTEXT) == [text("02.03.2026")]


def test_a_year_is_a_number_only_where_a_plain_number_stood() -> None:
    assert DateCodec().encode("1956", [number(1957)], CONTEXT) == [number(1956)]
    assert DateCodec().encode("1956", [Cell(20000.0, "date")], CONTEXT) == [text("1956")]


def test_a_time_keeps_the_office_manner() -> None:
    assert TimeCodec().encode("20:00", [text("19h30")], CONTEXT) == [text("20h00")]
    assert TimeCodec().encode("20:00", [text("7g")], CONTEXT) == [text("20g00")]


def test_items_stay_in_one_cell_or_in_their_columns() -> None:
    three = Context(YEAR, CONTEXT.directory, indices=(1, 2, 3))
    one_cell = [text("1) Đọc sách\n2) Trồng cây"), EMPTY, EMPTY]
    assert ItemsCodec().encode(["A", "B", "C"], one_cell, three) == [text("1) A\n2) B\n3) C"), EMPTY, EMPTY]
    assert ItemsCodec().encode(["A", "B"], [text("X"), EMPTY, EMPTY], three) == [text("A"), text("B"), EMPTY]
    assert ItemsCodec().encode(["A", "B", "C", "D"], [EMPTY] * 3, three) == [
        text("1. A\n2. B\n3. C\n4. D"),
        EMPTY,
        EMPTY,
    ]


def test_spelling_is_not_rewritten_only_because_it_is_normalised() -> None:
    typed = [text("Lê  Thị\u00a0Hoa")]
    assert TextCodec().encode("Lê Thị Hoa", typed, CONTEXT) == typed
    assert MemberNameCodec().encode("Lê Thị Hoa", [text("LÊ THỊ HOA")], CONTEXT) == [text("LÊ THỊ HOA")]


def test_a_text_that_looks_like_a_ditto_mark_is_written_so_that_it_does_not_repeat_the_line_above() -> None:
    written = TextCodec().encode("nt", [EMPTY], CONTEXT)
    assert written != [text("nt")]
    assert TextCodec().decode(written, CONTEXT) == "nt"


def test_signs_are_written_as_the_tab_itself_writes_them() -> None:
    codec = TABLES["attendance"].field("m1").codec
    legend = {"+": "có mặt", "P": "vắng có lý do", "o": "vắng không lý do"}
    context = Context(YEAR, CONTEXT.directory, legend=legend)
    assert codec.decode([text("O")], context) == "absent_unexcused"
    assert codec.encode("present", [EMPTY], context) == [text("+")]


def test_a_cross_nobody_explains_is_refused_and_both_meanings_are_offered() -> None:
    codec = TABLES["attendance"].field("m1").codec
    assert refusal(codec, text("x")) == ("unknown_value", ("present", "absent_excused", "absent_unexcused"))
    absent = Context(YEAR, CONTEXT.directory, legend={"x": "vắng không lý do"})
    assert codec.decode([text("x")], absent) == "absent_unexcused"


def test_two_values_in_a_cell_are_both_offered() -> None:
    standing, grade = TABLES["members"].field("standing").codec, TABLES["monthly_checks"].field("midyear").codec
    assert refusal(standing, text("CT/DB")) == ("two_values", ("full", "probationary"))
    assert refusal(grade, text("tự: HTXS; CB: HTT")) == ("two_values", ("excellent", "good"))


def test_several_functions_and_kinds_in_a_cell() -> None:
    roles, kinds = TABLES["members"].field("roles").codec, TABLES["meetings"].field("kinds").codec
    for written in ("Phó Bí thư kiêm TTr", "PBT, TTr", "Phó BT - Thôn trưởng"):
        assert roles.decode([text(written)], CONTEXT) == ["deputy_secretary", "village_head"]
    assert kinds.decode([text("TK + CĐ quý II")], CONTEXT) == ["regular_session", "thematic_session"]
    assert refusal(kinds, text("họp"))[0] == "unknown_value"


def test_gender_by_ticks_or_by_its_word() -> None:
    gender = TABLES["members"].field("gender").codec
    ticks = Context(YEAR, CONTEXT.directory, indices=("male", "female"))
    assert gender.decode([EMPTY, text("X")], ticks) == "female"
    both = gender.decode([text("x"), text("x")], ticks)
    assert isinstance(both, Refused)
    assert both.reason == "both_ticked"
    assert gender.decode([text("Nữ")], CONTEXT) == "female"


NOBODY = Context(YEAR, BookDirectory(Names((), (OrganisationName("P", "Đảng bộ tỉnh Mẫu", own=True),))))


def test_a_unit_is_a_reference_where_the_book_knows_its_units_else_a_name() -> None:
    assert UnitCodec().decode([text("CB thôn Bắc Hải")], CONTEXT) == "B1"
    assert UnitCodec().decode([text("Hội LHPN xã")], CONTEXT) == "Hội LHPN xã"
    assert refusal(UnitCodec(), text("thôn mới"))[0] == "unknown_unit"
    assert UnitCodec().decode([text("Đảng bộ xã  Một")], NOBODY) == "Đảng bộ xã Một"
    assert UnitCodec().encode("B2", [EMPTY], CONTEXT) == [text("Chi bộ Trường Tiểu học Đồng Tâm")]


def test_people_are_looked_for_only_where_the_book_knows_any() -> None:
    assert PersonOrNameCodec().decode([text("đ/c Bình")], CONTEXT) == "K005"
    assert refusal(PersonOrNameCodec(), text("bà con trong thôn"))[0] == "unknown_person"
    assert PersonOrNameCodec().decode([text("NGUYỄN THỊ OANH")], NOBODY) == "Nguyễn Thị Oanh"


def test_several_people_in_a_cell_must_all_be_clear() -> None:
    assert PersonsCodec().decode([text("đ/c Bình + Trần Thị Mai")], CONTEXT) == ["K005", "K001"]
    assert PersonsCodec().encode(["K001", "K003"], [text("Bình; Hòa")], CONTEXT) == [text("Trần Thị Mai; Lê Thị Hoa")]
    assert refusal(PersonsCodec(), text("đ/c Bình (hoặc đ/c Hòa)"))[0] == "two_values"
    assert refusal(PersonsCodec(), text("Bình, đ/c Hoa"))[0] == "ambiguous_person"


def test_a_decision_and_its_day_in_one_cell_are_asked_about() -> None:
    assert refusal(DocumentNumberCodec(), text("QĐ 15 ngày 5/1")) == ("number_and_date_in_one_cell", ("15",))
    assert DocumentNumberCodec().decode([text("462-QĐ/ĐUK")], CONTEXT) == "462-QĐ/ĐUK"


def test_a_plan_to_hold_is_no_day_on_which_it_was_held() -> None:
    for words in ("chưa TC", "hoãn", "dự kiến 20/4", "đang chờ lịch huyện"):
        assert refusal(HeldDateCodec(), text(words))[0] == "planned_not_held"
    assert HeldDateCodec().decode([text("11/02/2022")], CONTEXT) == "2022-02-11"


def test_a_month_is_written_as_the_column_writes_it() -> None:
    assert MonthCodec().encode("2026-05", [text("T4")], CONTEXT) == [text("T5")]
    assert MonthCodec().encode("2026-05", [number(4)], CONTEXT) == [number(5)]
    assert MonthCodec().encode("2025-12", [number(4)], CONTEXT) == [text("12/2025")]
