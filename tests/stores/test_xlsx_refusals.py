"""Files that are no workbook, or none to be trusted: each is refused in words a clerk understands."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from sync.stores.protocol import StoreError, WorkbookDenied, WorkbookMissing, WorkbookUnreadable
from sync.stores.xlsx import XlsxStore
from tests.stores.workbooks import change_part

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


def refusal(path: Path) -> StoreError:
    with pytest.raises(StoreError) as caught:
        XlsxStore(path).read()
    assert path.name in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "rỗng"),
        (OLE + b"\0" * 600, "Excel cũ (.xls)"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "mật khẩu"),
        (b"Ho ten,Nam sinh\n", "đã hỏng"),
    ],
)
def test_what_is_no_xlsx_is_named(content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "Sổ.xlsx"
    path.write_bytes(content)
    error = refusal(path)
    assert isinstance(error, WorkbookUnreadable)
    assert words in str(error)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9, 0.999])
def test_a_half_copied_file_is_refused(share: float, rich: Path) -> None:
    content = rich.read_bytes()
    rich.write_bytes(content[: int(len(content) * share)])
    assert isinstance(refusal(rich), WorkbookUnreadable)


def test_a_file_with_a_damaged_part_is_refused(rich: Path) -> None:
    content = bytearray(rich.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[start + 200 : start + 260] = bytes(60)
    rich.write_bytes(bytes(content))
    assert isinstance(refusal(rich), WorkbookUnreadable)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    assert isinstance(refusal(tmp_path / "không có.xlsx"), WorkbookMissing)
    (tmp_path / "thư mục.xlsx").mkdir()
    assert "thư mục" in str(refusal(tmp_path / "thư mục.xlsx"))


def test_a_file_without_the_right_to_read_it_is_refused(rich: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "no", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert isinstance(refusal(rich), WorkbookDenied)


def _bomb_by_ratio(archive: zipfile.ZipFile) -> None:
    archive.writestr("xl/bomb.xml", b"0" * 60_000_000)


def _bomb_by_entries(archive: zipfile.ZipFile) -> None:
    for number in range(6_000):
        archive.writestr(f"xl/{number}", b"")


@pytest.mark.parametrize("load", [_bomb_by_ratio, _bomb_by_entries])
def test_a_zip_bomb_is_not_opened(load: Callable[[zipfile.ZipFile], None], rich: Path) -> None:
    with zipfile.ZipFile(rich, "a", zipfile.ZIP_DEFLATED) as archive:
        load(archive)
    assert "gây hại" in str(refusal(rich))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "Văn bản.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "không phải là bảng tính" in str(refusal(path))


@pytest.mark.parametrize(
    ("part", "root", "place"),
    [("xl/worksheets/sheet1.xml", "worksheet", "<v>0</v>"), ("xl/sharedStrings.xml", "sst", "<t>Thu</t>")],
)
def test_a_part_that_declares_entities_is_refused(part: str, root: str, place: str, rich: Path) -> None:
    secret = rich.with_name("bi-mat.txt")
    secret.write_text("lộ", encoding="utf-8")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><{root}'
    leak = place.replace(place[3:-4], "&e;")
    change_part(rich, part, lambda xml: xml.replace(f"<{root}", doctype, 1).replace(place, leak))
    assert "không an toàn" in str(refusal(rich))


def test_a_strict_workbook_is_refused_with_the_way_out(rich: Path) -> None:
    strict = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    change_part(rich, "xl/workbook.xml", lambda xml: xml.replace(*strict))
    assert "Strict" in str(refusal(rich))


def test_reading_leaves_nothing_behind(rich: Path) -> None:
    XlsxStore(rich).read()
    assert [path.name for path in rich.parent.iterdir()] == [rich.name]
