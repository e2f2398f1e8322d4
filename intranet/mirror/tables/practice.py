"""Temporary: the registers of the whole practice as plain tables."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.mirror.tables.months import month_headings
from intranet.mirror.tables.words import BRANCH_KIND
from sync.codecs import (
    BoolCodec,
    BranchNameCodec,
    ChoiceCodec,
    DateCodec,
    DecimalCodec,
    DocumentNumberCodec,
    HeldDateCodec,
    IntCodec,
    MoneyCodec,
    MonthCodec,
    NameCodec,
    OrganisationCodec,
    PartyNameCodec,
    PersonCodec,
    PersonOrNameCodec,
    PersonsCodec,
    TextCodec,
    UnitCodec,
    Words,
)  # fmt: skip
from sync.columns import Directory, Field, Heading, Table, Value
from sync.values import is_collective

SUBJECT_KIND = Words({"individual": ("CN", "Cá nhân"), "collective": ("TT", "Tập thể")})
CRITERION = Words({
    "culture_sport": ("VHVN-TDTT", "Thành tích VHVN, TDTT"), "outstanding_work": ("Hoàn thành xuất sắc nhiệm vụ", "HTXSNV"),
    "economic_model": ("Mô hình phát triển kinh tế", "PT kinh tế"), "left_poverty_list": ("Xin thoát nghèo", "Tự nguyện xin thoát nghèo"),
    "helping_others": ("Giúp đỡ người khó khăn, cứu người", "Giúp người"), "higher_award": ("Bằng khen tỉnh, bộ, ngành TW", "Bằng khen"),
    "land_donation": ("Hiến đất", "Hiến đất làm đường"),
})  # fmt: skip
FORM = Words({"praise": ("Biểu dương", "BD", "Tuyên dương"), "merit_note": ("Giấy khen", "GK"), "merit_certificate": ("Bằng khen", "BK")})
LEVEL = Words({"base": ("Cơ sở", "cấp cơ sở"), "commune": ("Xã", "ĐU xã", "cấp xã"), "district": ("Huyện", "HU", "cấp huyện"),
               "block": ("Khối", "ĐUK"), "province": ("Tỉnh", "TU", "cấp tỉnh")})  # fmt: skip
CONTEST_KIND = Words({"written": ("Thi viết",), "staged": ("Sân khấu hóa", "SKH"), "online": ("Trực tuyến", "Trắc nghiệm trực tuyến")})
MEDIA = Words({"story": ("Câu chuyện", "chuyện kể", "Kể chuyện"), "film": ("Phim tư liệu", "phim"), "article": ("Bài viết",)})
MODEL_FIELD = Words({
    "environment": ("Môi trường",), "security": ("An ninh trật tự", "ANTT"), "charity": ("Nhân đạo, từ thiện",),
    "economy": ("Phát triển kinh tế", "KT"), "party_building": ("Xây dựng Đảng", "XD Đảng"), "culture": ("Văn hóa - xã hội", "VH-XH"),
})  # fmt: skip
FLAG_KIND = Words({"weekly": ("Đầu tuần", "thứ 2 hằng tuần"), "first_monday": ("Thứ Hai đầu tháng", "T2 đầu tháng")})


def kind_of_subject(values: Mapping[str, Value], directory: Directory) -> Value:
    name = values.get("who")
    return None if not name else "collective" if is_collective(name) else "individual"


def collective_named(values: Mapping[str, Value], directory: Directory) -> Value:
    unit = values.get("unit")
    return directory.organisation_name(unit) if isinstance(unit, str) else None


GOOD_DEEDS = Table(
    "good_deeds", "Người tốt - Việc tốt", ("NT-VT", "Người tốt việc tốt"),
    (
        Field("recorded_on", "Ngày ghi", DateCodec(), (Heading("Ngày ghi", ("Ngày ghi danh", "Ngày")),)),
        Field("subject_kind", "TT/CN", ChoiceCodec(SUBJECT_KIND), (Heading("TT/CN"),), infer=kind_of_subject),
        Field("who", "Họ tên/Tập thể", NameCodec(), (Heading("Họ tên/Tập thể", ("Họ và tên (tập thể)", "Cá nhân, tập thể được ghi danh")),), required=True),
        Field("unit", "Đơn vị", UnitCodec(), (Heading("Đơn vị", ("Chi, đảng bộ",)),)),
        Field("deed", "Việc tốt", TextCodec(), (Heading("Việc tốt", ("Thành tích", "Nội dung việc tốt")),), required=True),
        Field("criterion", "Tiêu chí", ChoiceCodec(CRITERION), (Heading("Tiêu chí"),)),
        Field("evidence", "Minh chứng", TextCodec(), (Heading("Minh chứng"),)),
        Field("proposer", "Người giới thiệu", PersonOrNameCodec(), (Heading("Người giới thiệu"),)),
        Field("confirmed", "Xác nhận", BoolCodec(("Đã xác nhận", "đã XN", "BT xn"), ("chưa XN", "chưa xác nhận")), (Heading("Xác nhận"),)),
    ),
    branch_field="unit", group_fields=("subject_kind", "unit"),
)  # fmt: skip

PRACTICE_MODELS = Table(
    "practice_models", "Mô hình", ("Mô hình",),
    (
        Field("name", "Tên mô hình", TextCodec(), (Heading("Tên mô hình"),), required=True),
        Field("unit", "Tập thể đăng ký", UnitCodec(), (Heading("Tập thể đăng ký"),)),
        Field("field", "Lĩnh vực", ChoiceCodec(MODEL_FIELD), (Heading("Lĩnh vực"),)),
        Field("content", "Nội dung", TextCodec(), (Heading("Nội dung"),)),
        Field("started", "Bắt đầu", DateCodec(), (Heading("Bắt đầu"),)),
        Field("person", "Người phụ trách", PersonOrNameCodec(), (Heading("Người phụ trách"),)),
        Field("result", "Kết quả", TextCodec(), (Heading("Kết quả"),)),
        Field("replicated", "Nhân rộng", BoolCodec(), (Heading("Nhân rộng"),)),
    ),
    branch_field="unit",
)  # fmt: skip

COMMENDATIONS = Table(
    "commendations", "Khen thưởng", ("Khen thưởng",),
    (
        Field("subject_kind", "TT/CN", ChoiceCodec(SUBJECT_KIND), (Heading("TT/CN"),), infer=kind_of_subject),
        Field("who", "Tên", NameCodec(), (Heading("Tên", ("Họ và tên",)),), required=True, infer=collective_named),
        Field("unit", "Đơn vị", UnitCodec(), (Heading("Đơn vị", ("Tập thể",)),)),
        Field("model", "Mô hình được khen", TextCodec(), (Heading("Mô hình được khen"),)),
        Field("form", "Hình thức", ChoiceCodec(FORM), (Heading("Hình thức"),)),
        Field("level", "Cấp", ChoiceCodec(LEVEL), (Heading("Cấp"),)),
        Field("decision_no", "Số QĐ", DocumentNumberCodec(), (Heading("Số QĐ"),)),
        Field("decided_on", "Ngày", DateCodec(), (Heading("Ngày"),)),
        Field("reason", "Thành tích", TextCodec(), (Heading("Thành tích"),)),
        Field("amount", "Tiền thưởng", MoneyCodec(), (Heading("Tiền thưởng"),)),
    ),
    group_fields=("subject_kind", "decided_on"),
)  # fmt: skip

FUND_ENTRIES = Table(
    "fund_entries", "Quỹ tiết kiệm", ("Quỹ tiết kiệm",),
    (
        Field("date", "Ngày", DateCodec(), (Heading("Ngày"),)),
        Field("content", "Diễn giải", TextCodec(), (Heading("Diễn giải"),), required=True),
        Field("contributors", "Số người", IntCodec(), (Heading("Số người"),)),
        Field("income", "Thu", MoneyCodec(), (Heading("Thu"),)),
        Field("expense", "Chi", MoneyCodec(), (Heading("Chi"),)),
        Field("person", "Người nộp/nhận", PersonOrNameCodec(), (Heading("Người nộp/nhận"),)),
    ),
)  # fmt: skip

CONTESTS = Table(
    "contests", "Cuộc thi", ("Cuộc thi",),
    (
        Field("name", "Tên", TextCodec(), (Heading("Tên", ("Tên cuộc thi",)),), required=True),
        Field("kind", "Hình thức", ChoiceCodec(CONTEST_KIND), (Heading("Hình thức"),)),
        Field("held", "Thời gian", DateCodec(), (Heading("Thời gian"),)),
        Field("entries", "Số bài", IntCodec(), (Heading("Số bài"),)),
        Field("prizes", "Giải", TextCodec(), (Heading("Giải"),)),
        Field("unit", "Đơn vị", TextCodec(), (Heading("Đơn vị"),)),
    ),
)  # fmt: skip

CONTEST_TALLIES = Table(
    "contest_tallies", "Số bài dự thi", ("Bài dự thi theo ĐV",),
    (
        Field("unit", "Chi, đảng bộ", UnitCodec(), (Heading("Chi, đảng bộ", ("Đơn vị",)),), required=True),
        Field("round1", "Lần 1", IntCodec(), (Heading("Cuộc thi lần 1", ("Lần 1",), group="Số bài dự thi"),)),
        Field("round2", "Lần 2", IntCodec(), (Heading("Cuộc thi lần 2", ("Lần 2",), group="Số bài dự thi"),)),
        Field("note", "Ghi chú", TextCodec(), (Heading("Ghi chú"),)),
    ),
)  # fmt: skip

CONTEST_ENTRIES = Table(
    "contest_entries", "Bài dự thi", ("Bài đạt giải",),
    (
        Field("who", "Họ tên", NameCodec(), (Heading("Họ tên"),), required=True),
        Field("unit", "Đơn vị", UnitCodec(), (Heading("Đơn vị"),)),
        Field("title", "Tên bài", TextCodec(), (Heading("Tên bài"),)),
        Field("score", "Điểm", DecimalCodec(), (Heading("Điểm"),)),
    ),
)  # fmt: skip

NEWS_ITEMS = Table(
    "news_items", "Tin bài", ("Tin bài",),
    (
        Field("published_on", "Ngày đăng", DateCodec(), (Heading("Ngày đăng"),)),
        Field("title", "Tên bài", TextCodec(), (Heading("Tên bài"),), required=True),
        Field("author", "Tác giả", NameCodec(), (Heading("Tác giả"),)),
        Field("column", "Chuyên mục", TextCodec(), (Heading("Chuyên mục"),)),
        Field("link", "Đường dẫn", TextCodec(), (Heading("Đường dẫn"),)),
    ),
)  # fmt: skip

ASSIGNMENTS = Table(
    "assignments", "Phân công chuyên đề", ("Phân công CĐ", "Phân công chuyên đề"),
    (
        Field("month", "Tháng", MonthCodec(), (Heading("Tháng"),)),
        Field("branch", "Chi bộ", OrganisationCodec(), (Heading("Chi bộ"),)),
        Field("presenters", "Đ/c trình bày", PersonsCodec(), (Heading("Đ/c trình bày"),)),
        Field("topic", "Nội dung", TextCodec(), (Heading("Nội dung"),), required=True),
        Field("media", "Loại", ChoiceCodec(MEDIA), (Heading("Loại"),)),
        Field("due", "Hạn", DateCodec(), (Heading("Hạn"),)),
        Field("delivered", "Đã trình bày", BoolCodec(("Đã TB", "đã trình bày"), ("chưa TB",)), (Heading("Đã trình bày"),)),
    ),
    branch_field="branch", dated=True,
)  # fmt: skip

WAVE_SESSIONS = Table(
    "wave_sessions", "Đợt sinh hoạt chuyên đề", ("Đợt SHCĐ",),
    (
        Field("party_org", "Đảng bộ", PartyNameCodec(), (Heading("Đảng bộ"),)),
        Field("branch", "Chi bộ", BranchNameCodec(), (Heading("Chi bộ"),), required=True),
        Field("kind", "Loại hình", ChoiceCodec(BRANCH_KIND), (Heading("Loại hình"),)),
        Field("held_on", "Ngày tổ chức", HeldDateCodec(), (Heading("Ngày tổ chức"),)),
        Field("total", "Số ĐV", IntCodec(), (Heading("Số ĐV"),)),
        Field("present", "Có mặt", IntCodec(of_total=True), (Heading("Có mặt"),)),
        Field("pilot", "Sinh hoạt mẫu", BoolCodec(("điểm", "mẫu")), (Heading("Sinh hoạt mẫu"),)),
        Field("guest", "Người dự chỉ đạo", TextCodec(), (Heading("Người dự chỉ đạo"),)),
        Field("note", "Ghi chú", TextCodec(), (Heading("Ghi chú"),)),
    ),
    group_fields=("party_org",),
)  # fmt: skip

FLAG_CEREMONIES = Table(
    "flag_ceremonies", "Chào cờ", ("Chào cờ",),
    (
        Field("unit", "Đơn vị", UnitCodec(), (Heading("Đơn vị"),), required=True),
        Field("date", "Ngày", DateCodec(), (Heading("Ngày"),)),
        Field("kind", "Hình thức", ChoiceCodec(FLAG_KIND), (Heading("Hình thức"),)),
        Field("present", "Số người dự", IntCodec(), (Heading("Số người dự"),)),
        Field("content", "Nội dung", TextCodec(), (Heading("Nội dung"),)),
        Field("chair", "Người điều hành", PersonOrNameCodec(), (Heading("Người điều hành"),)),
    ),
    branch_field="unit",
)  # fmt: skip

PLAN_CHECKS = Table(
    "plan_checks", "Kế hoạch của đảng viên", ("Kế hoạch ĐV",),
    (
        Field("member", "Họ tên", PersonCodec(), (Heading("Họ tên"),), required=True, identity=True),
        Field("branch", "Chi bộ", OrganisationCodec(), (Heading("Chi bộ"),)),
        Field("has_plan", "Đã lập kế hoạch", BoolCodec(), (Heading("Đã lập kế hoạch"),)),
        Field("submitted_on", "Ngày nộp", DateCodec(), (Heading("Ngày nộp"),)),
        Field("note", "Ghi chú", TextCodec(), (Heading("Ghi chú"),)),
    ),
    branch_field="branch", dated=True,
)  # fmt: skip

HELD_MATRIX = Table(
    "held_matrix", "Sinh hoạt học tập", ("SH chuyên đề",),
    (
        Field("branch", "Chi bộ", OrganisationCodec(), (Heading("Chi bộ"),), required=True, identity=True),
        *(Field(f"m{m}", f"Tháng {m}", BoolCodec(), month_headings(m, "Sinh hoạt học tập làm theo Bác hằng tháng")) for m in range(1, 13)),
    ),
    branch_field="branch", dated=True,
)  # fmt: skip

PRACTICE = (GOOD_DEEDS, PRACTICE_MODELS, COMMENDATIONS, FUND_ENTRIES, CONTESTS, CONTEST_TALLIES, CONTEST_ENTRIES, NEWS_ITEMS, ASSIGNMENTS,
            WAVE_SESSIONS, FLAG_CEREMONIES, PLAN_CHECKS, HELD_MATRIX)  # fmt: skip
