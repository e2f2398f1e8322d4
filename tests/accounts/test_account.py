"""One's own account: password and signed-in browsers."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.accounts.devices import device_name
from intranet.accounts.models import WebSession
from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.logs import LineFormatter
from tests import factories
from tests.conftest import Login

NEW = "hoa phượng nở sớm"


def typed(current: str = factories.PASSWORD, password: str = NEW, again: str = NEW) -> dict[str, str]:
    return {"current": current, "password": password, "again": again}


def test_a_new_password_replaces_the_old_one_and_signs_the_other_browsers_out(app: Flask, login: Login) -> None:
    user = factories.make_user("administrator")
    here, elsewhere = login(user), login(user)
    assert here.post("/tai-khoan/mat-khau", data=typed()).status_code == 303
    assert here.get("/tai-khoan").status_code == 200
    assert elsewhere.get("/tai-khoan").status_code == 303
    assert login(user, NEW).get("/tai-khoan").status_code == 200


def test_a_password_that_is_wrong_weak_or_mistyped_changes_nothing(app: Flask, login: Login) -> None:
    user = factories.make_user("administrator", login="ha.lethu")
    browser = login(user)
    refused = {
        "Mật khẩu hiện tại không đúng.": typed(current="sai"),
        "Mật khẩu cần ít nhất 10 ký tự.": typed(password="ngắn", again="ngắn"),
        "Mật khẩu không được chứa tên đăng nhập.": typed(password="ha.lethu 2022", again="ha.lethu 2022"),
        "Mật khẩu này quá dễ đoán.": typed(password="1234567890", again="1234567890"),
        "Hai lần nhập mật khẩu không giống nhau.": typed(again="khác hẳn đi"),
        "Nhập mật khẩu mới.": typed(password=""),
    }
    for message, data in refused.items():
        answer = browser.post("/tai-khoan/mat-khau", data=data)
        assert answer.status_code == 422
        assert message in answer.text
    assert login(user).get("/tai-khoan").status_code == 200


def test_no_password_reaches_the_change_log(app: Flask, login: Login) -> None:
    user = factories.make_user("administrator")
    login(user).post("/tai-khoan/mat-khau", data=typed())
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.record_uid == user.uid)).all()
    assert entries
    assert [
        e for e in entries if "argon2" in f"{e.before}{e.after}" or "password" in f"{e.field}{e.before}{e.after}"
    ] == []


def test_a_person_signs_out_one_of_their_browsers_but_nobody_elses(app: Flask, login: Login) -> None:
    user, stranger = factories.make_user("administrator"), factories.make_user("administrator")
    here, elsewhere, foreign = login(user), login(user), login(stranger)
    ids = list(db.session.scalars(select(WebSession.id).order_by(WebSession.id)))
    assert here.post(f"/tai-khoan/thiet-bi/{ids[2]}/dang-xuat").status_code == 404
    assert here.post(f"/tai-khoan/thiet-bi/{ids[1]}/dang-xuat").status_code == 303
    assert [b.get("/tai-khoan").status_code for b in (here, elsewhere, foreign)] == [200, 303, 200]


def test_the_access_log_names_the_account_behind_every_request(
    app: Flask, login: Login, caplog: pytest.LogCaptureFixture
) -> None:
    user = factories.make_user("administrator")
    caplog.handler.setFormatter(LineFormatter(as_json=False))
    browser, uid = login(user), user.uid
    caplog.set_level("INFO", "intranet.access_log")
    caplog.clear()
    browser.get("/tai-khoan")
    app.test_client().get("/dang-nhap")
    known, unknown = caplog.text.strip().splitlines()
    assert f"user={uid}" in known
    assert "GET /tai-khoan 200" in known
    assert "user=-" in unknown


def test_a_person_recognises_their_own_devices() -> None:
    phone = "Mozilla/5.0 (Linux; Android 13; SM-A042F) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
    office = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0"
    assert device_name(phone) == "Chrome trên điện thoại Android"
    assert device_name(office) == "Edge trên máy tính Windows"
    assert device_name("") == "Trình duyệt không rõ"
