"""The topic bank: what is in it, and where each topic was used."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import contains_eager

from intranet.database import db
from intranet.rota.models import Assignment, TopicEntry
from intranet.searching import matches


def bank(kept_by: ColumnElement[bool], words: str = "", media: str = "", subject: str = "") -> Select[TopicEntry]:
    """The topics of the bank, the latest first, with who keeps each."""
    query = (
        select(TopicEntry).join(TopicEntry.organisation).where(kept_by).options(contains_eager(TopicEntry.organisation))
    )
    if words.strip():
        query = query.where(matches(TopicEntry.search_key, words))
    if media:
        query = query.where(TopicEntry.media == media)
    if subject:
        query = query.where(TopicEntry.subject == subject)
    return query.order_by(TopicEntry.id.desc())


def used(entries: Sequence[int], scope: ColumnElement[bool]) -> dict[int, list[Assignment]]:
    """Where each topic of the bank was used, in sight, the latest first; the branch loaded (one query)."""
    query = (
        select(Assignment)
        .join(Assignment.organisation)
        .where(scope, Assignment.topic_entry_id.in_(entries))
        .options(contains_eager(Assignment.organisation))
        .order_by(Assignment.month.desc(), Assignment.id.desc())
    )
    found: dict[int, list[Assignment]] = {}
    for assignment in db.session.scalars(query):
        if assignment.topic_entry_id is not None:
            found.setdefault(assignment.topic_entry_id, []).append(assignment)
    return found
