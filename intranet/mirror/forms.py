"""What people type on the sync screens: which workbook, which value."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from intranet.forms import Form
from intranet.mirror import shared_folder
from intranet.mirror.tables import TABLES
from intranet.refusal import Refusal

SOURCES = {
    "file": "Tệp Excel có sẵn trong thư mục chung",
    "sheets": "Google Trang tính",
    "new": "Tạo một tệp Excel mới",
}
FIRST_YEAR, LAST_YEAR = 2000, 2100
_SPREADSHEET = re.compile(r"(?:.*/spreadsheets/d/)?(?P<id>[A-Za-z0-9_-]{20,100})(?:[/?#].*)?")
_FILE_NAME = re.compile(r"[^\\/:*?\"<>|\x00-\x1f.][^\\/:*?\"<>|\x00-\x1f]{0,80}")
NOT_A_SPREADSHEET = "Đây không phải địa chỉ hay mã của một Google Trang tính. Mở bảng tính, chép địa chỉ trên thanh trình duyệt rồi dán vào đây."


@dataclass(frozen=True, slots=True)
class Source:
    """Where a workbook is, or is to be made. ``kind`` and ``location`` are the store's; ``new`` makes the file."""

    organisation: str
    kind: str
    location: str
    new: bool = False


def read_source(form: Form, organisations: Collection[str]) -> Source | None:
    """Which workbook is to be bound, to which organisation."""
    organisation = form.choice("organisation", "Đơn vị", organisations)
    source = form.choice("source", "Bảng tính", SOURCES)
    location = _location(form, source) if source else ""
    return Source(organisation, "sheets" if source == "sheets" else "xlsx", location, source == "new") if form else None


def _location(form: Form, source: str) -> str:
    if source == "sheets":
        return _spreadsheet(form)
    name = "file" if source == "file" else "new_name"
    text = form.text(name, "Tên tệp", required=True, limit=300)
    if source == "new" and text:
        text = text.removesuffix(".xlsx")
        if not _FILE_NAME.fullmatch(text):
            form.fail(name, 'Tên tệp không dùng các dấu / \\ : * ? " < > | và không bắt đầu bằng dấu chấm.')
            return ""
        text += ".xlsx"
    return _path(form, name, text, new=source == "new") if form else ""


def _path(form: Form, name: str, text: str, *, new: bool) -> str:
    try:
        path = shared_folder.place(text)
    except Refusal as refusal:
        form.fail(name, refusal.message)
        return ""
    if new and path.exists():
        form.fail(name, f"Thư mục chung đã có tệp “{text}”. Đặt tên khác, hoặc chọn “{SOURCES['file']}”.")
    return str(path)


def _spreadsheet(form: Form) -> str:
    text = form.text("spreadsheet", "Địa chỉ Google Trang tính", required=True, limit=500)
    found = _SPREADSHEET.fullmatch(text)
    if text and found is None:
        form.fail("spreadsheet", NOT_A_SPREADSHEET)
    return found["id"] if found else ""


@dataclass(frozen=True, slots=True)
class Naming:
    """What the workbook is called, its year, and the registers that get a clean tab."""

    name: str
    year: int
    create: tuple[str, ...]


def read_naming(form: Form) -> Naming | None:
    """The last questions before binding."""
    name = form.text("name", "Tên gọi", required=True)
    year = form.integer("year", "Năm", low=FIRST_YEAR, high=LAST_YEAR, required=True)
    create = form.choices("create", "Trang mới", TABLES)
    return Naming(name, year or 0, tuple(create)) if form else None
