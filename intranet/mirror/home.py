"""Which installation syncs a workbook. A restored or copied one starts with sync off: two must not write one sheet.

The first run remembers machine and folder. Where the database later finds itself elsewhere, nothing is read or written
until a person says that this is now the place.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import current_app

from intranet.config import Settings
from intranet.database import db
from intranet.mirror.models import Workbook
from intranet.refusal import Refusal

MACHINE = Path("/etc/machine-id")
MOVED = (
    "Dữ liệu này được chép hoặc khôi phục từ nơi khác, nên việc đồng bộ “{name}” đang tắt để không có hai nơi cùng ghi một bảng tính. "
    "Nếu từ nay đồng bộ từ máy này, quản trị chạy lệnh: flask sync here --workbook {number}, hoặc bấm “Đồng bộ từ nơi này”."
)
MOVED_HERE = (
    "Dữ liệu này được chép hoặc khôi phục từ nơi khác, nên bảng tính này chưa được đồng bộ từ đây: hai nơi cùng ghi một bảng tính thì "
    "dễ hỏng. Nếu từ nay đồng bộ từ máy này thì bấm nút dưới đây."
)


def here() -> str:
    """This machine and this folder, as a digest."""
    settings: Settings = current_app.config["SETTINGS"]
    machine = MACHINE.read_text(encoding="ascii", errors="replace").strip() if MACHINE.exists() else ""
    return hashlib.sha256(f"{machine}:{settings.instance_dir.resolve()}".encode()).hexdigest()


def is_elsewhere(workbook: Workbook) -> bool:
    """Whether another installation was the last to sync it. A file inside the own folder is nobody else's (the demo)."""
    return workbook.home not in (None, here()) and not is_own(workbook)


def is_own(workbook: Workbook) -> bool:
    """Whether it is a file inside this installation's own folder."""
    settings: Settings = current_app.config["SETTINGS"]
    inside = settings.instance_dir.resolve()
    return workbook.kind == "xlsx" and Path(workbook.location).resolve().is_relative_to(inside)


def require(workbook: Workbook) -> None:
    """Go on only at home, which the first run makes this place. Raises Refusal; commits."""
    if is_elsewhere(workbook):
        raise Refusal(MOVED.format(name=workbook.name, number=workbook.id))
    if workbook.home != here():
        settle(workbook)
        db.session.commit()


def settle(workbook: Workbook) -> None:
    """From now on this is the place."""
    workbook.home = here()
    db.session.flush()
