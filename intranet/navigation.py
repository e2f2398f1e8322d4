"""The side navigation: few words, each with a count where something waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from intranet.access import Verb, can, me
from intranet.accounts.models import User
from intranet.htmx import current_path


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the navigation. ``on_phone`` puts it into the bottom bar too."""

    label: str
    endpoint: str
    icon: str
    group: str = ""
    verb: Verb = Verb.READ
    on_phone: bool = False
    short: str = ""


#: In the order shown. An entry whose endpoint is not registered is left out.
ENTRIES = (
    Entry("Việc cần làm", "start.index", "tasks", on_phone=True, short="Việc"),
    Entry("Sinh hoạt", "meetings.index", "calendar", on_phone=True),
    Entry("Đăng ký làm theo", "pledges.index", "pledge", on_phone=True, short="Đăng ký"),
    Entry("Theo dõi tháng", "checks.index", "check", on_phone=True, short="Theo dõi"),
    Entry("Đợt sinh hoạt", "waves.index", "flag"),
    Entry("Phân công trình bày", "rota.index", "speak"),
    Entry("Nhiệm vụ hằng tháng", "reviews.index", "tasks"),
    Entry("Xếp loại cuối năm", "grading.index", "rule", verb=Verb.RECORD),
    Entry("Các sổ theo dõi", "registers.shelf", "pledge"),
    Entry("Thi trực tuyến", "quizzes.index", "check"),
    Entry("Số liệu", "reports.index", "rule"),
    Entry("Chi bộ", "organisations.index", "tree", "Toàn Đảng bộ"),
    Entry("Đảng viên", "members.index", "people", "Toàn Đảng bộ"),
    Entry("Bảng tính", "mirror.index", "sheet", "Toàn Đảng bộ", Verb.RECORD),
    Entry("Khóa sổ", "periods.index", "key", "Toàn Đảng bộ", Verb.MANAGE),
    Entry("Người dùng", "users.index", "key", "Quản trị", Verb.ADMINISTER),
    Entry("Quy định", "settings.index", "rule", "Quản trị", Verb.ADMINISTER),
)

#: What waits behind an entry, by endpoint; a capability's routes module adds its own function (one query each).
counts: dict[str, Callable[[User], int]] = {}


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as this person sees it on this page."""

    entry: Entry
    count: int
    current: bool


def items() -> list[Item]:
    """The entries this person may open, with what waits behind them."""
    user, path = me(), current_path()
    shown = [e for e in ENTRIES if e.endpoint in current_app.view_functions and can(e.verb, user)]
    return [Item(e, counts[e.endpoint](user) if e.endpoint in counts else 0, _is_current(e, path)) for e in shown]


def has_endpoint(endpoint: str) -> bool:
    """Whether a capability has registered this view."""
    return endpoint in current_app.view_functions


def may_open(endpoint: str) -> bool:
    """Whether this person may open the list behind a view: registered, and not kept from them by the navigation."""
    return has_endpoint(endpoint) and all(can(e.verb) for e in ENTRIES if e.endpoint == endpoint)


def _is_current(entry: Entry, path: str) -> bool:
    root = current_app.url_for(entry.endpoint)
    return path == root or (root != "/" and path.startswith(root.rstrip("/") + "/"))


def init_app(app: Flask) -> None:
    """Offer the navigation and the rights to every template."""
    app.jinja_env.globals.update(navigation=items, has_endpoint=has_endpoint, can=can, Verb=Verb)
