"""Values as a reader may type them: a number, a shape, entries, a word.

Plain data, `{"kind": ..., "value": ...}`, made from live values and from what an author writes.
`guesses.js` reads what a reader types into the same kinds and compares by the same rules.
"""

from __future__ import annotations

import ast
import math
import re
from decimal import Decimal
from typing import Literal, NotRequired, SupportsFloat, TypeAlias, TypedDict, cast

# A number, a text or a truth value; the entries of a tensor in nested lists.
Entries: TypeAlias = "bool | float | str | list[Entries]"


class TypedValue(TypedDict):
    """A value by its kind; `none` and `error` need no `value`, infinities are texts.

    `step` is one unit of the last digit of a number that was typed in digits, for entries a list of
    them. A number that came out of a computation has none.
    """

    kind: Literal["none", "bool", "number", "text", "shape", "entries", "error"]
    value: NotRequired[Entries]
    step: NotRequired[Entries]


# How far a computed number may be off, relative to it: a few roundings of float32.
NOISE = 1e-6
# What is typed is rounded to two digits at the least; "9.5 units of the last" has two.
LEAST = 9.5
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


def as_typed(value: TypedValue) -> TypedValue:
    """An author's number as a reader types it: in the fewest digits that give it."""
    if value["kind"] not in ("number", "entries") or "value" not in value:
        return value
    return {**value, "step": _steps(value["value"])}


def _steps(value: Entries) -> Entries:
    if isinstance(value, list):
        return [_steps(entry) for entry in value]
    if isinstance(value, str | bool) or not math.isfinite(value):
        return 0.0
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return float(10.0 ** min(int(exponent), 0))


def same(right: TypedValue, other: TypedValue, tolerance: float | None = None) -> bool:
    """Whether a reader who types `other` is told that it is `right`.

    Args:
        right: The answer.
        other: What the reader typed, with the `step` of its digits.
        tolerance: How far a number may be off, relative to the answer; without it, see `is_near`.
    """
    lists = ("shape", "entries")  # typed alike: [2, 2] and (2, 2)
    if right["kind"] != other["kind"] and not {right["kind"], other["kind"]} <= set(lists):
        return False
    return _same(right.get("value"), other.get("value"), other.get("step", 0.0), tolerance)


def _same(
    right: Entries | None, other: Entries | None, step: Entries, tolerance: float | None
) -> bool:
    if isinstance(right, list) or isinstance(other, list):
        if not (isinstance(right, list) and isinstance(other, list) and len(right) == len(other)):
            return False
        steps = step if isinstance(step, list) else [step] * len(right)
        return all(_same(*three, tolerance) for three in zip(right, other, steps, strict=True))
    if isinstance(right, int | float) and isinstance(other, int | float):
        return is_near(right, other, float(cast("float", step)), tolerance)
    if isinstance(right, str) and isinstance(other, str):
        return normalize(right) == normalize(other)
    return bool(right == other)


def is_near(right: float, typed: float, step: float, tolerance: float | None = None) -> bool:
    """Whether a typed number is the right one.

    It is where the right one, rounded to the digits that were typed, gives it; one digit is too
    few for that. Whole numbers must be equal, and others but for the rounding of a computation.

    Args:
        right: The right number.
        typed: What was typed.
        step: One unit of its last digit, or 0 for a number that is exact.
        tolerance: How far it may be off instead, relative to the right one.
    """
    if tolerance is not None:
        return abs(right - typed) <= (abs(right) or 1.0) * tolerance
    half = step / 2 * (1 + 1e-9) + 1e-9 * abs(right)  # halfway is rounded either way
    if step and abs(typed) >= LEAST * step and abs(right - typed) <= half:
        return True
    if float(right).is_integer() and float(typed).is_integer():
        return right == typed
    return abs(right - typed) <= NOISE * abs(right)


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
