"""The same first run and undo on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from intranet import create_app
from intranet.database import db
from intranet.mirror.models import InboxItem, SyncRun
from intranet.mirror.registers import REGISTERS, Scope
from tests import factories
from tests.conftest import make_settings
from tests.mirror.office_book import PEOPLE, Clerk, make_book


def test_a_book_is_taken_and_a_run_undone_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, database_url=postgres_url))
    path = make_book(tmp_path / "so.xlsx")
    with app.app_context():
        db.drop_all()
        db.create_all()
        top, runner = factories.make_organisation(code="MAUSON"), app.test_cli_runner()
        assert runner.invoke(args=["sync", "bind", "--org", "MAUSON", "--file", str(path), "--yes"]).exit_code == 0
        assert runner.invoke(args=["sync", "run"]).exit_code == 2
        before = REGISTERS["members"](Scope(top, 2022)).records()
        db.session.rollback()
        Clerk(path).write("Đảng viên", I6="dán nhầm")
        assert runner.invoke(args=["sync", "run"]).exit_code == 2
        done = max(db.session.scalars(db.select(SyncRun.id)))
        assert runner.invoke(args=["sync", "undo", str(done)]).exit_code == 0
        db.session.rollback()
        assert (REGISTERS["members"](Scope(top, 2022)).records(), len(before)) == (before, len(PEOPLE))
        assert [item.cell for item in db.session.scalars(db.select(InboxItem))] == ["C9"]
        db.session.remove()
        db.drop_all()
        db.engine.dispose()
