"""The words of a wave's and a line's fields: for the history, and for showing two people's values side by side."""

from __future__ import annotations

from intranet.audit.queries import Word
from intranet.organisations.models import KINDS
from intranet.organisations.queries import names

WAVE_WORDS = {
    "title": Word("Tên đợt"),
    "theme": Word("Chủ đề năm"),
    "term_theme": Word("Chủ đề toàn khóa"),
    "basis": Word("Văn bản căn cứ"),
    "year": Word("Năm"),
    "opens_on": Word("Từ ngày", date=True),
    "closes_on": Word("Đến ngày", date=True),
    "organisation_id": Word("Đơn vị tổ chức", names=names),
    "kinds": Word("Dành cho loại hình", KINDS, many=True),
    "step": Word("Bước"),
    "step.done_on": Word("Bước xong ngày", date=True),
}
LINE_WORDS = {
    "held_on": Word("Ngày tổ chức", date=True),
    "planned_on": Word("Dự kiến ngày", date=True),
    "total": Word("Tổng số đảng viên"),
    "present": Word("Có mặt"),
    "pilot": Word("Sinh hoạt mẫu", flag=("có", "không")),
    "guest": Word("Đoàn dự, chỉ đạo"),
    "lessons": Word("Bài học rút kinh nghiệm"),
    "note": Word("Ghi chú"),
}
