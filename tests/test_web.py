"""What holds for every answer: security headers, Vary, errors as pages and as fragments, request ids, CSRF."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, Response, abort
from flask.testing import FlaskClient

from intranet import create_app
from intranet.access import public
from intranet.htmx import redirect, render, trigger
from intranet.logs import LineFormatter
from intranet.refusal import Refusal
from tests.conftest import PARTIAL, make_settings


def crash() -> Response:
    raise ZeroDivisionError("a secret detail")


def refuse() -> Response:
    raise Refusal("Tháng này đã khóa sổ.")


def notice() -> Response:
    return trigger(render("errors/_error.html", title="", advice="", code=200), "notice", {"text": "Đã lưu"})


@pytest.fixture
def probe(tmp_path: Path) -> FlaskClient:
    """The application with a few views that fail in every way."""
    app = create_app(make_settings(tmp_path))
    app.config["PROPAGATE_EXCEPTIONS"] = False

    views: dict[str, Callable[..., Response]] = {
        "/probe/<int:status>": lambda status: abort(status),
        "/probe/crash": crash,
        "/probe/refuse": refuse,
        "/probe/notice": notice,
        "/probe/leave": lambda: redirect("/dang-nhap"),
    }
    for rule, view in views.items():
        app.add_url_rule(rule, rule, public(view), methods=["GET", "POST"])
    return app.test_client()


def test_every_answer_forbids_everything_but_our_own_files(client: FlaskClient) -> None:
    headers = client.get("/dang-nhap").headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"


def test_every_answer_varies_with_htmx_headers_so_that_back_never_shows_a_fragment(client: FlaskClient) -> None:
    assert {"hx-request", "hx-request-type"} <= {v.lower() for v in client.get("/dang-nhap").vary}


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "không có quyền"),
        (404, "Không tìm thấy"),
        (413, "quá lớn"),
        (422, "Chưa ghi được"),
        (429, "quá nhiều lần"),
        (500, "gặp lỗi"),
    ],
)
def test_an_error_is_a_page_and_for_htmx_a_fragment(probe: FlaskClient, status: int, words: str) -> None:
    page, fragment = probe.get(f"/probe/{status}"), probe.get(f"/probe/{status}", headers=PARTIAL)
    assert (page.status_code, fragment.status_code) == (status, status)
    assert words in page.text
    assert words in fragment.text
    assert "<title>" in page.text
    assert "<html" not in fragment.text


def test_a_crash_tells_the_reference_of_the_log_line_and_no_detail(probe: FlaskClient) -> None:
    answer = probe.get("/probe/crash")
    assert answer.status_code == 500
    assert answer.headers["X-Request-Id"] in answer.text
    assert "secret detail" not in answer.text


def test_a_refusal_that_no_form_caught_is_told_in_its_own_words(probe: FlaskClient) -> None:
    answer = probe.get("/probe/refuse", headers=PARTIAL)
    assert answer.status_code == 422
    assert "Tháng này đã khóa sổ." in answer.text


def test_a_vietnamese_notice_travels_in_an_ascii_header(probe: FlaskClient) -> None:
    header = probe.get("/probe/notice").headers["HX-Trigger"]
    assert header.isascii()
    assert json.loads(header) == {"notice": {"text": "Đã lưu"}}


def test_a_form_without_its_token_is_refused_and_says_to_reload(probe: FlaskClient) -> None:
    answer = probe.post("/probe/leave")
    assert answer.status_code == 400
    assert "Tải lại trang" in answer.text


def test_leaving_a_page_is_a_303_and_under_htmx_a_204_with_the_address(app: Flask) -> None:
    with app.test_request_context():
        assert (redirect("/a").status_code, redirect("/a").location) == (303, "/a")
    with app.test_request_context(headers=PARTIAL):
        assert (redirect("/a").status_code, redirect("/a").headers["HX-Redirect"]) == (204, "/a")


def test_a_long_page_is_compressed(client: FlaskClient) -> None:
    assert client.get("/dang-nhap", headers={"Accept-Encoding": "gzip"}).content_encoding == "gzip"


def test_a_log_line_is_one_line_with_its_request_id() -> None:
    record = logging.LogRecord("intranet", logging.INFO, "f.py", 1, "hai\ndòng", None, None)
    assert json.loads(LineFormatter(as_json=True).format(record))["request"] == "-"
    assert "\n" not in LineFormatter(as_json=False).format(record)
