"""Templates: each compiles, each page has a title, none carries a script, a style or an inline handler of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from intranet import create_app
from tests.conftest import make_settings

FOLDER = Path(__file__).resolve().parent.parent / "templates"
TEMPLATES = sorted(str(f.relative_to(FOLDER)) for f in FOLDER.rglob("*.html"))
PAGES = [t for t in TEMPLATES if '{% extends "base.html"' in (FOLDER / t).read_text(encoding="utf-8")]
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|js:|javascript:", re.IGNORECASE)


@pytest.fixture(scope="module")
def compiling_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(make_settings(tmp_path_factory.mktemp("templates")))


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_compiles(name: str, compiling_app: Flask) -> None:
    compiling_app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_has_a_title(name: str) -> None:
    title = re.search(r"{% block title %}(.*?){% endblock %}", (FOLDER / name).read_text(encoding="utf-8"), re.DOTALL)
    assert title
    assert title[1].strip()


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_template_carries_no_inline_script_style_or_handler(name: str) -> None:
    assert INLINE.findall((FOLDER / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", [t for t in TEMPLATES if t != "base.html"])
def test_the_template_asks_nothing_of_another_host(name: str) -> None:
    assert (
        re.findall(r"(?:src|href|action|hx-[a-z]+)=[\"'](?:https?:)?//", (FOLDER / name).read_text(encoding="utf-8"))
        == []
    )
