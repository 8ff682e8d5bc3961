"""What is known of a node when its rule is chosen: its settings, and what went in and came out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from livecells.record.schema import Edge, Entries, Entry, Graph, Node, Value

Known = Value | Entry


@dataclass(frozen=True)
class Facts:
    """A node of the recorded graph, seen by the rules.

    `inputs` are those that get a gradient, by their place; `tensors` and `settings` are what the
    node saved or was given, by torch's own names. A tensor is None where its numbers are not known.
    """

    operation: str
    inside: str | None
    inputs: Mapping[int, Value | None]
    outputs: Mapping[int, Value | None]
    tensors: Mapping[str, Value | None]
    settings: Mapping[str, Entries]

    @property
    def y(self) -> Value | None:
        """The first output."""
        return self.outputs.get(0)

    @property
    def is_complex(self) -> bool:
        """Whether any tensor of the node is complex."""
        return any(map(complex_value, self._values()))

    def _values(self) -> Iterator[Value]:
        for group in (self.inputs, self.outputs, self.tensors):
            yield from (value for value in group.values() if value is not None)

    def input(self, place: int, name: str = "") -> Value | None:
        """What stood at this place: an input, or what the node keeps of it under `name`."""
        found = self.inputs.get(place)
        return self.tensors.get(name) if found is None else found

    def number(self, name: str, default: float | None = None) -> float | None:
        """A setting that is one real number; None where it is another thing."""
        found = self.settings.get(name, default)
        if isinstance(found, str):
            return {"inf": math.inf, "-inf": -math.inf}.get(found)
        return found if isinstance(found, int | float) else None

    def sizes(self) -> list[int] | None:
        """The shape of the first input; None where it is not known."""
        value = self.input(0, "self")
        if value is not None:
            return value["shape"]
        found = self.settings.get("self_sym_sizes")
        return [int(size) for size in found if isinstance(size, int)] if _listed(found) else None

    def dims(self) -> list[int]:
        """The dimensions that were reduced, none of them negative where the shape is known."""
        found = self.settings.get("dim", [])
        dims = [dim for dim in (found if isinstance(found, list) else [found]) if _whole(dim)]
        sizes = self.sizes()
        if sizes is None:
            return [int(dim) for dim in dims]
        return sorted({int(dim) % len(sizes) for dim in dims}) if sizes else []

    def reduces_all(self) -> bool:
        """Whether no dimension is left."""
        sizes = self.sizes()
        return not self.dims() or (sizes is not None and len(self.dims()) == len(sizes))

    def entries(self) -> int | None:
        """How many entries became one; None where the shape is not known."""
        sizes = self.sizes()
        if sizes is None:
            return None
        return math.prod(sizes[dim] for dim in self.dims()) if self.dims() else math.prod(sizes)


def _listed(found: Entries | None) -> TypeGuard[list[Entries]]:
    return isinstance(found, list)


def _whole(dim: Entries) -> TypeGuard[int]:
    return isinstance(dim, int)


def complex_value(value: Value) -> bool:
    """Whether a tensor has complex numbers."""
    return value["dtype"].startswith("complex")


def numbers_in(known: Known | None) -> list[float] | None:
    """All numbers of a tensor, or a number; None where one of them is not known or not real."""
    if known is None:
        return None
    if isinstance(known, dict):
        return _flat(known["data"]) if "data" in known else None
    return _flat(known)


def _flat(data: Entries) -> list[float] | None:
    if isinstance(data, list):
        parts = [_flat(entry) for entry in data]
        return None if None in parts else [n for part in parts for n in part or []]
    if isinstance(data, str):
        return [float(data)] if data in ("inf", "-inf", "nan") else None
    return [float(data)]


class Record:
    """A recorded graph, looked up by node."""

    def __init__(self, graph: Graph) -> None:
        self._edges: dict[str, list[Edge]] = defaultdict(list)
        for edge in graph["edges"]:
            self._edges[edge["target"]].append(edge)
        self._outputs = {
            (node["id"], output["index"]): output["value"]
            for node in graph["nodes"]
            for output in node["outputs"]
        }
        self._runs = {step["node"]: step for run in graph["passes"] for step in run["steps"]}

    def facts(self, node: Node) -> Facts:
        """What the record has of a node."""
        outputs = {output["index"]: output["value"] for output in node["outputs"]}
        inputs = {
            edge["input"]: self._outputs.get((edge["source"], edge["output"]))
            for edge in self._edges[node["id"]]
        }
        run = self._runs.get(node["id"])
        if run is not None:  # a gradient has the shape of its tensor
            for index, arrived in enumerate(run["gradient_in"]):
                outputs[index] = outputs.get(index) or _shape_alone(arrived)
            for out in run["gradients_out"]:
                if out["input"] in inputs:
                    known = inputs[out["input"]]
                    inputs[out["input"]] = known or _shape_alone(out["gradient"])
        tensors, settings = _arguments(node)
        return Facts(node["operation"], node.get("inside"), inputs, outputs, tensors, settings)


def _shape_alone(gradient: Value | None) -> Value | None:
    return gradient and {"shape": gradient["shape"], "dtype": gradient["dtype"]}


def _arguments(node: Node) -> tuple[dict[str, Value | None], dict[str, Entries]]:
    """The tensors and the settings that a node was given or saved."""
    tensors: dict[str, Value | None] = {}
    settings: dict[str, Entries] = {}
    for constant in node["constants"]:
        value = constant["value"]
        if isinstance(value, dict):
            tensors[constant["name"]] = value
        else:
            settings[constant["name"]] = value
    for saved in node["saved"]:
        if "setting" in saved:
            settings[saved["name"]] = saved["setting"]
        elif "value" in saved:
            tensors[saved["name"]] = saved["value"]
        else:
            tensors.setdefault(saved["name"], None)
    return tensors, settings
