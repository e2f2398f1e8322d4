"""What looks wrong stops a table with nothing written on either side, a plain question, and one command that confirms."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

from intranet.config import Settings
from intranet.database import db
from intranet.mirror import home
from intranet.mirror.models import Workbook
from intranet.mirror.registers import REGISTERS, Scope
from intranet.organisations.models import Organisation
from tests import factories
from tests.faults.places import File, Place, Spreadsheet
from tests.mirror.office_book import PEOPLE, make_book
from tests.mirror.places import access, empty_place
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator, emulator_server

__all__ = ["emulator", "emulator_server"]
MEMBERS, FIRST, LAST = "Đảng viên", 5, 11


@dataclass
class Office:
    """A commune, its book in one of its homes, and somebody who types commands."""

    app: Flask
    place: Place
    top: int

    def command(self, *words: str) -> tuple[int, str]:
        db.session.rollback()
        answer = self.app.test_cli_runner().invoke(args=["sync", *words])
        return answer.exit_code, answer.output

    def run(self, *words: str) -> dict[str, Any]:
        content = json.loads(self.command("run", "--json", *words)[1])["workbooks"][0]
        return dict(content)

    def records(self) -> dict[str, Any]:
        db.session.rollback()
        scope = Scope(db.session.get_one(Organisation, self.top), 2022)
        return {name: REGISTERS[name](scope).records() for name in ("organisations", "members", "pledges")}

    def members(self) -> set[str]:
        return {record["full_name"] for record in self.records()["members"].values()}

    def row_ids(self) -> dict[str, str]:
        return {record["full_name"]: uid for uid, record in self.records()["members"].items()}


def opened(folder: Path, place: Place, **settings: object) -> Iterator[Office]:
    with empty_place(folder, **settings) as application:
        top = factories.make_organisation("Đảng bộ xã Mẫu Sơn", code="MAUSON").id
        db.session.commit()
        office = Office(application, place, top)
        code, output = office.command("bind", "--org", "MAUSON", *place.bind_words(), "--yes")
        assert code == 0, output
        office.run()
        office.run()
        assert office.members() == {"Trần Thị Hoà" if n.isupper() else n for n, *_ in PEOPLE}
        yield office


@pytest.fixture
def on_file(tmp_path: Path) -> Iterator[Office]:
    yield from opened(tmp_path, File(make_book(tmp_path / "so.xlsx")))


@pytest.fixture
def in_google(tmp_path: Path, emulator: Emulator) -> Iterator[Office]:
    place = Spreadsheet(emulator, make_book(tmp_path / "so.xlsx"))
    yield from opened(tmp_path, place, **access(emulator))


@pytest.fixture(params=["on_file", "in_google"])
def office(request: pytest.FixtureRequest) -> Office:
    found: Office = request.getfixturevalue(request.param)
    return found


def stops(office: Office, words: str, table: str = "members") -> dict[str, Any]:
    """Run: the table is held with this question, and neither side of it has changed."""
    records, rows = office.records()[table], office.place.rows().get(MEMBERS)
    report = office.run()
    assert words in report["tables"][table]["guard"]
    assert report["state"] == "guarded"
    assert (office.records()[table], office.place.rows().get(MEMBERS)) == (records, rows)
    assert office.command("run")[0] == 3
    assert (office.records()[table], office.place.rows().get(MEMBERS)) == (records, rows)
    return report


def test_an_emptied_tab_is_asked_about_and_one_command_confirms(office: Office) -> None:
    for _ in range(FIRST, LAST + 1):
        office.place.delete(MEMBERS, FIRST)
    stops(office, "nay không còn dòng nào. Có phải anh chị đã xóa hết?")
    report = office.run("--confirm", "members")
    assert report["tables"]["members"]["guard"] is None


def test_many_deleted_rows_are_asked_about(office: Office) -> None:
    for _ in range(6):
        office.place.delete(MEMBERS, FIRST)
    stops(office, "6 trong 7 dòng đã bị xóa trong bảng. Có đúng là anh chị muốn xóa không?")


def test_many_records_deleted_in_the_intranet_are_asked_about_too(office: Office) -> None:
    register = REGISTERS["members"](Scope(db.session.get_one(Organisation, office.top), 2022))
    for uid in list(register.records())[:6]:
        register.delete(uid)
    db.session.commit()
    stops(office, "dòng đã bị xóa trong phần mềm. Có đúng là anh chị muốn xóa không?")


def test_a_tab_that_is_gone_is_asked_about(office: Office) -> None:
    office.place.delete_tab(MEMBERS)
    stops(office, "Trang “Đảng viên” không còn trong bảng tính.")


@pytest.mark.parametrize(("column", "named"), [("B", "Họ và tên"), ("I", "Ghi chú")])
def test_a_header_that_is_gone_is_asked_about_and_comes_back(column: str, named: str, office: Office) -> None:
    office.place.type(MEMBERS, f"{column}4", "Đã đổi tên")
    stops(office, f"“{named}”")
    office.place.type(MEMBERS, f"{column}4", named)
    assert office.run()["tables"]["members"]["guard"] is None


def test_an_id_column_that_was_emptied_is_asked_about(office: Office) -> None:
    heads = next(row for row in office.place.rows()[MEMBERS] if "Mã đồng bộ" in row)
    letter = "ABCDEFGHIJKLMNOP"[heads.index("Mã đồng bộ")]
    for row in range(FIRST, LAST + 1):
        office.place.type(MEMBERS, f"{letter}{row}", "")
    stops(office, "không còn cột “Mã đồng bộ”")


def test_every_row_changed_at_once_is_asked_about(office: Office) -> None:
    for row in range(FIRST, LAST + 1):
        for column, value in zip("CGHI", ("1950", "Bắc Sơn", "DB", f"lạ {row}"), strict=True):
            office.place.type(MEMBERS, f"{column}{row}", value)
        office.place.type(MEMBERS, f"F{row}", "ĐV")
    stops(office, "gần như mọi dòng đều khác trước trong bảng")


def test_a_tab_swapped_with_another_of_the_same_shape_is_asked_about(office: Office) -> None:
    """The names of one year's list stand in another's tab: the ids are there, and everybody is somebody else."""
    others = ["Đinh Văn Sửu", "Mai Thị Dần", "Hà Quốc Mão", "Lục Văn Thìn", "Nông Thị Tỵ", "Chu Văn Ngọ", "Vi Thị Mùi"]
    for number, name in enumerate(others):
        row = FIRST + number
        office.place.type(MEMBERS, f"B{row}", name)
        office.place.type(MEMBERS, f"C{row}", str(1950 + number))
        office.place.type(MEMBERS, f"H{row}", "DB" if number % 2 else "MSH")
        office.place.type(MEMBERS, f"I{row}", f"sổ khác {number}")
    records, rows = office.records(), office.place.rows()
    office.run()
    assert office.members() == {r["full_name"] for r in records["members"].values()}
    names = [row[1] for row in office.place.rows()[MEMBERS][FIRST - 1 : LAST]]
    assert names == [row[1] for row in rows[MEMBERS][FIRST - 1 : LAST]] == others


# -- copies and restored sides


def test_an_older_sheet_put_back_is_asked_about(office: Office) -> None:
    old = office.place.keep()
    mau = office.row_ids()["Nguyễn Văn Mẫu"]
    for note in ("huy hiệu 30 năm", "huy hiệu 40 năm"):
        scope = Scope(db.session.get_one(Organisation, office.top), 2022)
        REGISTERS["members"](scope).update(mau, {"note": note})
        db.session.commit()
        office.run()
    office.place.put_back(old)
    stops(office, "bản cũ hơn lần ghi gần nhất")


def database(office: Office) -> Path:
    settings: Settings = office.app.config["SETTINGS"]
    return Path(settings.database_url.removeprefix("sqlite:///"))


def test_an_older_database_put_back_is_asked_about_and_then_follows_the_sheet(office: Office) -> None:
    backup = database(office).with_suffix(".backup")
    db.session.remove()
    with sqlite3.connect(database(office)) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    mau = office.row_ids()["Nguyễn Văn Mẫu"]
    REGISTERS["members"](Scope(db.session.get_one(Organisation, office.top), 2022)).update(mau, {"note": "huy hiệu"})
    db.session.commit()
    office.run()
    db.session.remove()
    db.engine.dispose()
    with sqlite3.connect(backup) as source, sqlite3.connect(database(office)) as target:
        source.backup(target)
    assert office.records()["members"][mau]["note"] is None
    stops(office, "lần ghi mà dữ liệu hiện nay của phần mềm không nhớ")
    office.run("--confirm", "members")
    assert office.records()["members"][mau]["note"] == "huy hiệu"
    assert office.run()["state"] == "waiting"


def test_a_copy_that_still_carries_our_ids_is_asked_about_when_it_is_bound(office: Office, tmp_path: Path) -> None:
    copy: Place
    if isinstance(office.place, File):
        copy = File(Path(shutil.copy(office.place.path, tmp_path / "bản sao.xlsx")))
    else:
        assert isinstance(office.place, Spreadsheet)
        copy = Spreadsheet(office.place.emulator, tmp_path / "so.xlsx")
        state = office.place.hand.document.state.copy()
        state.spreadsheet_id = copy.hand.id
        copy.hand.document.state = state
    assert office.command("bind", "--org", "MAUSON", *copy.bind_words(), "--yes")[0] == 0
    number = db.session.scalars(db.select(Workbook.id).order_by(Workbook.id.desc())).first()
    records, rows = office.records(), copy.rows()
    report = office.run("--workbook", str(number))
    assert report["state"] == "guarded"
    assert "mang sẵn mã đồng bộ của bảng tính" in report["tables"]["members"]["guard"]
    assert (office.records(), copy.rows()) == (records, rows)
    report = office.run("--workbook", str(number), "--confirm", "members")
    assert report["tables"]["members"]["guard"] is None
    assert office.records()["members"] == records["members"]


def test_another_communes_book_in_the_place_of_ours_is_asked_about(on_file: Office, tmp_path: Path) -> None:
    assert isinstance(on_file.place, File)
    book = openpyxl.load_workbook(make_book(tmp_path / "khác.xlsx"))
    for row in range(FIRST, LAST + 1):
        book[MEMBERS][f"B{row}"] = f"Người Khác {'ABCDEFG'[row - FIRST]}"
    book.save(on_file.place.path)
    stops(on_file, "không còn cột “Mã đồng bộ”")


def test_a_file_is_one_workbook_by_whatever_path_it_is_bound(on_file: Office, tmp_path: Path) -> None:
    assert isinstance(on_file.place, File)
    (tmp_path / "lối tắt.xlsx").symlink_to(on_file.place.path)
    on_file.command("bind", "--org", "MAUSON", "--file", str(tmp_path / "lối tắt.xlsx"), "--yes")
    assert db.session.scalar(db.select(db.func.count()).select_from(Workbook)) == 1
    factories.make_organisation("Đảng bộ xã Khác", code="KHAC")
    db.session.commit()
    code, output = on_file.command("bind", "--org", "KHAC", *on_file.place.bind_words(), "--yes")
    assert (code, "đã gắn với Đảng bộ xã Mẫu Sơn" in output) == (1, True)


# -- an installation that was restored or copied


def test_a_restored_installation_syncs_nothing_until_a_person_says_so(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "here", lambda: "một máy khác")
    monkeypatch.setattr(home, "is_own", lambda workbook: False)
    office.place.type(MEMBERS, "I7", "sửa sau khi chép")
    records, rows = office.records(), office.place.rows()
    code, output = office.command("run")
    assert (code, "được chép hoặc khôi phục từ nơi khác" in output) == (1, True)
    assert (office.records(), office.place.rows()) == (records, rows)
    assert office.command("here", "--all")[0] == 0
    office.run()
    assert office.records()["members"][office.row_ids()["Lê Quang Dũng"]]["note"] == "sửa sau khi chép"


# -- beside the file


def test_a_conflicted_copy_beside_the_file_is_told_and_never_merged(on_file: Office) -> None:
    assert isinstance(on_file.place, File)
    beside = on_file.place.path.with_name("so (conflicted copy 2026-11-21).xlsx")
    shutil.copy(on_file.place.path, beside)
    File(beside).type(MEMBERS, "I7", "chỉ có trong bản xung đột")
    on_file.place.type(MEMBERS, "I8", "trong tệp chính")
    kept = beside.read_bytes()
    report = on_file.run()
    assert ["bản xung đột" in line for line in report["warnings"]] == [True]
    notes = {r["full_name"]: r["note"] for r in on_file.records()["members"].values()}
    assert (notes["Lê Quang Dũng"], notes["Phạm Thu Cúc"]) == (None, "trong tệp chính")
    assert beside.read_bytes() == kept


@pytest.mark.parametrize(("lock", "program"), [("~$so.xlsx", "Excel"), (".~lock.so.xlsx#", "LibreOffice")])
def test_an_open_file_waits_with_both_sides_as_they_are(lock: str, program: str, on_file: Office) -> None:
    assert isinstance(on_file.place, File)
    mau = on_file.row_ids()["Nguyễn Văn Mẫu"]
    REGISTERS["members"](Scope(db.session.get_one(Organisation, on_file.top), 2022)).update(mau, {"note": "huy hiệu"})
    db.session.commit()
    on_file.place.path.with_name(lock).touch()
    rows = on_file.place.rows()
    report = on_file.run()
    assert (report["state"], f"đang mở bằng {program}" in report["message"]) == ("deferred", True)
    assert on_file.place.rows() == rows
    on_file.place.path.with_name(lock).unlink()
    on_file.run()
    assert on_file.place.rows()[MEMBERS][FIRST - 1][8] == "huy hiệu"
