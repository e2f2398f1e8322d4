"""The administrator's screen of accounts, activation cards, and ``flask user create``."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.accounts.models import Activation, User
from intranet.audit.models import AuditEntry
from intranet.database import db, utcnow
from intranet.organisations.models import Organisation
from tests import factories
from tests.conftest import Login, QueryCounter

PASSWORD = "hoa phượng nở sớm"


@pytest.fixture
def commune(app: Flask) -> Organisation:
    return factories.make_organisation(code="MS")


@pytest.fixture
def administrator(app: Flask, login: Login) -> FlaskClient:
    return login(factories.make_user("administrator"))


def newcomer(commune: Organisation, **changes: str) -> dict[str, str]:
    data = {"login": "Hien.Pham", "full_name": " Phạm  Đức Hiền ", "role": "reader", "organisation": commune.uid}
    return {**data, **changes}


def code_on(card: str) -> str:
    found = re.search(r'class="ticket-code">([^<]+)<', card)
    assert found
    return found[1]


def activation(code: str, login: str = "hien.pham", password: str = PASSWORD) -> dict[str, str]:
    return {"login": login, "code": code, "password": password, "again": password}


def test_a_new_account_comes_with_a_card_that_opens_it_once(
    administrator: FlaskClient, client: FlaskClient, commune: Organisation
) -> None:
    code = code_on(administrator.post("/nguoi-dung/them", data=newcomer(commune)).text)
    user = db.session.scalars(select(User).where(User.login == "hien.pham")).one()
    assert (user.full_name, user.role, user.organisation_id) == ("Phạm Đức Hiền", "reader", commune.id)

    typed = code.lower().replace("-", " ")
    assert client.post("/kich-hoat", data=activation(typed)).status_code == 303
    assert client.get("/tai-khoan").status_code == 200
    again = client.post("/kich-hoat", data=activation(code, password="một câu khác hẳn"))
    assert again.status_code == 422
    assert "đã dùng hoặc đã hết hạn" in again.text


def test_a_card_is_worthless_for_another_account_late_or_after_a_newer_one(
    administrator: FlaskClient, client: FlaskClient, commune: Organisation
) -> None:
    first = code_on(administrator.post("/nguoi-dung/them", data=newcomer(commune)).text)
    other = factories.make_user("reader", commune)
    assert client.post("/kich-hoat", data=activation(first, other.login)).status_code == 422
    user = db.session.scalars(select(User).where(User.login == "hien.pham")).one()
    second = code_on(administrator.post(f"/nguoi-dung/{user.uid}/the").text)
    assert client.post("/kich-hoat", data=activation(first)).status_code == 422
    for card in db.session.scalars(select(Activation)):
        card.expires_at = utcnow() - timedelta(seconds=1)
    assert client.post("/kich-hoat", data=activation(second)).status_code == 422


def test_the_code_is_kept_only_as_a_hash(administrator: FlaskClient, commune: Organisation) -> None:
    code = code_on(administrator.post("/nguoi-dung/them", data=newcomer(commune)).text)
    card = db.session.scalars(select(Activation)).one()
    assert code.replace("-", "") not in card.code_hash
    assert len(card.code_hash) == 64


def test_a_form_that_is_wrong_says_so_at_each_field_and_keeps_what_was_typed(
    administrator: FlaskClient, commune: Organisation
) -> None:
    data = newcomer(commune, login="hiền", full_name="", role="", organisation="KHONGCO")
    answer = administrator.post("/nguoi-dung/them", data=data)
    assert answer.status_code == 422
    assert re.findall(r'href="#(f-[a-z_]+)"', answer.text) == ["f-login", "f-full_name", "f-role", "f-organisation"]
    assert 'value="hiền"' in answer.text


def test_two_people_cannot_have_one_sign_in_name(administrator: FlaskClient, commune: Organisation) -> None:
    administrator.post("/nguoi-dung/them", data=newcomer(commune))
    again = administrator.post("/nguoi-dung/them", data=newcomer(commune, login="HIEN.PHAM"))
    assert again.status_code == 422
    assert "đã có người dùng" in again.text


def test_a_deactivated_person_is_out_at_once_and_back_by_undo(
    administrator: FlaskClient, login: Login, commune: Organisation
) -> None:
    user = factories.make_user("reader", commune)
    browser = login(user)
    said = administrator.post(f"/nguoi-dung/{user.uid}/ngung", follow_redirects=False)
    assert said.status_code == 303
    assert f'action="/nguoi-dung/{user.uid}/mo-lai"' in administrator.get("/nguoi-dung/").text
    assert browser.get("/tai-khoan").status_code == 303
    administrator.post(f"/nguoi-dung/{user.uid}/mo-lai")
    assert login(user).get("/tai-khoan").status_code == 200


def test_an_administrator_cannot_lock_themselves_out(app: Flask, login: Login) -> None:
    me = factories.make_user("administrator")
    browser = login(me)
    assert browser.post(f"/nguoi-dung/{me.uid}/ngung").status_code == 422
    assert browser.get("/tai-khoan").status_code == 200


@pytest.mark.parametrize("role", ["committee_office", "branch_secretary", "reader"])
def test_accounts_are_the_administrators_alone(login: Login, commune: Organisation, role: str) -> None:
    browser = login(factories.make_user(role, commune))
    other = factories.make_user("reader", commune)
    answers = [browser.get("/nguoi-dung/"), browser.get("/nguoi-dung/them")]
    answers += [browser.post(f"/nguoi-dung/{other.uid}/{verb}") for verb in ("the", "ngung", "mo-lai")]
    assert [a.status_code for a in answers] == [403] * 5


def test_an_account_that_does_not_exist_is_a_404(administrator: FlaskClient) -> None:
    assert [administrator.post(f"/nguoi-dung/KHONGCO/{v}").status_code for v in ("the", "ngung", "mo-lai")] == [404] * 3


def test_what_an_administrator_does_is_in_the_change_log_under_their_name(
    administrator: FlaskClient, commune: Organisation
) -> None:
    administrator.post("/nguoi-dung/them", data=newcomer(commune))
    user = db.session.scalars(select(User).where(User.login == "hien.pham")).one()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.record_uid == user.uid)).one()
    author = db.session.get_one(User, entry.user_id)
    assert (entry.action, entry.source, author.role) == ("create", "web", "administrator")


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_the_list_costs_the_same_queries_however_long(
    administrator: FlaskClient, commune: Organisation, queries: QueryCounter, rows: int
) -> None:
    db.session.add_all(
        User(login=f"nguoi{n}", full_name=f"Lê Thị {n}", role="reader", organisation_id=commune.id) for n in range(rows)
    )
    db.session.commit()
    queries.reset()
    assert administrator.get("/nguoi-dung/").text.count("<tr>") == rows + 2
    assert queries.count <= 10


def test_the_command_line_makes_an_account_and_prints_its_code(
    app: Flask, client: FlaskClient, commune: Organisation
) -> None:
    words = ["user", "create", "hien.pham", "--name", "Phạm Đức Hiền", "--role", "reader", "--org", "MS"]
    db.session.commit()
    result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code == 0
    code = result.output.strip().rsplit(" ", 1)[1]
    assert client.post("/kich-hoat", data=activation(code)).status_code == 303


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--role", "reader"], "Chọn đơn vị"),
        (["--role", "reader", "--org", "XYZ"], "Không có đơn vị mang mã XYZ"),
        (["--role", "administrator", "--password", "ngắn"], "ít nhất 10 ký tự"),
    ],
)
def test_the_command_line_refuses_what_the_screen_refuses(app: Flask, options: list[str], said: str) -> None:
    result = app.test_cli_runner().invoke(args=["user", "create", "hien.pham", "--name", "Phạm Đức Hiền", *options])
    assert result.exit_code == 1
    assert said in result.output
    assert db.session.scalars(select(User)).all() == []


def test_a_sign_in_name_with_marks_is_refused_on_the_command_line_too(app: Flask) -> None:
    result = app.test_cli_runner().invoke(
        args=["user", "create", "hiền", "--name", "Phạm Đức Hiền", "--role", "administrator"]
    )
    assert result.exit_code == 1
    assert "chữ không dấu" in result.output
