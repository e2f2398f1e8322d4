"""What a browser calls itself, in words a person recognises their own device by."""

from __future__ import annotations

_BROWSERS = (
    ("CocCocBrowser", "Cốc Cốc"), ("coc_coc_browser", "Cốc Cốc"), ("Edg/", "Edge"), ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "điện thoại Android"), ("Windows", "máy tính Windows"),
    ("Macintosh", "máy tính Mac"), ("Linux", "máy tính Linux"),
)  # fmt: skip


def device_name(user_agent: str) -> str:
    """Such as “Chrome trên điện thoại Android”; the first words of the text itself where nothing is known."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return f"{browser} trên {system}"
    return browser or system or user_agent[:40] or "Trình duyệt không rõ"
