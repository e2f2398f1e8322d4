"""Binding on the screens: a clerk's own book, seen, corrected and bound; a clean one made; what cannot be bound is told."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path

import pytest
from flask import current_app
from flask.testing import FlaskClient
from openpyxl import load_workbook

from intranet.config import Settings
from intranet.database import db
from intranet.mirror.models import TableBinding, Workbook
from tests import factories
from tests.conftest import Login
from tests.mirror import screens
from tests.mirror.screens import Office


@pytest.fixture
def office(app: object, settings: Settings) -> Office:
    return screens.make_office(settings.instance_dir)


@pytest.fixture
def clerk(office: Office, login: Login) -> FlaskClient:
    return login(office.clerk)


def second_step(clerk: FlaskClient, office: Office, name: str = "", **more: str) -> str:
    first = clerk.post(
        "/bang-tinh/gan",
        data={"organisation": office.top.uid, "source": "file", "file": name or office.path.name, **more},
    )
    assert first.status_code == 303, first.text
    return str(first.location)


def said(text: str) -> str:
    return " ".join(html.unescape(text).split())


def columns(table: str) -> dict[str, list[int]]:
    db.session.rollback()
    bound = db.session.scalars(db.select(TableBinding).filter_by(table_name=table)).one()
    found: dict[str, list[int]] = {}
    for column in bound.mapping["columns"]:
        found.setdefault(column["field"], []).append(column["column"])
    return found


def test_the_empty_list_says_what_to_do(clerk: FlaskClient) -> None:
    page = clerk.get("/bang-tinh/").text
    assert "Chưa gắn bảng tính nào" in page
    assert 'href="/bang-tinh/gan">Gắn bảng tính</a>' in page


def test_the_files_of_the_shared_folder_are_offered_and_nothing_else(clerk: FlaskClient, office: Office) -> None:
    folder = office.path.parent
    (folder / "versions").mkdir()
    for name in ("versions/cu.xlsx", "~$Sổ theo dõi 2026.xlsx", ".an.xlsx", "bai.docx"):
        (folder / name).write_bytes(b"x")
    page = clerk.get("/bang-tinh/gan").text
    assert '<option value="Sổ theo dõi 2026.xlsx">' in page
    assert [n for n in ("cu.xlsx", "~$", ".an.xlsx", "bai.docx") if n in page] == []


@pytest.mark.parametrize("path", ["../ngoai.xlsx", "/etc/passwd", "versions/cu.xlsx", "test.db", "  "])
def test_a_path_outside_the_shared_folder_is_refused_in_both_steps(
    path: str, clerk: FlaskClient, office: Office
) -> None:
    first = clerk.post("/bang-tinh/gan", data={"organisation": office.top.uid, "source": "file", "file": path})
    assert first.status_code == 422
    second = clerk.get("/bang-tinh/gan/trang", query_string={"don_vi": office.top.uid, "loai": "xlsx", "o": path})
    assert second.status_code == 422


def test_each_tab_is_shown_with_its_register_and_its_columns_in_plain_words(clerk: FlaskClient, office: Office) -> None:
    page = said(clerk.get(second_step(clerk, office)).text)
    assert "Họ và tên (cột B), Giới tính: Nam (cột D), Giới tính: Nữ (cột E), Ngày vào Đảng (cột F)" in page
    assert "STT (cột A), Năm sinh (cột C), Ghi chú riêng (cột L)." in page
    assert "x là có mặt; P là vắng có lý do" in page
    assert "ví dụ: 02/3/1995" in page


def test_a_hidden_tab_is_named_and_never_chosen_beforehand(clerk: FlaskClient, office: Office) -> None:
    page = clerk.get(second_step(clerk, office))
    assert "Trang “T5 (2)” <span" in page.text
    assert screens.typed(page)["t6"] == ""


def test_what_is_proposed_is_bound_and_remembered(clerk: FlaskClient, office: Office) -> None:
    answer = screens.bind(clerk, office)
    assert answer.status_code == 303
    workbook = office.workbook()
    assert (workbook.name, workbook.year, workbook.organisation_id) == ("Sổ theo dõi 2026", 2026, office.top.id)
    bound = {b.table_name: b.tab_title for b in db.session.scalars(db.select(TableBinding))}
    assert bound == {
        "organisations": "Chi bộ", "members": "Đảng viên", "meetings": "Buổi SH", "attendance": "Điểm danh",
        "pledges": "Đăng ký làm theo", "monthly_checks": "Theo dõi tháng",
    }  # fmt: skip
    assert columns("members")["gender"] == [3, 4]


def test_sensitive_columns_are_off_until_somebody_chooses_them(clerk: FlaskClient, office: Office) -> None:
    screens.bind(clerk, office, **{"t1-c2": "born.0"})
    assert columns("members")["born"] == [2]
    assert "midyear" not in columns("monthly_checks")


def test_a_column_is_corrected_or_left_out_by_its_list(clerk: FlaskClient, office: Office) -> None:
    screens.bind(clerk, office, **{"t1-c10": "", "t1-c11": "note.0"})
    assert columns("members")["note"] == [11]


def test_a_required_column_that_is_missing_is_told_and_nothing_is_bound(clerk: FlaskClient, office: Office) -> None:
    answer = screens.bind(clerk, office, **{"t1-c1": ""})
    assert answer.status_code == 422
    assert "Trang “Đảng viên”: chưa có cột “Họ và tên”." in answer.text
    assert db.session.scalars(db.select(Workbook)).all() == []


def test_two_columns_for_one_thing_are_told(clerk: FlaskClient, office: Office) -> None:
    answer = screens.bind(clerk, office, **{"t1-c11": "note.0"})
    assert answer.status_code == 422
    assert "hai cột cùng được chọn là “Ghi chú”" in answer.text


def test_two_tabs_for_one_register_are_told(clerk: FlaskClient, office: Office) -> None:
    answer = screens.bind(clerk, office, t6="members", **{"t6-was": "members"})
    assert answer.status_code == 422
    assert "Bảng “Đảng viên” được chọn cho nhiều trang" in answer.text


def test_a_tab_given_another_register_is_looked_at_once_more_before_it_is_bound(
    clerk: FlaskClient, office: Office
) -> None:
    address = second_step(clerk, office)
    sent = {**screens.typed(clerk.get(address)), "t5": "", "t4": "monthly_checks"}
    again = clerk.post(address, data=sent)
    assert again.status_code == 422 or "xem lại các cột" in again.text
    assert db.session.scalars(db.select(Workbook)).all() == []


def test_a_tab_left_alone_is_not_bound_and_later_let_go(clerk: FlaskClient, office: Office) -> None:
    screens.bind(clerk, office, t0="")
    assert db.session.scalars(db.select(TableBinding).filter_by(table_name="organisations")).all() == []
    address = clerk.get(office.address("cot")).location
    page = clerk.get(address)
    assert screens.typed(page)["t1-c1"] == "full_name.0"
    assert clerk.post(address, data={**screens.typed(page), "t2": ""}).status_code == 303
    bound = [b.table_name for b in db.session.scalars(db.select(TableBinding).order_by(TableBinding.id))]
    assert bound == ["members", "attendance", "pledges", "monthly_checks"]


def test_headers_nobody_knows_are_named_by_a_person(clerk: FlaskClient, office: Office) -> None:
    workbook = load_workbook(office.path)
    sheet = workbook.create_sheet("Danh sách mới")
    for row in (["Tên gọi đầy đủ", "Ở đâu", "Ngày nào"], ["Hồ Thị Nga", "CB thôn Bắc Hải", "3/2/2001"]):
        sheet.append(row)
    workbook.save(office.path)
    address = second_step(clerk, office)
    sent = {**screens.typed(clerk.get(address)), "t1": "", "t6": "members"}
    page = clerk.post(address, data=sent)
    sent = {**screens.typed(page), "t6-c0": "full_name.0", "t6-c1": "branch.0", "t6-c2": "joined_on.0"}
    assert clerk.post(address, data=sent).status_code == 303
    clerk.post(office.address("dong-bo"))
    assert office.member("Hồ Thị Nga").joined_on == "2001-02-03"


def test_a_clean_workbook_is_made_bound_and_filled(clerk: FlaskClient, office: Office) -> None:
    factories.make_member(factories.make_branch(office.top), "Trần Văn Lộc")
    address = second_step(clerk, office, source="new", new_name="Sổ mới")
    sent = {**screens.typed(clerk.get(address)), "name": "Sổ mới", "year": "2026", "create": ["members", "pledges"]}
    assert clerk.post(address, data=sent).status_code == 303
    office.path = office.path.with_name("Sổ mới.xlsx")
    clerk.post(office.address("dong-bo"))
    sheet = load_workbook(office.path)["Đảng viên"]
    assert "Trần Văn Lộc" in [cell.value for row in sheet.iter_rows() for cell in row]
    assert "Năm sinh" not in [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_new_file_never_takes_the_place_of_one_that_is_there(clerk: FlaskClient, office: Office) -> None:
    answer = clerk.post(
        "/bang-tinh/gan", data={"organisation": office.top.uid, "source": "new", "new_name": office.path.stem}
    )
    assert answer.status_code == 422
    assert "Thư mục chung đã có tệp “Sổ theo dõi 2026.xlsx”" in answer.text


def test_a_file_that_is_no_workbook_is_told_by_name(clerk: FlaskClient, office: Office) -> None:
    (office.path.parent / "hong.xlsx").write_bytes(b"khong phai excel")
    answer = clerk.get(second_step(clerk, office, "hong.xlsx"))
    assert answer.status_code == 422
    assert "hong.xlsx" in answer.text


def test_a_workbook_of_another_organisation_is_not_offered_nor_opened(
    clerk: FlaskClient, office: Office, login: Login
) -> None:
    screens.bind(clerk, office)
    other = factories.make_organisation("Đảng bộ xã Khác")
    stranger = login(factories.make_user("committee_office", other))
    assert "Sổ theo dõi 2026.xlsx" not in stranger.get("/bang-tinh/gan").text
    name = office.path.name
    answer = stranger.get("/bang-tinh/gan/trang", query_string={"don_vi": other.uid, "loai": "xlsx", "o": name})
    assert answer.status_code == 422
    assert "đã gắn với một đơn vị khác" in answer.text
    assert "Họ và tên" not in answer.text


def test_an_organisation_out_of_sight_cannot_be_bound_to(clerk: FlaskClient, office: Office) -> None:
    other = factories.make_organisation("Đảng bộ xã Khác")
    name = office.path.name
    first = clerk.post("/bang-tinh/gan", data={"organisation": other.uid, "source": "file", "file": name})
    assert first.status_code == 422
    second = clerk.get("/bang-tinh/gan/trang", query_string={"don_vi": other.uid, "loai": "xlsx", "o": name})
    assert second.status_code == 404


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (
            "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKlMnOpQrStUvWxYz/edit#gid=0",
            "1AbCdEfGhIjKlMnOpQrStUvWxYz",
        ),
        ("1AbCdEfGhIjKlMnOpQrStUvWxYz", "1AbCdEfGhIjKlMnOpQrStUvWxYz"),
    ],
)
def test_a_spreadsheet_is_named_by_its_address_or_its_id(
    typed: str, found: str, clerk: FlaskClient, office: Office
) -> None:
    data = {"organisation": office.top.uid, "source": "sheets", "spreadsheet": typed}
    assert f"o={found}" in clerk.post("/bang-tinh/gan", data=data).location


def test_without_googles_key_the_second_step_says_so(clerk: FlaskClient, office: Office) -> None:
    place = "/bang-tinh/gan/trang?loai=sheets&o=1AbCdEfGhIjKlMnOpQrStUvWxYz&don_vi=" + office.top.uid
    answer = clerk.get(place)
    assert answer.status_code == 422
    assert "GOOGLE_SERVICE_ACCOUNT_FILE" in answer.text


def test_the_shared_folder_of_the_settings_is_the_only_place(app: object, login: Login, tmp_path: Path) -> None:
    folder = tmp_path / "chung"
    folder.mkdir()
    office = screens.make_office(folder)
    current_app.config["SETTINGS"] = replace(current_app.config["SETTINGS"], shared_folder=folder)
    (tmp_path / "ngoai.xlsx").write_bytes(office.path.read_bytes())
    page = login(office.clerk).get("/bang-tinh/gan").text
    assert "Sổ theo dõi 2026.xlsx" in page
    assert "ngoai.xlsx" not in page
