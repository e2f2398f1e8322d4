"""What is typed into the screens of waves, read into what the services take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from intranet.campaigns.models import Wave
from intranet.campaigns.service import WaveData, WaveSessionData
from intranet.campaigns.words import LINE_WORDS
from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.organisations.models import BRANCH_KINDS

_LONG = 2000
#: Where a service's field stands in the form.
FIELDS = {"organisation_id": "organisation"}


def show_wave(wave: Wave) -> Form:
    """The form over a wave as it stands; its organisation must be loaded."""
    plain = {name: getattr(wave, name) or "" for name in ("title", "theme", "term_theme", "basis")}
    days = {name: vn_date(getattr(wave, name)) for name in ("opens_on", "closes_on")}
    form = Form({**plain, **days, "year": wave.year, "organisation": wave.organisation.uid, "version": wave.version})
    form.data.setlist("kinds", wave.kind_list)
    return form


def read_wave(form: Form, units: Mapping[str, int]) -> WaveData | None:
    """The wave as typed, or None with what is wrong in the form. ``units`` are who may lead it: ids by public id."""
    unit = form.choice("organisation", "Đơn vị tổ chức", units)
    title = form.text("title", "Tên đợt", required=True, limit=300)
    theme = form.text("theme", "Chủ đề năm", limit=_LONG)
    term_theme = form.text("term_theme", "Chủ đề toàn khóa", limit=_LONG)
    basis = form.text("basis", "Văn bản căn cứ", limit=_LONG)
    year = form.integer("year", "Năm", low=1930, high=2100, required=True)
    opens_on = form.date("opens_on", "Từ ngày", required=True)
    closes_on = form.date("closes_on", "Đến ngày", required=True)
    kinds = form.choices("kinds", "Loại hình", BRANCH_KINDS)
    if not form or opens_on is None or closes_on is None or year is None:
        return None
    return WaveData(units[unit], year, title, opens_on, closes_on, theme, term_theme, basis, tuple(kinds))


def show_line(data: WaveSessionData, version: int) -> Form:
    """The form over a branch's line as it stands (version 0: nothing is recorded yet)."""
    plain = {name: getattr(data, name) for name in ("total", "present", "guest", "lessons", "note")}
    days = {name: vn_date(value) for name in ("held_on", "planned_on") if (value := getattr(data, name))}
    return Form.showing({**plain, **days}, version=version, **({"pilot": "1"} if data.pilot else {}))


def read_line(form: Form, known: WaveSessionData) -> WaveSessionData | None:
    """The line as typed, or None with what is wrong in the form. A box nobody ever ticked says nothing."""
    days = {
        "held_on": form.date("held_on", "Ngày tổ chức", precisions=("day", "month")),
        "planned_on": form.date("planned_on", "Dự kiến ngày", precisions=("day", "month")),
    }
    figures = {name: form.integer(name, LINE_WORDS[name].label, high=100_000) for name in ("total", "present")}
    texts = {
        name: form.text(name, LINE_WORDS[name].label, limit=_LONG) or None for name in ("guest", "lessons", "note")
    }
    pilot = True if form.flag("pilot") else None if known.pilot is None else False
    data = replace(
        known, held_on=days["held_on"], planned_on=days["planned_on"], total=figures["total"],
        present=figures["present"], guest=texts["guest"], lessons=texts["lessons"], note=texts["note"], pilot=pilot,
    )  # fmt: skip
    return data if form else None
