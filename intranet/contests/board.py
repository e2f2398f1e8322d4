"""Reads of a contest: its entries ranked within a round, counted by round and by unit, and who may see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import contains_eager

from intranet.access import handed_down
from intranet.contests.models import Attempt, ContestRound, Question, Quiz
from intranet.contests.rounds import is_open, of_contest
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.paging import Pages, nearest, window
from intranet.registers.contest_entries import ContestEntry
from intranet.registers.contest_tallies import ContestTally
from intranet.registers.contests import Contest


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry and its place in its round; no place without a score."""

    entry: ContestEntry
    place: int | None


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round (None: entries of no round) with how many entries it has, how many with a score, and whether it takes more."""

    round: ContestRound | None
    entries: int
    scored: int
    open: bool


@dataclass(frozen=True, slots=True)
class UnitLine:
    """How many entries a unit sent: by the entries kept here, and by the count the unit reported (None: none)."""

    unit: str
    entries: int
    reported: int | None


def open_to_me(uid: str) -> Contest | None:
    """The contest of that public id, if the person sees it or it is held above them."""
    found: Contest | None = db.session.scalar(_handed_down().where(Contest.uid == uid))
    return found


def quizzes_for_me() -> Sequence[tuple[Contest, Quiz]]:
    """The contests with an open quiz that the person may enter, the latest first. One query."""
    query = _handed_down().join(Quiz, Quiz.contest_id == Contest.id).where(Quiz.opened)
    query = query.add_columns(Quiz).order_by(Contest.held.desc(), Contest.id.desc()).limit(50)
    return [(contest, quiz) for contest, quiz in db.session.execute(query)]


def _handed_down() -> Select[Any]:
    joined = select(Contest).join(Organisation, Contest.organisation_id == Organisation.id)
    return joined.where(handed_down()).options(contains_eager(Contest.organisation))


def lines(contest_id: int) -> list[RoundLine]:
    """The rounds of a contest with their counts, entries of no round last where there are any. Two queries."""
    query = select(ContestEntry.round_id, func.count(), func.count(ContestEntry.score))
    rows = db.session.execute(query.where(ContestEntry.contest_id == contest_id).group_by(ContestEntry.round_id))
    counts = {round_id: (entries, scored) for round_id, entries, scored in rows}
    found = [RoundLine(each, *counts.get(each.id, (0, 0)), is_open(each)) for each in of_contest(contest_id)]
    if None in counts or not found:
        found.append(RoundLine(None, *counts.get(None, (0, 0)), True))
    return found


def ranking(contest_id: int, round_id: int | None, number: int = 1) -> Pages[Ranked]:
    """A page of a round's entries: the best score first, of equal scores the quicker one. Two queries."""
    here = (ContestEntry.contest_id == contest_id, ContestEntry.round_id == round_id)
    total = db.session.scalar(select(func.count(ContestEntry.id)).where(*here)) or 0
    by = (ContestEntry.score.desc().nulls_last(), ContestEntry.seconds.asc().nulls_last())
    query = (
        select(ContestEntry, func.rank().over(order_by=by))
        .join(Organisation, ContestEntry.organisation_id == Organisation.id)
        .where(*here)
        .order_by(*by, ContestEntry.id)
        .options(contains_eager(ContestEntry.organisation))
    )
    number = nearest(number, total)
    found = db.session.execute(query.slice(*window(number)))
    rows = [Ranked(entry, place if entry.score is not None else None) for entry, place in found]
    return Pages(rows, total, number)


def those(contest_id: int, round_id: int | None, uids: Collection[str]) -> list[Ranked]:
    """Entries of a round by their public ids, wherever they rank by now. One query."""
    query = (
        select(ContestEntry)
        .join(Organisation, ContestEntry.organisation_id == Organisation.id)
        .where(ContestEntry.contest_id == contest_id, ContestEntry.round_id == round_id, ContestEntry.uid.in_(uids))
        .order_by(ContestEntry.id)
        .options(contains_eager(ContestEntry.organisation))
    )
    return [Ranked(entry, None) for entry in db.session.scalars(query)]


def by_unit(contest: Contest) -> list[UnitLine]:
    """The units of a contest with the entries they sent, the most first. Two queries."""
    unit = func.coalesce(ContestEntry.unit_name, Organisation.name)
    query = (
        select(unit, func.count())
        .join(Organisation, ContestEntry.organisation_id == Organisation.id)
        .where(ContestEntry.contest_id == contest.id)
        .group_by(unit)
    )
    sent = _counted(query)
    reported = _reported(contest)
    names = sent.keys() | reported.keys()
    found = [UnitLine(name, sent.get(name, 0), reported.get(name)) for name in names]
    return sorted(found, key=lambda line: (-max(line.entries, line.reported or 0), line.unit))


def _reported(contest: Contest) -> Mapping[str, int]:
    """What the count by unit says of this contest, if it has a column there."""
    if contest.tally_round is None:
        return {}
    column = getattr(ContestTally, f"round{contest.tally_round}")
    unit = func.coalesce(ContestTally.unit_name, Organisation.name)
    query = (
        select(unit, func.sum(column))
        .join(Organisation, ContestTally.organisation_id == Organisation.id)
        .where(Organisation.path.startswith(contest.organisation.path, autoescape=True), column.is_not(None))
        .group_by(unit)
    )
    return _counted(query)


def _counted(query: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def beside(contest: Contest) -> dict[str, Any]:
    """What the page of a contest shows beside the record itself: rounds, quiz, bank, attempts. Four queries."""
    bank = select(func.count(case((Question.retired.is_(False), 1)))).where(Question.contest_id == contest.id)
    begun = select(func.count(Attempt.id)).where(Attempt.contest_id == contest.id)
    counts = db.session.execute(select(bank.scalar_subquery(), begun.scalar_subquery())).one()
    quiz = db.session.scalar(select(Quiz).where(Quiz.contest_id == contest.id))
    return {"lines": lines(contest.id), "quiz": quiz, "bank_size": counts[0], "attempts_begun": counts[1]}
