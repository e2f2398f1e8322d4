"""The steps of a wave: added, done, open again, taken out, put back."""

from __future__ import annotations

from sqlalchemy import func, select

from intranet.campaigns.models import Wave, WaveStep
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import tidy
from intranet.meetings.service import real_date, refuse_marked
from intranet.refusal import Refusal
from intranet.settings.service import require_open

#: What a wave goes through, offered with a new one.
USUAL = (
    "Ban hành kế hoạch, tài liệu gợi ý",
    "Tổ chức sinh hoạt mẫu, rút kinh nghiệm",
    "Các chi bộ tổ chức sinh hoạt",
    "Tổng hợp, sơ kết đợt",
)


def add(wave: Wave, content: str, due_on: str | None = None) -> WaveStep:
    """A further step, at the end. ``due_on`` is a canonical date. Raises Refusal."""
    content = tidy(content or "")
    refuse_marked(content, "content")
    if not content:
        raise Refusal("Nhập việc của bước này.", "content")
    if len(content) > 300:
        raise Refusal("Nội dung bước dài quá 300 ký tự.", "content")
    if due_on is not None and not real_date(due_on):
        raise Refusal(f"Không có ngày “{due_on}”.", "due_on")
    require_open(wave.organisation_id, str(wave.year))
    last = db.session.scalar(select(func.max(WaveStep.position)).where(WaveStep.wave_id == wave.id))
    step = WaveStep(wave=wave, position=(last or 0) + 1, content=content, due_on=due_on)
    db.session.add(step)
    db.session.flush()
    db.session.expire(wave, ["steps"])
    return step


def fill(wave: Wave) -> None:
    """The usual steps, for a new wave."""
    for content in USUAL:
        add(wave, content)


def settle(wave: Wave, step: WaveStep, *, done: bool) -> None:
    """Done today, or open again."""
    require_open(wave.organisation_id, str(wave.year))
    step.done_on = local_today(utcnow()).isoformat() if done else None
    db.session.flush()


def remove(wave: Wave, step: WaveStep) -> None:
    """Take a step out."""
    require_open(wave.organisation_id, str(wave.year))
    db.session.delete(step)
    db.session.flush()
    db.session.expire(wave, ["steps"])
