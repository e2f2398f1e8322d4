"""What the engine says to a clerk: the inbox's and the note column's sentences, in one place."""

from __future__ import annotations

#: Begins every note of ours, so that a person's own words in that column are never taken for ours and overwritten.
NOTE_PREFIX = "Sổ tay: "

_KEPT = "nên được giữ lại. Nếu thật sự muốn bỏ, xin xóa lại."
RESTORED_IN_SHEET = f"Dòng này đã bị xóa trong bảng nhưng vừa được sửa trong phần mềm, {_KEPT}"
RESTORED_IN_DATABASE = f"Dòng này đã bị xóa trong phần mềm nhưng vừa được sửa trong bảng, {_KEPT}"
HALF_TYPED = "Dòng này mới có một ô, phần mềm chờ anh chị ghi thêm rồi mới nhận."
BELOW_TOTALS = "Dòng này nằm dưới dòng tổng cộng nên phần mềm chưa nhận. Xin chuyển lên trên dòng tổng cộng."
HELD = {
    "unknown_id": (
        "Dòng này mang mã của phần mềm nhưng phần mềm không biết mã ấy (có thể chép từ tệp khác). "
        "Nếu đây là dòng mới, xin xóa ô ở cột “Mã đồng bộ” của dòng."
    ),
    "identical_copy": (
        "Dòng này giống hệt một dòng khác và mang cùng mã. Phần mềm chờ anh chị sửa dòng mới hoặc xóa bớt một dòng."
    ),
    "pasted_over": (
        "Dòng này nay giống hệt một dòng khác, có lẽ vừa dán đè lên. Phần mềm giữ bản ghi cũ và chờ anh chị ghi lại dòng này, "
        "hoặc xóa cả dòng nếu bỏ thật."
    ),
    "replaced": (
        "Dòng này nay ghi tên khác và gần như toàn bộ nội dung khác trước. Nếu là sửa, xin sửa từng phần; "
        "nếu là người hay việc khác, xin xóa cả dòng rồi thêm một dòng mới."
    ),
    "doubtful": (
        "Bảng đã được sắp xếp hoặc dán lại, không rõ dòng này là của ai. Xin ghi lại đúng họ tên và nội dung cũ của dòng, "
        "hoặc Hoàn tác việc sắp xếp."
    ),
    "copy_tie": (
        "Nhiều dòng mang cùng một mã và đều đã sửa, không rõ dòng nào là dòng gốc. "
        "Xin xóa ô “Mã đồng bộ” ở dòng mới chép thêm."
    ),
}


def cell(label: str, message: str) -> str:
    """About one column of a row."""
    return f"Cột {label}: {message}"


def missing(label: str) -> str:
    """A row cannot be taken without this column."""
    return f"Cột {label} còn trống, phần mềm chưa nhận dòng này."


def emptied(label: str) -> str:
    """A known record's row has lost what it cannot be without."""
    return f"Cột {label} không được để trống. Phần mềm giữ giá trị đang có; xin ghi lại ô này, hoặc xóa cả dòng nếu bỏ thật."


def identity_changed(label: str) -> str:
    """The row now names somebody else."""
    return (
        f"Cột {label}: dòng này trước đây là của người khác. Phần mềm chưa nhận sửa đổi nào của dòng; "
        "xin ghi lại tên cũ, hoặc xóa dòng này rồi thêm một dòng mới."
    )


def renamed(label: str, old: str) -> str:
    """The row now bears quite another name."""
    return (
        f"Cột {label}: tên này khác hẳn tên trước đây (“{old}”) nên phần mềm chưa nhận dòng này. Nếu đúng là đổi tên, xin chọn "
        "trong phần mềm; nếu là người hay đơn vị khác, xin ghi lại tên cũ rồi thêm một dòng mới."
    )


def still_named(where: str) -> str:
    """A row was deleted whose record other tabs still speak of."""
    return f"Dòng này đã bị xóa nhưng vẫn còn {where}, nên được giữ lại. Nếu thật sự muốn bỏ, xin xóa cả các dòng đó."


def not_deleted(reason: str) -> str:
    """A row was deleted in the sheet, and a rule of the register refuses to delete its record."""
    return f"Dòng này đã bị xóa trong bảng nhưng chưa bỏ được nên được giữ lại. {reason}"


def conflict(label: str) -> str:
    """Both sides changed the same value."""
    return f"Cột {label}: bảng và phần mềm cùng được sửa và khác nhau. Cả hai giá trị đều được giữ, chờ anh chị chọn trong phần mềm."


def locked(label: str, reason: str) -> str:
    """The cell cannot be written."""
    if reason == "too_long":
        return (
            f"Cột {label}: phần mềm có giá trị dài hơn một ô bảng tính chứa được (32.767 chữ) nên không ghi vào bảng."
        )
    why = "là công thức" if reason == "formula" else "nằm trong vùng đã gộp"
    return f"Cột {label}: phần mềm có giá trị mới nhưng ô này {why} nên không ghi đè. Xin sửa ô này trong bảng."


def note(texts: list[str]) -> str:
    """The note column's text for one row: each sentence once, in order; empty when there is nothing to say."""
    unique = list(dict.fromkeys(texts))
    return NOTE_PREFIX + " ".join(unique) if unique else ""
