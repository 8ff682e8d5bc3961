"""Tensor values of a recorded graph as short text, for pictures, tables and sentences."""

from __future__ import annotations

from typing import cast

from livecells.record.schema import Constant, Entries, Entry, Node, Output, Value

ROWS, COLUMNS = 3, 4  # the largest matrix that a picture shows whole
_ODD = ("nan", "inf", "-inf")
_PAD = "\u00a0"  # keeps columns apart where white space collapses


def number(entry: Entries) -> str:
    """A number as text: four decimals at most, as torch prints, without zeros at the end.

    Strings (`nan`, complex numbers) stay as they are; very large and very small numbers have an
    exponent.
    """
    if not isinstance(entry, float):
        return str(entry)
    if entry == 0 or 1e-3 <= abs(entry) < 1e8:
        return f"{entry:.4f}".rstrip("0").rstrip(".")
    return f"{entry:.3g}" if abs(entry) < 1e-3 else f"{entry:.5g}"


def shape_of(value: Value) -> str:
    """The shape in words that nobody takes for a value: `2×3`, `5 entries`, or `scalar`."""
    sizes = value["shape"]
    if len(sizes) == 1:
        return "1 entry" if sizes[0] == 1 else f"{sizes[0]} entries"
    return value.get("note") or "×".join(map(str, sizes)) or "scalar"


def odd_of(value: Value) -> dict[str, int]:
    """How many entries are no finite numbers, by name."""
    if "odd" in value:
        return value["odd"]
    entries = _flat(value.get("data", []))
    return {name: entries.count(name) for name in _ODD if name in entries}


def _odd_words(value: Value) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(odd_of(value).items()))


def _flat(data: Entries) -> list[Entry]:
    if not isinstance(data, list):
        return [data]
    return [number for entry in data for number in _flat(entry)]


def uniform(value: Value) -> Entry | None:
    """The number that all entries (two or more) share, else None."""
    odd = odd_of(value)
    if "data" in value:
        entries = _flat(value["data"])
    elif odd:
        alone = len(odd) == 1 and not value.get("range")
        return next(iter(odd)) if alone else None
    else:
        entries = value.get("range", [])
    return entries[0] if len(entries) > 1 and len(set(entries)) == 1 else None


def _matrix(value: Value) -> list[list[Entry]] | None:
    """The rows of a vector or matrix that is small enough to be shown whole."""
    data = value.get("data")
    if not isinstance(data, list) or len(value["shape"]) > 2 or not _flat(data):
        return None
    rows = cast("list[list[Entry]]", data if len(value["shape"]) == 2 else [data])
    return rows if len(rows) <= ROWS and len(rows[0]) <= COLUMNS else None


def lines(value: Value) -> tuple[list[str], bool]:
    """The value in at most three lines of equal length, and whether brackets go around them."""
    if not value["shape"] and "data" in value:
        return [number(value["data"])], False
    rows = _matrix(value)
    if rows is None:
        return _summary(value), False
    texts = [[number(entry) for entry in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return [(_PAD * 2).join(map(_right, row, widths)) for row in texts], True


def _right(text: str, width: int) -> str:
    return text.rjust(width, _PAD)


def _summary(value: Value) -> list[str]:
    shape = shape_of(value)
    entry = uniform(value)
    if entry is not None:
        return [f"all {number(entry)}", shape]
    bounds = _bounds(value)
    between = _between(bounds, " … ") if bounds else ""
    odd = _odd_words(value)
    if odd:
        return [odd, *([f"others {between}"] if between else []), shape]
    return [between, shape] if between else [shape]


def _between(bounds: list[Entry], joint: str) -> str:
    """From the smallest to the largest, or one of them where they look the same."""
    first, last = map(number, bounds)
    if bounds[0] == bounds[1]:
        return first
    return f"about {first}" if first == last else f"{first}{joint}{last}"


def _bounds(value: Value) -> list[Entry] | None:
    """The smallest and the largest of the finite numbers."""
    if "range" in value:
        return list(value["range"]) or None
    entries = _flat(value.get("data", []))
    numbers = [entry for entry in entries if isinstance(entry, int | float)]
    if numbers and len(numbers) + sum(odd_of(value).values()) == len(entries):
        return [min(numbers), max(numbers)]
    return None


def say(value: Value | None) -> str:
    """The value in words for a sentence or a table cell."""
    if value is None:
        return "none"
    if not value["shape"] and "data" in value:
        return number(value["data"])
    entry = uniform(value)
    if entry is not None:
        return f"{number(entry)} in every entry ({shape_of(value)})"
    if _matrix(value) is not None:
        return _listed(value["data"])
    bounds = _bounds(value)
    apart = bounds and number(bounds[0]) != number(bounds[1])
    between = f", {'from ' if apart else ''}{_between(bounds, ' to ')}" if bounds else ""
    odd = _odd_words(value)
    if odd:
        between = f", the others {between.removeprefix(', ')}" if bounds else ""
        return f"{shape_of(value)}: {odd}{between}"
    return f"{shape_of(value)}{between}"


def _listed(data: Entries) -> str:
    if isinstance(data, list):
        return "[" + ", ".join(_listed(entry) for entry in data) + "]"
    return number(data)


def names_of(node: Node) -> str:
    """The snippet's names for what the node made: `z`, or `a, b` for several outputs."""
    return ", ".join(name for output in node["outputs"] for name in output["names"][:1])


def title_of(node: Node) -> str:
    """The operation of a node with its variable: `MulBackward0 (z)`."""
    names = names_of(node)
    return f"{node['operation']} ({names})" if names else node["operation"]


def saved_of(node: Node) -> list[str]:
    """The saved tensors: `self 2×2`; those of a few numbers stand for themselves: `other 3`."""
    texts = []
    for saved in node["saved"]:
        if "value" in saved:
            texts.append(f"{saved['name']} {brief(saved['value'])}")
        elif "note" in saved:
            texts.append(f"{saved['name']} ({saved['note']})")
    return texts


def brief(value: Value) -> str:
    """A number or a few of them, else the shape."""
    if not value["shape"] and "data" in value:
        return number(value["data"])
    if len(value["shape"]) == 1 and _matrix(value) is not None:
        return "[" + " ".join(number(entry) for entry in _flat(value["data"])) + "]"
    return shape_of(value)


def constants_of(node: Node) -> list[str]:
    """What went in, needs no gradient and is not saved anyway: the 2 of `x + 2`."""
    saved = {entry["name"] for entry in node["saved"] if "value" in entry}
    return [_constant(entry) for entry in node["constants"] if entry["name"] not in saved]


def _constant(constant: Constant) -> str:
    name, value = constant["name"], constant["value"]
    if isinstance(value, dict):
        return f"{name} {brief(value)}"
    return number(value) if name == "other" else f"{name} {number(value)}"


def output_of(node: Node, index: int) -> Output | None:
    """The output with this number, where it was seen."""
    return next((output for output in node["outputs"] if output["index"] == index), None)
