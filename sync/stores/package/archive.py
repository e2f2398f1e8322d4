"""The zip around a workbook: opened with limits, and written back with every untouched part byte for byte."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from sync.stores.package.xml import Element, parse
from sync.stores.protocol import WorkbookUnreadable

MOST_ENTRIES = 5_000
MOST_BYTES = 300_000_000
MOST_BYTES_OF_A_FILE = 100_000_000
BOMB_RATIO = 400
BOMB_BYTES = 20_000_000

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")


class Package:
    """The parts of one workbook. ``label`` names it in messages. Raises WorkbookUnreadable."""

    def __init__(self, data: bytes, label: str) -> None:
        self.label = label
        self._zip = _open(data, label)
        self._entries = {entry.filename.lower(): entry for entry in self._zip.infolist() if not entry.is_dir()}
        self._changed: dict[str, bytes] = {}
        self._removed: set[str] = set()

    @property
    def names(self) -> list[str]:
        """The names of all parts there are now."""
        kept = [entry.filename for key, entry in self._entries.items() if key not in self._removed]
        return kept + [name for name in self._changed if name.lower() not in self._entries]

    def has(self, name: str) -> bool:
        """Whether there is such a part now."""
        key = name.lower()
        return key not in self._removed and (key in self._entries or any(key == n.lower() for n in self._changed))

    def read(self, name: str) -> bytes:
        """The bytes of a part as it stands now."""
        entry = self._entries.get(name.lower())
        real = entry.filename if entry else name
        if real in self._changed:
            return self._changed[real]
        if entry is None or name.lower() in self._removed:
            raise self.unreadable("thiếu một phần bên trong, có thể chưa chép xong")
        data = self._unzipped(entry)
        if name.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in data:
            raise self.unreadable("có nội dung bên trong không an toàn")
        return data

    def _unzipped(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise self.unreadable("đã hỏng hoặc chưa chép xong") from error

    def tree(self, name: str) -> Element:
        """The parsed root of a part."""
        try:
            return parse(self.read(name))
        except etree.XMLSyntaxError as error:
            raise self.unreadable("có nội dung bên trong bị hỏng") from error

    def put(self, name: str, data: bytes) -> None:
        """Replace a part, or add one."""
        entry = self._entries.get(name.lower())
        self._removed.discard(name.lower())
        self._changed[entry.filename if entry else name] = data

    def remove(self, name: str) -> None:
        """Drop a part."""
        self._removed.add(name.lower())
        self._changed = {kept: data for kept, data in self._changed.items() if kept.lower() != name.lower()}

    def build(self) -> bytes:
        """The bytes of the whole package: parts in their old order, new ones last."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for key, entry in self._entries.items():
                if key not in self._removed:
                    _write(archive, entry, self.read(entry.filename))
            for name, data in self._changed.items():
                if name.lower() not in self._entries:
                    archive.writestr(name, data, zipfile.ZIP_DEFLATED)
        return target.getvalue()

    def unreadable(self, why: str) -> WorkbookUnreadable:
        """The refusal that names this workbook."""
        return WorkbookUnreadable(
            f"Không đọc được tệp “{self.label}”: tệp {why}. Hãy mở tệp bằng Excel, kiểm tra rồi lưu lại dạng .xlsx."
        )


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, data: bytes) -> None:
    copy = zipfile.ZipInfo(entry.filename, entry.date_time)
    copy.compress_type = entry.compress_type
    copy.external_attr = entry.external_attr
    copy.create_system = entry.create_system
    archive.writestr(copy, data)


def _open(data: bytes, label: str) -> zipfile.ZipFile:
    _refuse_other_formats(data, label)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise WorkbookUnreadable(
            f"Không đọc được tệp “{label}”: tệp chưa chép xong hoặc đã hỏng. Hãy chờ chép xong hoặc chép lại."
        ) from error
    _refuse_bombs(archive, len(data), label)
    if any(entry.flag_bits & 1 for entry in archive.infolist()):
        raise WorkbookUnreadable(f"Không đọc được tệp “{label}”: tệp có mật khẩu. Hãy bỏ mật khẩu rồi lưu lại.")
    return archive


def _refuse_other_formats(data: bytes, label: str) -> None:
    if not data:
        raise WorkbookUnreadable(f"Tệp “{label}” rỗng (0 byte), có thể chưa chép xong. Hãy chờ hoặc chép lại.")
    if len(data) > MOST_BYTES_OF_A_FILE:
        raise WorkbookUnreadable(f"Tệp “{label}” quá lớn (trên 100 MB). Hãy tách bớt ảnh hoặc trang tính rồi lưu lại.")
    if not data.startswith(_OLE):
        return
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise WorkbookUnreadable(
            f"Tệp “{label}” được đặt mật khẩu mở tệp nên không đọc được. Hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại."
        )
    raise WorkbookUnreadable(
        f"Tệp “{label}” là định dạng Excel cũ (.xls). Hãy mở bằng Excel, chọn Lưu thành, chọn “Excel Workbook (.xlsx)”."
    )


def _refuse_bombs(archive: zipfile.ZipFile, size: int, label: str) -> None:
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    ratio_is_absurd = total > BOMB_BYTES and total > size * BOMB_RATIO
    if len(entries) > MOST_ENTRIES or total > MOST_BYTES or ratio_is_absurd:
        raise WorkbookUnreadable(
            f"Không mở tệp “{label}”: nội dung lớn bất thường, có thể là tệp gây hại. Hãy kiểm tra nguồn của tệp."
        )
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names):
        raise WorkbookUnreadable(f"Không đọc được tệp “{label}”: có phần bị trùng. Hãy lưu lại bằng Excel.")
