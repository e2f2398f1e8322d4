"""Who writes which part of a grade. Reading and writing alike need the right to record: grades are sensitive.

A member grades themself through the secretary, the branch proposes, the committee's office decides; for a branch the
office also proposes (domain.md, C17 and section 7).
"""

from __future__ import annotations

from intranet.access import Verb, can, me

OWN = ("self_score", "own_grade", "shortcomings")
PROPOSED = ("score", "proposed_grade", "peer_group")
DECIDED = ("grade", "decided_on", "basis")


def writable(*, of_member: bool) -> frozenset[str]:
    """The fields the signed-in person may write of a grade they see."""
    fields = set(OWN) if can(Verb.RECORD, me()) else set()
    if fields and (of_member or may_decide()):
        fields |= set(PROPOSED)
    return frozenset(fields | set(DECIDED) if may_decide() else fields)


def may_decide() -> bool:
    """Whether the person decides grades of what they see: the office above, not the branch itself."""
    return can(Verb.MANAGE, me())
