"""What is typed into the screens of pledges and of the follow-up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.numbers import within
from intranet.pledges.followup import RATINGS, ItemChanges
from intranet.pledges.models import GRADES, PledgeItem
from intranet.pledges.service import ItemData, PledgeData
from intranet.pledges.suggestions import SuggestionData

#: Places for works on an empty form: the most a pledge usually has.
ROWS = 3
MOST_ROWS = 12
PRECISIONS = ("day", "month", "quarter", "year")
LABELS = {
    "theme": "Chủ đề",
    "shortcoming": "Hạn chế năm trước",
    "measure": "Biện pháp chung",
    "deadline": "Thời hạn chung",
    "comment": "Chi bộ góp ý",
}
ITEM_LABELS = {"work": "Việc", "measure": "Biện pháp", "deadline": "Thời hạn", "product": "Sản phẩm"}
_LONG = 2000


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that somebody else changed while the form was open: what was typed and what stands now."""

    label: str
    typed: str
    current: str


def showing(data: PledgeData, version: int) -> Form:
    """The form over a pledge as it stands."""
    return Form({**_shown(data), "version": str(version)}, prefix="pledge")


def row_count(form: Form) -> int:
    """How many works the form has room for."""
    return min(MOST_ROWS, max(ROWS, within(form.raw("rows"), 0, 999) or 0))


def read_content(form: Form, data: PledgeData) -> PledgeData:
    """The pledge with what was typed; errors stay in the form."""
    return replace(
        data,
        items=tuple(item for n in range(1, row_count(form) + 1) if (item := _read_item(form, n))),
        theme=form.text("theme", LABELS["theme"], limit=300) or None,
        shortcoming=form.text("shortcoming", LABELS["shortcoming"], limit=_LONG) or None,
        measure=form.text("measure", LABELS["measure"], limit=_LONG) or None,
        deadline=form.date("deadline", LABELS["deadline"], precisions=PRECISIONS),
        comment=form.text("comment", LABELS["comment"], limit=_LONG) or None,
    )


def differences(form: Form, current: PledgeData) -> list[Difference]:
    """Where what was typed and what stands differ."""
    shown, found = _shown(current), []
    labels = dict(LABELS)
    for n in range(1, max(row_count(form), len(current.items)) + 1):
        labels |= {f"{name}_{n}": f"{label} {n}" for name, label in ITEM_LABELS.items()}
    for name, label in labels.items():
        typed, stands = form.raw(name).strip().replace("\r\n", "\n"), shown.get(name, "")
        if typed != stands:
            found.append(Difference(label, typed or "(trống)", stands or "(trống)"))
    return found


def rating_form(item: PledgeItem) -> Form:
    """The form of an item's 6- and 12-month ratings."""
    names = (*RATINGS, "remark")
    values = {name: getattr(item, name) or "" for name in names}
    return Form({**values, "version": str(item.version)}, prefix=f"rating-{item.uid}")


def read_ratings(form: Form, *, collective: bool) -> ItemChanges:
    """The ratings typed; the collective's and its remark only where the person may give them."""
    changes: dict[str, str | None] = {}
    for name, label in RATINGS.items():
        if name.endswith("_own") or collective:
            changes[name] = form.choice(name, label, GRADES, required=False) or None
    if collective:
        changes["remark"] = form.text("remark", "Nhận xét", limit=_LONG) or None
    return cast(ItemChanges, changes)


def read_suggestion(form: Form, organisation_id: int, year: int) -> SuggestionData:
    """The suggestion typed; errors stay in the form."""
    return SuggestionData(
        organisation_id,
        year,
        form.text("work", "việc gợi ý", required=True, limit=500),
        form.text("measure", "Biện pháp", limit=_LONG) or None,
        form.text("product", "Sản phẩm", limit=500) or None,
    )


def read_tick(form: Form) -> str | None:
    """The value tapped or the percentage typed; None takes the tick away. Errors stay in the form."""
    value = form.raw("value")
    if value == "percent":
        percent = form.integer("percent", "Phần trăm", low=0, high=100, required=True)
        return None if percent is None else str(percent)
    return None if value == "clear" else value


def _read_item(form: Form, n: int) -> ItemData | None:
    """The n-th work, or None where its place was left empty."""
    work = form.text(f"work_{n}", f"Việc {n}", limit=_LONG)
    measure = form.text(f"measure_{n}", f"Biện pháp của việc {n}", limit=_LONG)
    deadline = form.date(f"deadline_{n}", f"Thời hạn của việc {n}", precisions=PRECISIONS)
    product = form.text(f"product_{n}", f"Sản phẩm của việc {n}", limit=_LONG)
    if not work and (measure or product or form.raw(f"deadline_{n}").strip()):
        form.fail(f"work_{n}", f"Nhập việc {n}, hoặc xóa trắng biện pháp, thời hạn và sản phẩm của nó.")
    if not work:
        return None
    return ItemData(work, measure or None, deadline, product or None, form.raw(f"uid_{n}") or None)


def _shown(data: PledgeData) -> dict[str, str]:
    """The fields of the form as a person reads them."""
    shown = {name: getattr(data, name) or "" for name in LABELS}
    shown["deadline"] = typed_date(data.deadline)
    for n, item in enumerate(data.items, 1):
        shown |= {f"{name}_{n}": getattr(item, name) or "" for name in ITEM_LABELS}
        shown |= {f"deadline_{n}": typed_date(item.deadline), f"uid_{n}": item.uid or ""}
    shown["rows"] = str(max(ROWS, len(data.items)))
    return shown


def typed_date(value: str | None) -> str:
    """A canonical date as a person would type it again."""
    return vn_date(value) if value else ""
