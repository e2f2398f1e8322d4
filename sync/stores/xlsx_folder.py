"""The folder around a workbook: who has it open, copies a sync client left beside it, what to say when it will not do."""

from __future__ import annotations

import errno
import unicodedata
from pathlib import Path

from sync.stores.protocol import StoreError, WorkbookBusy, WorkbookDenied, WorkbookMissing, WorkbookUnreadable

DEFERRED_BY_ANOTHER_RUN = "Tệp “{name}” đang được một lượt đồng bộ khác ghi. Lần đồng bộ sau sẽ làm tiếp."
_CONFLICT_WORDS = ("conflicted copy", "bản sao xung đột", "bản xung đột", "sync-conflict", "conflict copy")


def conflicted_copies(path: Path) -> tuple[str, ...]:
    """A warning for each copy of this workbook that a sync client set aside because two people saved at once."""
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())
    except OSError:
        return ()
    return tuple(
        f"Cạnh tệp “{path.name}” có bản xung đột “{name}”. Hãy chép phần cần giữ từ bản ấy vào tệp chính rồi xóa nó đi."
        for name in names
        if name != path.name and _is_conflicted_copy(name, path)
    )


def _is_conflicted_copy(name: str, path: Path) -> bool:
    plain = unicodedata.normalize("NFC", name).casefold()
    stem = unicodedata.normalize("NFC", path.stem).casefold()
    is_copy = plain.startswith(stem) and plain.endswith(path.suffix.casefold())
    return is_copy and any(word in plain for word in _CONFLICT_WORDS)


def opened_message(path: Path) -> str:
    """What to tell while somebody has the workbook open (Excel's ~$name, LibreOffice's .~lock.name#); empty when nobody has."""
    for lock, program in ((f"~${path.name}", "Excel"), (f".~lock.{path.name}#", "LibreOffice")):
        if path.with_name(lock).exists():
            return (
                f"Tệp “{path.name}” đang mở bằng {program} nên chưa ghi vào. Khi tệp được đóng, lần đồng bộ sau sẽ ghi. "
                f"Nếu không ai đang mở tệp, hãy xóa tệp “{lock}” ở cùng thư mục."
            )
    return ""


def refused_reading(error: OSError, path: Path) -> StoreError:
    """The refusal for a file that cannot be read."""
    name = path.name
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return WorkbookMissing(
            f"Không tìm thấy tệp “{name}”. Có thể tệp đã bị xóa, đổi tên, chuyển chỗ. Hãy đưa về chỗ cũ hoặc gắn lại."
        )
    if isinstance(error, IsADirectoryError):
        return WorkbookUnreadable(f"“{name}” là một thư mục, không phải bảng tính. Hãy chọn đúng tệp .xlsx.")
    if isinstance(error, PermissionError):
        return WorkbookDenied(f"Không có quyền mở tệp “{name}”. Hãy nhờ quản trị cấp quyền đọc và ghi tệp này.")
    return WorkbookBusy(f"Không đọc được tệp “{name}” lúc này (ổ đĩa hoặc mạng có lỗi). Hãy kiểm tra rồi thử lại.")


def refused_writing(error: OSError, path: Path) -> StoreError:
    """The refusal for a file that cannot be written; the old one stands untouched."""
    name = path.name
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return WorkbookBusy(
            f"Ổ đĩa đã đầy nên chưa ghi được tệp “{name}”. Tệp cũ còn nguyên. Hãy dọn bớt rồi đồng bộ lại."
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return WorkbookDenied(
            f"Không có quyền ghi vào thư mục chứa tệp “{name}”. Tệp cũ còn nguyên. Hãy nhờ quản trị cấp quyền ghi."
        )
    return WorkbookBusy(f"Chưa ghi được tệp “{name}” (ổ đĩa hoặc mạng có lỗi). Tệp cũ còn nguyên. Hãy thử lại sau.")
