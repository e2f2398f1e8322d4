"""``flask report figures``: what the whole practice amounts to, for a person or for another program."""

from __future__ import annotations

import json
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.reports import service
from intranet.reports.figure import Figure, said

group = AppGroup("report", help="Figures and reports.")


@group.command("figures")
@click.option("--org", "code", help="The organisation's code; without it, everything.")
@click.option("--year", type=click.IntRange(1930, 2100), help="One year only.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list, one object a figure.")
def figures(code: str | None, year: int | None, as_json: bool) -> None:
    """Print the figures of an organisation and everything below it."""
    path = "/"
    if code:
        found = db.session.scalar(select(Organisation.path).where(Organisation.code == code))
        if found is None:
            raise click.ClickException(f"Không có đơn vị mã “{code}”.")
        path = found
    shown = service.figures(path, year)
    if as_json:
        click.echo(json.dumps(_as_json(shown), ensure_ascii=False, indent=2))
        return
    for figure in shown:
        click.echo(f"{figure.capability:<4} {figure.label}: {said(figure)}")


def _as_json(shown: list[Figure]) -> list[dict[str, Any]]:
    """One object a figure; a wave's figures stand once for each wave."""
    return [
        {
            "key": figure.key, "capability": figure.capability, "label": figure.label, "value": figure.value,
            **({"of": figure.of} if figure.of is not None else {}), **({"parts": figure.parts} if figure.parts else {}),
        }
        for figure in shown
    ]  # fmt: skip
