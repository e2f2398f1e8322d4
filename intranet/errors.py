"""What goes wrong, told in plain words: as a page, or as a fragment where HTMX wants one."""

from __future__ import annotations

import logging

from flask import Flask, Response
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from intranet.database import db
from intranet.htmx import render
from intranet.logs import request_id
from intranet.refusal import Refusal

log = logging.getLogger(__name__)

#: Title and what to do, by status.
WORDS = {
    400: ("Không hiểu yêu cầu", "Tải lại trang rồi làm lại bước vừa rồi."),
    403: ("Anh chị không có quyền làm việc này", "Nếu cần làm, hãy nhờ văn phòng đảng ủy hoặc người quản trị."),
    404: ("Không tìm thấy", "Địa chỉ không đúng, hoặc mục này không thuộc đơn vị của anh chị."),
    405: ("Không làm được theo cách này", "Quay lại trang trước và dùng nút trên trang."),
    409: ("Có người vừa sửa trước", "Tải lại trang để xem giá trị mới rồi sửa lại."),
    413: ("Tệp quá lớn", "Mỗi tệp gửi lên không quá 25 MB."),
    422: ("Chưa ghi được", "Xem lại những ô có báo lỗi."),
    429: ("Thử quá nhiều lần", "Chờ một phút rồi thử lại."),
    500: ("Phần mềm gặp lỗi", "Việc vừa làm chưa được ghi. Thử lại; nếu vẫn lỗi, báo người quản trị mã số dưới đây."),
    503: ("Phần mềm đang bận", "Chờ ít phút rồi thử lại."),
}
EXPIRED_FORM = ("Trang đã mở quá lâu", "Tải lại trang rồi làm lại bước vừa rồi.")


def init_app(app: Flask) -> None:
    """Answer every HTTP error and every crash with our own words."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(Exception, _crash)


def show(status: int, title: str, advice: str) -> Response:
    """The error as a page or as a fragment."""
    context = {"title": title, "advice": advice, "code": status, "reference": request_id()}
    return render("errors/index.html", "errors/_error.html", status=status, **context)


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()  # type: ignore[return-value]
    response = show(status, *WORDS.get(status, WORDS[400 if status < 500 else 500]))
    if status == 405:
        response.headers.extend({k: v for k, v in error.get_headers() if k == "Allow"})
    return response


def _refused(refusal: Refusal) -> Response:
    """A rule that no form caught: the person is told, nothing was written."""
    db.session.rollback()
    return show(422, WORDS[422][0], refusal.message)


def _expired_form(_error: CSRFError) -> Response:
    return show(400, *EXPIRED_FORM)


def _crash(error: Exception) -> Response:
    log.error("unhandled error", exc_info=error)
    db.session.rollback()
    return show(500, *WORDS[500])
