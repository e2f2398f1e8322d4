"""Cell formats: the default one, the colour pairs Google keeps in step, the effective format."""

from __future__ import annotations

from typing import Any

from .cells import Cell, Json, intern_format, is_number, tidy_number
from .number_format import default_pattern

WHITE: Json = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT: Json = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}


def normalise(value: Any) -> Any:
    """Drop zero colour parts and add the `...ColorStyle` twin of every colour, as Google answers."""
    if not isinstance(value, dict):
        return value
    out: Json = {}
    for name, item in value.items():
        if name.endswith("Color") and isinstance(item, dict):
            color = _nonzero(item)
            out[name] = color
            out[f"{name}Style"] = {"rgbColor": color}
        elif name.endswith("ColorStyle") and isinstance(item, dict) and "rgbColor" in item:
            color = _nonzero(item["rgbColor"])
            out[name] = {"rgbColor": color}
            out[name.removesuffix("Style")] = color
        else:
            out[name] = normalise(item)
    return out


def _nonzero(color: Json | None) -> Json:
    """Parts that are not zero, in the 255 steps that Google keeps."""
    steps = {part: int(level * 255 + 1e-6) for part, level in (color or {}).items() if level}
    return {part: tidy_number(float(f"{step / 255:.8g}")) for part, step in steps.items() if step}


def entered_format(value: Json | None) -> Json | None:
    """A user-entered format ready to be stored in cells."""
    kept = {name: item for name, item in normalise(value or {}).items() if item not in (None, {})}
    return intern_format(kept)


def effective_format(cell: Cell, locale: str) -> Json:
    """Defaults, then what the user set, the number format with its pattern filled in."""
    own = cell.format or {}
    out = DEFAULT_FORMAT | own
    if "textFormat" in own:
        out["textFormat"] = DEFAULT_FORMAT["textFormat"] | own["textFormat"]
    number_format = effective_number_format(cell, locale)
    if number_format is not None:
        out["numberFormat"] = number_format
    if "horizontalAlignment" not in own and is_number(cell.value):
        out["horizontalAlignment"] = "RIGHT"
    return out


def effective_number_format(cell: Cell, locale: str) -> Json | None:
    """The number format in force, with the locale's pattern where the user set only a type."""
    own = cell.number_format
    if own is None:
        return None
    pattern = own.get("pattern") or default_pattern(own.get("type", ""), locale)
    return {"type": own.get("type", "NUMBER"), "pattern": pattern} if pattern else dict(own)
