"""A commune whose dirty book lies in the shared folder, and how a test binds it, edits it and reads it as people do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.test import TestResponse

from intranet.accounts.models import User
from intranet.database import db
from intranet.members.models import Member
from intranet.mirror.models import InboxItem, SyncRun, Workbook
from intranet.organisations.models import Organisation
from tests import factories
from tests.sync import book

NAME = "Sổ theo dõi 2026.xlsx"


@dataclass
class Office:
    """The commune, its clerk, and the file."""

    top: Organisation
    clerk: User
    path: Path

    def workbook(self) -> Workbook:
        """The bound workbook as it stands."""
        db.session.rollback()
        wanted = select(Workbook).where(Workbook.location == str(self.path)).options(selectinload(Workbook.bindings))
        return db.session.scalars(wanted.execution_options(populate_existing=True)).one()

    def address(self, *parts: str) -> str:
        """An address below the workbook's page."""
        return "/".join(("/bang-tinh", self.workbook().uid, *parts))

    def items(self, kind: str = "", state: str = "open") -> list[InboxItem]:
        """The inbox."""
        db.session.rollback()
        wanted = select(InboxItem).where(InboxItem.state == state).order_by(InboxItem.id)
        return [item for item in db.session.scalars(wanted) if kind in ("", item.kind)]

    def last_run(self) -> SyncRun:
        """The latest run."""
        db.session.rollback()
        return db.session.scalars(select(SyncRun).order_by(SyncRun.id.desc())).first()  # type: ignore[return-value]

    def cell(self, tab: str, address: str) -> Any:
        """What stands in the file."""
        return load_workbook(self.path)[tab][address].value

    def write(self, tab: str, **cells: Any) -> None:
        """Type into the file, as a clerk with a spreadsheet program."""
        workbook = load_workbook(self.path)
        for address, value in cells.items():
            workbook[tab][address] = value
        workbook.save(self.path)

    def member(self, name: str) -> Member:
        """A member by name."""
        db.session.rollback()
        return db.session.scalars(select(Member).where(Member.full_name == name)).one()


def make_office(folder: Path) -> Office:
    """The commune of the book, empty, with the book in the shared folder."""
    top = factories.make_organisation("Đảng bộ xã Đồng Tâm", code="DONGTAM")
    clerk = factories.make_user("committee_office", top)
    return Office(top, clerk, book.save(folder / NAME))


class _Controls(HTMLParser):
    """The controls of the page's main part as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = self._inside or tag == "main"
        if not self._inside:
            return
        if tag == "select":
            self._select = given["name"]
        elif tag == "option" and ("selected" in given or self._select not in self.values):
            self.values[self._select] = given.get("value", "")
        elif tag == "input" and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.values[given.get("name", "")] = given.get("value", "")


def typed(page: TestResponse) -> dict[str, str]:
    """What the form of a page would send as it stands."""
    controls = _Controls()
    controls.feed(page.text)
    return controls.values


def bind(browser: FlaskClient, office: Office, **changes: str) -> TestResponse:
    """Go through both steps of binding with what is proposed, but for ``changes``."""
    first = browser.post(
        "/bang-tinh/gan", data={"organisation": office.top.uid, "source": "file", "file": office.path.name}
    )
    assert first.status_code == 303, first.text
    page = browser.get(first.location)
    return browser.post(first.location, data={**typed(page), **changes})


def partial(browser: FlaskClient, address: str, data: Mapping[str, str] | None = None) -> TestResponse:
    """Ask as HTMX does for a part of the page; with ``data`` a POST."""
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    return browser.get(address, headers=headers) if data is None else browser.post(address, data=data, headers=headers)
