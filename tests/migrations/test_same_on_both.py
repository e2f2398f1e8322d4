"""Names are ordered and found alike on SQLite and PostgreSQL."""

from __future__ import annotations

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from intranet.database import db
from intranet.members.models import Member
from intranet.searching import matches
from tests import factories

NAMES = [
    "Trần Đức",
    "Lê Văn An",
    "Hồ Dũng",
    "Lê Thị Ăn",
    "Bùi Ân",
    "Lê hoa",
    "Lê Hoà",
    "Lê Hòa",
    "Đỗ Đường",
    "Lý Dương",
]
IN_ORDER = [
    "Lê Văn An",
    "Lê Thị Ăn",
    "Bùi Ân",
    "Hồ Dũng",
    "Lý Dương",
    "Trần Đức",
    "Đỗ Đường",
    "Lê hoa",
    "Lê Hoà",
    "Lê Hòa",
]


def test_members_stand_in_vietnamese_order_and_are_found_without_marks(bare_app: Flask) -> None:
    upgrade()
    branch = factories.make_branch(factories.make_organisation())
    for name in NAMES:
        factories.make_member(branch, name)
    ordered = select(Member.full_name).order_by(Member.sort_key, Member.id)
    assert db.session.scalars(ordered).all() == IN_ORDER
    found = db.session.scalars(ordered.where(matches(Member.search_key, "duong"))).all()
    assert found == ["Lý Dương", "Đỗ Đường"]
