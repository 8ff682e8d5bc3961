"""The recorded autograd graph of one tensor as plain data, and the records it is made from.

This module never imports torch: a build that finds its runs in the store reads graphs back as
JSON and draws them without loading torch. `recorder.py` fills the records while a snippet runs.

Schema (version 1), all plain JSON:

- `Graph`: `name` (the tensor asked for), `root` and `output` (the node and output number that
  made it), `nodes` breadth first from the root, `edges`, `passes`. All nodes are kept, however
  long a loop was; folding is the business of whoever draws.
- `Node`: `operation` is the class name that torch prints (`MulBackward0`); `kind` is
  `accumulate` for the node that adds into the `.grad` of a leaf, `custom` for a
  `torch.autograd.Function`, `view` for an operation that shares memory with its input, else
  `operation`; `created` counts the nodes in the order in which torch made them (None for
  `accumulate`); `constants` are inputs that need no gradient, by input position.
- `Output`: what the node made in the forward direction, one entry for each output that was seen.
  The output of an `accumulate` node is the leaf itself.
- `Edge`: `source` made its output number `output`, which is input number `input` of `target`.
- `Pass`: one run of the engine by the snippet that came through a node of this graph (leaves
  alone do not count): `call` is `backward` or `grad`; `steps` stand in the order in which torch
  ran the nodes; `finished` is false when torch raised on the way; `captured` are gradients that
  `torch.autograd.grad` handed to its caller instead of running the node.
- `Step`: `gradient_in` one entry for each output of the node, `gradients_out` one entry for each
  input, `accumulated` what a `.grad` held before and after.
- `Value`: `data` nests lists as `tolist()` does, for tensors of at most 64 elements; larger ones
  have `range` (smallest, largest) where it is cheap. `nan`, `inf`, `-inf` and complex numbers
  are strings, since JSON has none.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

from livecells.record.records import CaptureRecord, NodeRecord, PassRecord, RunRecord
from livecells.record.schema import (
    SCHEMA,
    Accumulated,
    Captured,
    Edge,
    GradientOut,
    Graph,
    Node,
    Output,
    Pass,
    Step,
    Value,
)
from livecells.record.scope_list import ScopeList


def reachable(root: NodeRecord) -> list[NodeRecord]:
    """All records behind `root`, breadth first, inputs in order; no recursion, loops are long."""
    seen = {id(root): root}
    waiting = deque([root])
    while waiting:
        for link in waiting.popleft().inputs:
            if link is not None and id(link.record) not in seen:
                seen[id(link.record)] = link.record
                waiting.append(link.record)
    return list(seen.values())


class GraphWriter:
    """Turns the records behind one root into a `Graph`."""

    def __init__(self, root: NodeRecord) -> None:
        self.records = reachable(root)
        self.ids = {id(record): f"n{place}" for place, record in enumerate(self.records)}
        made = sorted({r.sequence for r in self.records if r.sequence is not None})
        self.created = {sequence: rank for rank, sequence in enumerate(made)}
        self._scopes = ScopeList(record.origin for record in self.records)
        self._reads: dict[tuple[int, int], list[tuple[int, Value]]] = defaultdict(list)
        for record in self.records:
            for link in record.inputs:
                if link is not None and link.read is not None:
                    read = self.created[record.sequence or 0], link.read
                    self._reads[id(link.record), link.output].append(read)

    def write(self, name: str, output: int) -> Graph:
        """The whole graph.

        Args:
            name: The tensor that was asked for.
            output: Which output of the root it is.
        """
        return {
            "schema": SCHEMA,
            "name": name,
            "root": "n0",
            "output": output,
            "nodes": [self._node(record) for record in self.records],
            "edges": list(self._edges()),
            "passes": list(self._passes()),
            "scopes": self._scopes.scopes(),
            "lines": self._scopes.lines(),
        }

    def _node(self, record: NodeRecord) -> Node:
        rank = None if record.sequence is None else self.created[record.sequence]
        node: Node = {
            "id": self.ids[id(record)],
            "operation": record.operation,
            "kind": record.kind,
            "created": rank,
            "outputs": [self._output(record, index) for index in sorted(record.outputs)],
            "saved": list(record.saved),
            "constants": list(record.constants),
        }
        if record.inside is not None:
            node["inside"] = record.inside
        if record.origin.scope is not None:
            node["scope"] = self._scopes.place(record.origin.scope)
        if record.origin.line:
            node["line"] = record.origin.line
        return {**node, "hooked": True} if record.hooked else node

    def _output(self, record: NodeRecord, index: int) -> Output:
        """An output with all that it was in this graph: a leaf's value is what was read of it."""
        values = self._read(record, index)
        if record.kind != "accumulate":
            made = record.outputs[index]["value"]
            values = ([] if made is None else [made]) + values + record.later.get(index, [])
        distinct = [value for place, value in enumerate(values) if value not in values[:place]]
        copied: Output = {**record.outputs[index]}
        copied["names"] = list(copied["names"])
        if distinct:
            copied["value"] = distinct[0]
        if len(distinct) > 1:
            copied["changed"] = distinct[1:]
        return copied

    def _read(self, record: NodeRecord, index: int) -> list[Value]:
        """What the operations of this graph read of an output, in the order in which they ran."""
        reads = sorted(self._reads[id(record), index], key=lambda pair: pair[0])
        return [read for _, read in reads]

    def _edges(self) -> Iterator[Edge]:
        for record in self.records:
            target = self.ids[id(record)]
            for place, link in enumerate(record.inputs):
                if link is not None:
                    source, output = self.ids[id(link.record)], link.output
                    yield {"source": source, "output": output, "target": target, "input": place}

    def _passes(self) -> Iterator[Pass]:
        steps: dict[PassRecord, list[tuple[NodeRecord, RunRecord]]] = defaultdict(list)
        captured: dict[PassRecord, list[Captured]] = defaultdict(list)
        for record in self.records:
            for run in record.runs:
                steps[run.during].append((record, run))
            for entry in record.captures:
                captured[entry.during].append(self._captured(record, entry))
        for during in {*steps, *captured}:
            steps[during] += [(r, run) for r, run in during.leaf_runs if id(r) in self.ids]
            captured[during] += [
                self._captured(r, entry) for r, entry in during.leaf_captures if id(r) in self.ids
            ]
        seen = sorted({*steps, *captured}, key=lambda during: during.order)
        for number, during in enumerate(seen, start=1):
            ran = sorted(steps[during], key=lambda pair: pair[1].position)
            yield {
                "number": number,
                "call": during.call,
                "create_graph": during.create_graph,
                "finished": during.finished,
                "steps": [self._step(record, run) for record, run in ran],
                "captured": captured[during],
            }

    def _step(self, record: NodeRecord, run: RunRecord) -> Step:
        return {
            "node": self.ids[id(record)],
            "gradient_in": list(run.gradient_in),
            "gradients_out": list(self._gradients_out(record, run)),
            "accumulated": _accumulated(record, run),
        }

    def _gradients_out(self, record: NodeRecord, run: RunRecord) -> Iterator[GradientOut]:
        for place, (link, gradient) in enumerate(
            zip(record.inputs, run.gradients_out, strict=False)
        ):
            to = None if link is None else self.ids[id(link.record)]
            output = 0 if link is None else link.output
            yield {"input": place, "to": to, "output": output, "gradient": gradient}

    def _captured(self, record: NodeRecord, entry: CaptureRecord) -> Captured:
        node = self.ids[id(record)]
        return {"node": node, "output": entry.output, "gradient": entry.gradient}


def _accumulated(record: NodeRecord, run: RunRecord) -> Accumulated | None:
    if run.accumulated is None:
        return None
    names = [name for index in sorted(record.outputs) for name in record.outputs[index]["names"]]
    before, after = run.accumulated
    return {"into": names[0] if names else None, "before": before, "after": after}
