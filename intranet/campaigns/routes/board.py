"""The list of waves, the board of one, and the reminder to those who are late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, request, url_for

from intranet.access import handed_down, in_scope, me
from intranet.campaigns import queries, reminder
from intranet.campaigns.queries import STATES, Line, Tally
from intranet.campaigns.routes.blueprint import blueprint, may_lead, may_record, seen, today
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.htmx import render
from intranet.numbers import whole
from intranet.organisations.models import KINDS

PER_PAGE = 20
#: More lines than this stand folded under their party organisations until one is opened.
FOLDED = 30


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the board is narrowed to: a state, and the party organisation above the branches; both empty for all."""

    state: str = ""
    unit: str = ""

    def keeps(self, line: Line) -> bool:
        """Whether a line is shown."""
        return self.state in ("", line.state) and self.unit in ("", line.parent_uid)

    def query(self) -> dict[str, str]:
        """As a query string."""
        return {k: v for k, v in (("tinh-trang", self.state), ("don-vi", self.unit)) if v}


@blueprint.get("/")
def index() -> Response:
    """The waves the person sees, the latest first, each with how far it is."""
    pages = db.paginate(
        queries.waves(handed_down()), page=request.args.get("page", 1, type=whole), per_page=PER_PAGE, error_out=False
    )
    tallies = queries.tallies(in_scope(), today(), [wave.id for wave in pages.items])
    return render(
        "campaigns/index.html", pages=pages, tallies=tallies, today=today(),
        page_url=lambda number: url_for("waves.index", page=number),
    )  # fmt: skip


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """The board: every branch of the wave in sight, under its party organisation."""
    wave, chosen = seen(uid), _chosen()
    lines = queries.board(wave, in_scope(), today())
    shown = [line for line in lines if chosen.keeps(line)]
    return render(
        "campaigns/show.html", "campaigns/_board.html", wave=wave, chosen=chosen, tally=Tally.of(lines),
        groups=queries.grouped(shown), units=[(g.uid, g.name) for g in queries.grouped(lines)], shown=len(shown),
        opened=len(shown) <= FOLDED or bool(chosen.query()) or request.args.get("mo") == "1",
        offers=_offers(shown, queries.candidates(wave, in_scope())), pilots=queries.pilots(wave),
        mine={line.id for line in lines}, states=STATES, kinds=[KINDS[k].lower() for k in wave.kind_list], leads=may_lead(wave), records=may_record(),
        today=today(),
    )  # fmt: skip


@blueprint.get("/<uid>/nhac")
def remind(uid: str) -> Response:
    """The ready text for those who are late, of all or of one party organisation."""
    wave, chosen = seen(uid), _chosen()
    lines = queries.board(wave, in_scope(), today())
    late = [line for line in lines if line.state == "late" and chosen.unit in ("", line.parent_uid)]
    user = me()
    sender = user.organisation.name if user.organisation else wave.organisation.name
    text = reminder.text(wave, late, local_today(utcnow()), sender)
    units = [(g.uid, g.name) for g in queries.grouped([line for line in lines if line.state == "late"])]
    return render("campaigns/remind.html", wave=wave, chosen=chosen, late=late, text=text, units=units)


def _chosen() -> Chosen:
    state = request.args.get("tinh-trang", "")
    return Chosen(state if state in STATES else "", request.args.get("don-vi", ""))


def _offers(lines: Sequence[Line], found: dict[int, list[queries.Candidate]]) -> dict[int, list[queries.Candidate]]:
    """The sessions offered to each line, by the branch's id."""
    offers = {line.id: queries.offered(line.session, found.get(line.id, [])) for line in lines}
    return {branch: offered for branch, offered in offers.items() if offered}
