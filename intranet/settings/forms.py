"""Rules as an administrator writes them: one way to show and to read each kind of value."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from intranet.formatting import number, vn_date
from intranet.forms import Form, tidy
from intranet.settings import list_forms
from intranet.settings.defaults import AGENDA_KINDS, RATING_NAMES, SCORE_PARTS, Default
from intranet.settings.service import Dated


@dataclass(frozen=True, slots=True)
class Field:
    """One control of a rule's form: its name, label and kind (number, lines, choice, or text for an entry of a list)."""

    name: str
    label: str
    kind: str = "number"
    most: int = 1000


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as typed: from when, what, and on which basis."""

    valid_from: str
    value: Any
    basis: str


def fields_of(rule: Default, value: Any = None) -> list[Field]:
    """The controls of a rule's form; those of an editable list follow from the ``value`` that holds."""
    if rule.kind == "categories":
        return [
            Field(f"{what}-{row}", label, "text", 1000)
            for row in list_forms.rows(value or rule.value)
            for what, label in (
                ("label", "Tên mục mới" if row.startswith("new-") else "Tên mục"),
                ("words", "Cách ghi khác"),
            )
        ]
    if rule.kind == "points":
        return [Field(name, SCORE_PARTS[name], most=100) for name in rule.value]
    if rule.kind == "thresholds":
        return [Field(name, f"{RATING_NAMES[name]} từ", most=100) for name in rule.value]
    if rule.kind == "bands":
        return _band_fields(len(rule.value["bands"]))
    if rule.kind == "lines":
        return [Field(kind, label, "lines") for kind, label in AGENDA_KINDS.items()]
    return [Field("value", rule.label, rule.kind, rule.most)]


def show(rule: Default, held: Dated) -> Form:
    """The form of a rule, filled with the value that holds; the new day and basis are left to write."""
    return Form(dict(_typed(rule.kind, held.value)))


def read(form: Form, rule: Default) -> Written | None:
    """The rule as typed, or None with what is wrong in the form."""
    value = _READERS[rule.kind](form, rule)
    valid_from = form.date("valid_from", "Ngày áp dụng", required=True) or ""
    basis = form.text("basis", "Căn cứ", required=True, limit=300)
    return Written(valid_from, value, basis) if form else None


def words(rule: Default, value: Any) -> list[str]:
    """A value in words, one line each."""
    if rule.kind == "points":
        return [f"{SCORE_PARTS.get(name, name)}: {most}" for name, most in value.items()]
    if rule.kind == "thresholds":
        return [f"{RATING_NAMES.get(name, name)} từ {least} điểm" for name, least in value.items()]
    if rule.kind == "bands":
        return _band_words(value)
    if rule.kind == "lines":
        return [f"{AGENDA_KINDS.get(kind, kind)}: {len(lines)} mục" for kind, lines in value.items()]
    if rule.kind == "categories":
        return list_forms.said(value)
    if rule.kind == "choice":
        return [dict(rule.choices).get(value, str(value))]
    return [f"{number(value)} {rule.unit}"]


def since(held: Dated) -> str:
    """From when a value holds, in words."""
    return f"từ {vn_date(held.valid_from)}"


def _band_fields(bands: int) -> list[Field]:
    pairs = [
        Field(f"{what}{n}", f"Mức {n}: {label}", most=100)
        for n in range(1, bands + 1)
        for what, label in (("percent", "từ bao nhiêu %"), ("points", "được mấy điểm"))
    ]
    return [
        *pairs,
        Field("otherwise", "Dưới các mức trên, hoặc có người vắng không lý do: điểm", most=100),
        Field("bonus", "Thưởng khi không ai vắng có lý do liên tiếp quá số lần dưới đây: điểm", most=100),
        Field("excused_running", "Số lần vắng có lý do liên tiếp còn được thưởng", most=12),
    ]


def _band_words(value: Any) -> list[str]:
    bands = [f"Từ {percent}% có mặt: {points} điểm" for percent, points in value["bands"]]
    return [
        *bands,
        f"Thấp hơn, hoặc có người vắng không lý do: {value['otherwise']} điểm",
        f"Thêm {value['bonus']} điểm nếu không ai vắng có lý do quá {value['excused_running']} lần liên tiếp",
    ]


def _typed(kind: str, value: Any) -> dict[str, Any]:
    if kind in ("points", "thresholds"):
        return dict(value)
    if kind == "lines":
        return {name: "\n".join(lines) for name, lines in value.items()}
    if kind == "categories":
        return list_forms.typed(value)
    if kind == "bands":
        pairs = enumerate(value["bands"], start=1)
        flat = {f"{what}{n}": v for n, pair in pairs for what, v in zip(("percent", "points"), pair, strict=True)}
        return {**flat, **{name: value[name] for name in ("otherwise", "bonus", "excused_running")}}
    return {"value": value}


def _whole(form: Form, field: Field, least: int = 0) -> int:
    return form.integer(field.name, field.label, low=least, high=field.most, required=True) or 0


def _number(form: Form, rule: Default) -> int:
    return _whole(form, Field("value", rule.label, most=rule.most), rule.least)


def _choice(form: Form, rule: Default) -> str:
    return form.choice("value", rule.label, dict(rule.choices))


def _points(form: Form, rule: Default) -> dict[str, int]:
    value = {field.name: _whole(form, field) for field in fields_of(rule)}
    if form and sum(value.values()) != 100:
        form.fail(next(iter(value)), f"Các phần phải cộng đủ 100 điểm; hiện cộng được {sum(value.values())}.")
    return value


def _thresholds(form: Form, rule: Default) -> dict[str, int]:
    value = {field.name: _whole(form, field) for field in fields_of(rule)}
    least = list(value.values())
    if form and any(higher <= lower for higher, lower in itertools.pairwise(least)):
        form.fail(next(iter(value)), "Mức trên phải cao điểm hơn mức dưới.")
    return value


def _bands(form: Form, rule: Default) -> dict[str, Any]:
    typed = {field.name: _whole(form, field) for field in fields_of(rule)}
    bands = [[typed[f"percent{n}"], typed[f"points{n}"]] for n in range(1, len(rule.value["bands"]) + 1)]
    if form and any(a[0] <= b[0] or a[1] < b[1] for a, b in itertools.pairwise(bands)):
        form.fail("percent1", "Mức trên phải có tỷ lệ cao hơn và điểm không thấp hơn mức dưới.")
    return {"bands": bands, **{name: typed[name] for name in ("otherwise", "bonus", "excused_running")}}


def _lines(form: Form, rule: Default) -> dict[str, list[str]]:
    value = {}
    for field in fields_of(rule):
        lines = [tidy(line) for line in form.text(field.name, field.label, limit=5000).split("\n")]
        value[field.name] = [line for line in lines if line]
        if any(len(line) > 300 for line in lines):
            form.fail(field.name, f"{field.label}: có mục dài quá 300 ký tự.")
    return value


_READERS: dict[str, Callable[[Form, Default], Any]] = {
    "number": _number, "choice": _choice, "points": _points, "thresholds": _thresholds, "bands": _bands, "lines": _lines,
    "categories": list_forms.read,
}  # fmt: skip
