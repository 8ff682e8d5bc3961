"""Gradients that come in several shares: their sums, and what hooks made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypedDict

from livecells.draw.format_values import say
from livecells.record.schema import Entries, Graph, Node, Pass, Step, Value

CLOSE = 1e-4  # relative: what rounding may do to a sum in float32

Shares = dict[tuple[str, int], list[Value | None]]


class Handed(TypedDict):
    """A gradient handed on: to which box, how it is called, and how much.

    `shares` rounds of a folded loop have handed it; `gradient` is then their sum, or None where
    not all numbers are known.
    """

    to: str
    title: str
    gradient: Value | None
    shares: int


def added_up(handed: Iterable[Handed]) -> list[Handed]:
    """What a folded loop hands on, one entry for each box: the sum of the shares of its rounds."""
    boxes: dict[str, list[Handed]] = defaultdict(list)
    for entry in handed:
        boxes[entry["to"]].append(entry)
    return [
        {
            "to": to,
            "title": entries[0]["title"],
            "gradient": total([entry["gradient"] for entry in entries]),
            "shares": len(entries),
        }
        for to, entries in boxes.items()
    ]


def total(values: Iterable[Value | None]) -> Value | None:
    """The sum of gradients; None where one of them is not known entry by entry."""
    found = [value for value in values if value is not None]
    if len(found) == 1:
        return found[0]
    if not found or any("data" not in value for value in found):
        return None
    if any(value["shape"] != found[0]["shape"] for value in found):
        return None
    data = found[0].get("data", [])
    for value in found[1:]:
        data = _added(data, value.get("data", []))
    return {**found[0], "data": data}


def _added(first: Entries, second: Entries) -> Entries:
    if isinstance(first, list) and isinstance(second, list):
        return [_added(a, b) for a, b in zip(first, second, strict=True)]
    if isinstance(first, float | int) and isinstance(second, float | int):
        return first + second
    number = complex(str(first)) + complex(str(second))  # nan, infinities, complex numbers
    return str(number if number.imag else number.real)


def hooks_in_words(graph: Graph, shown: Pass) -> dict[str, str]:
    """For each node what hooks of the snippet did, in words; nothing where they only looked."""
    shares: Shares = defaultdict(list)
    for step in shown["steps"]:
        for out in step["gradients_out"]:
            if out["to"] is not None:
                shares[out["to"], out["output"]].append(out["gradient"])
    ran = {step["node"]: step for step in shown["steps"]}
    nodes = (node for node in graph["nodes"] if node["id"] in ran)
    said = {node["id"]: " ".join(_hooks(node, ran[node["id"]], shares)) for node in nodes}
    return {node: words for node, words in said.items() if words}


def _hooks(node: Node, step: Step, shares: Shares) -> Iterator[str]:
    changed = False
    for output in node["outputs"]:
        if not (output.get("hooked") or node.get("hooked")):
            continue
        came = total(shares[node["id"], output["index"]])
        arrived = step["gradient_in"][output["index"]]
        if came and arrived and not _alike(came, arrived):
            changed = True
            yield f"A hook made that of {say(came)}."
    if node.get("hooked") and not changed and node["kind"] != "accumulate":
        yield "A hook on the node has a say in what it hands on."
    if any(output.get("hooked_after") for output in node["outputs"]):
        yield "A hook runs after it has accumulated."


def _alike(first: Value, second: Value) -> bool:
    if "data" not in first or "data" not in second:
        return first.get("range") == second.get("range") and first.get("odd") == second.get("odd")
    return _near(first["data"], second["data"])


def _near(first: Entries, second: Entries) -> bool:
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(_near, first, second))
    if isinstance(first, float | int) and isinstance(second, float | int):
        return abs(first - second) <= CLOSE * max(abs(first), abs(second))
    return first == second
