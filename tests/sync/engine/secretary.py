"""What people do in the office: change, add and delete records, and settle what waits."""

from __future__ import annotations

from sync import ids
from sync.commit import Issue
from sync.facts import Decision
from tests.sync.engine.weather import World


def _record(world: World, key: str, a: int) -> tuple[str, dict[str, object]] | None:
    records = list(world.shelf(key).records.items())
    return records[a % len(records)] if records else None


def types(world: World, key: str, a: int, b: int, *, clear: bool = False) -> None:
    """A field of a record changes in the office; a person may be renamed there."""
    found = _record(world, key, a)
    if found is None:
        return
    row_id, record = found
    names = [n for n in world.shelf(key).names if n not in ("person", *(("name", "task") if clear else ()))]
    name = names[b % len(names)]
    world.over(key, record[name])
    if name == "name":
        record[name] = world.fresh_name()
        world.roots.setdefault(row_id, set()).add(world.root(str(record[name])))
    else:
        record[name] = None if clear else world.fresh(key, "d")


def adds(world: World, key: str, a: int) -> None:
    """A new record in the office."""
    row_id, people = ids.mint(), list(world.office.staff.records)
    if key == "T1":
        name = world.fresh_name()
        world.office.staff.records[row_id] = {
            "name": name,
            "village": None,
            "job": None,
            "word": world.fresh(key, "d"),
        }
        world.roots[row_id] = {name}
    elif people:
        task = {"person": people[a % len(people)], "task": world.fresh(key, "d"), "result": None}
        world.office.tasks.records[row_id] = task


def deletes(world: World, key: str, a: int) -> None:
    """A record is deleted in the office, a person's tasks with them."""
    found = _record(world, key, a)
    if found is None:
        return
    if key == "T1":
        world.over(
            "T2", *[v for r in world.office.tasks.records.values() if r["person"] == found[0] for v in r.values()]
        )
    world.over(key, *world.office.delete(key, found[0]).values())


def decide(world: World, a: int, take: str) -> None:
    """A person settles a thing in the inbox."""
    waiting = [i for s in world.office.shelves.values() for i in s.issues.values() if i.row_id and i.field]
    if waiting:
        issue = waiting[a % len(waiting)]
        value = world.fresh(issue.key, "q") if take == "value" and issue.field not in ("person", "name") else None
        if take == "value" and value is None:
            take = "db"
        _decide(world, issue, take, value)


def _decide(world: World, issue: Issue, take: str, value: str | None) -> None:
    if before := world.shelf(issue.key).decided.get((issue.row_id, issue.field)):
        world.over(issue.key, before.value)  # whoever decides anew takes the earlier decision back
    if take != "sheet":
        world.over(issue.key, issue.text)
    if take != "db":
        world.over(issue.key, issue.db_value)
    if issue.key == "T1" and issue.field == "name" and take == "sheet":
        world.roots.setdefault(issue.row_id, set()).add(world.root(str(issue.sheet_value)))
    made = Decision(f"I{world.count}", take, issue.db_value, issue.text, value)  # type: ignore[arg-type]
    world.shelf(issue.key).decided[issue.row_id, issue.field] = made
