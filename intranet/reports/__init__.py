"""Figures over the whole practice, for any organisation and period, each with the rows behind it."""
