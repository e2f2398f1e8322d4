"""A real browser on the real application: ``open_as(user)`` gives a page, signed in through the sign-in page.

A test that looks into the database after the browser has acted says ``db.session.rollback()`` first, to see it fresh.
The page's console is watched: an error there fails the test (but for the 4xx answers that a test provokes on purpose).
``assert_accessible(page)`` runs axe, with the 7:1 contrast of our own rule.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from werkzeug.serving import make_server

from intranet.accounts.models import User
from intranet.config import Settings
from intranet.database import db, reading
from tests import factories

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
WIDTHS = {"phone": (375, 740), "tablet": (768, 1024), "desktop": (1366, 900)}
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's own browser, the small headless one first."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None and not os.environ.get("CI"):
        pytest.skip("no chromium-headless-shell or chromium: the browser tests are not run (make setup installs it)")
    assert path, "no browser is installed; CI tests the pages in one"
    return {"executable_path": path, "args": FLAGS}


@dataclass
class Site:
    """The application behind a real port."""

    app: Flask
    url: str


@pytest.fixture
def site(app: Flask, settings: Settings) -> Iterator[Site]:
    """Serve the application of this test, CSRF on. The test's own reads take no lock the server would wait for."""
    app.config["WTF_CSRF_ENABLED"] = True
    reading.set(True)
    db.session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Site(app, f"http://127.0.0.1:{server.port}")
    server.shutdown()
    thread.join()
    reading.set(False)


OpenAs = Callable[..., Page]


@pytest.fixture
def open_as(site: Site, browser: Browser) -> Iterator[OpenAs]:
    """``open_as(user, size="phone", javascript=True)``: a page signed in as that account (None: not signed in)."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def open_page(user: User | None, size: str = "desktop", *, javascript: bool = True) -> Page:
        db.session.commit()
        width, height = WIDTHS[size]
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": height}, locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh", java_script_enabled=javascript, has_touch=size == "phone",
        )  # fmt: skip
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.extend(complaint(message)))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto("/dang-nhap")
        if user is not None:
            _sign_in(page, user)
        db.session.commit()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def _sign_in(page: Page, user: User) -> None:
    page.get_by_label("Tên đăng nhập").fill(user.login)
    page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(lambda url: "/dang-nhap" not in url)


def complaint(message: ConsoleMessage) -> list[str]:
    """Errors and CSP reports; a 4xx that a form or a guard answers is not one."""
    expected = "Failed to load resource" in message.text and " 4" in message.text
    return [message.text] if message.type == "error" and not expected else []


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """Axe finds nothing on the page, also with contrast at 7:1 and targets of a finger's size."""

    def check(page: Page) -> None:
        page.wait_for_load_state("load")
        page.evaluate(AXE)
        options = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}}
        result = page.evaluate("options => axe.run(document, options)", options)
        assert [_told(v) for v in result["violations"]] == []

    return check


def _told(violation: dict[str, Any]) -> str:
    nodes = [f"{n['html'][:160]} ({n.get('failureSummary', '')[:200]})" for n in violation["nodes"][:3]]
    return f"{violation['id']}: {violation['help']}: " + " | ".join(nodes)


@pytest.fixture
def assert_fits() -> Callable[[Page], None]:
    """Nothing is wider than the screen, and whatever one taps is at least 44 px high, links inside sentences apart."""

    def check(page: Page) -> None:
        page.wait_for_load_state("load")  # a page without its styles yet is as wide as its longest table
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, select, input:not([type=hidden]), .button, nav a, summary")]
              .filter(e => e.checkVisibility() && !e.closest(".visually-hidden") && !e.matches("[type=radio], [type=checkbox]"))
              .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 120))"""
        )
        assert small == []

    return check
