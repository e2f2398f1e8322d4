"""Who may open and do what with pledges."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from intranet.accounts.models import User
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.pledges import suggestions
from intranet.pledges.items import items_of
from intranet.pledges.models import Pledge
from intranet.pledges.suggestions import SuggestionData
from tests.conftest import Login
from tests.factories import make_branch, make_organisation, make_user

READS = ["/dang-ky/", "/dang-ky/chua-co", "/dang-ky/theo-chi-bo", "/dang-ky/goi-y/", "/theo-doi/", "/dang-ky/{p}"]
RECORDS = [
    ("get", "/dang-ky/moi"), ("get", "/dang-ky/{p}/sua"), ("post", "/dang-ky/{p}/sua"), ("post", "/dang-ky/{p}/hand_in"),
    ("post", "/dang-ky/{p}/xoa"), ("get", "/theo-doi/viec/{i}/3"), ("post", "/theo-doi/viec/{i}/3"),
    ("get", "/theo-doi/viec/{i}/ket-qua"), ("post", "/theo-doi/viec/{i}/ket-qua"), ("post", "/dang-ky/{p}/goi-y/{s}"),
]  # fmt: skip
MANAGES = [("get", "/dang-ky/goi-y/{s}"), ("post", "/dang-ky/goi-y/{s}"), ("post", "/dang-ky/goi-y/{s}/bo")]
APPROVES = [("post", "/dang-ky/{p}/approve"), ("post", "/dang-ky/{p}/give_back")]


@pytest.fixture
def addresses(commune: Organisation, pledge: Pledge) -> dict[str, str]:
    given = suggestions.create(SuggestionData(commune.id, 2022, "Giúp một hộ nghèo"))
    db.session.commit()
    return {"p": pledge.uid, "i": items_of(pledge)[0].uid, "s": given.uid}


def statuses(browser: FlaskClient, routes: list[tuple[str, str]], addresses: dict[str, str]) -> set[int]:
    return {getattr(browser, verb)(path.format(**addresses)).status_code for verb, path in routes}


def user_of(role: str, commune: Organisation, branch: Organisation) -> User:
    return make_user(role, {"branch_secretary": branch, "administrator": None}.get(role, commune))


@pytest.mark.parametrize("role", ["administrator", "committee_office", "branch_secretary", "reader"])
def test_each_role_reaches_what_it_may(
    commune: Organisation, branch: Organisation, addresses: dict[str, str], login: Login, role: str
) -> None:
    browser = login(user_of(role, commune, branch))
    assert statuses(browser, [("get", path) for path in READS], addresses) == {200}
    recorded = statuses(browser, RECORDS, addresses)
    assert (recorded == {403}) if role == "reader" else (403 not in recorded)
    managed = statuses(browser, MANAGES, addresses)
    may_manage = role in ("administrator", "committee_office")
    assert managed <= {200, 303, 422} if may_manage else managed <= {403, 404}


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("administrator", True), ("committee_office", False), ("branch_secretary", True), ("reader", False)],
)
def test_only_an_approver_reaches_the_approvers_steps(
    commune: Organisation, branch: Organisation, addresses: dict[str, str], login: Login, role: str, allowed: bool
) -> None:
    found = statuses(login(user_of(role, commune, branch)), APPROVES, addresses)
    assert found == ({422} if allowed else {403})


def test_a_foreign_branch_does_not_exist(commune: Organisation, addresses: dict[str, str], login: Login) -> None:
    stranger = login(make_user("branch_secretary", make_branch(commune, "Chi bộ thôn Đông Hòa")))
    routes = [("get", "/dang-ky/{p}"), *(r for r in RECORDS if r[1] != "/dang-ky/moi"), *MANAGES, *APPROVES]
    assert statuses(stranger, routes, addresses) == {404}
    assert "Trần Văn Lộc" not in stranger.get("/dang-ky/?nam=2022").text


def test_a_foreign_organisation_cannot_be_chosen(branch: Organisation, office: FlaskClient) -> None:
    other = make_organisation("Đảng bộ xã khác")
    for path in ("/dang-ky/", "/dang-ky/chua-co", "/dang-ky/theo-chi-bo", "/theo-doi/", "/dang-ky/moi"):
        assert office.get(f"{path}?don-vi={other.uid}").status_code == 404


def test_nobody_comes_in_without_signing_in(client: FlaskClient, addresses: dict[str, str]) -> None:
    routes = [("get", path) for path in READS] + RECORDS + MANAGES + APPROVES
    assert statuses(client, routes, addresses) == {303}


def test_a_wrong_verb_is_405(secretary: FlaskClient, addresses: dict[str, str]) -> None:
    for path in ("/dang-ky/{p}/approve", "/dang-ky/{p}/xoa", "/dang-ky/{p}/goi-y/{s}"):
        assert secretary.get(path.format(**addresses)).status_code == 405
