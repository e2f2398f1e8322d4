"""Party members (C2)."""
