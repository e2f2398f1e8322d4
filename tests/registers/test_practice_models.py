"""Practice models: registered, recognised, taken over elsewhere."""

from __future__ import annotations

import pytest
from flask import Flask

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.registers import service
from intranet.registers.catalogue import BY_NAME
from intranet.registers.practice_models import PracticeModel
from intranet.registers.references import reference_to
from tests import factories
from tests.conftest import Login
from tests.registers.conftest import write


@pytest.fixture
def elsewhere(app: Flask) -> Organisation:
    return factories.make_branch(factories.make_organisation("Đảng bộ xã Khác"), "Chi bộ thôn Khác")


def test_a_model_goes_from_registered_to_recognised_to_replicated(
    branch: Organisation, elsewhere: Organisation
) -> None:
    model = write("practice_models", branch, name="Đường hoa")
    assert isinstance(model, PracticeModel)
    seen = [model.state]
    service.change(BY_NAME["practice_models"], model, {"recognised_on": "2022-09-02"})
    db.session.commit()
    seen.append(model.state)
    write("practice_models", elsewhere, name="Đường hoa thôn Khác", parent=reference_to(model))
    db.session.refresh(model)
    assert [*seen, model.state, model.replications] == ["registered", "recognised", "replicated", 1]


def test_a_lineage_does_not_turn_back_on_itself(branch: Organisation) -> None:
    first = write("practice_models", branch, name="Đường hoa")
    second = write("practice_models", branch, name="Đường hoa 2", parent=reference_to(first))
    with pytest.raises(Refusal, match="không thể nhân rộng từ đó"):
        service.change(BY_NAME["practice_models"], first, {"parent": reference_to(second)})  # type: ignore[arg-type]


def test_a_recognised_model_of_another_organisation_is_read_and_taken_over(
    branch: Organisation, elsewhere: Organisation, login: Login
) -> None:
    model = write("practice_models", branch, name="Đường hoa", content="Mỗi hộ 10 m", recognised_on="2022-09-02")
    private = write("practice_models", branch, name="Đang thử")
    assert isinstance(model, PracticeModel)
    assert isinstance(private, PracticeModel)
    uid, own, reference = model.uid, private.uid, reference_to(model)
    browser = login(factories.make_user("branch_secretary", elsewhere))
    listed = browser.get("/so/mo-hinh/?noi-khac=1").text
    assert ("Đường hoa" in listed, "Đang thử" in listed) == (True, False)
    assert [browser.get(f"/so/mo-hinh/{each}").status_code for each in (uid, own)] == [200, 404]
    assert browser.post(f"/so/mo-hinh/{uid}/xoa").status_code == 404
    form = browser.get(f"/so/mo-hinh/them?parent={reference}&name=Đường hoa&content=Mỗi hộ 10 m").text
    assert f'value="{reference}" selected' in form
    sent = {"name": "Đường hoa", "parent": reference, "year": "2022"}
    assert browser.post("/so/mo-hinh/them", data=sent).status_code == 303
    stolen = browser.post("/so/mo-hinh/them", data={**sent, "parent": f"practice_models:{own}"})
    assert (stolen.status_code, "không còn mục này" in stolen.text) == (422, True)
    db.session.rollback()
    assert db.session.scalars(db.select(PracticeModel).where(PracticeModel.uid == uid)).one().state == "replicated"


def test_the_list_says_which_collectives_have_no_model(
    commune: Organisation, branch: Organisation, login: Login
) -> None:
    late = factories.make_branch(commune, "Chi bộ thôn Nam Sơn")
    write("practice_models", branch, name="Đường hoa")
    write("practice_models", branch, name="Heo đất")
    write("practice_models", late, name="Heo đất", year=2021)
    text = login(factories.make_user("committee_office", commune)).get("/so/mo-hinh/?nam=2022").text
    assert "1/2 tập thể" in text
    assert f"unit={late.uid}" in text


def test_a_mass_organisation_registers_a_model_for_a_branch(branch: Organisation, login: Login) -> None:
    browser = login(factories.make_user("branch_secretary", branch))
    sent = {"name": "Heo đất", "unit_name": "Hội Liên hiệp Phụ nữ xã", "year": "2022"}
    assert browser.post("/so/mo-hinh/them", data=sent).status_code == 303
    assert "Hội Liên hiệp Phụ nữ xã" in browser.get("/so/mo-hinh/").text
    assert "1/1 tập thể" in browser.get("/so/mo-hinh/?nam=2022").text
