"""What a run did: kept as JSON, and told as a clerk would write it in a letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intranet.formatting import vn_moment
from intranet.mirror.models import SyncRun
from sync.run import Report, TableReport
from sync.stores.protocol import CallCount

#: What a record of each register is called in a sentence.
NOUNS = {
    "organisations": "chi bộ",
    "members": "đảng viên",
    "meetings": "buổi sinh hoạt",
    "attendance": "dòng điểm danh",
    "pledges": "bản đăng ký",
    "monthly_checks": "phần việc",
}
STATES = {
    "queued": "đang chờ đến lượt",
    "running": "đang chạy",
    "done": "hai bên đã khớp",
    "waiting": "có mục chờ anh chị xử lý",
    "guarded": "có trang phải dừng lại chờ anh chị xác nhận",
    "busy": "đang có một lần đồng bộ khác",
    "deferred": "để lại lần sau",
    "error": "không thực hiện được",
}


def content_of(report: Report, calls: CallCount) -> dict[str, Any]:
    """An engine's report as it is kept and given to scripts."""
    tables: dict[str, Any] = {}
    for key, table in report.tables.items():
        name = table.table if table.table not in tables else f"{table.table} ({table.tab})"
        tables[name] = {**_counts(table), "tab": table.tab, "binding": int(key)}
    return {
        "state": report.state,
        "message": report.message,
        "warnings": list(report.warnings),
        "tables": tables,
        "calls": calls_of(calls),
        "digests": dict(report.digests),
    }


def calls_of(calls: CallCount) -> dict[str, int]:
    """The calls a store made to the outside."""
    return {"sheet_reads": calls.sheet_reads, "sheet_writes": calls.sheet_writes, "drive": calls.drive}


def _counts(table: TableReport) -> dict[str, Any]:
    return {
        "database": {"created": table.db_created, "updated": table.db_updated, "deleted": table.db_deleted},
        "sheet": {"created": table.sheet_created, "updated": table.sheet_updated, "deleted": table.sheet_deleted},
        "conflicts": table.conflicts,
        "refused": table.refused,
        "deferred": table.deferred,
        "repaired": table.repaired,
        "rows": table.rows,
        "guard": table.guard,
    }


def letter(run: SyncRun, workbook: str) -> list[str]:
    """The run in plain sentences, one a paragraph."""
    what = "Hoàn tác trên" if run.undoes_id else "Đồng bộ"
    lines = [f"{what} “{workbook}” lúc {vn_moment(run.started_at)}: {STATES.get(run.state, run.state)}."]
    lines += sentences(run.report or {})
    if run.state == "done" and len(lines) == 1:
        lines.append("Không có gì mới ở cả hai bên, nên không ghi gì.")
    return lines


def sentences(content: Mapping[str, Any]) -> list[str]:
    """What a report says, table by table; nothing where nothing was to be done."""
    lines = [content["message"]] if content.get("message") else []
    for name, table in content.get("tables", {}).items():
        lines += _about(name.split(" (")[0], table)
    return [*lines, *content.get("warnings", ())]


def summary(run: SyncRun | None) -> str:
    """The last run in one sentence."""
    if run is None:
        return "Chưa đồng bộ lần nào."
    return f"Lần gần nhất {vn_moment(run.started_at)}: {STATES.get(run.state, run.state)}."


def _about(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    noun = NOUNS.get(name, "dòng")
    if table.get("guard"):
        yield table["guard"]
        return
    done = [*_side("phần mềm", table["database"], noun), *_side("bảng", table["sheet"], "dòng")]
    if done:
        yield f"Trang “{table['tab']}”: {'; '.join(done)}."
    waiting = []
    if table["conflicts"]:
        waiting.append(f"{table['conflicts']} ô hai bên cùng sửa và khác nhau")
    if table["refused"]:
        waiting.append(f"{table['refused']} ô hoặc dòng phần mềm chưa nhận được")
    if waiting:
        yield f"Trang “{table['tab']}” có {' và '.join(waiting)}; hai bên giữ nguyên, chờ anh chị xem."
    if table.get("repaired"):
        yield f"Trang “{table['tab']}”: {table['repaired']} dòng bị sắp xếp lệch khỏi mã đã được ghép lại đúng."
    if table.get("deferred"):
        yield f"Trang “{table['tab']}”: {table['deferred']} thay đổi để lại lần sau vì vừa có người sửa."


def _side(where: str, counts: Mapping[str, int], noun: str) -> list[str]:
    verbs = {"created": "thêm", "updated": "sửa", "deleted": "xóa"}
    parts = [f"{verb} {counts[key]} {noun}" for key, verb in verbs.items() if counts.get(key)]
    return [f"{where} {', '.join(parts)}"] if parts else []
