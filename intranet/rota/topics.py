"""The topic bank: what is worth presenting, kept once and used by many."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from sqlalchemy import select
from sqlalchemy import update as sql_update

from intranet.audit import kept
from intranet.copying import again, fill, read
from intranet.database import db
from intranet.formatting import search_key
from intranet.forms import tidy
from intranet.meetings.service import refuse_marked
from intranet.refusal import Refusal
from intranet.rota.models import MEDIA, SUBJECTS, Assignment, TopicEntry


@dataclass(frozen=True, slots=True)
class TopicData:
    """A topic of the bank: its title, what it is about, its media, and where the material is."""

    organisation_id: int
    title: str
    subject: str | None = None
    media: str | None = None
    source: str | None = None


def create(data: TopicData, *, uid: str | None = None) -> TopicEntry:
    """Put a topic into an organisation's bank. Raises Refusal."""
    data = _checked(data, None)
    entry = TopicEntry(**({"uid": uid} if uid else {}), version=1, **asdict(data), search_key=_key(data))
    db.session.add(entry)
    db.session.flush()
    return entry


def change(entry: TopicEntry, data: TopicData) -> TopicEntry:
    """Reword a topic; what was assigned from it keeps the words it was given. Raises Refusal."""
    data = _checked(data, entry)
    if data == data_of(entry):
        return entry
    fill(entry, data)
    entry.search_key = _key(data)
    entry.version += 1
    db.session.flush()
    return entry


def delete(entry: TopicEntry) -> None:
    """Take a topic out of the bank; what was assigned from it keeps its words. ``restore`` puts it back."""
    used = list(db.session.scalars(select(Assignment.uid).where(Assignment.topic_entry_id == entry.id)))
    kept.keep(entry, {**kept.columns(entry), "used": used})
    db.session.delete(entry)
    db.session.flush()


def restore(uid: str) -> TopicEntry:
    """Put a topic back, with the assignments that came from it. Raises Refusal."""
    whole = kept.kept(TopicEntry, uid)
    entry = create(again(TopicData, whole), uid=uid)
    mine = Assignment.uid.in_(whole["used"]), Assignment.topic_entry_id.is_(None)
    db.session.execute(sql_update(Assignment).where(*mine).values(topic_entry_id=entry.id))
    return entry


def owner_of(uid: str) -> int:
    """The organisation whose topic was taken out. Raises Refusal when nothing can be put back."""
    return int(kept.kept(TopicEntry, uid)["organisation_id"])


def data_of(entry: TopicEntry) -> TopicData:
    """The topic as the dataclass that would make it again."""
    return read(TopicData, entry)


def _checked(data: TopicData, entry: TopicEntry | None) -> TopicData:
    for name in ("title", "source"):
        refuse_marked(getattr(data, name), name)
    data = replace(
        data, title=tidy(data.title or ""), source=tidy(data.source or "") or None,
        subject=data.subject or None, media=data.media or None,
    )  # fmt: skip
    if not data.title:
        raise Refusal("Nhập tên chủ đề.", "title")
    if len(data.title) > 300:
        raise Refusal("Tên chủ đề dài quá 300 ký tự.", "title")
    if data.subject is not None and data.subject not in SUBJECTS:
        raise Refusal(f"Không có loại nội dung “{data.subject}”.", "subject")
    if data.media is not None and data.media not in MEDIA:
        raise Refusal(f"Không có hình thức “{data.media}”.", "media")
    same = TopicEntry.organisation_id == data.organisation_id, TopicEntry.search_key == _key(data)
    twin = db.session.scalars(select(TopicEntry).where(*same)).first()
    if twin is not None and twin is not entry and twin.title.casefold() == data.title.casefold():
        raise Refusal(f"Kho đã có chủ đề “{twin.title}”.", "title")
    return data


def _key(data: TopicData) -> str:
    return search_key(data.title)[:400]
