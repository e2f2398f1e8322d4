"""The screens of the monthly review: who sees what, what they refuse, and with how many queries."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.reviews import service
from intranet.reviews.models import WorkTask
from intranet.reviews.service import TaskData
from intranet.settings import service as rules
from tests.conftest import PARTIAL, Login, QueryCounter
from tests.factories import make_branch, make_meeting, make_member, make_user


def register(branch: Organisation, task: str = "Làm đường hoa", month: str = "2022-05", **values: object) -> WorkTask:
    made = service.create(TaskData(branch.id, month, task, **values))  # type: ignore[arg-type]
    db.session.commit()
    return made


def fresh(task: WorkTask) -> WorkTask:
    db.session.expire_all()
    return db.session.get_one(WorkTask, task.id)


def month(branch: Organisation, number: int = 5, **more: str) -> str:
    return f"/nhiem-vu/?don-vi={branch.uid}&nam=2022&thang={number}" + "".join(f"&{k}={v}" for k, v in more.items())


def test_the_month_shows_its_tasks_and_its_figures(branch: Organisation, secretary: FlaskClient) -> None:
    register(branch, "Làm đường hoa", owner_id=make_member(branch, "Nguyễn Thị Hoa").id, deadline="2022-05-25")
    register(branch, "Vệ sinh đường thôn", owner_text="Chi hội phụ nữ", result="done")
    register(branch, "Việc tháng sau", "2022-06")
    page = secretary.get(month(branch)).text
    for text in ("Làm đường hoa", "Nguyễn Thị Hoa", "hạn 25/5/2022", "Quá hạn", "Chi hội phụ nữ", "/ 2 nhiệm vụ"):
        assert text in page
    assert "Việc tháng sau" not in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("ket-qua=xong", {"Xong rồi"}), ("ket-qua=dang", {"Đang dở"}), ("ket-qua=chua-nhan-xet", {"Chưa nói"}),
        ("ket-qua=con-lai", {"Đang dở", "Chưa nói"}), ("bieu-duong=1", {"Xong rồi"}), ("ket-qua=la", {"Xong rồi", "Đang dở", "Chưa nói"}),
    ],
)  # fmt: skip
def test_the_figures_open_their_rows(branch: Organisation, secretary: FlaskClient, asked: str, shown: set[str]) -> None:
    register(branch, "Xong rồi", result="done", praise="Chị Hoa")
    register(branch, "Đang dở", result="in_progress")
    register(branch, "Chưa nói")
    page = secretary.get(f"{month(branch)}&{asked}").text
    assert set(re.findall(r'<p class="review-task"><a [^>]*>([^<]+)', page)) == shown


def test_the_office_sees_the_figures_of_every_unit(
    commune: Organisation, branch: Organisation, office: FlaskClient
) -> None:
    register(branch, result="done", praise="Tổ 1")
    register(branch, "Việc khác")
    make_branch(commune, "Chi bộ thôn Đông Hòa")
    page = office.get("/nhiem-vu/?nam=2022&thang=5").text
    row = re.search(rf"<tr>(?:(?!</tr>).)*{branch.uid}.*?</tr>", page, re.S)
    assert row is not None
    assert re.findall(r">(\d+)</?(?:a|td)", row[0].replace("\n", "")) == ["2", "1", "0", "0", "1", "1"]
    assert "Chưa có" in page
    for address in set(re.findall(r'href="(/nhiem-vu/[^"]+)"', row[0])):
        assert office.get(address.replace("&amp;", "&")).status_code == 200


def test_a_task_is_registered_and_the_next_one_asked_for(branch: Organisation, secretary: FlaskClient) -> None:
    member = make_member(branch)
    address = f"/nhiem-vu/moi?don-vi={branch.uid}&nam=2022&thang=5"
    typed = {"task": "Làm đường hoa", "owner": member.uid, "deadline": "25/5/2022", "then": "again"}
    answer = secretary.post(address, data=typed)
    assert answer.location.startswith("/nhiem-vu/moi?")
    assert secretary.post(address, data={"task": "Trồng cây", "owner_text": "Đoàn thanh niên"}).location.startswith(
        "/nhiem-vu/?"
    )
    found = db.session.scalars(select(WorkTask).order_by(WorkTask.id)).all()
    assert [(t.task, t.month, t.owner_id, t.owner_text, t.deadline) for t in found] == [
        ("Làm đường hoa", "2022-05", member.id, None, "2022-05-25"),
        ("Trồng cây", "2022-05", None, "Đoàn thanh niên", None),
    ]


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"task": ""}, "task", "Nhập nhiệm vụ."),
        ({"deadline": "31/02/2022"}, "deadline", "không phải là ngày có thật"),
        ({"owner": "KBBBBBBBB"}, "owner", "trong danh sách"),
        ({"owner_text": "Chi hội phụ nữ", "owner": "mine"}, "owner_text", "không ghi cả hai"),
        ({"task": "x" * 2001}, "task", "dài quá 2000"),
    ],
)
def test_a_wrong_form_links_to_its_field_and_keeps_what_was_typed(
    branch: Organisation, secretary: FlaskClient, typed: dict[str, str], field: str, said: str
) -> None:
    member = make_member(branch)
    data = {"task": "Làm đường hoa", **typed}
    if data.get("owner") == "mine":
        data["owner"] = member.uid
    answer = secretary.post(f"/nhiem-vu/moi?don-vi={branch.uid}&nam=2022&thang=5", data=data)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert f'id="f-{field}"' in answer.text
    assert said in answer.text
    assert db.session.scalars(select(WorkTask)).all() == []


def test_a_tap_writes_the_result_at_the_ceremony_shown(branch: Organisation, secretary: FlaskClient) -> None:
    ceremony = make_meeting(branch, "2022-06-06", kinds=("flag_session",))
    task = register(branch)
    assert f'<option value="{ceremony.uid}" selected>' in secretary.get(month(branch)).text
    tapped = {"seen": "", "result": "done", "buoi": ceremony.uid}
    answer = secretary.post(f"/nhiem-vu/{task.uid}/ket-qua", data=tapped, headers=PARTIAL)
    assert answer.status_code == 200
    assert 'hx-target="#review-figures"' in answer.text
    assert (fresh(task).result, fresh(task).meeting_id) == ("done", ceremony.id)
    plain = secretary.post(f"/nhiem-vu/{task.uid}/ket-qua", data={"seen": "done", "result": "not_done"})
    assert plain.location.endswith(f"#nv-{task.uid}")


@pytest.mark.parametrize("headers", [PARTIAL, {}], ids=["fragment", "page"])
def test_a_tap_over_another_persons_result_is_not_taken(
    branch: Organisation, secretary: FlaskClient, headers: dict[str, str]
) -> None:
    task = register(branch, result="done")
    answer = secretary.post(f"/nhiem-vu/{task.uid}/ket-qua", data={"seen": "", "result": "not_done"}, headers=headers)
    assert answer.status_code == 409
    assert "trước anh chị" in answer.text
    assert fresh(task).result == "done"


def test_a_result_that_is_none_is_refused_in_words(branch: Organisation, secretary: FlaskClient) -> None:
    task = register(branch)
    answer = secretary.post(f"/nhiem-vu/{task.uid}/ket-qua", data={"result": "perhaps"}, headers=PARTIAL)
    assert answer.status_code == 422
    assert "Không có kết quả" in answer.text


@pytest.mark.parametrize("headers", [PARTIAL, {}], ids=["fragment", "page"])
def test_a_note_over_a_newer_one_shows_both(
    branch: Organisation, secretary: FlaskClient, headers: dict[str, str]
) -> None:
    task = register(branch, praise="Tổ 1")
    typed = {"version": "0", "praise": "Tổ 2"}
    answer = secretary.post(f"/nhiem-vu/{task.uid}/nhan-xet", data=typed, headers=headers)
    assert answer.status_code == 409
    assert "đang lưu “Tổ 1”, anh chị nhập “Tổ 2”" in answer.text
    assert fresh(task).praise == "Tổ 1"
    again = {**typed, "version": str(fresh(task).version)}
    assert secretary.post(f"/nhiem-vu/{task.uid}/nhan-xet", data=again, headers=headers).status_code in (200, 303)
    assert fresh(task).praise == "Tổ 2"


def test_who_was_faster_with_the_task_is_not_overwritten(branch: Organisation, secretary: FlaskClient) -> None:
    task = register(branch)
    typed = {"version": "0", "task": "Làm đường hoa ngõ 3"}
    answer = secretary.post(f"/nhiem-vu/{task.uid}/sua", data=typed)
    assert answer.status_code == 409
    assert "đang lưu “Làm đường hoa”" in answer.text
    assert secretary.post(f"/nhiem-vu/{task.uid}/sua", data={**typed, "version": "1"}).status_code == 303
    assert fresh(task).task == "Làm đường hoa ngõ 3"


def test_carrying_over_is_offered_from_both_months_and_undone(branch: Organisation, secretary: FlaskClient) -> None:
    register(branch)
    assert "Chuyển sang tháng sau" in secretary.get(month(branch)).text
    assert "Còn 1 nhiệm vụ chưa xong của tháng 5/2022" in secretary.get(month(branch, 6)).text
    page = secretary.post(f"/nhiem-vu/chuyen/{branch.uid}/2022-05", follow_redirects=True).text
    assert "Đã chuyển 1 nhiệm vụ chưa xong sang tháng 6/2022." in page
    assert "Chuyển từ tháng 5/2022" in page
    undo = re.search(r'action="(/nhiem-vu/chuyen/[^"]+/bo)"', page)
    assert undo is not None
    assert "Đã bỏ 1 nhiệm vụ" in secretary.post(undo[1], follow_redirects=True).text
    assert len(db.session.scalars(select(WorkTask)).all()) == 1


def test_a_deleted_task_is_brought_back_from_the_message(branch: Organisation, secretary: FlaskClient) -> None:
    uid = register(branch).uid
    page = secretary.post(f"/nhiem-vu/{uid}/xoa", follow_redirects=True).text
    assert f'action="/nhiem-vu/{uid}/khoi-phuc"' in page
    assert secretary.get(f"/nhiem-vu/{uid}").status_code == 404
    assert "Làm đường hoa" in secretary.post(f"/nhiem-vu/{uid}/khoi-phuc", follow_redirects=True).text


def test_a_locked_month_is_shown_without_its_buttons(branch: Organisation, secretary: FlaskClient) -> None:
    task = register(branch)
    rules.lock(branch.id, "2022-05")
    db.session.commit()
    page = secretary.get(month(branch)).text
    assert "đã khóa sổ" in page
    assert "choice-button" not in page
    answer = secretary.post(f"/nhiem-vu/{task.uid}/ket-qua", data={"result": "done"}, headers=PARTIAL)
    assert answer.status_code == 422
    assert "đã khóa sổ" in answer.text


def test_criticism_is_for_those_who_record(
    commune: Organisation, branch: Organisation, secretary: FlaskClient, login: Login
) -> None:
    task = register(branch, criticism="Tổ 3 ra quân muộn")
    service.update(task, service.TaskData(branch.id, "2022-05", "Làm đường hoa", criticism="Tổ 3 ra quân rất muộn"))
    reader = login(make_user("reader", commune))
    pages = [
        month(branch),
        f"/nhiem-vu/{task.uid}",
        f"/lich-su/work_tasks/{task.uid}",
        f"/nhiem-vu/in?don-vi={branch.uid}&nam=2022&thang=5&phe-binh=1",
    ]
    for address in pages:
        assert "ra quân rất muộn" in secretary.get(address).text
        answer = reader.get(address)
        assert answer.status_code == 200
        assert "ra quân" not in answer.text


def test_the_list_is_a_file_without_criticism(branch: Organisation, secretary: FlaskClient) -> None:
    register(branch, owner_text="Chi hội phụ nữ", result="done", praise="Tổ 1", criticism="Tổ 3 ra quân muộn")
    sheet = load_workbook(BytesIO(secretary.get(f"{month(branch)}&tep=xlsx").data)).worksheets[0]
    assert [[c.value or "" for c in row] for row in sheet.iter_rows(min_row=2)] == [
        ["5/2022", "Làm đường hoa", "Chi hội phụ nữ", "", "Hoàn thành", "", "Tổ 1", ""]
    ]


def test_the_search_box_finds_a_task(branch: Organisation, secretary: FlaskClient) -> None:
    task = register(branch, "Làm 500 m đường hoa")
    assert f"/nhiem-vu/{task.uid}" in secretary.get("/tim?q=duong+hoa", follow_redirects=True).text


@pytest.mark.parametrize(
    ("role", "place", "read", "write"),
    [
        ("branch_secretary", "branch", 200, 200), ("committee_office", "commune", 200, 200), ("reader", "branch", 200, 403),
        ("branch_secretary", "elsewhere", 404, 404), ("administrator", None, 200, 200),
    ],
)  # fmt: skip
def test_every_role_reaches_what_it_may(
    commune: Organisation, branch: Organisation, login: Login, role: str, place: str | None, read: int, write: int
) -> None:
    places = {"branch": branch, "commune": commune, "elsewhere": make_branch(commune, "Chi bộ thôn Đông Hòa")}
    uid = register(branch).uid
    browser = login(make_user(role, places[place] if place else None))
    assert browser.get(f"/nhiem-vu/{uid}").status_code == read
    assert browser.get(month(branch)).status_code == read
    assert browser.get(f"/nhiem-vu/{uid}/sua").status_code == write
    tick = browser.post(f"/nhiem-vu/{uid}/ket-qua", data={"seen": "", "result": "done"}, headers=PARTIAL)
    assert tick.status_code == write
    carried = browser.post(f"/nhiem-vu/chuyen/{branch.uid}/2022-05")
    assert carried.status_code == (303 if write == 200 else write)
    assert browser.post(f"/nhiem-vu/{uid}/xoa").status_code == (303 if write == 200 else write)
    restored = browser.post(f"/nhiem-vu/{uid}/khoi-phuc").status_code
    assert restored == {200: 303, 403: 403, 404: 422}[write]


@pytest.mark.parametrize("address", ["/nhiem-vu/KBBBBBBBB", "/nhiem-vu/KBBBBBBBB/sua", "/nhiem-vu/?don-vi=KBBBBBBBB"])
def test_what_is_not_there_is_not_found(secretary: FlaskClient, address: str) -> None:
    assert secretary.get(address).status_code == 404


def test_a_month_that_is_none_is_not_carried(branch: Organisation, secretary: FlaskClient) -> None:
    assert secretary.post(f"/nhiem-vu/chuyen/{branch.uid}/2022-13").status_code == 404
    assert secretary.get(f"/nhiem-vu/chuyen/{branch.uid}/2022-05").status_code == 405


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_pages_keep_to_ten_queries_at_any_size(
    commune: Organisation,
    branch: Organisation,
    secretary: FlaskClient,
    office: FlaskClient,
    queries: QueryCounter,
    rows: int,
) -> None:
    make_meeting(branch, "2022-06-06", kinds=("flag_session",))
    for number in range(rows):
        member = make_member(branch)
        register(branch, f"Việc {number}", "2022-04", owner_id=member.id)
    service.carry_over(branch, "2022-04")
    db.session.commit()
    task = db.session.scalars(select(WorkTask).where(WorkTask.month == "2022-05")).first()
    assert task is not None
    counts = []
    for browser, address in (
        (secretary, month(branch)), (secretary, f"/nhiem-vu/{task.uid}"), (secretary, f"/nhiem-vu/{task.uid}/sua"),
        (secretary, f"/nhiem-vu/in?don-vi={branch.uid}&nam=2022&thang=5"), (office, "/nhiem-vu/?nam=2022&thang=5"),
        (office, month(branch)), (secretary, f"/nhiem-vu/moi?don-vi={branch.uid}&nam=2022&thang=5"),
    ):  # fmt: skip
        queries.reset()
        assert browser.get(address).status_code == 200
        counts.append(queries.count)
    assert max(counts) <= 10, counts
