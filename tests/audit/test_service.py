"""The change log writes each change once, with what stood there before."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from intranet import create_app
from intranet.audit.models import AuditEntry
from intranet.database import db
from tests.conftest import make_settings
from tests.factories import make_branch, make_member, make_organisation


def test_a_second_application_in_the_process_does_not_log_twice(app: Flask) -> None:
    create_app(make_settings(app.config["SETTINGS"].instance_dir))
    make_organisation()
    assert db.session.scalar(select(func.count(AuditEntry.id))) == 1


def test_a_value_overwritten_unread_is_still_in_the_log(app: Flask) -> None:
    member = make_member(make_branch(make_organisation()), note="điều cũ")
    db.session.commit()
    member.note = "điều mới"
    db.session.commit()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.field == "note")).one()
    assert (entry.before, entry.after) == ("điều cũ", "điều mới")
