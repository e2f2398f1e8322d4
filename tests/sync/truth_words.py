"""How the truth beside the sample workbooks speaks: what could not be read, and which register each kind of record is of."""

from __future__ import annotations

PROBLEM = "<problem>"
REGISTERS = {
    "branch": "organisations", "member": "members", "meeting": "meetings", "attendance": "attendance", "pledge": "pledges",
    "monthly_check": "monthly_checks", "good_deed": "good_deeds", "practice_model": "practice_models",
    "commendation": "commendations", "fund": "fund_entries", "contest": "contests", "contest_count": "contest_tallies",
    "contest_entry": "contest_entries", "news_item": "news_items", "assignment": "assignments", "wave_session": "wave_sessions",
    "flag_session": "flag_ceremonies", "plan_check": "plan_checks", "held_matrix": "held_months",
}  # fmt: skip
