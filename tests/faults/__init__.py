"""A real process killed, starved, cut off and stopped at every effect of a run, and what is left of people's edits after it."""
