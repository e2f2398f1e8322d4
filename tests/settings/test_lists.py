"""Editable lists: entries come and go from a day on; codes are never used again."""

from __future__ import annotations

from flask import Flask

from intranet.database import db
from intranet.registers.practice_models import PRACTICE_MODELS
from intranet.settings import lists, service
from intranet.settings.defaults import MODEL_FIELDS
from sync.cells import text
from sync.columns import Context, Refused
from tests import factories
from tests.conftest import Login

ADDRESS = "/quy-dinh/model_fields"
GIVEN = {"valid_from": "01/06/2022", "basis": "HD 15-HD/ĐU"}


def typed(**changes: str) -> dict[str, str]:
    """The form of the shipped list as it would be sent back, with some rows changed."""
    rows = {f"label-{code}": words[0] for code, words in MODEL_FIELDS.items()}
    words = {f"words-{code}": "; ".join(words[1:]) for code, words in MODEL_FIELDS.items()}
    return {**rows, **words, **GIVEN, **{name.replace("__", "-"): value for name, value in changes.items()}}


def test_an_entry_is_added_renamed_and_taken_off_from_a_day_on(app: Flask, login: Login) -> None:
    browser = login(factories.make_user("administrator"))
    sent = typed(
        **{
            "label-new-1": "Chuyển đổi số",
            "words-new-1": "CĐS; Số hóa",
            "label-economy": "",
            "label-culture": "Văn hóa",
        }
    )
    assert browser.post(ADDRESS, data=sent).status_code == 303
    db.session.rollback()
    held = lists.in_force("model_fields", "2022-06-01")
    assert held["chuyen_doi_so"] == ["Chuyển đổi số", "CĐS", "Số hóa"]
    assert ("economy" in held, held["culture"][0]) == (False, "Văn hóa")
    assert lists.in_force("model_fields", "2022-05-31")["economy"][0] == "Phát triển kinh tế"
    assert lists.known("model_fields")["economy"][0] == "Phát triển kinh tế"
    assert "Chuyển đổi số" in browser.get(ADDRESS).text


def test_the_code_of_an_entry_that_left_is_not_given_to_another(app: Flask, login: Login) -> None:
    browser = login(factories.make_user("administrator"))
    browser.post(ADDRESS, data=typed(**{"label-new-1": "Số hóa"}))
    browser.post(ADDRESS, data={**typed(), "valid_from": "01/07/2022"})
    browser.post(ADDRESS, data={**typed(**{"label-new-1": "Số hóa!"}), "valid_from": "01/08/2022"})
    db.session.rollback()
    assert [code for code in lists.known("model_fields") if code.startswith("so_hoa")] == ["so_hoa_2", "so_hoa"]


def test_a_word_belongs_to_one_entry_only(app: Flask, login: Login) -> None:
    browser = login(factories.make_user("administrator"))
    answer = browser.post(ADDRESS, data=typed(**{"words-security": "ANTT; mt"}))
    assert (answer.status_code, "có cách ghi trùng nhau" in answer.text) == (422, True)
    answer = browser.post(ADDRESS, data={**GIVEN, "label-economy": ""})
    assert "Danh mục phải còn ít nhất một mục." in answer.text
    answer = browser.post(ADDRESS, data=typed(**{"label-new-1": "", "words-new-1": "CĐS"}))
    assert "Nhập tên mục cho các cách ghi khác." in answer.text


def test_a_sheet_is_read_by_the_list_as_it_stands(app: Flask) -> None:
    codec, context = PRACTICE_MODELS.field("field").kind.codec(), Context(2022, None)  # type: ignore[arg-type]
    assert isinstance(codec.decode([text("CĐS")], context), Refused)
    service.put("model_fields", "2022-06-01", {**MODEL_FIELDS, "digital": ["Chuyển đổi số", "CĐS"]}, "HD 15")
    assert codec.decode([text("CĐS")], context) == "digital"
    db.session.rollback()
    assert isinstance(codec.decode([text("CĐS")], context), Refused)
