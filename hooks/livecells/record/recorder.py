"""Watch a running snippet and note the autograd graph that torch records, without touching it.

The graph is read at the moment each node is born: `GraphRecorder` is a `TorchFunctionMode`, so it
sees the result of every torch function while the snippet runs, walks `next_functions` down to the
nodes it knows already, copies what the new nodes saved, and hangs a hook on each. The hook notes
the gradients of every backward that the snippet runs later.

What recording must not change, and how it is kept:

- *Memory*: a record holds numbers only. A node's record lives in that node's own hook and dies
  with it, unless the graph was asked for; tensors are held by weak reference.
- *What may be run twice*: saved tensors are read at birth and let go at once; unpack hooks of the
  snippet are never called.
- *The order of the engine*: it runs nodes by sequence number, newest first. Reading `grad_fn` of a
  view whose base was changed would make torch build its new node early, so it is not read.
- *Warnings and errors*: see `caller_frame.py`; who shows an error calls `clean_traceback` first.

Nodes are told apart by sequence number, which torch counts by thread: a snippet that records
one graph from several threads is not supported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from types import FrameType
from typing import TypeAlias, cast
from weakref import WeakValueDictionary, ref

import torch
from torch import Tensor
from torch.autograd.graph import Node
from torch.overrides import TorchFunctionMode
from torch.utils.weak import WeakIdKeyDictionary

from livecells.record.caller_frame import call_from, caller_of
from livecells.record.named_tensors import named_tensors
from livecells.record.node_hooks import (
    NodeHooks,
    NodeKey,
    constants_of,
    key_of,
    note_capture,
    output_of,
    record_of,
    unused_leaf,
)
from livecells.record.schema import Graph
from livecells.record.tensor_values import describe, readable, tensors_in
from livecells.record.writer import CaptureRecord, GraphWriter, NodeRecord, PassRecord

_Several: TypeAlias = Sequence[object]  # tensors, edges of the graph, None
_ENGINE = torch.autograd.Variable._execution_engine
_ENGINE_CALLS: dict[Callable[..., object], str] = {
    Tensor.backward: "backward",
    torch.autograd.backward: "backward",
    torch.autograd.grad: "grad",
}


class GraphRecorder(TorchFunctionMode):
    """Records the graphs of tensors while its `with` block runs.

    Call `after_cell(namespace)` after each cell, and `graph(name, namespace)` at the end.

    Args:
        wanted: Names of variables, or of entries as `named_tensors` spells them (`params[0]`).
    """

    def __init__(self, wanted: Iterable[str]) -> None:
        super().__init__()
        self.wanted = tuple(wanted)
        self.recording = False
        self._watches: WeakValueDictionary[NodeKey, NodeHooks] = WeakValueDictionary()
        self._view_versions: MutableMapping[Tensor, int] = WeakIdKeyDictionary()
        self._roots: dict[str, tuple[NodeRecord, int]] = {}
        self._tasks: WeakValueDictionary[int, PassRecord] = WeakValueDictionary()
        self._passes = 0
        self._call = "backward"
        self._first_pass: PassRecord | None = None

    def __enter__(self) -> GraphRecorder:
        self.recording = True
        super().__enter__()  # type: ignore[no-untyped-call]  # torch has no types here
        return self

    def __exit__(self, *error: object) -> None:
        self.recording = False
        super().__exit__(*error)  # type: ignore[no-untyped-call]  # as above

    def __torch_function__(
        self,
        func: Callable[..., object],
        _types: object,
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        """Call `func` for the snippet, and note the graph of what goes in and what comes out."""
        kwargs = kwargs or {}
        caller = caller_of(func)
        for tensor in tensors_in([*args, *kwargs.values()]):
            if self._is_settled(tensor):
                self._observe(tensor)
        if func in _ENGINE_CALLS:
            return self._run_engine(func, caller, args, kwargs)
        result = call_from(caller, func, args, kwargs)
        self._note_results(args, result)
        return result

    # ----- The protocol of the runner -----

    def after_cell(self, namespace: Mapping[str, object]) -> None:
        """Give nodes the names that their tensors have now, and keep the wanted graphs."""
        with torch._C.DisableTorchFunction():
            for name, tensor in named_tensors(namespace):
                place = self._place(tensor)
                if place is not None:
                    self._name(place, name, tensor)
                    if name in self.wanted:
                        self._roots[name] = place

    def graph(self, name: str, namespace: Mapping[str, object]) -> Graph:
        """The graph of one wanted tensor, as it was when the last cell had run.

        Raises:
            ValueError: The name is that of no tensor, or of a tensor without a graph.
        """
        return self._graph(name, dict(named_tensors(namespace)).get(name))

    def _graph(self, name: str, tensor: Tensor | None) -> Graph:
        if name not in self._roots:
            if tensor is None:
                raise ValueError(f"there is no tensor called {name!r}: no graph to draw")
            if not tensor.requires_grad:
                raise ValueError(
                    f"{name!r} does not require grad (its grad_fn is None): torch recorded no graph"
                )
            self._roots[name] = (unused_leaf(name, tensor), 0)
        record, output = self._roots[name]
        return GraphWriter(record).write(name, output)

    # ----- Tensors -----

    def _note_results(self, args: Sequence[object], result: object) -> None:
        known = len(self._watches)
        tensors = list(tensors_in(result))
        for tensor in tensors:
            if torch.is_grad_enabled() or self._is_settled(tensor):
                self._observe(tensor)
        if len(tensors) == 1 and len(self._watches) > known and tensors[0].grad_fn is not None:
            watch = self._watches.get(key_of(tensors[0].grad_fn))
            if watch is not None:
                watch.record.constants = constants_of(watch.record, args)

    def _is_settled(self, tensor: Tensor) -> bool:
        """Whether reading `grad_fn` has no effect: a view of a changed base gets a new node."""
        if not tensor.requires_grad or tensor.is_leaf or not tensor._is_view():
            return True
        return self._view_versions.get(tensor, 0) == tensor._version

    def _observe(self, tensor: Tensor) -> tuple[NodeRecord, int] | None:
        """The node and output number behind a tensor that is not a leaf, noted once."""
        if not tensor.requires_grad or tensor.is_leaf or not readable(tensor):
            return None
        node = tensor.grad_fn
        if node is None:
            return None
        if tensor._is_view():
            self._view_versions[tensor] = tensor._version
        watch, index = self._learn(node), tensor.output_nr
        if index not in watch.record.outputs:
            watch.record.outputs[index] = output_of(index, tensor)
            watch.tensors[index] = (ref(tensor), tensor._version)
        return watch.record, index

    def _place(self, tensor: Tensor) -> tuple[NodeRecord, int] | None:
        """The node and output number behind a named tensor; a leaf that was never used has none."""
        if tensor.requires_grad and tensor.is_leaf:
            watch = self._watches.get(("leaf", id(tensor)))
            return None if watch is None else (watch.record, 0)
        return self._observe(tensor) if self._is_settled(tensor) else None

    def _name(self, place: tuple[NodeRecord, int], name: str, tensor: Tensor) -> None:
        output = place[0].outputs[place[1]]
        output["retains_grad"] = tensor.retains_grad
        if name not in output["names"]:
            output["names"].append(name)

    # ----- Nodes -----

    def _learn(self, node: Node) -> NodeHooks:
        """The watch of a node; nodes behind it that are not known yet get theirs too."""
        known = self._watches.get(key_of(node))
        if known is not None:
            return known
        fresh: dict[NodeKey, Node] = {}
        waiting = [node]
        while waiting:
            entry = waiting.pop()
            if key_of(entry) not in fresh and key_of(entry) not in self._watches:
                fresh[key_of(entry)] = entry
                waiting += [link for link, _ in entry.next_functions if link is not None]
        watches = [self._watch(key, entry) for key, entry in fresh.items()]
        for watch, entry in zip(watches, fresh.values(), strict=True):
            watch.record.inputs = [self._link(*link) for link in entry.next_functions]
        return watches[0]

    def _link(self, node: Node | None, output: int) -> tuple[NodeRecord, int] | None:
        return None if node is None else (self._watches[key_of(node)].record, output)

    def _watch(self, key: NodeKey, node: Node) -> NodeHooks:
        watch = self._watches[key] = NodeHooks(self, record_of(node))
        if watch.record.kind == "accumulate":
            watch.see_leaf(node.variable)  # type: ignore[attr-defined]  # AccumulateGrad's
            node.register_prehook(watch.before)
        node.register_hook(watch.after)
        return watch

    # ----- Runs of the engine -----

    def _run_engine(
        self,
        func: Callable[..., object],
        caller: FrameType,
        args: Sequence[object],
        kwargs: Mapping[str, object],
    ) -> object:
        outer = self._call, self._first_pass
        self._call, self._first_pass = _ENGINE_CALLS[func], None
        try:
            result = call_from(caller, func, args, kwargs)
            if func is torch.autograd.grad:
                inputs = args[1] if len(args) > 1 else kwargs["inputs"]
                wanted = [inputs] if isinstance(inputs, Tensor) else cast("_Several", inputs)
                self._note_captured(wanted, cast("_Several", result))
        finally:
            self._call, self._first_pass = outer
        return result

    def _note_captured(self, inputs: _Several, gradients: _Several) -> None:
        during = self._first_pass or self._new_pass(finished=True)
        for tensor, gradient in zip(inputs, gradients, strict=True):
            place = self._place(tensor) if isinstance(tensor, Tensor) else None
            if place is not None and isinstance(gradient, Tensor):
                note_capture(place[0], CaptureRecord(during, place[1], describe(gradient)))
        for gradient in tensors_in(gradients):
            self._observe(gradient)

    def _new_pass(self, *, finished: bool = False) -> PassRecord:
        self._passes += 1
        return PassRecord(self._passes, self._call, torch.is_grad_enabled(), finished)

    def pass_now(self) -> PassRecord:
        """The run of the engine that calls this hook."""
        task = torch._C._current_graph_task_id()
        during = self._tasks.get(task)
        if during is None:
            during = self._tasks[task] = self._new_pass()
            self._first_pass = self._first_pass or during
            _ENGINE.queue_callback(_Finish(during))
        return during


class _Finish:
    """Called by the engine when a pass has come to its end without an error."""

    def __init__(self, during: PassRecord) -> None:
        self.during = during

    def __call__(self) -> None:
        self.during.finished = True
