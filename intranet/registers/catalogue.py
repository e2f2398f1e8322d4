"""Every declared register, in the order in which they are offered."""

from __future__ import annotations

from intranet.registers.commendations import COMMENDATIONS
from intranet.registers.contest_entries import CONTEST_ENTRIES
from intranet.registers.contest_tallies import CONTEST_TALLIES
from intranet.registers.contests import CONTESTS
from intranet.registers.description import Register
from intranet.registers.directives import DIRECTIVES
from intranet.registers.flag_ceremonies import FLAG_CEREMONIES
from intranet.registers.fund_entries import FUND_ENTRIES
from intranet.registers.good_deeds import GOOD_DEEDS
from intranet.registers.held_months import HELD_MONTHS
from intranet.registers.news import NEWS_ITEMS
from intranet.registers.obstacles import OBSTACLES
from intranet.registers.plan_checks import PLAN_CHECKS
from intranet.registers.practice_models import PRACTICE_MODELS
from intranet.registers.stories import EXEMPLAR_STORIES

ALL: tuple[Register, ...] = (
    GOOD_DEEDS, PRACTICE_MODELS, EXEMPLAR_STORIES, NEWS_ITEMS, COMMENDATIONS, OBSTACLES, DIRECTIVES,
    FLAG_CEREMONIES, HELD_MONTHS, PLAN_CHECKS,
    FUND_ENTRIES, CONTESTS, CONTEST_ENTRIES, CONTEST_TALLIES,
)  # fmt: skip
#: By identifier, and by the word in addresses.
BY_NAME = {register.name: register for register in ALL}
BY_PATH = {register.path: register for register in ALL}
