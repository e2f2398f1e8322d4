"""A workbook's page: previewing, syncing, settling what waits, guards, undoing; with a real .xlsx on the other side."""

from __future__ import annotations

import hashlib
import html
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from intranet.audit.actor import Actor, acting_as
from intranet.config import Settings
from intranet.database import db, utcnow
from intranet.extensions import huey
from intranet.members import service as members
from intranet.members.models import Member
from intranet.mirror import lease, runs, service
from intranet.mirror.models import InboxItem, SyncRun, TableBinding
from intranet.pledges.models import Pledge
from tests import factories
from tests.conftest import Login, QueryCounter
from tests.mirror import screens
from tests.mirror.screens import Office


@pytest.fixture
def office(app: object, settings: Settings) -> Office:
    return screens.make_office(settings.instance_dir)


@pytest.fixture
def clerk(office: Office, login: Login) -> FlaskClient:
    return login(office.clerk)


@pytest.fixture
def bound(clerk: FlaskClient, office: Office) -> Office:
    """The book bound and synced once."""
    assert screens.bind(clerk, office).status_code == 303
    assert clerk.post(office.address("dong-bo")).status_code == 303
    return office


@pytest.fixture
def differing(bound: Office, clerk: FlaskClient) -> InboxItem:
    """Both sides changed when Đỗ Văn Bình joined; the run that met it has told so."""
    edit(bound, "Đỗ Văn Bình", joined_on="2014-09-30")
    bound.write("Đảng viên", F16="15/8/2014")
    clerk.post(bound.address("dong-bo"))
    return next(item for item in bound.items("conflict") if item.field == "joined_on")


def edit(office: Office, name: str, **changes: str) -> None:
    member = office.member(name)
    with acting_as(Actor("web", office.clerk.id)):
        members.update(member, replace(members.data_of(member), **changes))  # type: ignore[arg-type]
        db.session.commit()


def said(text: str) -> str:
    return " ".join(html.unescape(text).split())


def item_of(office: Office, field: str) -> InboxItem:
    return next(item for item in office.items() if item.field == field)


def settle(browser: FlaskClient, office: Office, item: InboxItem, **data: str) -> str:
    answer = screens.partial(browser, office.address("muc", item.uid, "chon"), data)
    return f"{answer.status_code} {said(answer.text)}"


def fingerprint(office: Office) -> str:
    """Everything on both sides that a run could change."""
    db.session.rollback()
    people = sorted((m.uid, m.full_name, m.version) for m in db.session.scalars(db.select(Member)))
    counts = [db.session.scalar(db.select(db.func.count()).select_from(model)) for model in (SyncRun, InboxItem)]
    return hashlib.sha256(office.path.read_bytes() + repr((people, counts)).encode()).hexdigest()


# -- looking first


def test_a_preview_tells_both_sides_by_tab_and_touches_neither(clerk: FlaskClient, office: Office) -> None:
    screens.bind(clerk, office)
    before = fingerprint(office)
    page = said(clerk.post(office.address("xem-truoc")).text)
    assert 'data-label="Trang">Đảng viên</td> <td data-label="Trong phần mềm">thêm 6 dòng' in page
    assert "4 chưa đọc được" in page
    assert fingerprint(office) == before


def test_a_preview_of_two_sides_in_step_says_that_nothing_is_to_be_done(clerk: FlaskClient, office: Office) -> None:
    (office.path).unlink()
    address = clerk.post(
        "/bang-tinh/gan", data={"organisation": office.top.uid, "source": "new", "new_name": office.path.stem}
    ).location
    clerk.post(address, data={**screens.typed(clerk.get(address)), "create": ["members"]})
    clerk.post(office.address("dong-bo"))
    page = said(clerk.post(office.address("xem-truoc")).text)
    assert "Hai bên đã khớp." in page
    assert "Đồng bộ ngay</button>" not in page


def test_a_workbook_that_is_gone_is_told_in_plain_words(clerk: FlaskClient, bound: Office) -> None:
    bound.path.unlink()
    answer = clerk.post(bound.address("xem-truoc"))
    assert answer.status_code == 422
    assert "Sổ theo dõi 2026.xlsx" in answer.text
    clerk.post(bound.address("dong-bo"))
    assert bound.last_run().state == "error"
    assert "Sổ theo dõi 2026.xlsx" in clerk.get(bound.address()).text


# -- a run and its progress


def test_sync_now_brings_the_book_in_and_tells_it_as_a_letter(clerk: FlaskClient, bound: Office) -> None:
    run = bound.last_run()
    assert (run.trigger, run.user_id, run.state) == ("manual", bound.clerk.id, "waiting")
    page = said(clerk.get(bound.address("cac-lan")).text)
    assert "Trang “Đảng viên”: phần mềm thêm 6 đảng viên." in page
    assert bound.clerk.full_name in page


def waiting_run(office: Office, state: str, ago: int = 0, **progress: object) -> SyncRun:
    """A run as the worker would have left it in the middle."""
    run = runs.queue(office.workbook(), "manual", office.clerk.id)
    run.state, run.progress, run.started_at = state, progress, utcnow() - timedelta(seconds=ago)
    db.session.commit()
    return run


def hold(office: Office) -> None:
    workbook = office.workbook()
    workbook.lease_holder, workbook.lease_until = lease.new_holder(), utcnow() + timedelta(minutes=5)
    db.session.commit()


def test_the_page_shows_how_far_a_run_is_and_asks_again_by_itself(clerk: FlaskClient, bound: Office) -> None:
    run = waiting_run(bound, "running", done=4, total=6, words="Đang so từng ô: Đăng ký làm theo")
    hold(bound)
    page = clerk.get(bound.address()).text
    assert 'value="4" max="6"' in page
    assert f'hx-get="{bound.address("tien-do", run.uid)}?ca=1" hx-trigger="every 1500ms"' in page
    assert f'<noscript><meta http-equiv="refresh" content="5; url={bound.address()}"></noscript>' in page
    fragment = screens.partial(clerk, bound.address("tien-do", run.uid) + "?ca=1")
    assert "Đang so từng ô: Đăng ký làm theo" in fragment.text
    assert "4 / 6 trang" in fragment.text
    assert "<html" not in fragment.text
    assert "HX-Trigger" not in fragment.headers


def test_when_the_run_has_ended_the_fragment_says_so_once_and_the_page_hears_it(
    clerk: FlaskClient, bound: Office
) -> None:
    run = bound.last_run()
    whole = screens.partial(clerk, bound.address("tien-do", run.uid) + "?ca=1")
    alone = screens.partial(clerk, bound.address("tien-do", run.uid))
    assert "Đã đồng bộ xong" in whole.text
    assert "every" not in whole.text
    assert [a.headers["HX-Trigger"] for a in (whole, alone)] == ['{"page-changed": null}', '{"run-ended": null}']


def test_progress_asked_for_without_a_script_leads_to_the_page(clerk: FlaskClient, bound: Office) -> None:
    answer = clerk.get(bound.address("tien-do", bound.last_run().uid))
    assert (answer.status_code, answer.location) == (303, bound.address())


def test_a_second_press_joins_the_run_that_is_on_its_way(clerk: FlaskClient, bound: Office) -> None:
    run = waiting_run(bound, "queued")
    clerk.post(bound.address("dong-bo"))
    assert bound.last_run().id == run.id


def test_a_run_nobody_takes_is_said_to_wait_for_a_worker(clerk: FlaskClient, bound: Office) -> None:
    waiting_run(bound, "queued", ago=60)
    page = clerk.get(bound.address()).text
    assert "Chưa có ai nhận việc" in page
    assert "http-equiv" not in page


def test_a_run_whose_task_was_lost_is_offered_to_the_worker_again(clerk: FlaskClient, bound: Office) -> None:
    run = waiting_run(bound, "queued", ago=600)
    clerk.post(bound.address("dong-bo"))
    assert bound.last_run().id == run.id
    assert bound.last_run().state == "waiting"


def test_a_run_whose_worker_died_is_said_to_be_cut_short(clerk: FlaskClient, bound: Office) -> None:
    waiting_run(bound, "running", done=1, total=6, words="Đang ghi vào bảng tính")
    assert "bị ngắt giữa chừng" in clerk.get(bound.address()).text


# -- the inbox


def test_a_conflict_shows_what_stood_before_and_both_values_with_who_and_when(
    clerk: FlaskClient, bound: Office, differing: InboxItem
) -> None:
    page = said(clerk.get(bound.address()).text)
    assert '<b>Đỗ Văn Bình</b> · Ngày vào Đảng <span class="quiet">· trang Đảng viên, ô F16</span>' in page
    assert "Trước đó: 12/8/2014" in page
    assert '<p class="value">15/8/2014</p>' in page
    assert '<p class="value">30/9/2014</p>' in page
    assert f"Trong phần mềm · {bound.clerk.full_name}, " in page


@pytest.mark.parametrize(
    ("take", "value", "cell"), [("sheet", "2014-08-15", "15/8/2014"), ("db", "2014-09-30", "30/9/2014")]
)
def test_the_side_chosen_stands_on_both_sides_after_the_run_it_asks_for(
    take: str, value: str, cell: str, clerk: FlaskClient, bound: Office, differing: InboxItem
) -> None:
    answer = clerk.post(bound.address("muc", differing.uid, "chon"), data={"take": take})
    assert answer.status_code == 303
    assert bound.member("Đỗ Văn Bình").joined_on == value
    assert bound.cell("Đảng viên", "F16") == cell
    assert bound.items("conflict", "open")[-1].field != "joined_on"


def test_a_third_value_is_read_as_a_cell_would_be_and_stands_on_both_sides(
    clerk: FlaskClient, bound: Office, differing: InboxItem
) -> None:
    assert settle(clerk, bound, differing, take="value", value="1.9.14").startswith("200")
    assert bound.member("Đỗ Văn Bình").joined_on == "2014-09-01"
    assert bound.cell("Đảng viên", "F16") == "01/9/2014"


def test_a_value_that_cannot_be_read_is_refused_beside_its_field_and_kept(
    clerk: FlaskClient, bound: Office, differing: InboxItem
) -> None:
    answer = settle(clerk, bound, differing, take="value", value="31/02/2014")
    assert answer.startswith("422")
    assert "“31/02/2014” không có trong lịch" in answer
    assert 'value="31/02/2014"' in answer
    plain = clerk.post(bound.address("muc", differing.uid, "chon"), data={"take": "value", "value": ""})
    assert plain.status_code == 422
    assert "Nhập giá trị đúng" in plain.text
    assert [item.uid for item in bound.items("conflict") if item.uid == differing.uid] == [differing.uid]


def test_a_choice_waits_for_the_worker_and_can_be_taken_back(
    clerk: FlaskClient, bound: Office, differing: InboxItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huey, "immediate", False)
    answer = screens.partial(clerk, bound.address("muc", differing.uid, "chon"), {"take": "sheet"})
    assert "Đã chọn <b>15/8/2014</b>: sẽ thực hiện ở lần đồng bộ tới." in said(answer.text)
    assert answer.headers["HX-Trigger"] == '{"run-started": null}'
    assert bound.last_run().state == "queued"
    assert "Đang chờ đến lượt" in screens.partial(clerk, bound.address("tien-do")).text
    back = screens.partial(clerk, bound.address("muc", differing.uid, "doi-lai"), {})
    assert "Lấy giá trị này" in back.text
    assert bound.items("conflict", "decided") == []


def test_several_choices_in_a_row_ask_for_one_run(
    clerk: FlaskClient, bound: Office, differing: InboxItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huey, "immediate", False)
    before = bound.last_run().id
    settle(clerk, bound, differing, take="sheet")
    settle(clerk, bound, item_of(bound, "standing"), take="candidate:0")
    assert bound.last_run().id == before + 1


def test_a_choice_made_while_a_run_is_at_work_asks_for_another_after_it(
    clerk: FlaskClient, bound: Office, differing: InboxItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(huey, "immediate", False)
    at_work = waiting_run(bound, "running", done=1, total=6, words="Đang so từng ô: Chi bộ")
    hold(bound)
    settle(clerk, bound, differing, take="sheet")
    assert bound.last_run().id == at_work.id + 1
    assert bound.last_run().state == "queued"


def test_a_likely_value_is_one_tap_in_words(clerk: FlaskClient, bound: Office) -> None:
    item = item_of(bound, "standing")
    page = said(screens.partial(clerk, bound.address("muc", item.uid)).text)
    assert '<button class="button button-quiet" name="take" value="candidate:1">Dự bị</button>' in page
    assert "probationary" not in page
    settle(clerk, bound, item, take="candidate:1")
    assert bound.member("Lê Thị Hoa").standing == "probationary"
    assert bound.cell("Đảng viên", "J12") == "Dự bị"


@pytest.mark.parametrize("take", ["candidate:9", "candidate:x", "sheet", "mọi thứ"])
def test_what_was_not_offered_is_refused(take: str, clerk: FlaskClient, bound: Office) -> None:
    item = item_of(bound, "standing")
    assert settle(clerk, bound, item, take=take).startswith("422")
    assert item_of(bound, "standing").state == "open"


def test_a_field_out_of_a_few_words_offers_them_all(clerk: FlaskClient, bound: Office) -> None:
    item = item_of(bound, "kind")
    page = screens.partial(clerk, bound.address("muc", item.uid)).text
    assert "<option>Nông thôn</option>" in page
    settle(clerk, bound, item, take="value", value="Trường học")
    assert bound.cell("Chi bộ", "C9") == "Trường học"


def test_namesakes_are_told_apart_by_their_branch(clerk: FlaskClient, bound: Office) -> None:
    page = said(clerk.get(bound.address()).text)
    assert "Có thể là: Lê Thị Hoa (Chi bộ thôn Bắc Hải), Phạm Thị Hoa (Chi bộ thôn Bắc Hải). Ghi rõ trong bảng." in page


def test_a_row_that_waits_is_told_and_must_be_put_right_in_the_sheet(clerk: FlaskClient, bound: Office) -> None:
    held = bound.items("held_row")[0]
    assert "chon" not in screens.partial(clerk, bound.address("muc", held.uid)).text
    assert settle(clerk, bound, held, take="db").startswith("422")


def test_a_note_is_put_away_once_it_has_been_read(clerk: FlaskClient, bound: Office) -> None:
    tab = bound.workbook().bindings[0]
    note = InboxItem(
        workbook_id=tab.workbook_id, binding_id=tab.id, key="n", kind="note", tab="Chi bộ", message="Đã ghép lại."
    )
    db.session.add(note)
    db.session.commit()
    assert "Đã ghép lại." in clerk.get(bound.address()).text
    assert clerk.post(bound.address("muc", note.uid, "da-xem")).status_code == 303
    assert bound.items("note") == []


def test_a_reader_sees_the_values_and_no_buttons(bound: Office, differing: InboxItem, login: Login) -> None:
    page = login(factories.make_user("reader", bound.top)).get(bound.address()).text
    assert "15/8/2014" in page
    assert [word for word in ("Lấy giá trị này", "Đồng bộ ngay", "Xem trước", "Sửa tại đây") if word in page] == []


# -- guards


@pytest.fixture
def stopped(bound: Office, clerk: FlaskClient) -> TableBinding:
    """The tab of pledges has lost all its rows: a guard has stopped it."""
    bound.write("Đăng ký làm theo", **{f"{column}{row}": None for row in (7, 8, 9) for column in "ABCDEFGHI"})
    clerk.post(bound.address("dong-bo"))
    return next(binding for binding in bound.workbook().bindings if binding.held)


def pledges() -> int:
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(Pledge)) or 0


def test_a_guards_question_is_asked_with_the_plans_numbers(
    clerk: FlaskClient, bound: Office, stopped: TableBinding
) -> None:
    assert stopped.held is not None
    assert stopped.held in html.unescape(clerk.get(bound.address()).text)
    page = said(clerk.post(bound.address("xem-truoc")).text)
    assert "Trang “Đăng ký làm theo” sẽ dừng lại, chờ anh chị xác nhận" in page
    assert "<dt>Nếu xác nhận, trong phần mềm</dt><dd>xóa 1 dòng" in page
    assert "<dt>Nếu xác nhận, trong bảng</dt><dd>thêm 2 dòng" in page  # still spoken of in the follow-up


def test_the_plan_that_was_looked_at_passes_the_guard_and_no_other(
    clerk: FlaskClient, bound: Office, stopped: TableBinding
) -> None:
    uid = stopped.uid
    digest = screens.typed(clerk.post(bound.address("xem-truoc")))["digest"]
    assert clerk.post(bound.address("trang", uid, "xac-nhan"), data={"digest": "0" * 64}).status_code == 303
    assert pledges() == 3
    assert clerk.post(bound.address("trang", uid, "xac-nhan"), data={"digest": digest}).status_code == 303
    assert pledges() == 2
    assert uid not in [b.uid for b in bound.workbook().bindings if b.held]


def test_what_the_confirmed_plan_may_not_delete_comes_back_with_a_word_and_there_is_peace(
    clerk: FlaskClient, bound: Office, stopped: TableBinding
) -> None:
    """The tab of monthly checks still speaks of two of the three pledges."""
    digest = screens.typed(clerk.post(bound.address("xem-truoc")))["digest"]
    clerk.post(bound.address("trang", stopped.uid, "xac-nhan"), data={"digest": digest})
    rows = load_workbook(bound.path)["Đăng ký làm theo"].iter_rows(min_row=7, values_only=True)
    told = "nên được giữ lại. Bản đăng ký này đã có theo dõi tháng"
    assert [row[1] for row in rows if any(told in str(cell) for cell in row)] == ["Nguyễn Văn Hòa", "Trần Thị Mai"]
    before = bound.path.read_bytes()
    clerk.post(bound.address("dong-bo"))
    report = bound.last_run().report
    assert bound.path.read_bytes() == before
    assert report["state"] == "waiting"  # for cells of this book that cannot be read, and nothing else
    assert {sum(table[side].values()) for table in report["tables"].values() for side in ("database", "sheet")} == {0}


def test_a_guard_is_not_passed_without_a_look(clerk: FlaskClient, bound: Office, stopped: TableBinding) -> None:
    answer = clerk.post(bound.address("trang", stopped.uid, "xac-nhan"), follow_redirects=True)
    assert "Bấm “Xem trước” để xem trang này sẽ thay đổi gì" in answer.text


# -- undo


def test_undoing_tells_first_what_it_will_do_and_then_does_it_on_both_sides(clerk: FlaskClient, bound: Office) -> None:
    edit(bound, "Đỗ Văn Bình", note="về hưu")
    bound.write("Đảng viên", K14="đi làm xa")
    clerk.post(bound.address("dong-bo"))
    run = bound.last_run()
    assert (bound.cell("Đảng viên", "K16"), bound.member("Phạm Thị Hoa").note) == ("về hưu", "đi làm xa")
    page = said(clerk.get(bound.address("lan", run.uid, "hoan-tac")).text)
    assert "<li>Trong phần mềm: trả lại giá trị cũ của 1 bản ghi.</li>" in page
    assert "<li>Trong bảng: trả lại giá trị cũ của 1 dòng.</li>" in page
    assert clerk.post(bound.address("lan", run.uid, "hoan-tac")).status_code == 303
    assert (bound.cell("Đảng viên", "K16"), bound.member("Phạm Thị Hoa").note) == (None, None)


def test_a_run_is_undone_once(clerk: FlaskClient, bound: Office) -> None:
    run = bound.last_run()
    address = bound.address("lan", run.uid, "hoan-tac")
    clerk.post(address)
    assert "Lần đồng bộ này đã được hoàn tác rồi." in clerk.post(address, follow_redirects=True).text
    assert "đã hoàn tác" in clerk.get(bound.address("cac-lan")).text


# -- the rest


def test_the_nightly_run_is_switched_off_and_on(clerk: FlaskClient, bound: Office) -> None:
    clerk.post(bound.address("hang-dem"))
    assert bound.workbook().enabled is False
    clerk.post(bound.address("hang-dem"))
    assert bound.workbook().enabled is True


def add_to(office: Office, numbers: range) -> None:
    """More items, runs and workbooks."""
    workbook = office.workbook()
    row = db.session.scalars(db.select(Member.uid)).first()
    for number in numbers:
        db.session.add(
            InboxItem(
                workbook_id=workbook.id, binding_id=workbook.bindings[1].id, key=f"x{number}", kind="conflict",
                row_id=row or "", field="branch", tab="Đảng viên", cell=f"I{number}", message="…", db_value="B1", sheet_value="B2",
            )
        )  # fmt: skip
        db.session.add(SyncRun(workbook_id=workbook.id, trigger="nightly", state="done", progress={}, report={}))
        data = service.WorkbookData(office.top.id, f"Sổ {number}", "xlsx", f"/khong/co/{number}.xlsx", 2026)
        service.ensure_workbook(data)
    db.session.commit()


@pytest.mark.parametrize("path", ["", "cac-lan", "/"])
def test_the_pages_ask_as_few_queries_at_one_as_at_three_hundred(
    path: str, clerk: FlaskClient, bound: Office, queries: QueryCounter
) -> None:
    address = "/bang-tinh/" if path == "/" else bound.address(path).rstrip("/")
    counts = []
    for numbers in (range(1), range(1, 3), range(3, 300)):
        add_to(bound, numbers)
        db.session.commit()
        queries.reset()
        assert clerk.get(address).status_code == 200
        counts.append(queries.count)
    assert counts[0] <= 10
    assert counts == [counts[0]] * 3
