"""Values as a reader may type them: a number, a shape, entries, a word.

Plain data, `{"kind": ..., "value": ...}`, made from live values and from what an author writes.
`guesses.js` reads what a reader types into the same kinds and compares by the same rules.
"""

from __future__ import annotations

import ast
import math
import re
from typing import Literal, NotRequired, SupportsFloat, TypeAlias, TypedDict, cast

# A number, a text or a truth value; the entries of a tensor in nested lists.
Entries: TypeAlias = "bool | float | str | list[Entries]"


class TypedValue(TypedDict):
    """A value by its kind; `none` and `error` need no `value`, infinities are texts."""

    kind: Literal["none", "bool", "number", "text", "shape", "entries", "error"]
    value: NotRequired[Entries]


# How far apart two numbers may be, relative to the first: whole ones, and others.
WHOLE, OTHER = 1e-5, 1e-2
ERROR: TypedValue = {"kind": "error"}
FAR = {"inf": "inf", "+inf": "inf", "-inf": "-inf", "infinity": "inf", "-infinity": "-inf",
       "nan": "nan"}  # fmt: skip
WORDS: dict[str, TypedValue] = {
    "error": ERROR,
    "none": {"kind": "none"},
    "true": {"kind": "bool", "value": True},
    "false": {"kind": "bool", "value": False},
    **{normalize: {"kind": "number", "value": value} for normalize, value in FAR.items()},
}
FRACTION = re.compile(r"\s*([-+]?[\d.]+)\s*/\s*([\d.]+)\s*\Z")


def typed_value(value: object) -> TypedValue:
    """A live value as a reader may type it.

    A tuple of whole numbers is a shape; tensors, arrays and lists of numbers are entries.

    Raises:
        TypeError: Nobody could type such a value.
    """
    if hasattr(value, "detach"):
        value = value.detach()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if value is None:
        return {"kind": "none"}
    if isinstance(value, bool):
        return {"kind": "bool", "value": value}
    if isinstance(value, int | float):
        return {"kind": "number", "value": _finite(value)}
    if isinstance(value, str):
        return {"kind": "text", "value": value}
    if isinstance(value, tuple) and all(type(size) is int for size in value):
        return {"kind": "shape", "value": list(value)}
    if isinstance(value, list | tuple):
        return {"kind": "entries", "value": _entries(value)}
    if type(value).__name__ in ("dtype", "device", "layout"):
        return {"kind": "text", "value": str(value)}
    raise TypeError(f"a {type(value).__name__} cannot be guessed: ask for a number or a shape")


def _entries(value: object) -> Entries:
    if hasattr(value, "detach"):
        value = value.detach()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_entries(item) for item in value]
    return value if isinstance(value, bool) else _finite(float(cast("SupportsFloat", value)))


def _finite(value: float) -> float | str:
    """JSON has no word for infinity; Python's is used, as a text."""
    return value if math.isfinite(value) else str(value)


def literal(given: object) -> TypedValue:
    """What an author wrote as a wrong answer: YAML, or a text such as `9/2`, `(2, 2)`, `None`."""
    if not isinstance(given, str):
        return typed_value(given)
    normalize = WORDS.get(given.strip().lower())
    if normalize is not None:
        return normalize
    match = FRACTION.match(given)
    if match:
        if float(match[2]) == 0:
            raise ValueError(f"the guess {given!r} divides by zero: write inf, -inf or nan")
        return typed_value(float(match[1]) / float(match[2]))
    try:
        return typed_value(ast.literal_eval(given.strip()))
    except (SyntaxError, TypeError, ValueError):
        return typed_value(given)


def same(right: TypedValue, other: TypedValue, tolerance: float | None = None) -> bool:
    """Whether a reader who types `other` is told that it is `right`.

    Args:
        right: The answer.
        other: What the reader typed.
        tolerance: How far a number may be off, relative to the answer; see `allowance`.
    """
    lists = ("shape", "entries")  # typed alike: [2, 2] and (2, 2)
    if right["kind"] != other["kind"] and not {right["kind"], other["kind"]} <= set(lists):
        return False
    return _same(right.get("value"), other.get("value"), tolerance)


def _same(right: Entries | None, other: Entries | None, tolerance: float | None) -> bool:
    if isinstance(right, list) or isinstance(other, list):
        if not (isinstance(right, list) and isinstance(other, list) and len(right) == len(other)):
            return False
        return all(_same(a, b, tolerance) for a, b in zip(right, other, strict=True))
    if isinstance(right, int | float) and isinstance(other, int | float):
        return abs(right - other) <= allowance(right, tolerance)
    if isinstance(right, str) and isinstance(other, str):
        return normalize(right) == normalize(other)
    return bool(right == other)


def allowance(right: float, tolerance: float | None = None) -> float:
    """How far a number typed may be from the right one: nearly nothing where that is whole."""
    near = round(right)
    whole = right == 0 or (near != 0 and abs(right - near) <= WHOLE * abs(right))
    return (abs(right) or 1.0) * (tolerance if tolerance is not None else WHOLE if whole else OTHER)


def normalize(text: str) -> str:
    """A text as it is compared: case, quotes and `torch.` in front do not count."""
    return re.sub(r"^torch\.", "", re.sub(r"[\s'\"`]+", " ", text).strip().lower())


def format_value(typed: TypedValue) -> str:
    """A value as Python would print it, numbers to six digits."""
    kind, value = typed["kind"], typed.get("value")
    if kind == "shape" and isinstance(value, list):
        inner = ", ".join(map(str, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if kind in ("none", "error"):
        return "None" if kind == "none" else "an error"
    return _text(value)


def _text(value: Entries | None) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_text, value))}]"
    if isinstance(value, float):
        return f"{value:.6g}"
    return str(value)
