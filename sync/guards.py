"""Judge a whole plan before its first effect (law 14): a table that looks wrong stops with zero writes on both sides. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sync.table_plan import TablePlan


@dataclass(frozen=True, slots=True)
class Limits:
    """Above these a person is asked. Shares are of the table's rows."""

    deleted_rows: int = 5
    deleted_share: float = 0.05
    changed_share: float = 0.5
    unclosed_rows: int = 2
    unclosed_share: float = 0.05
    inexact_rows: int = 1
    inexact_share: float = 0.2
    shuffled_names: int = 2


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is odd about the workbook as a whole.

    ``outdated``: it is a copy from before the last write of ours. ``unknown``: it bears a write of ours that the database does
    not remember. ``home``: the other workbook whose rows stand in this table, before it was ever in step with anything.
    """

    outdated: bool = False
    unknown: bool = False
    home: str | None = None


def question(plan: TablePlan, limits: Limits = Limits(), doubts: Doubts = Doubts()) -> str | None:
    """The question to put to a person, in Vietnamese; None when the table may go on."""
    if doubts.home:
        return _copied(plan, doubts.home)
    return (
        _question(plan, limits)
        or (_old_copy(plan) if doubts.outdated else None)
        or (_not_remembered(plan) if doubts.unknown else None)
    )


def _copied(plan: TablePlan, home: str) -> str:
    return (
        f"Trang “{plan.sheet.title}” mang sẵn mã đồng bộ của bảng tính “{home}”, có lẽ đây là bản sao của bảng đó. Nếu đồng bộ cả "
        "hai thì sửa ở bản này cũng đổi bản kia. Có đúng là anh chị muốn đồng bộ cả bản này không?"
    )


def _not_remembered(plan: TablePlan) -> str | None:
    """The sheet is ahead of the database: following it is a choice, not a matter of course."""
    if not (plan.creates or plan.updates or plan.deletes_db or plan.deletes or plan.writes):
        return None
    return (
        f"Trang “{plan.sheet.title}”: bảng tính đã có lần ghi mà dữ liệu hiện nay của phần mềm không nhớ. Có lẽ dữ liệu phần mềm vừa "
        "được khôi phục từ bản sao lưu cũ, hoặc bảng này là bản sao của một bảng khác. Có đúng là anh chị muốn đồng bộ với bảng "
        "này không?"
    )


def asks_to_delete(plan: TablePlan, limits: Limits = Limits()) -> bool:
    """Whether the question about this plan is whether so much is meant to be deleted."""
    known = sum(1 for row in plan.facts.base.values() if not row.deleted)
    return bool(_emptied(plan, known) or _too_many_deletions(plan, known, limits))


def _question(plan: TablePlan, limits: Limits) -> str | None:
    known = sum(1 for row in plan.facts.base.values() if not row.deleted)
    if not known:
        return None
    return (
        _emptied(plan, known)
        or _ids_gone(plan, known)
        or _too_many_deletions(plan, known, limits)
        or _everything_changed(plan, known, limits)
        or _names_shuffled(plan, limits)
        or _disorder(plan, known, limits)
    )


def _old_copy(plan: TablePlan) -> str | None:
    """What an old copy lacks is no edit of anybody's: taking it would undo silently what had been written since (law 8)."""
    if not (plan.creates or plan.updates or plan.deletes_db):
        return None
    return (
        f"Trang “{plan.sheet.title}”: tệp này là bản cũ hơn lần ghi gần nhất của phần mềm, có lẽ ai đó vừa chép đè hoặc lưu đè "
        "bản cũ. Nhận bản này thì những gì đã ghi từ đó đến nay bị đưa về như cũ. Có đúng là anh chị muốn dùng bản này không?"
    )


def _emptied(plan: TablePlan, known: int) -> str | None:
    if not plan.sheet.rows:
        return f"Trang “{plan.sheet.title}” trước có {known} dòng, nay không còn dòng nào. Có phải anh chị đã xóa hết?"
    if not plan.facts.records:
        return (
            f"Phần mềm trước có {known} dòng của trang “{plan.sheet.title}”, nay không còn dòng nào. Có đúng vậy không?"
        )
    return None


def _ids_gone(plan: TablePlan, known: int) -> str | None:
    """The id column deleted or emptied: pairing by content alone is not good enough for a whole table."""
    if plan.sheet.has_id_column and any(row.row_id for row in plan.sheet.rows):
        return None
    return (
        f"Trang “{plan.sheet.title}” không còn cột “Mã đồng bộ” (cột ẩn ở bên phải). "
        "Xin khôi phục cột đó (Hoàn tác, hoặc bản cũ của tệp), hoặc gắn lại trang này."
    )


def _too_many_deletions(plan: TablePlan, known: int, limits: Limits) -> str | None:
    for count, where in ((len(plan.deletes_db), "trong bảng"), (len(plan.deletes), "trong phần mềm")):
        if count > limits.deleted_rows and count > limits.deleted_share * known:
            return f"Trang “{plan.sheet.title}”: {count} trong {known} dòng đã bị xóa {where}. Có đúng là anh chị muốn xóa không?"
    return None


def _everything_changed(plan: TablePlan, known: int, limits: Limits) -> str | None:
    """Half the cells of more than half the rows. Filling or correcting one column is legitimate work."""
    if known < 4:
        return None
    filled = max(1, len(plan.fields))
    for changes, where in ((plan.sheet_changes, "trong bảng"), (plan.db_changes, "trong phần mềm")):
        columns = sum(1 for count in changes.values() if count > limits.changed_share * known)
        if columns > 1 and columns >= filled / 2:
            return (
                f"Trang “{plan.sheet.title}”: gần như mọi dòng đều khác trước {where}. Có thể trang đã bị thay bằng trang khác, "
                "hoặc tệp bị thay bằng bản sao cũ. Có đúng là anh chị đã sửa tất cả không?"
            )
    return None


def _names_shuffled(plan: TablePlan, limits: Limits) -> str | None:
    """The column of names sorted by itself: everybody would get another one's name, and what hangs on it (law 5)."""
    if not plan.bound.table.announces:
        return None
    for f in (f for f in plan.fields if f.required):
        after = {**plan.updates, **{i: {f.name: name} for i, name in plan.renamed.items()}}
        base = {i: plan.facts.base[i].fields.get(f.name) for i in after if i in plan.facts.base}
        before = {i: known.value for i, known in base.items() if known and f.name in after[i]}
        names = set(before.values())
        shuffled = [i for i, old in before.items() if after[i][f.name] in names - {old}]
        if len(shuffled) > limits.shuffled_names:
            return (
                f"Trang “{plan.sheet.title}”: {len(shuffled)} dòng đã đổi “{f.label}” cho nhau. Có lẽ chỉ một cột được sắp xếp, "
                "các cột khác đứng nguyên. Xin Hoàn tác rồi sắp xếp cả bảng. Có đúng là anh chị đã sửa như vậy không?"
            )
    return None


def _disorder(plan: TablePlan, known: int, limits: Limits) -> str | None:
    pairing = plan.pairing
    unclosed = pairing.unclosed > max(limits.unclosed_rows, limits.unclosed_share * known)
    inexact = pairing.inexact > max(limits.inexact_rows, limits.inexact_share * known)
    if unclosed or inexact:
        return (
            f"Trang “{plan.sheet.title}”: có lẽ bảng đã được sắp xếp mà không kèm cột “Mã đồng bộ”, các dòng không còn khớp với mã. "
            "Xin Hoàn tác việc sắp xếp rồi sắp xếp lại cả bảng."
        )
    return None
