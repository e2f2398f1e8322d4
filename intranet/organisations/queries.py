"""Reads of the organisation tree, with the head counts that roll up along it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from intranet.database import db
from intranet.members.models import Member
from intranet.members.queries import head_counts, of_subtree
from intranet.organisations.models import Organisation
from intranet.paging import Pages, nearest, window
from intranet.searching import matches

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Node:
    """One organisation of the tree. ``counts`` are the members of its whole subtree by standing; depth 0 is the top."""

    organisation: Organisation
    depth: int
    counts: Counter[str]
    branches: int

    @property
    def total(self) -> int:
        """All members of the subtree."""
        return self.counts.total()


@dataclass(frozen=True, slots=True)
class OrganisationFilter:
    """What the list is narrowed to."""

    typed: str = ""
    kind: str = ""
    closed: bool = False

    def __bool__(self) -> bool:
        """Whether it narrows at all: then the list is flat."""
        return bool(self.typed.strip() or self.kind)


@dataclass(frozen=True, slots=True)
class HeadCheck:
    """What an organisation reports of itself beside what the register counts; ``reported`` is None where it says nothing."""

    label: str
    standing: str
    reported: int | None
    counted: int

    @property
    def agrees(self) -> bool | None:
        """Whether the two are the same; None where nothing was reported."""
        return None if self.reported is None else self.reported == self.counted


def page_of(nodes: Sequence[Node], number: int) -> Pages[Node]:
    """One page of the tree's rows, the nearest there is to the one asked for."""
    page = nearest(number, len(nodes), PAGE_SIZE)
    return Pages(nodes[slice(*window(page, PAGE_SIZE))], len(nodes), page, PAGE_SIZE)


def head_checks(node: Node) -> list[HeadCheck]:
    """Total, probationary and exempt: reported and counted."""
    organisation = node.organisation
    return [
        HeadCheck("Tổng số đảng viên", "", organisation.reported_total, node.total),
        HeadCheck("Trong đó dự bị", "probationary", organisation.reported_probationary, node.counts["probationary"]),
        HeadCheck("Được miễn sinh hoạt", "exempt", organisation.reported_exempt, node.counts["exempt"]),
    ]


def first_members(organisation: Organisation, limit: int = 50) -> Sequence[Member]:
    """The first of the organisation's members by given name."""
    return db.session.scalars(of_subtree(organisation.path).limit(limit)).all()


def tree(organisations: Select[Organisation]) -> list[Node]:
    """The organisations in tree order, siblings in Vietnamese order, with their subtrees' head counts. Two queries."""
    nodes = db.session.scalars(organisations.options(joinedload(Organisation.secretary))).all()
    counts = head_counts(organisations.with_only_columns(Organisation.id))
    totals, branches = _rolled_up(nodes, counts)
    return [Node(o, depth, totals[o.id], branches[o.id]) for o, depth in _in_tree_order(nodes)]


def narrowed(nodes: Sequence[Node], wanted: OrganisationFilter, found: Collection[int]) -> list[Node]:
    """The nodes the filter asks for; ``found`` are the ids whose name was typed (all of them when nothing was)."""
    return [
        node
        for node in nodes
        if (node.organisation.active or wanted.closed)
        and (not wanted.kind or node.organisation.kind == wanted.kind)
        and (not wanted.typed.strip() or node.organisation.id in found)
    ]


def called(organisations: Select[Organisation], typed: str) -> set[int]:
    """The ids of those whose name or code has the typed words, with or without marks."""
    query = organisations.with_only_columns(Organisation.id).where(matches(Organisation.search_key, typed))
    return set(db.session.scalars(query))


def branches(organisations: Select[Organisation]) -> list[Organisation]:
    """Those that members can belong to, in use, in Vietnamese order."""
    query = organisations.where(Organisation.active).order_by(Organisation.sort_key, Organisation.id)
    return [o for o in db.session.scalars(query) if o.is_branch]


def ancestors(organisation: Organisation) -> Sequence[Organisation]:
    """What stands above it, from the top."""
    ids = [int(part) for part in organisation.path.split("/") if part][:-1]
    return db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.path)).all()


def subtree(organisation: Organisation) -> Select[Organisation]:
    """The organisation and everything below it."""
    return select(Organisation).where(Organisation.path.startswith(organisation.path, autoescape=True))


def names(ids: Collection[int]) -> dict[int, str]:
    """The names of these organisations, for the history."""
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return {row.id: row.name for row in db.session.execute(query)}


def _rolled_up(
    nodes: Sequence[Organisation], counts: dict[int, Counter[str]]
) -> tuple[dict[int, Counter[str]], Counter[int]]:
    """Head counts and numbers of branches, summed into every organisation above."""
    totals: dict[int, Counter[str]] = defaultdict(Counter)
    branches: Counter[int] = Counter()
    for node in nodes:
        for above in (int(part) for part in node.path.split("/") if part):
            totals[above].update(counts.get(node.id, {}))
            branches[above] += node.is_branch and node.active
    return totals, branches


def _in_tree_order(nodes: Sequence[Organisation]) -> Iterator[tuple[Organisation, int]]:
    present = {node.id for node in nodes}
    children: dict[int | None, list[Organisation]] = defaultdict(list)
    for node in sorted(nodes, key=lambda o: (o.sort_key, o.id), reverse=True):
        children[node.parent_id if node.parent_id in present else None].append(node)
    waiting = [(node, 0) for node in children[None]]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(child, depth + 1) for child in children[node.id]]
