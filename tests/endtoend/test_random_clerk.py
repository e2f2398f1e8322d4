"""A clerk edits an office's book at random in LibreOffice, run after run: nothing typed is lost, nothing doubled.

``CLERK_EDITS`` says how many edits a book gets (``make nightly``: 200); ``CLERK_SEED`` another walk.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.endtoend.clerk_walk import Walk
from tests.endtoend.office import Office, new_office
from tests.stores.libreoffice import LibreOffice
from tests.stores.workbooks import SHARED_DATA, at_hand

EDITS = int(os.environ.get("CLERK_EDITS", "20"))
SEED = int(os.environ.get("CLERK_SEED", "1"))
#: Each book of the shared data folder, and the organisation it is the book of.
BOOKS = {
    "xa-ky-tho-2022": "Đảng bộ xã Kỳ Thọ",
    "xa-15-chi-bo-2022": "Đảng bộ xã Tân Hòa",
    "legacy-tcvn3": "Đảng bộ xã Kỳ Hải",
    "nfd": "Đảng bộ xã Kỳ Hải",
    "huyen-ky-anh-dot-2022": "Đảng bộ huyện Kỳ Anh",
    "bac-kan-nguoi-tot-viec-tot": "Đảng bộ tỉnh Bắc Kạn",
    "khoi-co-quan-khen-thuong-2015-2020": "Đảng bộ Khối các cơ quan tỉnh",
}
KINDS = {"huyen-ky-anh-dot-2022": "district", "bac-kan-nguoi-tot-viec-tot": "province"}
#: What one run of the whole suite has time for; ``make nightly`` walks over all of them.
SHORT = ("nfd", "xa-15-chi-bo-2022")


def check(office: Office, clerk: LibreOffice) -> None:
    figures = Walk(office, clerk, SEED).work(EDITS)
    print(f"\n{office.folder.name}: {figures}")
    assert figures.lost == []
    assert figures.doubled == []
    assert figures.touched == []
    assert figures.restless == []


@pytest.mark.parametrize("book", at_hand(*(BOOKS if EDITS > 20 else SHORT)))
def test_an_offices_book_survives_a_clerk_at_random(
    tmp_path: Path, empty_database: Path, clerk: LibreOffice, book: str
) -> None:
    office = new_office(
        tmp_path / book, empty_database, BOOKS[book], SHARED_DATA / f"{book}.xlsx", KINDS.get(book, "commune")
    )
    _enter_branches(office, book)
    answer = office.bind()
    assert answer.exit == 0, answer.text
    office.sync()
    check(office, clerk)


def test_the_invented_book_survives_a_clerk_at_random(office: Office, clerk: LibreOffice) -> None:
    check(office, clerk)


def _enter_branches(office: Office, book: str) -> None:
    """A book with no list of branches is read where the office has entered them."""
    truth = json.loads((SHARED_DATA / f"{book}.truth.json").read_text("utf-8"))
    listed = any(table["table"] == "branch" for tab in truth["tabs"] for table in tab.get("tables", ()))
    for branch in {} if listed else truth["lookups"].get("branches", {}).values():
        assert (
            office.flask("record", "add", "organisations", "--org", "XA", f"name={branch['name']}", "kind=rural").exit
            == 0
        )
