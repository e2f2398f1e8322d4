"""The rules the product ships with: data with a first day and a basis, replaced by what an administrator writes.

Source of the figures: domain.md, section 3. Nothing here is read by a service directly; ``settings.service.value``
lays the office's own values over these.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: Before the first term in which the yearly cycle of Directive 05-CT/TW was kept.
FIRST_DAY = "2016-01-01"
SHIPPED = "Giá trị ban đầu của phần mềm; sửa khi cấp trên có hướng dẫn khác"


@dataclass(frozen=True, slots=True)
class Default:
    """One shipped rule: what it is called on the screen, its kind of value, and the value itself.

    ``kind`` says how the screen shows and reads the value: ``number`` (a whole number from ``least`` to ``most``),
    ``bands`` (percent and points), ``points`` (part and maximum), ``thresholds`` (rating and least score), ``lines`` (a
    list of texts for each kind of session), ``categories`` (an editable list: by code, its label and the other words
    people write for it) or ``choice``.
    """

    name: str
    label: str
    kind: str
    value: Any
    unit: str = ""
    least: int = 0
    most: int = 1000
    choices: tuple[tuple[str, str], ...] = ()
    valid_from: str = FIRST_DAY
    basis: str = SHIPPED


SCORE_PARTS = {
    "duration": "Thời lượng sinh hoạt",
    "attendance": "Tỷ lệ đảng viên dự",
    "preparation": "Công tác chuẩn bị",
    "conduct": "Tiến hành buổi sinh hoạt",
    "principles": "Giữ nguyên tắc sinh hoạt",
    "delivery": "Kết quả thực hiện nghị quyết kỳ trước",
    "closing": "Kết luận, kết thúc buổi sinh hoạt",
}

RATING_NAMES = {
    "excellent": "Hoàn thành xuất sắc", "good": "Tốt", "fair": "Khá", "average": "Trung bình", "completed": "Hoàn thành",
}  # fmt: skip
AGENDA_KINDS = {
    "regular_session": "Thường kỳ",
    "thematic_session": "Chuyên đề",
    "flag_session": "Chào cờ",
    "study_session": "Học tập hằng tuần",
}

AGENDAS = {
    "regular_session": [
        "Tuyên bố lý do, giới thiệu đại biểu, thông qua chương trình",
        "Thông tin thời sự, phổ biến chủ trương mới",
        "Học tập và làm theo Bác: đảng viên được phân công trình bày",
        "Đánh giá việc thực hiện nghị quyết tháng trước",
        "Nhiệm vụ tháng tới, phân công đảng viên",
        "Thảo luận",
        "Kết luận, biểu quyết nghị quyết",
    ],
    "thematic_session": [
        "Tuyên bố lý do, giới thiệu đại biểu",
        "Trình bày chuyên đề",
        "Thảo luận, liên hệ trách nhiệm từng đảng viên",
        "Kết luận, việc cần làm sau chuyên đề",
    ],
    "flag_session": [
        "Chào cờ, hát Quốc ca",
        "Kể chuyện về Bác",
        "Nhận xét công việc tháng trước, biểu dương, nhắc nhở",
        "Việc trọng tâm thời gian tới",
    ],
    "study_session": ["Nội dung học tập", "Trao đổi, liên hệ việc làm theo"],
}

DEED_CRITERIA = {
    "outstanding_work": ["Hoàn thành xuất sắc nhiệm vụ", "HTXSNV", "HTXS nhiệm vụ"],
    "helping_others": ["Giúp đỡ người khó khăn, cứu người", "Giúp người", "Giúp đỡ người khác", "Cứu người"],
    "land_donation": ["Hiến đất", "Hiến đất làm đường", "Hiến đất làm công trình chung"],
    "culture_sport": ["Thành tích VHVN, TDTT", "VHVN-TDTT", "Văn hóa, thể thao", "Văn nghệ, thể thao"],
    "economic_model": ["Mô hình phát triển kinh tế", "PT kinh tế", "Phát triển kinh tế"],
    "left_poverty_list": ["Tự nguyện xin thoát nghèo", "Xin thoát nghèo"],
    "higher_award": ["Bằng khen tỉnh, bộ, ngành TW", "Bằng khen"],
}
DEED_CHECKS = {
    "true": ["Việc có thật, có người hoặc tập thể chứng kiến"],
    "willing": ["Tự nguyện làm, không vì lợi ích riêng"],
    "useful": ["Có ích cho người khác hoặc cho tập thể"],
    "example": ["Người khác học theo được"],
    "lawful": ["Đúng chủ trương của Đảng, pháp luật của Nhà nước, quy ước của thôn"],
}
MODEL_FIELDS = {
    "security": ["An ninh trật tự", "ANTT", "An ninh, trật tự"],
    "environment": ["Môi trường", "MT", "Vệ sinh môi trường"],
    "charity": ["Nhân đạo, từ thiện", "Từ thiện", "Nhân đạo"],
    "economy": ["Phát triển kinh tế", "KT", "Kinh tế", "PT kinh tế"],
    "culture": ["Văn hóa - xã hội", "VH-XH", "Văn hóa xã hội"],
    "party_building": ["Xây dựng Đảng", "XD Đảng", "XDĐ"],
}
AWARD_FORMS = {
    "praise": ["Biểu dương", "BD", "Tuyên dương"],
    "merit_note": ["Giấy khen", "GK"],
    "merit_certificate": ["Bằng khen", "BK"],
    "badge": ["Huy hiệu", "HH", "Huy chương"],
}
AWARD_LEVELS = {
    "base": ["Cơ sở", "cấp cơ sở", "CS"],
    "commune": ["Xã", "ĐU xã", "cấp xã"],
    "district": ["Huyện", "HU", "cấp huyện"],
    "block": ["Khối", "ĐUK", "cấp khối"],
    "province": ["Tỉnh", "TU", "cấp tỉnh"],
    "central": ["Trung ương", "TW"],
}
DOCUMENT_KINDS = {
    "directive": ["Chỉ thị", "CT"],
    "resolution": ["Nghị quyết", "NQ"],
    "conclusion": ["Kết luận", "KL"],
    "plan": ["Kế hoạch", "KH"],
    "guidance": ["Hướng dẫn", "HD"],
    "letter": ["Công văn", "CV"],
    "report": ["Báo cáo", "BC"],
    "notice": ["Thông báo", "TB"],
}

_ALL = (
    Default("score_parts", "Các phần của điểm buổi sinh hoạt", "points", {
        "duration": 5, "attendance": 5, "preparation": 10, "conduct": 40, "principles": 5, "delivery": 30, "closing": 5,
    }, "điểm"),
    Default("attendance_points", "Điểm cho tỷ lệ dự sinh hoạt", "bands", {
        "bands": [[90, 4], [75, 3], [65, 2]], "otherwise": 1, "bonus": 1, "excused_running": 3,
    }, "điểm"),
    Default("rating_thresholds", "Xếp loại buổi sinh hoạt theo điểm", "thresholds",
            {"good": 90, "fair": 70, "average": 50}, "điểm"),
    Default("regular_minutes", "Thời lượng tối thiểu của một buổi", "number", 90, "phút", 0, 600),
    Default("combined_minutes",
            "Thời lượng tối thiểu khi họp thường kỳ kết hợp chuyên đề", "number", 120, "phút", 0, 600),
    Default("papers_days", "Gửi tài liệu trước buổi họp ít nhất", "number", 1, "ngày", 0, 30),
    Default("minutes_days",
            "Hoàn thành biên bản, nghị quyết sau buổi họp chậm nhất", "number", 2, "ngày", 0, 30),
    Default("thematic_per_quarter", "Số buổi chuyên đề ít nhất mỗi quý", "number", 1, "buổi", 0, 12),
    Default("pledge_items_least", "Số việc ít nhất của một bản đăng ký", "number", 2, "việc", 1, 20),
    Default("pledge_items_most", "Số việc nhiều nhất của một bản đăng ký", "number", 3, "việc", 1, 20),
    Default("followup_day", "Theo dõi của tháng trước ghi xong trước hết ngày", "number", 10, "của tháng sau", 1, 28),
    Default("unexcused_warn", "Nhắc khi vắng không lý do trong năm đủ", "number", 2, "tháng", 1, 12),
    Default("unexcused_flag", "Báo chi bộ xem xét khi vắng không lý do trong năm đủ", "number", 3, "tháng", 1, 12),
    Default("quorum_percent", "Đủ điều kiện họp khi số có mặt vượt quá", "number", 50, "% đảng viên phải dự", 0, 99,
            basis="Điều lệ Đảng, Điều 9: hơn một nửa"),
    Default("flag_frequency", "Chào cờ", "choice", "monthly", choices=(
        ("weekly", "Thứ Hai hằng tuần"), ("first_monday", "Thứ Hai đầu tháng"), ("monthly", "Hằng tháng"),
    )),
    Default("grade_thresholds", "Xếp loại đảng viên, chi bộ cuối năm theo điểm", "thresholds",
            {"excellent": 90, "good": 70, "completed": 50}, "điểm"),
    Default("grade_cap_share", "Tỷ lệ hoàn thành xuất sắc không quá", "number", 20, "%", 0, 100),
    Default("grade_cap_base", "Tỷ lệ hoàn thành xuất sắc tính trên", "choice", "good_or_better", choices=(
        ("good_or_better", "số xếp loại hoàn thành tốt trở lên"), ("good", "số xếp loại hoàn thành tốt"),
        ("graded", "số được xếp loại"),
    )),
    Default("grade_cap_rounding", "Phần lẻ của số được xếp hoàn thành xuất sắc", "choice", "down", choices=(
        ("down", "bỏ phần lẻ"), ("nearest", "làm tròn: từ 0,5 trở lên tính là 1"), ("up", "phần lẻ tính thành 1"),
    )),
    Default("rota_presenters_per_month",
            "Số người (hoặc số chi bộ luân phiên) trình bày mỗi tháng", "number", 2, "người", 1, 20),
    Default("rota_due_days", "Chuẩn bị xong bài trình bày trước buổi sinh hoạt ít nhất", "number", 3, "ngày", 0, 60),
    Default("fund_daily_least", "Quỹ tiết kiệm: mỗi người mỗi ngày góp ít nhất", "number", 1000, "đồng", 0, 1_000_000),
    Default("agenda_templates", "Chương trình mẫu cho từng loại buổi sinh hoạt", "lines", AGENDAS),
    Default("deed_criteria", "Tiêu chí người tốt - việc tốt", "categories", DEED_CRITERIA),
    Default("deed_checks", "Điều kiện xét người tốt - việc tốt", "categories", DEED_CHECKS),
    Default("model_fields", "Lĩnh vực của mô hình", "categories", MODEL_FIELDS),
    Default("award_forms", "Hình thức khen thưởng", "categories", AWARD_FORMS),
    Default("award_levels", "Cấp khen thưởng", "categories", AWARD_LEVELS),
    Default("document_kinds", "Loại văn bản", "categories", DOCUMENT_KINDS),
)  # fmt: skip

DEFAULTS = {default.name: default for default in _ALL}
