"""A person walking through the running product in a browser: every page come to is looked at as a reviewer would."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from intranet.demo.load import PASSWORD
from intranet.navigation import ENTRIES
from tests.browser.conftest import WIDTHS, complaint
from tests.product import Product

#: Set to a folder to keep a picture of every page looked at.
PICTURES = os.environ.get("PICTURES", "")
#: What stands in a phone's bottom bar, under which word; the rest is under "Thêm".
ON_PHONE = {entry.label: entry.short or entry.label for entry in ENTRIES if entry.on_phone}
Check = Callable[[Page], None]


def _part(label: str) -> re.Pattern[str]:
    """A part's link by its name alone or with the count beside it; not another part whose name ends alike."""
    return re.compile(rf"^\s*{re.escape(label)}(\s+\d.*)?\s*$")


@dataclass
class Walk:
    """Browsers of several people on one product, all of one width, with or without JavaScript."""

    product: Product
    browser: Browser
    size: str
    javascript: bool
    checks: tuple[Check, ...]
    contexts: list[BrowserContext] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    looks: int = 0

    def enter(self, login: str) -> Page:
        """Sign in as one of the demo's accounts; gives the page, which watches its console."""
        width, height = WIDTHS[self.size]
        context = self.browser.new_context(
            base_url=self.product.url, viewport={"width": width, "height": height}, locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh", java_script_enabled=self.javascript, has_touch=self.size == "phone",
        )  # fmt: skip
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.said.extend(complaint(message)))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.goto("/")
        self.look(page, "dang-nhap")
        page.get_by_label("Tên đăng nhập").fill(login)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "/dang-nhap" not in url)
        return page

    def open_part(self, page: Page, name: str) -> None:
        """Go to a part of the product by its navigation: at the side, or on a phone at the bottom and under "Thêm"."""
        if self.size != "phone":
            page.get_by_role("navigation", name="Các phần", exact=True).get_by_role("link", name=_part(name)).click()
            return
        bottom = page.get_by_role("navigation", name="Các phần chính")
        link = bottom.get_by_role("link", name=_part(ON_PHONE.get(name, name)))
        if name not in ON_PHONE:
            bottom.get_by_text("Thêm", exact=True).click()
        link.click()

    def look(self, page: Page, name: str) -> None:
        """The page has no violation axe knows, fits the screen and can be tapped; a picture is kept if wanted."""
        self.looks += 1
        if PICTURES:
            way = "js" if self.javascript else "nojs"
            page.screenshot(path=Path(PICTURES) / f"{self.size}-{way}-{self.looks:02d}-{name}.png", full_page=True)
        for check in self.checks:
            check(page)

    def close(self) -> None:
        """Close every browser; none may have complained."""
        for context in self.contexts:
            context.close()
        assert self.said == []
