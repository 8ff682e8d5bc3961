"""The graph of a program on the stand-in, noted in the plain data that `draw` takes."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self

from livecells.browser.live_names import named_modules, named_tensors
from livecells.browser.live_scopes import LiveScopes
from livecells.browser.live_values import constants_in, describe, saved_by
from livecells.record.records import (
    CaptureRecord,
    Link,
    NodeRecord,
    PassRecord,
    RunRecord,
    output,
)
from livecells.record.schema import Graph, Output, Value, kind_of
from livecells.record.writer import GraphWriter

Tensor = Any  # of the stand-in, which is another one in each program
Node = Any


class Recorder:
    """Notes the graphs of the tensors called `wanted` in its `with` block, or up to `close`."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self.wanted = set(wanted)
        self.scopes = LiveScopes()
        self._graph = sys.modules["torch._graph"]
        self._known: dict[int, tuple[Callable[[], Node], NodeRecord]] = {}
        self._is_hidden: Callable[[Node], bool] = sys.modules["torch._hidden"].is_hidden
        self._roots: dict[str, tuple[NodeRecord, int] | None] = {}
        self._passes = 0
        self._now = PassRecord(0, "backward", create_graph=False)
        self._open = False

    def __enter__(self) -> Self:
        self._open = True
        self._graph.watch.append(self.born)
        self._graph.listeners.append(self)
        self._graph.calls.append(self.scopes)
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Note nothing more: a program that goes on is as fast as one that nobody watches."""
        if not self._open:
            return
        self._open = False
        self._graph.watch.remove(self.born)
        self._graph.listeners.remove(self)
        self._graph.calls.remove(self.scopes)

    # ----- Nodes -----

    def record(self, node: Node) -> NodeRecord:
        """What is noted of a node; of one that is new, what it can tell by itself."""
        known = self._known.get(id(node))
        if known is not None and known[0]() is node:
            return known[1]
        name = node.step
        leaf = name == "AccumulateGrad"
        made = NodeRecord(name, kind_of(name, custom=node.custom), None if leaf else node.seq)
        # Steps are not held: a program can see when its graph is gone.
        self._known[id(node)] = (lambda: node) if leaf else weakref.ref(node), made
        if leaf:
            made.outputs[0] = output_of(0, node.variable)
        else:
            made.saved = list(saved_by(node))
            made.inputs = [
                None if fn is None else Link(self.record(fn), place) for fn, place in node.edges
            ]
        return made

    def born(self, node: Node, out: Tensor, inputs: Iterable[Tensor]) -> None:
        """A step is recorded: what it gave, and what it read."""
        record = self.record(node)
        if not record.joined:
            record.joined = True
            record.origin = self.scopes.here(sys._getframe(1))
            inputs = list(inputs)
            for link, tensor in zip(record.inputs, inputs, strict=False):
                if link is not None:
                    link.read = describe(tensor)
            record.constants = list(constants_in(node, inputs))
        if out._nr not in record.outputs:
            record.outputs[out._nr] = output_of(out._nr, out)

    # ----- Runs of the engine -----

    def begin(self, call: str, create_graph: bool) -> None:
        """The engine begins."""
        self._passes += 1
        self._now = PassRecord(self._passes, call, create_graph)
        for key, (found, record) in list(self._known.items()):
            node = found()
            if node is None:  # what is gone is asked once; a loop leaves more of it at each step
                del self._known[key]
                continue
            leaf_hooks = node.pre if record.kind == "accumulate" else ()
            record.hooked = record.hooked or bool(node.post or leaf_hooks)
            for place, hooks in _hooks(node):
                if place in record.outputs and hooks:
                    record.outputs[place]["hooked"] = True
            if record.kind == "accumulate" and node.variable._post_acc:
                record.outputs[0]["hooked_after"] = True

    def step(self, node: Node, into: Iterable[Tensor], out: Iterable[Tensor], kept: Any) -> None:
        """The engine has run a step."""
        record, during = self.record(node), self._now
        gone = None if kept is None else (_or_none(kept[0]), _or_none(kept[1]))
        given = [_or_none(g) for g in out]
        run = RunRecord(during, during.steps, [_or_none(g) for g in into], given, gone)
        during.steps += 1
        if record.kind == "accumulate":
            during.leaf_runs.append((record, run))
        else:
            record.runs.append(run)

    def end(self, inputs: Any, found: Mapping[int, Tensor]) -> None:
        """The engine has come to its end, and hands gradients to its caller."""
        self._now.finished = True
        for place, gradient in sorted(found.items()):
            node, number = self._graph.edge_of(inputs[place])
            if node is not None and gradient is not None:
                record = self.record(node)
                entry = CaptureRecord(self._now, number, describe(gradient))
                if record.kind == "accumulate":
                    self._now.leaf_captures.append((record, entry))
                else:
                    record.captures.append(entry)

    # ----- Names -----

    def after_cell(self, namespace: Mapping[str, object]) -> None:
        """Give nodes the names that their tensors have now, and keep the wanted graphs."""
        if not self._open:
            return
        self.scopes.name({id(module): name for name, module in _last(named_modules(namespace))})
        for name, tensor in named_tensors(namespace):
            self._name(name, tensor)

    def _name(self, name: str, tensor: Tensor) -> None:
        node = tensor.grad_fn
        leaf = node is None
        if leaf:
            node = tensor._acc() if tensor._acc is not None else None
        if node is None:
            return
        record, place = self.record(node), 0 if leaf else tensor._nr
        noted = record.outputs.setdefault(place, output_of(place, tensor))
        noted["retains_grad"] = tensor.retains_grad
        if name not in noted["names"]:
            noted["names"].append(name)
        if not leaf:
            record.seen_later(place, describe(tensor))
        if name in self.wanted:
            self._roots[name] = (record, place) if self._is_told(node) else None

    def _is_told(self, node: Node) -> bool:
        """Whether the stand-in knows of all steps behind one that they are torch's."""
        seen, waiting = set[int](), [node]
        while waiting:
            one = waiting.pop()
            if self._is_hidden(one):
                return False
            fresh = [fn for fn, _ in one.edges if fn is not None and id(fn) not in seen]
            seen.update(map(id, fresh))
            waiting += fresh
        return True

    def graph(self, name: str) -> Graph | None:
        """The graph of a wanted tensor, or nothing where it has none, or none that is torch's."""
        root = self._roots.get(name)
        return None if root is None else GraphWriter(root[0]).write(name, root[1])


def output_of(place: int, tensor: Tensor) -> Output:
    """What is noted of a node's output, from the tensor itself."""
    made = output(place, describe(tensor), leaf=tensor.is_leaf)
    return {**made, "retains_grad": tensor.retains_grad}


def _or_none(tensor: Tensor) -> Value | None:
    return None if tensor is None else describe(tensor)


def _hooks(node: Node) -> Iterator[tuple[int, list[object]]]:
    if node.step == "AccumulateGrad":
        yield 0, node.variable._hooks
    else:
        yield from node.tensor_pre.items()


def _last(pairs: Iterable[tuple[str, object]]) -> Iterator[tuple[str, object]]:
    """The pairs such that the first name of a thing is the one that stays."""
    return reversed(list(pairs))
