"""A graph whose gradients a reader fills in: what is asked at each node, and what may go wrong.

Every number is one that torch recorded. `fill.js` asks, and `guesses.js` judges what is typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from livecells.blocks.options import OptionError
from livecells.draw.backward_steps import BackwardStep, BackwardSteps, backward_steps
from livecells.draw.format_values import say, title_of
from livecells.draw.shares import CLOSE, total
from livecells.notebook.typed_values import TypedValue, as_typed, same
from livecells.record.schema import Entries, Graph, Value

NODES, ENTRIES = 12, 6  # more than that nobody fills in


class Foreseen(TypedDict):
    """A wrong answer, and what is said to it."""

    guess: TypedValue
    because: str


class Blank(TypedDict):
    """One gradient to fill in; `row` is its place in the table, `rules` are nodes of `hints[1]`."""

    node: str
    title: str
    row: int
    answer: TypedValue
    told: str
    wrong: list[Foreseen]
    hints: list[str]
    rules: list[str]


@dataclass(frozen=True)
class _Way:
    """A way on which a gradient comes: from a node, what was there, and what it handed on."""

    node: str
    title: str
    upstream: Value
    handed: Value

    @property
    def local(self) -> Value | None:
        """The local slope, where the gradient upstream is a number: then it is their ratio."""
        upstream, handed = self.upstream.get("data"), self.handed.get("data")
        if self.upstream["shape"] or not isinstance(upstream, int | float) or not upstream:
            return None
        return None if handed is None else {**self.handed, "data": _divided(handed, upstream)}


def blanks(graph: Graph, number: int | None = None) -> list[Blank]:
    """What is asked of a recorded graph, in the order of its backward pass.

    Args:
        graph: A recorded graph.
        number: The backward pass, counted from 1; by default the last whole one.

    Raises:
        ValueError: There is no such pass, or nobody could fill this graph in.
    """
    shown = backward_steps(graph, number)
    if not shown.steps:
        raise _refused(f"no backward pass ran through {graph['name']}: run one in the snippet")
    if len(shown.boxes) > NODES or any(box.folded for box in shown.boxes):
        count = len(graph["nodes"])
        raise _refused(f"this graph has {count} nodes, and a reader fills in {NODES} at most")
    return [_blank(shown, step) for step in shown.steps]


def _refused(why: str) -> OptionError:
    return OptionError("fill", f"nobody could fill in the gradients: {why}")


def _blank(shown: BackwardSteps, step: BackwardStep) -> Blank:
    places = {box.id: place for place, box in enumerate(shown.boxes)}
    node = shown.boxes[places[step["node"]]].nodes[0]
    gradient = _only(step)
    answer, ways = _typed(step, gradient), list(_ways(shown, step))
    _refuse_other_sum(step, gradient, ways)
    output = next((one["value"] for one in node["outputs"]), None)
    return {
        "node": step["node"],
        "title": title_of(node),
        "row": places[step["node"]],
        "answer": answer,
        "told": say(gradient),
        "wrong": _told_apart(answer, _wrong(ways, output)),
        "hints": _hints(ways),
        "rules": [way.node for way in ways],
    }


def _only(step: BackwardStep) -> Value:
    arrived = [value for value in step["gradient_in"] if value is not None]
    if len(arrived) != 1:
        what = "several outputs" if arrived else "no gradient"
        raise _refused(f"{step['operation']} has {what}")
    return arrived[0]


def _typed(step: BackwardStep, gradient: Value) -> TypedValue:
    """A gradient as a reader types it."""
    found = _value(gradient)
    if found is None:
        what = f"{step['operation']} has {say(gradient)}"
        raise _refused(f"the gradient of {what}; it may have {ENTRIES} real numbers at most")
    return found


def _value(value: Value | None) -> TypedValue | None:
    if value is None or "data" not in value:
        return None
    data = value["data"]
    flat = _flat(data)
    if not 0 < len(flat) <= ENTRIES or not all(type(one) in (int, float) for one in flat):
        return None
    return {"kind": "entries" if value["shape"] else "number", "value": data}


def _ways(shown: BackwardSteps, step: BackwardStep) -> Iterator[_Way]:
    """The ways to a node, in the order in which torch went them."""
    for earlier in shown.steps:
        title = f"{earlier['operation']} ({earlier['names']})"
        for handed in earlier["gradients_out"]:
            if handed["to"] == step["node"] and handed["gradient"] is not None:
                name = title if earlier["names"] else earlier["operation"]
                yield _Way(earlier["node"], name, _only(earlier), handed["gradient"])


def _refuse_other_sum(step: BackwardStep, gradient: Value, ways: Sequence[_Way]) -> None:
    """Where a hook had its say, no hint would be true."""
    if not ways and not step["hooked"]:
        return
    added = total(way.handed for way in ways)
    pairs = zip(_flat(gradient["data"]), _flat(added["data"] if added else []), strict=False)
    if added is None or step["hooked"] or not all(_close(*pair) for pair in pairs):
        what = f"at {step['operation']} arrives another gradient than was handed on"
        raise _refused(f"{what}; take a graph without hooks")


def _close(one: object, other: object) -> bool:
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return False
    return abs(one - other) <= CLOSE * max(abs(one), abs(other))


# ----- What may be typed instead -----


def _wrong(ways: Sequence[_Way], output: Value | None) -> Iterator[tuple[Value | None, str]]:
    if len(ways) == 1:
        yield from _wrong_of_one(ways[0])
    elif ways:
        yield from _wrong_of_several(ways)
    yield output, "That is the value, which went forward. The gradient is asked for."


def _wrong_of_one(way: _Way) -> Iterator[tuple[Value | None, str]]:
    local = f"That is the local slope of {way.title} alone. The upstream gradient is missing: "
    yield way.local, local + "multiply by what you have filled in there."
    upstream = f"That is the upstream gradient, as it stands at {way.title}. "
    yield way.upstream, upstream + "The local slope of that step is missing."


def _wrong_of_several(ways: Sequence[_Way]) -> Iterator[tuple[Value | None, str]]:
    for way in ways:
        what = f"That comes along one way, from {way.title}. "
        yield way.handed, f"{what}{_number(ways)} ways lead here, and what they bring adds up."
    locals_ = [way.local for way in ways]
    known = total(locals_) if all(locals_) else None
    added = "Those are the local slopes, added up. The upstream gradients are missing: "
    yield known, f"{added}each slope is multiplied by its own before you add."
    more = "Those are the upstream gradients, added up. The local slopes are missing: "
    yield total(way.upstream for way in ways), f"{more}each gradient goes through one first."


def _told_apart(answer: TypedValue, wrong: Iterator[tuple[Value | None, str]]) -> list[Foreseen]:
    """Those that are neither right nor there already."""
    found: list[Foreseen] = []
    for value, because in wrong:
        guess = _value(value)
        if guess is None or same(answer, guess) or same(answer, as_typed(guess)):
            continue
        if not any(same(other["guess"], guess) for other in found):
            found.append({"guess": guess, "because": because})
    return found


# ----- Hints, each a little nearer -----


def _hints(ways: Sequence[_Way]) -> list[str]:
    if not ways:
        return ["Backward begins here, with the slope of the result along itself."]
    from_ = " and ".join(dict.fromkeys(way.title for way in ways))
    first = f"One way leads here, from {from_}: its upstream gradient times its local slope."
    if len(ways) > 1:
        first = f"{_number(ways)} ways lead here, from {from_}: upstream gradient times local "
        first += "slope for each, then add."
    arrived = dict.fromkeys(f"{say(way.upstream)} at {way.title}" for way in ways)
    second = f"The upstream gradient is {' and '.join(arrived)}. The local rule:"
    locals_ = [way.local for way in ways]
    if not all(local is not None and not local["shape"] for local in locals_):
        return [first, second]
    parts = (f"({say(way.upstream)}) × ({say(way.local)})" for way in ways)
    return [first, second, f"Upstream gradient times local slope: {' + '.join(parts)}."]


def _number(ways: Sequence[_Way]) -> str:
    return {2: "Two", 3: "Three"}.get(len(ways), str(len(ways)))


# ----- Numbers of tensors -----


def _flat(data: Entries) -> list[object]:
    if isinstance(data, list):
        return [one for entry in data for one in _flat(entry)]
    return [data]


def _divided(data: Entries, by: float) -> Entries:
    if isinstance(data, list):
        return [_divided(entry, by) for entry in data]
    return data / by if isinstance(data, int | float) else data
