"""Signing in, out, and the sessions behind it."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet import create_app
from intranet.accounts import service
from intranet.accounts.models import WebSession
from intranet.database import db, utcnow
from tests import factories
from tests.conftest import Login, make_settings

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."


def credentials(login: str, password: str = factories.PASSWORD) -> dict[str, str]:
    return {"login": login, "password": password}


def the_session() -> WebSession:
    return db.session.scalars(select(WebSession)).one()


def test_the_right_password_opens_the_page_that_was_asked_for(client: FlaskClient) -> None:
    user = factories.make_user("administrator")
    assert client.get("/nguoi-dung/").location == "/dang-nhap?next=/nguoi-dung/"
    answer = client.post("/dang-nhap?next=/nguoi-dung/", data=credentials(user.login.upper()))
    assert (answer.status_code, answer.location) == (303, "/nguoi-dung/")
    assert client.get("/nguoi-dung/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"],
)
def test_after_signing_in_nobody_is_sent_to_another_site(client: FlaskClient, elsewhere: str) -> None:
    user = factories.make_user("administrator")
    answer = client.post("/dang-nhap", query_string={"next": elsewhere}, data=credentials(user.login))
    assert answer.location.startswith("/")
    assert "evil" not in answer.location


def test_a_wrong_password_an_unknown_name_and_a_closed_account_are_answered_alike(client: FlaskClient) -> None:
    user, closed = factories.make_user("administrator"), factories.make_user("administrator")
    service.deactivate(closed)
    tries = [credentials(user.login, "sai mật khẩu"), credentials("khong.co"), credentials(closed.login)]
    answers = [client.post("/dang-nhap", data=data) for data in tries]
    assert [a.status_code for a in answers] == [422, 422, 422]
    assert all(WRONG in a.text for a in answers)


def test_the_name_typed_is_kept_and_the_password_is_not(client: FlaskClient) -> None:
    answer = client.post("/dang-nhap", data=credentials("ha.lethu", "bí mật của tôi"))
    assert 'value="ha.lethu"' in answer.text
    assert "bí mật của tôi" not in answer.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    user = factories.make_user("administrator")
    cookie = client.post("/dang-nhap", data=credentials(user.login)).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_behind_https_the_cookie_is_sent_over_nothing_else(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, secure_cookies=True))
    assert app.config["SESSION_COOKIE_SECURE"] is True


def test_the_database_keeps_only_a_hash_of_the_token(app: Flask, login: Login) -> None:
    browser = login(factories.make_user("administrator"))
    with browser.session_transaction() as cookie:
        token = cookie["session"]
    assert the_session().token_hash != token
    assert len(the_session().token_hash) == 64


def test_signing_out_ends_the_session_in_the_database_so_that_a_kept_cookie_is_worthless(
    app: Flask, login: Login
) -> None:
    browser = login(factories.make_user("administrator"))
    kept = browser.get_cookie("sotay")
    assert kept
    assert browser.post("/dang-xuat").location == "/dang-nhap"
    browser.set_cookie("sotay", kept.value)
    assert browser.get("/tai-khoan").status_code == 303
    assert the_session().revoked_at is not None


def test_a_session_that_expired_asks_to_sign_in_again(app: Flask, login: Login) -> None:
    browser = login(factories.make_user("administrator"))
    the_session().expires_at = utcnow() - timedelta(seconds=1)
    assert browser.get("/tai-khoan").status_code == 303


def test_an_expired_session_under_htmx_sends_the_whole_browser_to_the_sign_in_page(client: FlaskClient) -> None:
    headers = {
        "HX-Request": "true",
        "HX-Request-Type": "partial",
        "HX-Current-URL": "http://localhost/sinh-hoat/?thang=11",
    }
    answer = client.get("/tai-khoan", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/dang-nhap?next=/sinh-hoat/?thang%3D11"
    assert answer.data == b""


def test_a_session_in_use_lives_on_and_is_noted_at_most_every_quarter_of_an_hour(app: Flask, login: Login) -> None:
    browser = login(factories.make_user("administrator"))
    seen = utcnow() - timedelta(minutes=20)
    the_session().seen_at, the_session().expires_at = seen, seen + service.SESSION_IDLE
    browser.get("/tai-khoan")
    noted, expiry = the_session().seen_at, the_session().expires_at
    assert noted > seen
    assert expiry == noted + service.SESSION_IDLE
    browser.get("/tai-khoan")
    assert the_session().seen_at == noted


def test_no_session_outlives_its_last_day_however_much_it_is_used(app: Flask, login: Login) -> None:
    browser = login(factories.make_user("administrator"))
    the_session().created_at = utcnow() - service.SESSION_LIFE + timedelta(days=1)
    the_session().seen_at = utcnow() - timedelta(days=1)
    browser.get("/tai-khoan")
    assert the_session().expires_at == the_session().created_at + service.SESSION_LIFE


def test_a_password_typed_with_decomposed_letters_is_the_same_password(client: FlaskClient) -> None:
    user = factories.make_user("administrator")
    apart = unicodedata.normalize("NFD", factories.PASSWORD)
    assert apart != factories.PASSWORD
    assert client.post("/dang-nhap", data=credentials(user.login, apart)).status_code == 303


def test_guessing_at_one_account_is_slowed_down(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, rate_limits=True))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        db.create_all()
    client = app.test_client()
    statuses = [client.post("/dang-nhap", data=credentials("ha.lethu", str(n))).status_code for n in range(11)]
    assert statuses == [422] * 10 + [429]
    answer = client.post("/dang-nhap", data=credentials("ha.lethu"))
    assert "Thử quá nhiều lần" in answer.text


def test_the_sign_in_form_needs_its_csrf_token(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    user = factories.make_user("administrator")
    client = app.test_client()
    assert client.post("/dang-nhap", data=credentials(user.login)).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/dang-nhap").text)
    assert token
    data = {**credentials(user.login), "csrf_token": token[1]}
    assert client.post("/dang-nhap", data=data).status_code == 303


@pytest.mark.parametrize("path", ["/dang-xuat", "/tai-khoan/mat-khau", "/nguoi-dung/ABC/the"])
def test_a_verb_that_changes_something_is_never_a_get(app: Flask, login: Login, path: str) -> None:
    assert login(factories.make_user("administrator")).get(path).status_code == 405
