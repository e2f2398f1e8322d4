"""What the sync tells: the letter about a run, the history of a cell."""

from __future__ import annotations

from flask import Response, abort

from intranet.htmx import render
from intranet.mirror import cell_history, letters, page
from intranet.mirror.models import SyncRun, TableBinding
from intranet.mirror.routes.blueprint import blueprint, found, part_of
from intranet.mirror.tables import TABLES


@blueprint.get("/<uid>/lan/<run_uid>")
def letter(uid: str, run_uid: str) -> Response:
    """The letter about a finished run, to read or print; the same is sent by e-mail where that is configured."""
    workbook = found(uid)
    run = part_of(SyncRun, workbook, run_uid)
    if run.finished_at is None:
        abort(404)
    return render(
        "mirror/letter.html", workbook=workbook, letter=letters.letter_of(run), told=page.told(run, None), run=run
    )


@blueprint.get("/<uid>/trang/<binding_uid>/dong/<row_id>/<name>")
def cell(uid: str, binding_uid: str, row_id: str, name: str) -> Response:
    """Who wrote what into a cell, when, from which side, in which run."""
    workbook = found(uid)
    binding = part_of(TableBinding, workbook, binding_uid)
    known = {field.name for field in TABLES[binding.table_name].fields}
    if name not in known or not cell_history.is_of(binding, row_id):
        abort(404)
    told = cell_history.history(workbook, binding, row_id, name)
    return render("mirror/cell.html", workbook=workbook, binding=binding, told=told)
