"""A commune's own file, bound and kept in step through the commands: both directions, conflicts, guards, undo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from intranet.database import db
from intranet.mirror import lease
from intranet.mirror.models import Workbook
from intranet.mirror.registers import REGISTERS, Scope
from intranet.mirror.registers.base import Record
from intranet.organisations.models import Organisation
from sync.stores.xlsx import XlsxStore
from tests import factories
from tests.mirror.office_book import PEOPLE, Clerk, make_book


class Office:
    """The commune, its file, its clerk, and somebody at the machine who types commands."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.runner = app.test_cli_runner()
        self.path = folder / "so-xa.xlsx"
        self.clerk = Clerk(self.path)
        self.commune = factories.make_organisation("Đảng bộ xã Mẫu Sơn", code="MAUSON").id

    def command(self, *words: str) -> tuple[int, str]:
        db.session.rollback()
        answer = self.runner.invoke(args=["sync", *words])
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer.exit_code, answer.output

    def bound(self, *words: str) -> None:
        code, output = self.command("bind", "--org", "MAUSON", "--file", str(self.path), "--yes", *words)
        assert code == 0, output

    def run(self, *words: str) -> tuple[int, Any]:
        code, output = self.command("run", "--json", *words)
        return code, json.loads(output)["workbooks"][0]

    def inbox(self) -> list[Any]:
        items: list[Any] = json.loads(self.command("inbox", "--json")[1])["items"]
        return items

    def records(self, table: str) -> dict[str, Record]:
        db.session.rollback()
        return REGISTERS[table](Scope(db.session.get_one(Organisation, self.commune), 2022)).records()

    def everything(self) -> dict[str, dict[str, Record]]:
        return {name: self.records(name) for name in REGISTERS}

    def member(self, name: str) -> tuple[str, Record]:
        return next((uid, record) for uid, record in self.records("members").items() if record["full_name"] == name)

    def change(self, name: str, **values: Any) -> None:
        REGISTERS["members"](Scope(db.session.get_one(Organisation, self.commune), 2022)).update(
            self.member(name)[0], values
        )
        db.session.commit()


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Office:
    office = Office(app, tmp_path)
    make_book(office.path)
    return office


@pytest.fixture
def in_step(office: Office) -> Office:
    """The office's book after its first run; the one date that cannot be read waits in the inbox."""
    office.bound()
    assert office.run()[0] == 2
    return office


def counts(run: Any, table: str) -> tuple[list[int], list[int]]:
    """Created, updated, deleted: in the database, in the sheet."""
    sides = run["tables"][table]
    return list(sides["database"].values()), list(sides["sheet"].values())


def test_the_first_run_takes_everything_that_can_be_read_and_guesses_nothing(in_step: Office) -> None:
    assert [r["name"] for r in in_step.records("organisations").values()] == ["Chi bộ thôn Bắc Sơn", "Chi bộ thôn Nam"]
    assert len(in_step.records("members")) == len(PEOPLE)
    uid, secretary = in_step.member("Nguyễn Văn Mẫu")
    assert (secretary["born"], secretary["gender"], secretary["roles"]) == ("1970-02-03", "male", ["secretary"])
    assert next(iter(in_step.records("organisations").values()))["secretary"] == uid
    pledge = next(p for p in in_step.records("pledges").values() if p["member"] == uid)
    assert (pledge["items"], pledge["deadline"], pledge["approval"]) == (
        ["Đọc sách", "Trồng cây"],
        "2022-Q3",
        "approved",
    )
    checks = {c["item"]: (c["m1"], c["m2"], c["midyear"]) for c in in_step.records("monthly_checks").values()}
    assert checks == {
        "Đọc sách": ("done", 70, "good"),
        "Trồng cây": (None, "in_progress", None),
        "Giúp hộ nghèo": (None, None, None),
    }
    assert in_step.member("Đỗ Văn Xuân")[1]["born"] is None
    assert [(i["kind"], i["tab"], i["cell"], i["text"]) for i in in_step.inbox()] == [
        ("refused", "Đảng viên", "C9", "31/02/1980")
    ]


def test_a_second_run_writes_nothing(in_step: Office) -> None:
    before, everything = in_step.path.read_bytes(), in_step.everything()
    code, run = in_step.run()
    assert (code, run["state"], run["tables"]) == (2, "waiting", {})
    in_step.path.touch()  # as if somebody had saved it: everything is read and compared
    code, run = in_step.run()
    assert {name: counts(run, name) for name in run["tables"]} == dict.fromkeys(run["tables"], ([0, 0, 0], [0, 0, 0]))
    assert in_step.path.read_bytes() == before
    assert in_step.everything() == everything


def test_what_is_not_mirrored_stays_as_it_was(office: Office) -> None:
    before = office.clerk.whole()
    office.bound()
    office.run()
    assert office.clerk.whole() == before


def test_each_sides_edit_reaches_the_other(in_step: Office) -> None:
    in_step.clerk.write("Đảng viên", I7="đi học xa", H7="CT")
    in_step.change("Nguyễn Văn Mẫu", note="Huy hiệu 30 năm")
    code, run = in_step.run()
    assert counts(run, "members") == ([0, 1, 0], [0, 1, 0])
    assert (in_step.member("Lê Quang Dũng")[1]["note"], in_step.member("Lê Quang Dũng")[1]["standing"]) == (
        "đi học xa",
        "full",
    )
    assert in_step.clerk.sees("Đảng viên", "I5", "J5", "B5") == ["Huy hiệu 30 năm", "riêng 1", "Nguyễn Văn Mẫu"]
    assert code == 2


def test_a_new_row_becomes_a_record_and_a_new_record_a_row(in_step: Office) -> None:
    in_step.clerk.insert("Đảng viên", 8, None, "Hồ Văn Mới", 1995, "x", None, None, "thôn Nam", "DB", None, None)
    branch = next(uid for uid, r in in_step.records("organisations").items() if r["name"] == "Chi bộ thôn Nam")
    factories.make_member(db.session.query(Organisation).filter_by(uid=branch).one(), "Cao Thị Thêm", born="1999")
    code, run = in_step.run()
    assert counts(run, "members") == ([1, 0, 0], [1, 0, 0])
    assert in_step.member("Hồ Văn Mới")[1]["born"] == "1995"
    rows = in_step.clerk.whole()["Đảng viên"]
    added = next(i for i, row in enumerate(rows) if row[1] == "Cao Thị Thêm")
    signature = next(i for i, row in enumerate(rows) if row[2] == "T/M ĐẢNG ỦY")
    assert (added, signature) == (len(PEOPLE) + 5, len(PEOPLE) + 7)  # under the last data row, above the signature
    assert in_step.run()[1]["tables"] == {} and code == 2


def test_a_conflict_waits_and_is_settled_by_a_person(in_step: Office) -> None:
    in_step.clerk.write("Đảng viên", I6="bảng ghi")
    in_step.change("Trần Thị Hoà", note="phần mềm ghi")
    assert in_step.run()[1]["tables"]["members"]["conflicts"] == 1
    assert in_step.clerk.sees("Đảng viên", "I6") == ["bảng ghi"]
    assert in_step.member("Trần Thị Hoà")[1]["note"] == "phần mềm ghi"
    item = next(i for i in in_step.inbox() if i["kind"] == "conflict")
    assert (item["database"], item["sheet"], item["cell"]) == ("phần mềm ghi", "bảng ghi", "I6")
    assert in_step.command("resolve", str(item["id"]), "--take", "sheet")[0] == 0
    in_step.run()
    assert in_step.member("Trần Thị Hoà")[1]["note"] == "bảng ghi"
    assert [i["kind"] for i in in_step.inbox()] == ["refused"]


def test_a_cell_that_cannot_be_read_is_settled_with_the_right_value(in_step: Office) -> None:
    item = in_step.inbox()[0]
    assert "không hiểu được" in in_step.command("resolve", str(item["id"]), "--take", "sheet")[1]
    assert in_step.command("resolve", str(item["id"]), "--value", "28/2/1980")[0] == 0
    assert in_step.run()[0] == 0
    assert in_step.member("Đỗ Văn Xuân")[1]["born"] == "1980-02-28"
    assert in_step.command("inbox")[1] == "Không có mục nào chờ xử lý.\n"


def test_a_run_is_undone_on_both_sides_and_not_repeated_unasked(in_step: Office) -> None:
    in_step.clerk.write("Đảng viên", I6="dán nhầm", I7="điền thêm")
    in_step.change("Nguyễn Văn Mẫu", note="viết nhầm")
    sheet, database = in_step.clerk.whole(), in_step.everything()
    done = in_step.run()[1]["run"]
    assert (in_step.clerk.whole(), in_step.everything()) != (sheet, database)
    assert in_step.command("undo", str(done))[0] == 0
    assert (in_step.clerk.whole(), in_step.everything()) == (sheet, database)
    assert in_step.run()[1]["tables"]["members"]["conflicts"] == 3
    assert (in_step.clerk.whole(), in_step.everything()) == (sheet, database)
    assert in_step.command("undo", str(done)) == (1, "Error: Lần đồng bộ này đã được hoàn tác rồi.\n")


def test_what_was_edited_after_the_run_is_kept_by_the_undo_and_told(in_step: Office) -> None:
    in_step.clerk.write("Đảng viên", I6="dán nhầm", I7="cũng nhầm")
    done = in_step.run()[1]["run"]
    in_step.change("Trần Thị Hoà", note="văn phòng sửa sau")
    in_step.command("undo", str(done))
    assert in_step.member("Trần Thị Hoà")[1]["note"] == "văn phòng sửa sau"
    assert in_step.member("Lê Quang Dũng")[1]["note"] is None
    assert [i["field"] for i in in_step.inbox() if i["kind"] == "note"] == ["note"]


def test_a_deleted_row_is_deleted_with_what_hangs_on_it_and_comes_back_whole(in_step: Office) -> None:
    in_step.clerk.delete("Theo dõi tháng", 5)
    before = in_step.everything()
    done = in_step.run()[1]["run"]
    assert [c["item"] for c in in_step.records("monthly_checks").values()] == ["Giúp hộ nghèo", "Trồng cây"]
    assert in_step.clerk.sees("Đăng ký làm theo", "C5", "D5") == ["Trồng cây", None]
    in_step.command("undo", str(done))
    assert in_step.everything() == before


def test_a_person_deleted_from_every_tab_comes_back_with_all_their_rows(in_step: Office) -> None:
    before = in_step.everything()
    in_step.clerk.delete("Đảng viên", 5)
    in_step.clerk.delete("Đăng ký làm theo", 5)
    in_step.clerk.delete("Theo dõi tháng", 5, 2)
    done = in_step.run()[1]["run"]
    assert "Nguyễn Văn Mẫu" not in {r["full_name"] for r in in_step.records("members").values()}
    in_step.command("undo", str(done))
    assert in_step.everything() == before


def test_a_guard_stops_a_table_until_a_person_confirms_it(in_step: Office) -> None:
    in_step.clerk.delete("Đảng viên", 6, 6)
    before = in_step.path.read_bytes()
    code, run = in_step.run()
    assert (code, run["tables"]["members"]["guard"]) == (
        3, "Trang “Đảng viên”: 6 trong 7 dòng đã bị xóa trong bảng. Có đúng là anh chị muốn xóa không?",
    )  # fmt: skip
    assert (len(in_step.records("members")), in_step.path.read_bytes()) == (7, before)
    assert in_step.run()[0] == 3
    code, run = in_step.run("--confirm", "members")
    assert counts(run, "members")[0] == [0, 0, 6]
    assert next(iter(in_step.records("members").values()))["full_name"] == "Nguyễn Văn Mẫu"


def test_a_dry_run_has_no_effect_on_either_side(in_step: Office) -> None:
    in_step.clerk.write("Đảng viên", I6="sửa trong bảng")
    in_step.change("Nguyễn Văn Mẫu", note="sửa trong phần mềm")
    before, everything = in_step.path.read_bytes(), in_step.everything()
    code, output = in_step.command("plan", "--json")
    assert (code, counts(json.loads(output)["workbooks"][0], "members")) == (0, ([0, 1, 0], [0, 1, 0]))
    assert (in_step.path.read_bytes(), in_step.everything()) == (before, everything)


def test_a_run_that_another_one_holds_does_nothing(in_step: Office) -> None:
    number = db.session.query(Workbook.id).scalar()
    lease.take(number, lease.new_holder())
    code, run = in_step.run()
    assert (code, run["message"]) == (4, "Một lần đồng bộ khác của bảng tính này đang chạy. Xin đợi xong rồi thử lại.")


def test_one_workbooks_trouble_changes_nothing_for_the_others(in_step: Office, tmp_path: Path) -> None:
    other = make_book(tmp_path / "so-khac.xlsx")
    factories.make_organisation("Đảng bộ xã Khác", code="KHAC")
    assert in_step.command("bind", "--org", "KHAC", "--file", str(other), "--yes")[0] == 0
    in_step.path.unlink()
    code, output = in_step.command("run", "--all", "--json")
    first, second = json.loads(output)["workbooks"]
    assert (code, first["state"], second["state"]) == (1, "error", "waiting")
    assert "so-xa.xlsx" in first["message"]
    assert counts(second, "members")[0][0] == len(PEOPLE)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_run_killed_while_writing_is_finished_by_the_next_one(
    office: Office, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    class Killed(BaseException):
        """The process is gone."""

    whole = XlsxStore.apply

    def killed(store: XlsxStore, batch: Any, snapshot: Any) -> Any:
        if moment == "after":
            whole(store, batch, snapshot)
        raise Killed

    office.bound()
    monkeypatch.setattr(XlsxStore, "apply", killed)
    db.session.rollback()
    with pytest.raises(Killed):
        office.runner.invoke(args=["sync", "run"])
    monkeypatch.undo()
    assert office.run()[0] == 2
    assert (len(office.records("organisations")), len(office.records("members"))) == (2, len(PEOPLE))
    assert (len(office.records("pledges")), len(office.records("monthly_checks"))) == (2, 3)
    assert [i["cell"] for i in office.inbox()] == ["C9"]


def test_a_clean_workbook_is_made_for_records_that_have_no_sheet_yet(app: Flask, tmp_path: Path) -> None:
    office = Office(app, tmp_path)
    branch = factories.make_branch(db.session.get_one(Organisation, office.commune), "Chi bộ thôn Bắc Sơn")
    member = factories.make_member(branch, "Nguyễn Văn Mẫu", gender="male", born="1970")
    factories.make_pledge(member, works=("Đọc sách",), deadline="2022-Q3")
    factories.make_meeting(branch, "2022-11-03", time="19:30", chair_id=member.id)
    everything = office.everything()
    office.bound("--create", "--year", "2022")
    code, run = office.run()
    assert (code, counts(run, "members"), counts(run, "pledges")) == (0, ([0, 0, 0], [1, 0, 0]), ([0, 0, 0], [1, 0, 0]))
    assert office.everything() == everything
    assert office.run()[1]["tables"] == {}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--table", "members=Không có"], "Không thấy trang “Không có” cho bảng Đảng viên."),
        (["--table", "members=Chi bộ"], "Trang “Chi bộ”: không tìm thấy dòng tiêu đề của bảng Đảng viên."),
        (["--table", "nguoi=Chi bộ"], "“nguoi=Chi bộ” chưa đúng: ghi BẢNG=TRANG"),
        (["--column", "members.born=Z"], "Trang “Đảng viên” không có tiêu đề ở cột Z."),
    ],
)
def test_what_cannot_be_bound_is_said_plainly(office: Office, words: list[str], told: str) -> None:
    code, output = office.command("bind", "--org", "MAUSON", "--file", str(office.path), "--yes", *words)
    assert (code, told in output) == (1, True), output


def test_a_person_corrects_the_mapping_before_it_is_remembered(office: Office) -> None:
    answer = office.runner.invoke(
        args=["sync", "bind", "--org", "MAUSON", "--file", str(office.path), "--table", "members=Đảng viên"],
        input="members.note=J\nmembers.born=\nc\n",
    )
    assert answer.exit_code == 0, answer.output
    assert "J  Cột riêng (cột riêng của cơ quan, không đụng tới)" in answer.output
    office.bound("--table", "organisations=Chi bộ")
    office.run()
    assert (office.member("Nguyễn Văn Mẫu")[1]["note"], office.member("Nguyễn Văn Mẫu")[1]["born"]) == ("riêng 1", None)
