"""The page of figures: what the whole practice amounts to, each number a link to its rows."""

from __future__ import annotations

from flask import Blueprint, Response, request
from sqlalchemy import select

from intranet import exporting
from intranet.access import Verb, can, in_scope, me, scoped
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.htmx import render
from intranet.navigation import may_open
from intranet.numbers import whole
from intranet.organisations.models import Organisation
from intranet.reports import service
from intranet.reports.figure import Figure, said

blueprint = Blueprint("reports", __name__, url_prefix="/so-lieu")

COLUMNS: exporting.Columns = {
    "Nội dung": lambda f: f.label,
    "Số liệu": lambda f: f.value,
    "Trên tổng số": lambda f: f.of,
    "Trong đó": lambda f: "; ".join(f"{name}: {n}" for name, n in f.parts.items()),
}


@blueprint.get("/")
def index() -> Response:
    """The figures of an organisation and everything below it, of one year or of all."""
    year = (
        request.args.get("nam", local_today(utcnow()).year, type=whole) if request.args.get("nam") != "tat-ca" else None
    )
    chosen = db.session.scalar(scoped(Organisation).where(Organisation.uid == request.args.get("don-vi", "")))
    shown = service.figures(_path(chosen), year)
    if file := exporting.asked(request.args):
        return exporting.send_records("Số liệu", COLUMNS, shown, file)
    return render(
        "reports/index.html", "reports/_figures.html", sections=_by_section(shown), year=year, chosen=chosen, said=said,
        units=_units(), years=range(local_today(utcnow()).year, 2015, -1), may_open=may_open,
    )  # fmt: skip


#: What the capabilities of domain.md, section 2, are called on the page.
SECTIONS = {
    "Tổ chức và sinh hoạt": ("C1", "C2", "C3", "C4", "C5"),
    "Đăng ký và làm theo": ("C6", "C7", "C8", "C9"),
    "Phong trào và nêu gương": ("C10", "C11", "C12", "C13", "C14"),
    "Khen thưởng, chỉ đạo, xếp loại": ("C15", "C16", "C17"),
}


def _by_section(shown: list[Figure]) -> dict[str, list[Figure]]:
    return {title: [f for f in shown if f.capability in codes] for title, codes in SECTIONS.items()}


def _path(chosen: Organisation | None) -> str:
    """The subtree the figures are over: the one chosen, else all the person sees; nothing for who sees nothing."""
    seen = chosen or me().organisation
    if seen is not None:
        return seen.path
    return "/" if can(Verb.ADMINISTER) else "none"


def _units() -> list[tuple[str, str]]:
    query = select(Organisation.uid, Organisation.name).where(in_scope(), Organisation.active)
    return [(uid, name) for uid, name in db.session.execute(query.order_by(Organisation.path))]
