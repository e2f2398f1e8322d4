"""Rules of the house that import-linter cannot see."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "intranet").rglob("*.py"))


def imported_names(module: Path) -> set[str]:
    """``package.name`` for every import of the module."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def who_imports(name: str) -> list[str]:
    return [
        str(m.relative_to(ROOT))
        for m in MODULES
        if any(i == name or i.startswith(f"{name}.") for i in imported_names(m))
    ]


def test_the_request_is_looked_at_only_in_routes_and_in_the_htmx_module() -> None:
    allowed = [m for m in who_imports("flask.request") if m == "intranet/htmx.py" or "routes" in m]
    assert who_imports("flask.request") == allowed


def test_htmx_flask_stands_behind_one_module() -> None:
    assert who_imports("htmx_flask") == ["intranet/htmx.py"]


def test_services_never_commit() -> None:
    services = [m for m in MODULES if m.name == "service.py"]
    assert services
    assert [str(m) for m in services if ".commit(" in m.read_text(encoding="utf-8")] == []
