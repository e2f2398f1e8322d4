"""The books that offices hand over, dirt and all: bound without editing them, equal to what a correct program understands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask

from tests import factories
from tests.mirror import truth
from tests.stores.workbooks import SHARED_DATA

#: How a run ends that leaves questions in the inbox.
WAITING = 2
KINDS = {"huyen-ky-anh-dot-2022": "district", "bac-kan-nguoi-tot-viec-tot": "province"}
#: Book, the organisation's name as the book itself writes it.
BOOKS = [
    ("xa-ky-tho-2022", "Đảng bộ xã Kỳ Thọ"),
    ("xa-15-chi-bo-2022", "Đảng bộ xã Tân Hòa"),
    ("huyen-ky-anh-dot-2022", "Đảng bộ huyện Kỳ Anh"),
    ("bac-kan-nguoi-tot-viec-tot", "Đảng bộ tỉnh Bắc Kạn"),
    ("khoi-co-quan-khen-thuong-2015-2020", "Đảng bộ Khối các cơ quan tỉnh"),
    ("legacy-tcvn3", "Đảng bộ xã Kỳ Hải"),
    ("nfd", "Đảng bộ xã Kỳ Hải"),
]


@pytest.mark.parametrize(("name", "commune"), [b for b in BOOKS if (SHARED_DATA / f"{b[0]}.xlsx").exists()])
def test_an_offices_book_is_understood_to_the_last_cell(app: Flask, tmp_path: Path, name: str, commune: str) -> None:
    path = tmp_path / f"{name}.xlsx"
    shutil.copy(SHARED_DATA / path.name, path)
    book, top = truth.truth_of(name), factories.make_organisation(commune, code="XA", kind=KINDS.get(name, "commune"))
    known = {key: factories.make_branch(top, each["name"]).uid for key, each in truth.unlisted(book).items()}
    uid = top.uid
    runner = app.test_cli_runner()
    assert runner.invoke(args=["sync", "bind", "--org", "XA", "--file", str(path), "--yes"]).exit_code == 0
    assert runner.invoke(args=["sync", "run"]).exit_code == WAITING
    written = truth.Written.in_file(path)
    assert truth.differences(book, written, truth.records_of_the_book(), uid, known) == []
    assert truth.unreported(book, written) == []
    before = path.read_bytes()
    assert runner.invoke(args=["sync", "run"]).exit_code == WAITING
    assert path.read_bytes() == before
