"""Waves and rota read the same on PostgreSQL as on SQLite: every screen, over the demo's year."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import select

from intranet.campaigns.models import Wave
from intranet.config import Settings
from intranet.database import db, utcnow
from intranet.demo.campaigns import make_waves_and_rota
from intranet.formatting import local_today
from intranet.rota.models import Assignment
from tests import factories, postgres
from tests.conftest import make_settings, serving, sign_in

CHANGING = re.compile(
    r'csrf-token" content="[^"]*"|csrf_token" value="[^"]*"|X-CSRFToken": "[^"]*"|\b[A-Z][A-Z0-9]{8}\b|Lê Thu Hà \d+'
)


def screens(settings: Settings) -> dict[str, str]:
    """Every screen of the demo's waves and rota, without what differs at every sign-in."""
    with serving(settings) as application:
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
        browser = sign_in(application, factories.make_user("committee_office", top))
        found = {}
        for number, path in enumerate(paths):
            answer = browser.get(path)
            assert answer.status_code == 200, path
            found[f"{number} {CHANGING.sub('', path)}"] = CHANGING.sub("", answer.text)
        return found


def test_every_screen_reads_the_same_on_both_databases(postgres_url: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "here").mkdir()
    with postgres.database(postgres_url, "campaigns") as url:
        there = screens(make_settings(tmp_path / "there", database_url=url))
    here = screens(make_settings(tmp_path / "here"))
    assert there.keys() == here.keys()
    for path, page in there.items():
        assert page.split("\n") == here[path].split("\n"), path
