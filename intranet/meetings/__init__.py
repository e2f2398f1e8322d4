"""Sessions (meetings): agenda, roll-call, minutes, score, actions (C3)."""
