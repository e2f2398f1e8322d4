"""The figures of the practice (domain.md, section 2), in the order of the capabilities, from one set of counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from intranet.grading.models import GRADES
from intranet.meetings.models import MEETING_KINDS
from intranet.members.models import STANDINGS
from intranet.organisations.models import KINDS
from intranet.registers.catalogue import BY_NAME
from intranet.reports import queries
from intranet.reports.figure import Figure, Span
from intranet.reports.queries import Row

NOTHING = Row("", 0, 0, 0)


def figures(path: str = "/", year: int | None = None) -> list[Figure]:
    """The figures of the organisations below ``path`` ("/" is all of them), of one year or of all years.

    Three queries.
    """
    span = Span(path, year)
    return sorted(_Figures(span).all(), key=lambda figure: int(figure.capability[1:]))


class _Figures:
    """Makes figures of counts; every figure knows where its rows are."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.counts = queries.counts(span)
        self.year: Mapping[str, Any] = {"nam": span.year} if span.year is not None else {}

    def all(self) -> Iterator[Figure]:
        yield from self._people()
        yield from self._sessions()
        yield from self._pledges()
        yield from self._practice()
        yield from self._people_praised()
        yield from self._rest()

    def _people(self) -> Iterator[Figure]:
        kinds = self._parts("branches", KINDS, "Chưa rõ loại hình")
        yield Figure("branches", "C1", "Chi bộ", sum(kinds.values()), parts=kinds, endpoint="organisations.index")
        standings = self._parts("members", STANDINGS, "Chưa ghi diện")
        yield Figure("members", "C2", "Đảng viên", sum(standings.values()), parts=standings, endpoint="members.index")

    def _sessions(self) -> Iterator[Figure]:
        kinds: Counter[str] = Counter()
        for row in self.counts.get("sessions", ()):
            kinds.update({MEETING_KINDS[kind]: row.first for kind in row.part.split(",") if kind})
        total = sum(row.first for row in self.counts.get("sessions", ()))
        yield Figure("sessions", "C3", "Buổi sinh hoạt", total, None, kinds, False, "meetings.index", self.year)
        flags = self._row("flag_ceremonies")
        yield self._register("flag_ceremonies", "flag_ceremonies", "C3", "Lễ chào cờ các đơn vị báo cáo", flags.first)
        yield self._register("flag_ceremonies", "flag_units", "C3", "Đơn vị có tổ chức chào cờ", flags.second)
        waves = queries.waves(self.span)
        counted = queries.wave_counts(self.span, waves)
        for wave in waves:
            rows, where = counted[wave.id], {"uid": wave.uid}
            held, due = sum(row.held for row in rows), sum(row.due for row in rows)
            complete = {row.committee: row.due for row in rows if row.held == row.due}
            label = f"{wave.title}: chi bộ đã tổ chức"
            yield Figure("wave_held", "C4", label, held, due, endpoint="waves.show", args=where)
            yield Figure(
                "wave_complete",
                "C4",
                "Đảng bộ đạt 100%",
                len(complete),
                len(rows),
                complete,
                False,
                "waves.show",
                where,
            )
        given = self._row("assignments")
        monthly = round(given.first / given.second) if given.second else 0
        yield Figure("assignments", "C5", "Lượt phân công trình bày", given.first, endpoint="rota.index")
        yield Figure("assignments_delivered", "C5", "Đã trình bày", given.third, given.first, endpoint="rota.index")
        yield Figure("assignments_a_month", "C5", "Phân công bình quân một tháng", monthly, endpoint="rota.index")

    def _pledges(self) -> Iterator[Figure]:
        everybody = sum(row.first for row in self.counts.get("members", ()))
        planned, items = self._row("planned").first, self._row("items").first
        yield Figure(
            "members_with_plan",
            "C6",
            "Đảng viên có kế hoạch",
            planned,
            everybody,
            {},
            False,
            "pledges.index",
            self.year,
        )
        yield Figure("pledge_items", "C6", "Việc đăng ký", items, None, {}, False, "pledges.index", self.year)
        listed = self._row("plan_checks")
        yield self._register(
            "plan_checks",
            "plans_handed_in",
            "C6",
            "Kế hoạch đã nộp theo sổ của đơn vị",
            listed.second,
            listed.first,
            has_plan="yes",
        )
        checks, tasks = self._row("checks").first, self._row("tasks")
        yield Figure("monthly_checks", "C7", "Lượt theo dõi tháng", checks, endpoint="checks.index", args=self.year)
        yield Figure(
            "tasks_done", "C8", "Nhiệm vụ tháng đã hoàn thành", tasks.second, tasks.first, endpoint="reviews.index"
        )

    def _practice(self) -> Iterator[Figure]:
        raised, models = self._row("obstacles"), self._row("practice_models")
        yield self._register(
            "obstacles", "obstacles_closed", "C9", "Khó khăn, vướng mắc đã giải quyết", raised.second, raised.first
        )
        branches = sum(row.first for row in self.counts.get("branches", ()))
        yield self._register("practice_models", "models", "C10", "Mô hình đã đăng ký", models.first)
        yield self._register(
            "practice_models", "collectives_with_model", "C10", "Tập thể có mô hình", models.second, branches
        )
        named = {row.part: row.first for row in self.counts.get("models_commended", ()) if row.part}
        yield self._register(
            "commendations", "models_commended", "C10", "Mô hình được khen", sum(named.values()), parts=named
        )

    def _people_praised(self) -> Iterator[Figure]:
        for register, counts, capability, what in (
            ("good_deeds", "deed_kinds", "C11", "{} có việc tốt"), ("commendations", "award_kinds", "C15", "{} được khen thưởng"),
        ):  # fmt: skip
            kinds = {row.part: row.first for row in self.counts.get(counts, ())}
            for kind, label in (("collective", "Tập thể"), ("individual", "Cá nhân")):
                said = what.format(label)
                yield self._register(
                    register, f"{register}_{kind}", capability, said, kinds.get(kind, 0), subject_kind=kind
                )
        units = self._row("good_deeds").second
        yield self._register("good_deeds", "deed_units", "C11", "Đơn vị có người tốt, việc tốt", units)

    def _rest(self) -> Iterator[Figure]:
        for name, label in (("exemplar_stories", "Gương điển hình"), ("news_items", "Tin, bài đã đăng")):
            yield self._register(name, name, "C12", label, self._row(name).first)
        fund = self._row("fund_entries")
        for key, label, value in (("income", "thu", fund.second), ("expense", "chi", fund.third)):
            yield self._register("fund_entries", f"fund_{key}", "C13", f"Quỹ tiết kiệm: {label}", value, money=True)
        kind = BY_NAME["contests"].field("kind").kind
        rows = {row.part: row for row in self.counts.get("contest_kinds", ())}
        parts = {kind.said(name) if name else "Chưa ghi hình thức": row.first for name, row in rows.items()}
        yield self._register("contests", "contests", "C14", "Cuộc thi", sum(parts.values()), parts=parts)
        for name, row in sorted(rows.items()):
            if name:
                said = f"Bài dự thi: {kind.said(name).lower()}"
                yield self._register("contests", f"entries_{name}", "C14", said, row.second, kind=name)
        yield self._register("directives", "directives", "C16", "Văn bản, kế hoạch", self._row("directives").first)
        grades = self._parts("grades", GRADES, "")
        yield Figure(
            "graded_members",
            "C17",
            "Đảng viên đã xếp loại",
            sum(grades.values()),
            parts=grades,
            endpoint="grading.index",
        )

    def _row(self, name: str) -> Row:
        return next(iter(self.counts.get(name, ())), NOTHING)

    def _parts(self, name: str, words: Mapping[str, str], unwritten: str) -> dict[str, int]:
        return {words.get(row.part, unwritten): row.first for row in self.counts.get(name, ())}

    def _register(
        self, register: str, key: str, capability: str, label: str, value: int, of: int | None = None, *,
        parts: Mapping[str, int] | None = None, money: bool = False, **narrowed: str,
    ) -> Figure:  # fmt: skip
        where = {"path": BY_NAME[register].path, **narrowed, **self.year}
        return Figure(key, capability, label, value, of, parts or {}, money, "registers.index", where)
