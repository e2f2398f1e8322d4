"""The pages of a person and of an organisation: everything of theirs, whichever capability keeps it."""

from __future__ import annotations

from intranet.gathering import gather
from intranet.gathering.gather import Gathered
from intranet.gathering.kinds import KINDS
from intranet.members.models import Member
from intranet.organisations.models import Organisation

__all__ = ["Gathered", "of_member", "of_organisation", "one_of_member"]


def of_member(member: Member) -> list[Gathered]:
    """Everything of a member that the signed-in person sees (one query)."""
    return gather.of_member(member, KINDS)


def one_of_member(member: Member, kind: str) -> Gathered | None:
    """All of a member's records of one kind, or None where there is no such kind to be seen (one query)."""
    return gather.one_of_member(member, kind, KINDS)


def of_organisation(organisation: Organisation) -> list[Gathered]:
    """Everything of an organisation and of those below it that the signed-in person sees (one query)."""
    return gather.of_organisation(organisation, KINDS)
