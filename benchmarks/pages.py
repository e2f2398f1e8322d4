"""Server time and queries of pages on the large data set, against rendering the same templates from memory (budget: 3x, 10 queries)."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import event, insert
from sqlalchemy.engine import Engine

from intranet import create_app
from intranet.accounts import service as accounts
from intranet.config import Settings
from intranet.database import db
from intranet.formatting import name_key, search_key
from intranet.members.models import Member
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.pledges.models import MonthlyCheck, Pledge, PledgeItem
from sync import ids

BRANCHES, MEMBERS, YEAR, MONTHS = 279, 5_000, 2026, 12
PASSWORD = "mật khẩu đo tốc độ"  # of a database that lives for a minute
PAGES = ("/", "/sinh-hoat/", "/dang-ky/", "/theo-doi/", "/chi-bo/", "/dang-vien/", "/bang-tinh/")


def run() -> None:
    """Print a line a page."""
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        client = _signed_in(app)
        for path in PAGES:
            _measure(app, client, path)


def _app(folder: Path) -> Flask:
    settings = Settings(
        f"sqlite:///{folder / 'large.sqlite'}", "x" * 8 + "0123456789abcdefghijklmnop", folder, testing=True,
        rate_limits=False, argon2_fast=True,
    )  # fmt: skip
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        db.create_all()
        _fill()
    return app


def _fill() -> None:
    """279 branches, 5,000 members with a pledge each, 60,000 monthly checks."""
    root = organisations.create(organisations.OrganisationData(name="Đảng bộ huyện Mẫu", kind="district", code="MAU"))
    db.session.flush()
    for n in range(BRANCHES):
        organisations.create(organisations.OrganisationData(name=f"Chi bộ thôn {n}", kind="rural", parent_id=root.id))
    user = accounts.create_user(accounts.NewUser("do.toc.do", "Đo Tốc Độ", "committee_office", root.id))
    accounts.set_password(user, PASSWORD)
    db.session.commit()
    branches = [b.id for b in db.session.query(Organisation).filter(Organisation.parent_id == root.id)]
    names = [f"Nguyễn Văn Đo {n}" for n in range(MEMBERS)]
    db.session.execute(insert(Member), [_member(name, branches[n % len(branches)]) for n, name in enumerate(names)])
    members = db.session.query(Member.id, Member.branch_id).all()
    db.session.execute(
        insert(Pledge),
        [
            {
                "uid": ids.mint(),
                "organisation_id": b,
                "member_id": m,
                "year": YEAR,
                "approval": "approved",
                "version": 1,
                "revision": 0,
            }
            for m, b in members
        ],
    )
    pledges = [p.id for p in db.session.query(Pledge.id)]
    db.session.execute(
        insert(PledgeItem),
        [{"uid": ids.mint(), "pledge_id": p, "position": 1, "work": "Trồng cây", "version": 1} for p in pledges],
    )
    items = [i.id for i in db.session.query(PledgeItem.id)]
    checks = [{"pledge_item_id": i, "month": m, "value": "done"} for i in items for m in range(1, MONTHS + 1)]
    db.session.execute(insert(MonthlyCheck), checks)
    db.session.commit()


def _member(name: str, branch: int) -> dict[str, Any]:
    return {
        "uid": ids.mint(), "full_name": name, "sort_key": name_key(name), "search_key": search_key(name), "branch_id": branch,
        "standing": "full", "roles": "", "version": 1,
    }  # fmt: skip


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/dang-nhap", data={"login": "do.toc.do", "password": PASSWORD})
    if answer.status_code not in (302, 303):
        raise SystemExit(f"the benchmark cannot sign in: {answer.status_code}")
    return client


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def count(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def _measure(app: Flask, client: FlaskClient, path: str) -> None:
    captured: list[tuple[Any, dict[str, Any]]] = []

    def keep(_app: Flask, template: Any, context: dict[str, Any], **_rest: Any) -> None:
        captured.append((template, context))

    floors: list[float] = []
    # "with client" keeps the request, so that url_for and the session still work when the page is rendered again
    with template_rendered.connected_to(keep, app), app.app_context(), _counted() as statements, client:
        answer = client.get(path)
        queries = len(statements)
        template, context = captured[-1]
        floors = [_timed(lambda: template.render(context)) for _ in range(5)]
    spent = min(_timed(lambda: client.get(path)) for _ in range(5))
    floor = min(floors)
    print(
        f"{path:<14} {answer.status_code} {queries:>2} queries {spent * 1000:7.1f} ms  floor {floor * 1000:6.1f} ms  ratio {spent / floor:4.1f}"
    )


def _timed(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
