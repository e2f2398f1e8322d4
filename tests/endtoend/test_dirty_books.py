"""Books as offices really hand them over: through a file and through Google alike, nothing guessed, nothing written twice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.endtoend.office import Office, new_office
from tests.mirror.truth import truth_of
from tests.sheets_emulator.emulator import Emulator
from tests.sheets_emulator.fixtures import emulator, emulator_server
from tests.stores.libreoffice import LibreOffice
from tests.stores.workbooks import SHARED_DATA, at_hand
from tests.sync import book as dirty

__all__ = ["emulator", "emulator_server"]

COMMUNE = "Đảng bộ xã Đồng Tâm"


@pytest.fixture(scope="module")
def dirty_book(tmp_path_factory: pytest.TempPathFactory, clerk: LibreOffice) -> Path:
    """The dirty book of the engine's tests, saved once by LibreOffice, so that its formulas have results."""
    path = dirty.save(tmp_path_factory.mktemp("dirty") / "Sổ xã.xlsx")
    clerk.edit(path)
    return path


@pytest.fixture
def in_a_file(tmp_path: Path, empty_database: Path, dirty_book: Path) -> Office:
    office = new_office(tmp_path / "file", empty_database, COMMUNE, dirty_book)
    assert office.bind().exit == 0
    return office


def named(office: Office) -> dict[str, list[Mapping[str, Any]]]:
    """Everything in the database but for the random ids, in an order of its own."""
    return {t: sorted(r.values(), key=repr) for t, r in office.everything().items()}


def test_what_cannot_be_read_waits_with_its_place_and_stands_in_the_note_column(in_a_file: Office) -> None:
    assert in_a_file.sync()["exit"] == 2
    waiting = in_a_file.waiting()
    assert {
        "Đảng viên F12",
        "Đảng viên J12",
        "Đảng viên C14",
        "Điểm danh B8",
        "Buổi SH D9",
        "Theo dõi tháng I6",
    } <= set(waiting)
    for place, message in waiting.items():
        tab, cell = place.rsplit(" ", 1)
        row = int("".join(c for c in cell if c.isdigit()))
        assert message in in_a_file.page(tab).notes[row]
    members = {r["full_name"]: r for r in in_a_file.records("members").values()}
    assert len(members) == len(dirty.MEMBERS_AT)
    assert (members["Lê Thị Hoa"]["joined_on"], members["Phạm Thị Hoa"]["born"]) == (None, None)
    assert "Võ Thị An" not in members


def test_a_second_run_over_a_dirty_book_writes_nothing(in_a_file: Office) -> None:
    in_a_file.sync()
    file, before, inbox = in_a_file.path.read_bytes(), in_a_file.everything(), in_a_file.inbox()
    in_a_file.path.touch()
    assert in_a_file.sync()["exit"] == 2
    assert (in_a_file.path.read_bytes(), in_a_file.everything(), in_a_file.inbox()) == (file, before, inbox)


def test_google_and_a_file_understand_the_same_book_alike(
    in_a_file: Office, dirty_book: Path, tmp_path: Path, empty_database: Path, emulator: Emulator
) -> None:
    access: dict[str, Any] = {
        "google_service_account_file": emulator.service_account_file,
        "google_api_url": emulator.url,
    }
    in_google = new_office(tmp_path / "google", empty_database, COMMUNE, None, **access)
    spreadsheet = emulator.load_xlsx(dirty_book)
    assert in_google.flask("sync", "bind", "--org", "XA", "--spreadsheet", spreadsheet, "--yes").exit == 0
    in_a_file.sync()
    in_google.sync()
    assert named(in_google) == named(in_a_file)
    assert in_google.waiting() == in_a_file.waiting()
    in_google.sync()  # our own write has moved Drive's version: the next run looks once
    run = in_google.sync()
    assert (run["calls"], run["tables"]) == ({"sheet_reads": 0, "sheet_writes": 0, "drive": 1}, {})
    member = in_google.record("members", full_name="Lê Thị Hoa")["id"]
    in_google.set("members", member, "note=văn phòng ghi")
    run = in_google.sync()
    assert run["calls"] == {"sheet_reads": 1, "sheet_writes": 1, "drive": 1}
    assert emulator.document(spreadsheet).texts("Đảng viên")[11][10] == "văn phòng ghi"


@pytest.mark.parametrize("name", at_hand("nfd", "legacy-tcvn3"))
def test_a_list_in_an_old_encoding_is_understood_and_its_text_left_as_it_is(
    name: str, tmp_path: Path, empty_database: Path
) -> None:
    truth = truth_of(name)
    office = new_office(tmp_path / "office", empty_database, "Đảng bộ xã Mẫu", SHARED_DATA / f"{name}.xlsx")
    for branch in truth["lookups"]["branches"].values():
        office.add("organisations", f"name={branch['name']}", "kind=Nông thôn")
    assert office.bind().exit == 0
    assert office.sync()["exit"] == 2
    (tab,) = truth["tabs"]
    (table,) = tab["tables"]
    branches = {key: each["name"] for key, each in truth["lookups"]["branches"].items()}
    wanted = {(r["values"]["full_name"], branches[r["values"]["branch"]["branch"]]) for r in table["rows"]}
    unreadable = {("<problem>", branch) for branch in branches.values()}
    assert {(r["full_name"], r["branch"]) for r in office.records("members").values()} == wanted - unreadable
    assert {place.rsplit(" ", 1)[1] for place in office.waiting()} == {p["cell"] for p in table["problems"]}


def test_a_book_without_any_register_is_refused_and_left_alone(tmp_path: Path, empty_database: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Lịch trực cơ quan"],
        [],
        ["Thứ", "Người trực", "Xe"],
        ["Hai", "Bảo vệ", "37A"],
        ["Ba", "Bảo vệ", "37B"],
    ):
        book.worksheets[0].append(row)
    book.save(tmp_path / "lich-truc.xlsx")
    office = new_office(tmp_path / "office", empty_database, "Đảng bộ xã Mẫu", tmp_path / "lich-truc.xlsx")
    before = office.path.read_bytes()
    answer = office.bind()
    assert (answer.exit, "không có trang nào gắn được" in answer.text) == (1, True)
    assert office.path.read_bytes() == before
    assert office.flask("sync", "status", "--json").json["workbooks"] == []
