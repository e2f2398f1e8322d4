"""Yearly grading of members and branches (C17), with its cap on the best grade, and the shortcomings it leaves for next year."""
