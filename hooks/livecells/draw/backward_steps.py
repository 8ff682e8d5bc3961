"""One backward pass of a graph as a list of steps, in the terms of what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from livecells.draw.collapse import Box, View, Wire, views
from livecells.draw.format_values import names_of, say, title_of
from livecells.draw.parts import Group
from livecells.draw.rules.symbols import PageRules, Rule, Symbol
from livecells.draw.shares import Handed, added_up, hooks_in_words
from livecells.record.schema import Accumulated, Graph, Pass, Step, Value


class BackwardStep(TypedDict):
    """One step of a backward pass: one node run by the engine, or the nodes of a group.

    `node` is the id of the box; `rule` the local rule that holds for it, or None;
    `captured` says that the gradient went to the caller of `torch.autograd.grad`; `hooked` what
    hooks of the snippet did to it, in words. `first` is the id of the node that ran first.
    """

    step: int
    node: str
    first: str
    operation: str
    names: str
    count: int
    rule: Rule | None
    gradient_in: list[Value | None]
    gradients_out: list[Handed]
    accumulated: Accumulated | None
    captured: bool
    hooked: str


@dataclass
class BackwardSteps:
    """What is drawn of a graph at a time; `steps` are those of the pass `shown`, if there is one.

    `ident` is empty for the whole graph, else that of the group whose inside this is.
    """

    graph: Graph
    view: View
    shown: Pass | None
    steps: list[BackwardStep]

    @property
    def ident(self) -> str:
        """What tells views apart: nothing for the whole graph."""
        return self.view.group.id if self.view.around else ""

    @property
    def boxes(self) -> list[Box]:
        """The cards."""
        return self.view.boxes

    @property
    def wires(self) -> list[Wire]:
        """The wires between them."""
        return self.view.wires

    def step_of(self, box: str) -> BackwardStep | None:
        """The step at which this box ran."""
        return next((step for step in self.steps if step["node"] == box), None)

    def letter_on(self, wire: Wire) -> str:
        """The letter that stands for a wire in the rule of the node that it leads to, if any."""
        step = self.step_of(wire.target)
        symbols: tuple[Symbol, ...] = step["rule"].symbols if step and step["rule"] else ()
        return next((symbol.letter for symbol in symbols if symbol.place == wire.input), "")

    def gradient_on(self, wire: Wire) -> Value | None:
        """What came back along a wire between two single nodes."""
        if self.shown is None:
            return None
        ran = (step for step in self.shown["steps"] if step["node"] == wire.target)
        handed = (out for step in ran for out in step["gradients_out"])
        return next((out["gradient"] for out in handed if out["input"] == wire.input), None)


def backward_steps(graph: Graph, number: int | None = None) -> BackwardSteps:
    """Prepare a graph for drawing, with the steps of one backward pass.

    Args:
        graph: A recorded graph.
        number: The pass to show, counted from 1; by default the last whole one.

    Raises:
        ValueError: There is no such pass.
    """
    return next(steps_of_views(graph, number))


def steps_of_views(graph: Graph, number: int | None = None) -> Iterator[BackwardSteps]:
    """The same for the graph as it is first seen, and then for each of its groups, opened."""
    shown = pick_pass(graph, number)
    rules = PageRules(graph)
    words = hooks_in_words(graph, shown) if shown else {}
    for view in views(graph):
        steps = _steps(view, shown, rules) if shown else []
        for step in steps:
            step["hooked"] = words.get(step["node"], "")
        yield BackwardSteps(graph, view, shown, steps)


def pick_pass(graph: Graph, number: int | None = None) -> Pass | None:
    """The pass with this number; else the last that ran from the root to the end, else the last."""
    if number is not None:
        if not 1 <= number <= len(graph["passes"]):
            raise ValueError(f"the graph of {graph['name']!r} has no backward pass {number}")
        return graph["passes"][number - 1]
    whole = [run for run in graph["passes"] if run["finished"]]
    from_root = [run for run in whole if any(s["node"] == graph["root"] for s in run["steps"])]
    return next(reversed(from_root or whole or graph["passes"]), None)


def _steps(view: View, shown: Pass, rules: PageRules) -> list[BackwardStep]:
    home = view.home
    inside = {box.id for box in view.boxes if not box.outside}
    steps: list[BackwardStep] = []
    at: dict[str, BackwardStep] = {}
    for run in shown["steps"]:
        box = home[run["node"]]
        if box.id not in inside:
            continue
        if box.folded and box.id in at:
            at[box.id]["count"] += 1
            at[box.id]["gradients_out"] += _outside(box, _handed(run, home))
            continue
        at[box.id] = _step(len(steps) + 1, run, box, home, rules)
        steps.append(at[box.id])
    for step in steps:
        if step["count"] > 1:
            step["gradients_out"] = added_up(step["gradients_out"])
    for caught in shown["captured"]:
        box = home[caught["node"]]
        if box.id not in inside:
            continue
        if box.id in at:
            at[box.id]["captured"] = True
        else:
            step = _blank(len(steps) + 1, box)
            incoming = [*[None] * caught["output"], caught["gradient"]]
            steps.append({**step, "gradient_in": incoming, "captured": True})
    return steps


def _blank(number: int, box: Box) -> BackwardStep:
    return {
        "step": number,
        "node": box.id,
        "first": box.nodes[0]["id"],
        "operation": title_of_box(box) if box.folded else box.nodes[0]["operation"],
        "names": "" if box.folded else names_of(box.nodes[0]),
        "count": 1,
        "rule": None,
        "gradient_in": [],
        "gradients_out": [],
        "accumulated": None,
        "captured": False,
        "hooked": "",
    }


def _step(number: int, run: Step, box: Box, home: dict[str, Box], rules: PageRules) -> BackwardStep:
    step = _blank(number, box)
    step["first"] = run["node"]
    step["rule"] = rules.rule(box.nodes[0]) if not box.folded else None
    step["gradient_in"] = list(run["gradient_in"])
    step["gradients_out"] = _outside(box, _handed(run, home))
    step["accumulated"] = run["accumulated"]
    return step


def _handed(run: Step, home: dict[str, Box]) -> list[Handed]:
    handed: list[Handed] = []
    for out in run["gradients_out"]:
        if out["to"] is not None:
            box = home[out["to"]]
            title = title_of_box(box)
            gradient = out["gradient"]
            handed.append({"to": box.id, "title": title, "gradient": gradient, "shares": 1})
    return handed


def _outside(box: Box, handed: list[Handed]) -> list[Handed]:
    return [entry for entry in handed if entry["to"] != box.id]


def title_of_box(box: Box) -> str:
    """What a box is called: `MulBackward0 (z)`, or as its group."""
    return title_of(box.nodes[0]) if box.group is None else title_of_group(box.group)


def title_of_group(group: Group) -> str:
    """What a group is called: `998 × MulBackward0`, `net.fc (Linear)`, `step()` or `line 12`."""
    title = _title_of_group(group)
    return f"{title}, round {group.round}" if group.round else title


def _title_of_group(group: Group) -> str:
    if group.kind == "rounds":
        return f"{group.rounds} × {group.title}"
    if group.kind == "module":
        return f"{group.name} ({group.title})" if group.name else group.title
    if group.kind == "function":
        return f"{group.title}()"
    if group.kind in ("range", "round"):
        return f"{group.title} {group.name}"
    return group.title


def sentence(step: BackwardStep) -> str:
    """A step in words, for the list and for the status line."""
    title = f"{step['operation']} ({step['names']})" if step["names"] else step["operation"]
    arrived = [value for value in step["gradient_in"] if value is not None]
    gradient = " and ".join(say(value) for value in arrived) or "none"
    if step["captured"] and not step["gradients_out"] and step["accumulated"] is None:
        return f"{title}: torch.autograd.grad returns {gradient}."
    more = f" {step['hooked']}" if step["hooked"] else ""
    more += " torch.autograd.grad returns it too." if step["captured"] else ""
    if step["count"] > 1:
        return f"{title}, {step['count']} nodes: first gradient in {gradient}.{_on(step)}"
    return f"{title}: gradient in {gradient}.{more}{_on(step)}{_added(step)}"


def blank_of(shown: BackwardSteps, step: BackwardStep) -> str:
    """What a reader knows of a node before its gradient, and room for that, in words."""
    box = next(box for box in shown.boxes if box.id == step["node"])
    values = " and ".join(say(output["value"]) for output in box.nodes[0]["outputs"])
    uses = [title_of_box(box) for box in shown.boxes if _uses(shown, box.id, step["node"])]
    goes = f", goes into {' and '.join(uses)}" if uses else ""
    return f"{title_of_box(box)}: value {values}{goes}; gradient: ______"


def _uses(shown: BackwardSteps, user: str, node: str) -> bool:
    return any((wire.source, wire.target) == (node, user) for wire in shown.wires)


def _on(step: BackwardStep) -> str:
    handed = [f"{say_share(entry)} to {entry['title']}" for entry in step["gradients_out"]]
    return f" Hands {' and '.join(handed)}." if handed else ""


def say_share(handed: Handed) -> str:
    """How much is handed on, in words; from a folded loop the sum of all its rounds."""
    if handed["shares"] < 2:
        return say(handed["gradient"])
    known = say(handed["gradient"]) if handed["gradient"] else "a sum that was not recorded"
    return f"{known}, in {handed['shares']} shares,"


def _added(step: BackwardStep) -> str:
    accumulated = step["accumulated"]
    if accumulated is None:
        return ""
    into = f"{accumulated['into']}.grad" if accumulated["into"] else "the .grad of its tensor"
    if accumulated["before"] is None:
        return f" {into} is now {say(accumulated['after'])}."
    before, after = say(accumulated["before"]), say(accumulated["after"])
    return f" {into} held {before} and is now {after}."
