"""Canonical values: pure parsing and writing of what people put into cells. Standard library only.

A parser answers a canonical value or a ``Problem``; it never guesses and never raises on input.
"""

from sync.values.dates import (
    date_text,
    in_period,
    month_in,
    month_of,
    parse_date,
    parse_period,
    parse_serial_date,
    serial_of,
    year_of_two_digits,
)
from sync.values.names import is_collective, is_mass_organisation, organisation_case, plain_name
from sync.values.problem import Problem
from sync.values.quantities import (
    decimal_text,
    number_text,
    parse_decimal,
    parse_int,
    parse_money,
    parse_number_progress,
    parse_phone,
    parse_progress,
)
from sync.values.text import (
    clean,
    compare_key,
    is_ditto,
    refers_elsewhere,
    security_marking,
    single_line,
    split_items,
    title_case,
    words_of,
)
from sync.values.times import parse_serial_time, parse_time, time_serial, time_text

__all__ = [
    "Problem",
    "clean",
    "compare_key",
    "date_text",
    "decimal_text",
    "in_period",
    "is_collective",
    "is_ditto",
    "is_mass_organisation",
    "month_in",
    "month_of",
    "number_text",
    "organisation_case",
    "parse_date",
    "parse_decimal",
    "parse_int",
    "parse_money",
    "parse_number_progress",
    "parse_period",
    "parse_phone",
    "parse_progress",
    "parse_serial_date",
    "parse_serial_time",
    "parse_time",
    "plain_name",
    "refers_elsewhere",
    "security_marking",
    "serial_of",
    "single_line",
    "split_items",
    "time_serial",
    "time_text",
    "title_case",
    "words_of",
    "year_of_two_digits",
]
