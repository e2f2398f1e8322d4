"""Binding a workbook in two steps: which one, then what each tab and column is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Response, flash, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from intranet.access import Verb, find, in_scope, me, requires, scoped
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.mirror import choosing, forms, page, service, shared_folder
from intranet.mirror.binding import clean_tab, first_year
from intranet.mirror.choosing import TabChoice
from intranet.mirror.forms import Naming, Source
from intranet.mirror.models import TableBinding, Workbook
from intranet.mirror.routes.blueprint import GOVERN, blueprint, found
from intranet.mirror.stores import Opener, title_of
from intranet.mirror.tables import TABLES
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from sync.cells import Snapshot
from sync.stores.protocol import StoreError, WorkbookMissing

BOUND_ELSEWHERE = "Bảng tính này đã gắn với một đơn vị khác."
CHECK_AGAIN = "Trang vừa đổi sang bảng khác: xem lại các cột của trang đó rồi bấm “Gắn bảng tính”."
NO_TAB = "Chọn ít nhất một trang để gắn, hoặc một trang mới để tạo."


@blueprint.route("/gan", methods=["GET", "POST"])
@requires(GOVERN)
def choose() -> Response:
    """Step one: which organisation, which file or spreadsheet."""
    organisations = _organisations()
    own = me().organisation
    form = Form(
        request.form if request.method == "POST" else {"organisation": own.uid if own else "", "source": "file"}
    )
    if request.method == "POST":
        source = forms.read_source(form, organisations)
        if source is not None:
            name = Path(source.location).relative_to(shared_folder.root()) if source.kind == "xlsx" else source.location
            address = url_for(
                "mirror.tabs",
                don_vi=source.organisation,
                loai=source.kind,
                o=str(name),
                moi="1" if source.new else None,
            )
            return redirect(address)
    return render(
        "mirror/choose.html", status=200 if form else 422, form=form, organisations=organisations,
        sources=forms.SOURCES, files=_files(), folder=shared_folder.name(),
    )  # fmt: skip


@blueprint.route("/gan/trang", methods=["GET", "POST"])
@requires(GOVERN)
def tabs() -> Response:
    """Step two: what each tab and column becomes, shown for correction; then it is bound."""
    source = _source()
    organisation = find(Organisation, source.organisation, Verb.MANAGE)
    workbook = _bound_already(source, organisation)
    bindings = list(workbook.bindings) if workbook else []
    try:
        snapshot = _snapshot(source)
    except StoreError as error:
        return render("mirror/unreadable.html", status=422, message=str(error))
    if request.method == "GET":
        choices, year = choosing.offered(snapshot, bindings, source.location)
        return _tabs_page(source, organisation, workbook, choices, _first_form(source, workbook, choices, year))
    form = Form(request.form)
    choices, settled = choosing.read(snapshot, request.form)
    naming = forms.read_naming(form)
    if naming is not None and settled and "xem-lai" not in request.form:
        _check(form, choices, naming)
        if form:
            return _bind(source, organisation, snapshot, choices, naming, form)
    return _tabs_page(source, organisation, workbook, choices, form, look_again=bool(form))


@blueprint.get("/<uid>/cot")
def columns(uid: str) -> Response:
    """The tabs and columns of a bound workbook, for correction: step two again."""
    workbook = found(uid, GOVERN)
    name = page.place_of(workbook) if workbook.kind == "xlsx" else workbook.location
    return redirect(
        url_for("mirror.tabs", don_vi=workbook.organisation.uid, loai=workbook.kind, o=name, so=workbook.uid)
    )


def _organisations() -> dict[str, str]:
    mine = scoped(Organisation).where(Organisation.active).order_by(Organisation.path, Organisation.sort_key)
    return {organisation.uid: organisation.name for organisation in db.session.scalars(mine)}


def _files() -> list[tuple[str, str]]:
    """The files of the shared folder to choose from, but for those bound to organisations out of sight."""
    seen = in_scope()
    bound = select(Workbook.location, seen).join(Workbook.organisation).where(Workbook.kind == "xlsx")
    places = {location: bool(visible) for location, visible in db.session.execute(bound)}
    return [
        (
            file.name,
            f"{file.name}{' (đã gắn)' if str(file.path) in places else ''}, sửa lúc {page.moment(file.changed)}",
        )
        for file in shared_folder.files()
        if places.get(str(file.path), True)
    ]


def _source() -> Source:
    """The workbook that the address names. Raises Refusal; a bound one outside the folder is known by its id."""
    kind, place = request.args.get("loai", ""), request.args.get("o", "")
    organisation = request.args.get("don_vi", "")
    if request.args.get("so"):
        workbook = found(request.args["so"], GOVERN)
        return Source(workbook.organisation.uid, workbook.kind, workbook.location)
    if kind == "xlsx":
        return Source(organisation, kind, str(shared_folder.place(place)), request.args.get("moi") == "1")
    if kind != "sheets" or not place.replace("-", "").replace("_", "").isalnum():
        raise Refusal(forms.NOT_A_SPREADSHEET)
    return Source(organisation, kind, place)


def _bound_already(source: Source, organisation: Organisation) -> Workbook | None:
    """The workbook at that place if it is bound. Raises Refusal if it serves another organisation."""
    same = select(Workbook).where(Workbook.kind == source.kind, Workbook.location == source.location)
    workbook = db.session.scalars(same.options(selectinload(Workbook.bindings))).one_or_none()
    if workbook is not None and workbook.organisation_id != organisation.id:
        raise Refusal(BOUND_ELSEWHERE)
    return workbook


def _snapshot(source: Source) -> Snapshot:
    """The workbook as it stands; an empty one where it is yet to be made. Raises StoreError."""
    try:
        return Opener().place(source.kind, source.location).read()
    except WorkbookMissing:
        if not source.new:
            raise
        return Snapshot("", "", {})


def _first_form(source: Source, workbook: Workbook | None, choices: list[TabChoice], year: int | None) -> Form:
    title = Path(source.location).stem if source.kind == "xlsx" else title_of(source.kind, source.location)
    if workbook is not None:
        return Form({"name": workbook.name, "year": str(workbook.year)})
    form = Form({"name": title, "year": str(year or local_today(utcnow()).year)})
    if source.new:
        form.data.setlist("create", list(TABLES))
    return form


def _check(form: Form, choices: list[TabChoice], naming: Naming) -> None:
    for choice in choices:
        for problem in choice.problems:
            form.fail(f"t{choice.number}", problem)
    chosen = {c.table.name for c in choices if c.table}
    if not chosen and not naming.create:
        form.fail("", NO_TAB)
    for name in naming.create:
        if name in chosen:
            form.fail("create", f"Bảng “{TABLES[name].label}” đã có trang, không tạo thêm trang mới.")


def _bind(
    source: Source, organisation: Organisation, snapshot: Snapshot, choices: list[TabChoice], naming: Naming, form: Form
) -> Response:
    """Make the clean tabs that are wanted, then remember everything in one transaction."""
    organisation_id, name = organisation.id, organisation.name
    try:
        choices = choices + _created(source, snapshot, naming, name)
        data = service.WorkbookData(organisation_id, naming.name, source.kind, source.location, naming.year)
        workbook = service.ensure_workbook(data)
        workbook.name, workbook.year = naming.name, naming.year
        workbook.first_year = first_year((c.tab for c in choices if c.table), naming.name, naming.year)
        mine = select(TableBinding).where(TableBinding.workbook_id == workbook.id)
        choosing.remember(workbook, list(db.session.scalars(mine)), choices)
    except (StoreError, Refusal) as error:
        db.session.rollback()
        form.fail("", str(error))
        organisation = find(Organisation, source.organisation, Verb.MANAGE)
        return _tabs_page(source, organisation, _bound_already(source, organisation), choices, form)
    uid = workbook.uid
    db.session.commit()
    flash("Đã gắn bảng tính. Bấm “Xem trước” để biết lần đồng bộ đầu sẽ làm gì, hoặc “Đồng bộ ngay”.", "success")
    return redirect(url_for("mirror.show", uid=uid))


def _created(source: Source, snapshot: Snapshot, naming: Naming, organisation: str) -> list[TabChoice]:
    """Clean tabs for the registers wanted, made and looked at. Raises StoreError."""
    if not naming.create:
        return []
    store = Opener().place(source.kind, source.location)
    store.create_tabs([clean_tab(n, TABLES[n].tabs[0], organisation, naming.year) for n in naming.create])
    after = store.read()
    made = {tab.title: tab for tab in after.tabs.values() if tab.key not in snapshot.tabs}
    return [
        choosing.looked_at(len(snapshot.tabs) + number, made[TABLES[name].tabs[0]], TABLES[name])
        for number, name in enumerate(naming.create)
    ]


def _tabs_page(
    source: Source, organisation: Organisation, workbook: Workbook | None, choices: list[TabChoice], form: Form,
    *, look_again: bool = False,
) -> Response:  # fmt: skip
    for choice in choices:
        if choice.problems and request.method == "POST":
            form.fail(f"t{choice.number}", choice.problems[0])
    chosen = {c.table.name for c in choices if c.table}
    context: dict[str, Any] = {
        "form": form, "choices": choices, "organisation": organisation, "workbook": workbook, "source": source,
        "registers": {name: table.label for name, table in TABLES.items()},
        "creatable": {name: table.label for name, table in TABLES.items() if name not in chosen},
        "look_again": CHECK_AGAIN if look_again and request.method == "POST" else "",
        "here": request.full_path,
        "file": shared_folder.shown(source.location) if source.kind == "xlsx" else "",
    }  # fmt: skip
    return render("mirror/tabs.html", status=200 if form else 422, **context)
