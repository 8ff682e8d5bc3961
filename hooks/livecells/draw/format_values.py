"""Tensor values of a recorded graph as short text, for pictures, tables and sentences."""

from __future__ import annotations

from typing import cast

from livecells.record.schema import Entries, Entry, Node, Output, Value

ROWS, COLUMNS = 3, 4  # the largest matrix that a picture shows whole
_PAD = "\u00a0"  # keeps columns apart where white space collapses


def number(entry: Entries) -> str:
    """A number as text: four decimals at most, as torch prints.

    Strings (`nan`, complex numbers) stay as they are; whole numbers of up to six digits are shown
    whole.
    """
    if not isinstance(entry, float):
        return str(entry)
    if entry.is_integer() and abs(entry) < 1e6:
        return f"{entry:.0f}"
    return f"{round(entry, 4):.4g}" if abs(entry) >= 0.001 else f"{entry:.3g}"


def shape_of(value: Value) -> str:
    """The shape as text: `2×3`, or `scalar`."""
    return "×".join(str(size) for size in value["shape"]) or "scalar"


def _flat(data: Entries) -> list[Entry]:
    if not isinstance(data, list):
        return [data]
    return [number for entry in data for number in _flat(entry)]


def uniform(value: Value) -> Entry | None:
    """The number that all entries (two or more) share, else None."""
    entries = _flat(value["data"]) if "data" in value else value.get("range", [])
    if len(entries) > 1 and len(set(entries)) == 1:
        return entries[0]
    return None


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
    return [f"{number(bounds[0])} … {number(bounds[1])}", shape] if bounds else [shape]


def _bounds(value: Value) -> list[Entry] | None:
    if "range" in value:
        return list(value["range"])
    entries = _flat(value.get("data", []))
    numbers = [entry for entry in entries if isinstance(entry, int | float)]
    if numbers and len(numbers) == len(entries):
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
    between = f", from {number(bounds[0])} to {number(bounds[1])}" if bounds else ""
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
    """The saved tensors: `self 2×2`; a single number stands for itself: `other 3`."""
    texts = []
    for saved in node["saved"]:
        if "value" in saved:
            value = saved["value"]
            small = not value["shape"] and "data" in value
            size = number(value["data"]) if small else shape_of(value)
            texts.append(f"{saved['name']} {size}")
        elif "note" in saved:
            texts.append(f"{saved['name']} ({saved['note']})")
    return texts


def constants_of(node: Node) -> list[str]:
    """Plain numbers that went in and are not saved anyway: the 2 of `x + 2`."""
    if any("value" in saved for saved in node["saved"]):
        return []
    return [
        number(constant["value"])
        for constant in node["constants"]
        if not isinstance(constant["value"], dict)
    ]


def output_of(node: Node, index: int) -> Output | None:
    """The output with this number, where it was seen."""
    return next((output for output in node["outputs"] if output["index"] == index), None)
