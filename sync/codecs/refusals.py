"""Why a cell is not taken, in plain Vietnamese: what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from sync.columns import Refused, Value
from sync.values import Problem

_MESSAGES = {
    "ambiguous_person": "“{text}” có thể là nhiều người. Đề nghị ghi đủ họ tên.",
    "approximate": "“{text}” chỉ là ước chừng. Đề nghị ghi số liệu chính xác.",
    "both_ticked": "Cả hai cột đều được đánh dấu. Đề nghị chỉ đánh dấu một cột.",
    "formula_error": "Công thức trong ô báo lỗi {text}. Đề nghị sửa công thức hoặc các ô mà công thức dùng đến.",
    "impossible_date": "“{text}” không có trong lịch. Đề nghị sửa lại ngày.",
    "incomplete_number": "“{text}” không phải số điện thoại đủ 10 chữ số. Đề nghị ghi lại cho đủ.",
    "mistyped": "“{text}” có vẻ gõ nhầm. Đề nghị gõ lại.",
    "neither_yes_nor_no": "“{text}” chưa rõ là có hay không. Đề nghị ghi “x” hoặc để trống.",
    "not_a_date": "“{text}” không phải ngày tháng. Đề nghị ghi ngày/tháng/năm, tháng/năm, quý/năm hoặc năm.",
    "not_a_time": "“{text}” không phải giờ. Đề nghị ghi như 19h30.",
    "not_money": "“{text}” không phải số tiền. Đề nghị ghi số đồng, ví dụ 500.000.",
    "number_and_date_in_one_cell": "“{text}” ghi cả số và ngày trong một ô. Đề nghị tách số quyết định và ngày ra hai cột.",
    "out_of_range": "“{text}” vượt quá mức cho phép. Đề nghị kiểm tra lại.",
    "planned_not_held": "“{text}” cho biết buổi này chưa tổ chức. Đề nghị để trống ô ngày cho đến khi tổ chức xong.",
    "refers_elsewhere": "“{text}” nhắc đến chỗ khác nên không đọc được. Đề nghị ghi rõ nội dung vào ô này.",
    "security_marking": "Ô có dấu chỉ độ mật. Nội dung mật không được đưa vào phần mềm này; đề nghị bỏ khỏi bảng.",
    "two_values": "“{text}” ghi nhiều giá trị trong một ô. Đề nghị chỉ ghi một.",
    "typed_without_keyboard_driver": "“{text}” có vẻ gõ khi chưa bật bộ gõ tiếng Việt. Đề nghị gõ lại có dấu.",
    "uncalculated": "Ô có công thức chưa được tính. Đề nghị mở tệp, lưu lại rồi đồng bộ.",
    "unknown_person": "Không thấy ai tên “{text}” trong danh sách đảng viên. Đề nghị ghi đủ họ tên.",
    "unknown_unit": "Không thấy đơn vị nào tên “{text}”. Đề nghị ghi đúng tên trong danh sách chi bộ.",
    "unknown_value": "Không hiểu “{text}”. Đề nghị ghi lại.",
    "unsure": "“{text}” còn dấu hỏi. Đề nghị xác nhận rồi bỏ dấu hỏi.",
    "year_missing": "“{text}” thiếu năm. Đề nghị ghi đủ ngày/tháng/năm.",
}

_LONGEST = 80


def refused(reason: str, text: str, candidates: Sequence[Value] = (), hint: str = "") -> Refused:
    """A refusal with its message; ``hint`` is added to it (the accepted words of a choice)."""
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    message = _MESSAGES[reason].format(text=short)
    return Refused(reason, f"{message} {hint}".strip(), text, tuple(candidates))


def refused_for(problem: Problem, text: str, hint: str = "") -> Refused:
    """The refusal of a text that a parser could not take."""
    return refused(problem.reason, text, problem.likely, hint)
