"""Waves and rota read the same on PostgreSQL as on SQLite: every screen, over the demo's year."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy import select

from intranet import create_app
from intranet.campaigns.models import Wave
from intranet.database import db, utcnow
from intranet.demo.campaigns import make_waves_and_rota
from intranet.formatting import local_today
from intranet.rota.models import Assignment
from tests import factories
from tests.conftest import Browser, make_settings

CHANGING = re.compile(
    r'csrf-token" content="[^"]*"|csrf_token" value="[^"]*"|X-CSRFToken": "[^"]*"|\b[A-Z][A-Z0-9]{8}\b|Lê Thu Hà \d+'
)


def screens(application: Flask) -> dict[str, str]:
    """Every screen of the demo's waves and rota, without what differs at every sign-in."""
    application.config["WTF_CSRF_ENABLED"] = False
    application.test_client_class = Browser
    with application.app_context():
        db.create_all()
        top = factories.make_organisation("Đảng bộ xã Mẫu Hòa")
        for name in ("Chi bộ thôn Bắc Sơn", "Chi bộ thôn Đông Hòa", "Chi bộ Trường Tiểu học"):
            branch = factories.make_branch(top, name)
            for given in ("An", "Bảo", "Cường"):
                factories.make_member(branch, f"Trần Văn {given}", standing="exempt" if given == "An" else "full")
        make_waves_and_rota(top, local_today(utcnow()))
        paths = [
            "/",
            "/dot-sinh-hoat/",
            "/phan-cong/",
            "/phan-cong/?tinh-trang=viec",
            "/phan-cong/kho?q=ba",
            "/phan-cong/vang",
        ]
        for wave in db.session.scalars(select(Wave).order_by(Wave.id)):
            paths += [f"/dot-sinh-hoat/{wave.uid}{rest}" for rest in ("", "?tinh-trang=late", "/nhac", "/sua")]
        one = db.session.scalars(select(Assignment).order_by(Assignment.month.desc(), Assignment.id)).first()
        assert one is not None
        paths += [f"/phan-cong/{one.uid}{rest}" for rest in ("", "/sua", "/doi")]
        paths += [f"/phan-cong/moi?don-vi={branch.uid}", f"/phan-cong/lap-lich?don-vi={top.uid}&tu=1/2030&den=3/2030"]
        browser = application.test_client()
        user = factories.make_user("committee_office", top)
        browser.post("/dang-nhap", data={"login": user.login, "password": factories.PASSWORD})
        found = {}
        for number, path in enumerate(paths):
            answer = browser.get(path)
            assert answer.status_code == 200, path
            found[f"{number} {CHANGING.sub('', path)}"] = CHANGING.sub("", answer.text)
        db.session.remove()
        db.engine.dispose()
        return found


def test_every_screen_reads_the_same_on_both_databases(postgres_url: str, tmp_path: Path) -> None:
    server = postgres_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE campaigns")
    (tmp_path / "there").mkdir()
    (tmp_path / "here").mkdir()
    url = postgres_url.replace("/postgres?", "/campaigns?")
    there = screens(create_app(make_settings(tmp_path / "there", database_url=url)))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE campaigns WITH (FORCE)")
    here = screens(create_app(make_settings(tmp_path / "here")))
    assert there.keys() == here.keys()
    for path, page in there.items():
        assert page.split("\n") == here[path].split("\n"), path
