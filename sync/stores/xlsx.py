"""An .xlsx workbook in a folder: read whole, patched in place, replaced at one stroke."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Sequence
from pathlib import Path

from sync.cells import Snapshot
from sync.stores.package.archive import Package
from sync.stores.package.book import Book
from sync.stores.package.marker import read_marker
from sync.stores.package.reading import Context, read_tab
from sync.stores.protocol import CallCount, StoreError, WorkbookDenied, WorkbookMissing, WorkbookUnreadable
from sync.stores.xlsx_folder import conflicted_copies


class XlsxStore:
    """One .xlsx file. ``versions_dir`` keeps the last ten versions that stood before a write of ours."""

    def __init__(self, path: Path, versions_dir: Path | None = None) -> None:
        self.path = path
        self.versions_dir = versions_dir or path.parent / ".so-tay-versions" / path.name
        self.calls = CallCount()

    def token(self) -> str:
        """Size, time of change and SHA-256 of the file now."""
        return _token(self.path, self._bytes())

    def read(self, tab_keys: Sequence[str] | None = None) -> Snapshot:
        """Every cell of the given tabs (all when None). Raises StoreError."""
        data = self._bytes()
        return self._snapshot(data, tab_keys)

    def _snapshot(self, data: bytes, tab_keys: Sequence[str] | None) -> Snapshot:
        book = Book(Package(data, self.path.name))
        context = Context.of(book)
        wanted = [sheet for sheet in book.sheets if tab_keys is None or sheet.key in tab_keys]
        return Snapshot(
            token=_token(self.path, data),
            version=digest(data),
            tabs={sheet.key: read_tab(book, sheet, context) for sheet in wanted},
            marker=read_marker(book.package),
            warnings=conflicted_copies(self.path),
        )

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise _refusal(error, self.path) from error


def digest(data: bytes) -> str:
    """The SHA-256 that pins a version."""
    return hashlib.sha256(data).hexdigest()


def _token(path: Path, data: bytes) -> str:
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise _refusal(error, path) from error
    return f"{len(data)}:{changed}:{digest(data)}"


def _refusal(error: OSError, path: Path) -> StoreError:
    name = path.name
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return WorkbookMissing(
            f"Không tìm thấy tệp “{name}”. Có thể tệp đã bị xóa, đổi tên, chuyển chỗ. Hãy đưa về chỗ cũ hoặc gắn lại."
        )
    if isinstance(error, IsADirectoryError):
        return WorkbookUnreadable(f"“{name}” là một thư mục, không phải bảng tính. Hãy chọn đúng tệp .xlsx.")
    if isinstance(error, PermissionError):
        return WorkbookDenied(f"Không có quyền mở tệp “{name}”. Hãy nhờ quản trị cấp quyền đọc và ghi cho thư mục này.")
    if error.errno == errno.ENAMETOOLONG:
        return WorkbookMissing(f"Tên tệp “{name}” quá dài. Hãy đặt tên ngắn hơn.")
    return WorkbookMissing(f"Không đọc được tệp “{name}” lúc này (ổ đĩa hoặc mạng có lỗi). Hãy kiểm tra rồi thử lại.")
