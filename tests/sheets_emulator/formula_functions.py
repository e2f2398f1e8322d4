"""The worksheet functions that are known; every other name is #NAME?."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable

from .cells import ErrorValue, Value, is_number, tidy_number

Argument = Value | list[list[Value]]


class Failure(Exception):
    """A formula's error on its way to the cell."""

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(kind)
        self.error = ErrorValue(kind, message)


def flat(arguments: Iterable[Argument]) -> Iterable[tuple[Value, bool]]:
    """Every single value with whether it came out of a range (ranges ignore text, arguments do not)."""
    for argument in arguments:
        if isinstance(argument, list):
            for row in argument:
                for value in row:
                    yield value, True
        else:
            yield argument, False


def raise_errors(value: Value) -> Value:
    """The value, or its error raised."""
    if isinstance(value, ErrorValue):
        raise Failure(value.kind, value.message)
    return value


def number(value: Value) -> float:
    """The value as a number: blank is 0, TRUE is 1, numeric text is read, other text is #VALUE!."""
    raise_errors(value)
    if value is None:
        return 0
    if isinstance(value, (int, float)):
        return float(value)
    try:
        return float(str(value))
    except ValueError as error:
        message = f"Function parameter expects number values. But '{value}' is a text."
        raise Failure("VALUE", message) from error


def numbers(arguments: Iterable[Argument]) -> list[float]:
    """The numbers SUM and its kin see."""
    out: list[float] = []
    for value, from_range in flat(arguments):
        raise_errors(value)
        if from_range:
            if is_number(value):
                out.append(float(value))  # type: ignore[arg-type]
        elif value is not None:
            out.append(number(value))
    return out


def text_of(value: Value) -> str:
    """A value joined with `&`."""
    raise_errors(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return str(tidy_number(value))
    return str(value)


def truth(value: Value) -> bool:
    """A value as a condition."""
    raise_errors(value)
    if isinstance(value, str):
        if value.upper() in {"TRUE", "FALSE"}:
            return value.upper() == "TRUE"
        raise Failure("VALUE")
    return bool(value)


def compare(operator: str, left: Value, right: Value) -> bool:
    """`=`, `<>`, `<`... : numbers sort before text, text before booleans; text without case."""
    a, b = _rank(raise_errors(left), right), _rank(raise_errors(right), left)
    return {
        "=": a == b,
        "<>": a != b,
        "<": a < b,
        "<=": a <= b,
        ">": a > b,
        ">=": a >= b,
    }[operator]


def _rank(value: Value, other: Value) -> tuple[int, float | str | bool]:
    if value is None:
        value = "" if isinstance(other, str) else False if isinstance(other, bool) else 0
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, str):
        return 1, value.casefold()
    return 0, float(value)  # type: ignore[arg-type]


def criterion(rule: Value) -> Callable[[Value], bool]:
    """COUNTIF's test: '>=5', '<>x', 'ab*', a number or a text."""
    match = re.match(r"^(<>|<=|>=|=|<|>)(.*)$", rule, re.DOTALL) if isinstance(rule, str) else None
    operator, wanted = (match[1], match[2]) if match else ("=", text_of(rule))
    try:
        limit: Value = float(wanted)
    except ValueError:
        return _text_criterion(operator, wanted)
    if operator == "<>":
        return lambda value: value != limit
    return lambda value: is_number(value) and compare(operator, value, limit)


def _text_criterion(operator: str, wanted: str) -> Callable[[Value], bool]:
    pattern = wanted.casefold().replace("[", "[[]")

    def matches(value: Value) -> bool:
        if wanted == "":
            return value is None or value == ""
        return isinstance(value, str) and fnmatch.fnmatchcase(value.casefold(), pattern)

    if operator == "=":
        return matches
    if operator == "<>":
        return lambda value: not matches(value)
    return lambda value: isinstance(value, str) and compare(operator, value, wanted)


def _count_if(area: Argument, rule: Argument) -> Value:
    test = criterion(_single(rule))
    return sum(1 for value, _ in flat([area]) if test(value))


def _sum_if(area: Argument, rule: Argument, summed: Argument | None = None) -> Value:
    test = criterion(_single(rule))
    pairs = zip(flat([area]), flat([area if summed is None else summed]), strict=False)
    return sum(numbers([[[value for (tested, _), (value, _) in pairs if test(tested)]]]))


def _single(argument: Argument) -> Value:
    if isinstance(argument, list):
        return argument[0][0] if argument and argument[0] else None
    return argument


def _average(*arguments: Argument) -> Value:
    found = numbers(arguments)
    if not found:
        raise Failure("DIVIDE_BY_ZERO", "Evaluation of function AVERAGE caused a divide by zero error.")
    return sum(found) / len(found)


def _count(*arguments: Argument) -> Value:
    return sum(1 for value, _ in flat(arguments) if is_number(value))


def _count_a(*arguments: Argument) -> Value:
    return sum(1 for value, in_range in flat(arguments) if value is not None or not in_range)


def _count_blank(*arguments: Argument) -> Value:
    return sum(1 for value, _ in flat(arguments) if value is None or value == "")


def _round(value: Argument, places: Argument = 0) -> Value:
    digits = int(number(_single(places)))
    unit = 10.0**digits
    scaled = number(_single(value)) * unit
    whole = int(abs(scaled) + 0.5 + 1e-9)
    return (whole if scaled >= 0 else -whole) / unit


def _and(*arguments: Argument) -> Value:
    return all(truth(value) for value, _ in flat(arguments) if value is not None)


def _or(*arguments: Argument) -> Value:
    return any(truth(value) for value, _ in flat(arguments) if value is not None)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "SUM": lambda *given: sum(numbers(given)),
    "COUNT": _count,
    "COUNTA": _count_a,
    "COUNTBLANK": _count_blank,
    "COUNTIF": _count_if,
    "SUMIF": _sum_if,
    "AVERAGE": _average,
    "MIN": lambda *given: min(numbers(given), default=0),
    "MAX": lambda *given: max(numbers(given), default=0),
    "ROUND": _round,
    "ABS": lambda value: abs(number(_single(value))),
    "AND": _and,
    "OR": _or,
    "NOT": lambda value: not truth(_single(value)),
    "LEN": lambda value: len(text_of(_single(value))),
    "UPPER": lambda value: text_of(_single(value)).upper(),
    "LOWER": lambda value: text_of(_single(value)).lower(),
    "TRIM": lambda value: " ".join(text_of(_single(value)).split()),
    "CONCATENATE": lambda *given: "".join(text_of(value) for value, _ in flat(given)),
    "ROWS": lambda area: len(area) if isinstance(area, list) else 1,
    "COLUMNS": lambda area: len(area[0]) if isinstance(area, list) and area else 1,
}
