"""The text that reminds branches which are late in a wave: ready to be sent, by whatever way the office uses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from intranet.campaigns.models import Wave
from intranet.campaigns.queries import Line, grouped
from intranet.formatting import vn_date


def text(wave: Wave, late: Sequence[Line], today: date, sender: str) -> str:
    """The reminder to these branches, listed under their party organisations where there are several."""
    over = wave.closes_on < today.isoformat()
    head = [
        "Kính gửi: Các đồng chí bí thư chi bộ",
        "",
        f"{wave.title} tổ chức từ ngày {vn_date(wave.opens_on)} đến ngày {vn_date(wave.closes_on)}"
        + (f", chủ đề “{wave.theme}”." if wave.theme else "."),
        f"Đến ngày {vn_date(today)} còn {len(late)} chi bộ chưa tổ chức hoặc chưa báo kết quả"
        + (" (đợt đã hết hạn):" if over else ":"),
    ]
    ask = (
        "Đề nghị các đồng chí tổ chức sinh hoạt và báo kết quả (ngày tổ chức, tổng số đảng viên, số có mặt) về "
        f"{sender}. Chi bộ đã tổ chức thì báo ngày để cập nhật."
    )
    return "\n".join([*head, *_listed(late), "", ask, "", "Trân trọng."])


def _listed(late: Sequence[Line]) -> list[str]:
    groups = grouped(late)
    lines = []
    for group in groups:
        if len(groups) > 1 and group.name:
            lines.append(f"{group.name}:")
        lines += [f"- {line.name}{_planned(line)}" for line in group.lines]
    return lines


def _planned(line: Line) -> str:
    planned = line.session.planned_on if line.session else None
    return f" (dự kiến {vn_date(planned)})" if planned else ""
