"""Watch a running snippet and note the autograd graph that torch records, without touching it.

`GraphRecorder` sees each operation before autograd does (`operations.py`), also inside torch's own
functions, under autocast and in a backward pass that builds a graph. What goes in is noted then,
and what comes out when it has run (`known_nodes.py`). Nodes that it has made are read at once: the
recorder walks `next_functions` down to the nodes it knows, copies what the new ones saved, and
hangs a hook on each. The hook notes the gradients of every backward that comes later.

What recording must not change, and how it is kept:

- *Memory*: a record holds numbers only. A node's record lives in that node's own hook and dies
  with it, unless the graph was asked for; tensors are held by weak reference.
- *What may be run twice*: saved tensors are read at birth and let go at once; unpack hooks of the
  snippet are never called.
- *The order of the engine*: it runs nodes by sequence number, newest first. Reading `grad_fn` of a
  view whose base was changed would make torch build its new node early, so it is not read.
- *Modes and classes of the snippet*: what the recorder itself asks of torch goes past them.
- *Warnings and errors*: see `caller_frame.py`; who shows an error calls `clean_traceback` first.

Nodes are told apart by sequence number, which torch counts by thread: a snippet that records
one graph from several threads is refused.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from weakref import WeakValueDictionary

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.autograd.graph import GradientEdge

from livecells.record.caller_frame import unblamed
from livecells.record.compilers import refused
from livecells.record.engine_calls import ASIDE, EngineCall, set_aside, watched
from livecells.record.known_nodes import KnownNodes
from livecells.record.named_tensors import named_tensors, tensor_called
from livecells.record.node_hooks import note_capture, unused_leaf
from livecells.record.operations import seen_by, unseen, unwatched
from livecells.record.reads import constants_in
from livecells.record.records import CaptureRecord, NodeRecord, PassRecord, behind
from livecells.record.schema import Graph
from livecells.record.scopes import Scopes
from livecells.record.tensor_values import describe, is_plain, tensors_in
from livecells.record.writer import GraphWriter

_ENGINE = torch.autograd.Variable._execution_engine


class GraphRecorder:
    """Records the graphs of tensors while its `with` block runs.

    Call `after_cell(namespace)` after each cell, and `graph(name, namespace)` then or at the end.

    Args:
        wanted: Names of variables, or of entries as `named_tensors` spells them (`params[0]`).
    """

    def __init__(self, wanted: Iterable[str]) -> None:
        self.wanted = tuple(wanted)
        self.recording = False
        self.scopes = Scopes()
        self._nodes = KnownNodes(self)
        self._roots: dict[str, tuple[NodeRecord, int]] = {}
        self._tasks: WeakValueDictionary[int, PassRecord] = WeakValueDictionary()
        self._passes = 0
        self._call = "backward"
        self._first_pass: PassRecord | None = None
        self.several_threads = False
        self.home = threading.get_ident()
        self.hindered: tuple[str, int] | None = None  # why nothing can be recorded, and the line
        self._open = contextlib.ExitStack()

    def __enter__(self) -> GraphRecorder:
        self.recording = True
        with contextlib.ExitStack() as opening:  # closed again where this torch lacks a part
            opening.enter_context(watched(self._run_engine, self._elsewhere))
            opening.enter_context(set_aside(unwatched, ASIDE))
            opening.enter_context(seen_by(self._operation))
            opening.enter_context(refused(self._hinder))
            opening.enter_context(self.scopes.watched())
            self._open = opening.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self.recording = False
        self._open.close()

    def _operation(
        self,
        func: OpOverload,
        args: Sequence[object],
        kwargs: Mapping[str, object],
        run: Callable[[], object],
    ) -> object:
        """Run an operation for the snippet, and note what goes in and what comes out."""
        tensors = [t for t in tensors_in([*args, *kwargs.values()]) if is_plain(t)]
        with unseen():
            traced = [tensor for tensor in tensors if tensor.requires_grad]
            reads = self._nodes.before(traced)
        if traced and torch.is_grad_enabled():
            self.scopes.here(sys._getframe(1))
        result = run()
        if traced and torch.is_grad_enabled():
            with unseen():
                results = [tensor for tensor in tensors_in(result) if is_plain(tensor)]
                for record in self._nodes.after(reads, results):
                    record.constants = constants_in(func, args, kwargs)
                self._nodes.changed_in_place(func._schema.name.partition("::")[2], results)
        return result

    # ----- The protocol of the runner -----

    def after_cell(self, namespace: Mapping[str, object]) -> None:
        """Give nodes the names that their tensors have now, and keep the wanted graphs."""
        with unseen():
            self.scopes.name(namespace)
            named = dict(named_tensors(namespace))
            for name in self.wanted:
                tensor = tensor_called(name, namespace)
                if tensor is not None:
                    named[name] = tensor
            for tensor in named.values():  # the last one may bring leaves along
                self._nodes.place(tensor)
            for name, tensor in named.items():
                place = self._nodes.place(tensor)
                if place is not None:
                    self._name(place, name, tensor)
                    if name in self.wanted:
                        self._roots[name] = place

    def graph(self, name: str, namespace: Mapping[str, object]) -> Graph:
        """The graph of one wanted tensor, as it was at the last call of `after_cell`.

        Raises:
            ValueError: The name is that of no tensor, or of a tensor without a graph, or several
                threads have worked on graphs.
        """
        with unseen():  # more cells may follow
            return self._graph(name, tensor_called(name, namespace))

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
        if self.several_threads and any(map(_perhaps_elsewhere, behind(record))):
            raise ValueError(
                f"several threads work on the graph of {name!r}, and only the work of one can be"
                " recorded: draw the graph of a snippet that works in one thread"
            )
        return GraphWriter(record).write(name, output)

    def _hinder(self, why: str, line: int) -> None:
        self.hindered = self.hindered or (why, line)

    def _elsewhere(self) -> None:
        self.several_threads = True

    def _name(self, place: tuple[NodeRecord, int], name: str, tensor: Tensor) -> None:
        output = place[0].outputs[place[1]]
        output["retains_grad"] = tensor.retains_grad
        if name not in output["names"]:
            output["names"].append(name)
        if not tensor.is_leaf:
            place[0].seen_later(place[1], describe(tensor))

    # ----- Runs of the engine -----

    @unblamed
    def _run_engine(self, make: Callable[[], object], call: EngineCall) -> object:
        with unseen():
            for thing in [*call.outputs, *call.inputs]:
                self._know(thing)
            self._nodes.ready()
        outer = self._call, self._first_pass
        self._call, self._first_pass = call.call, None
        try:
            # In a transform of torch.func a number may be no number that Python can be shown.
            in_transform = torch._C._functorch.peek_interpreter_stack() is not None
            seen = call.create_graph and not in_transform
            with contextlib.nullcontext() if seen else unwatched():
                result = make()
            if call.call == "grad":
                with unseen():
                    self._note_captured(call, list(tensors_or_none(result)))
        finally:
            self._call, self._first_pass = outer
        return result

    def _know(self, thing: object) -> tuple[NodeRecord, int] | None:
        """The place of what the engine is asked about: a tensor, or an edge of the graph."""
        if isinstance(thing, GradientEdge):
            return self._nodes.learn(thing.node).record, thing.output_nr
        return self._nodes.place(thing) if isinstance(thing, Tensor) else None

    def _note_captured(self, call: EngineCall, gradients: Sequence[Tensor | None]) -> None:
        during = self._first_pass or self._new_pass(call.create_graph, finished=True)
        for thing, gradient in zip(call.inputs, gradients, strict=False):
            place = self._know(thing)
            if place is not None and gradient is not None:
                note_capture(place[0], CaptureRecord(during, place[1], describe(gradient)))
        for gradient in gradients:
            if gradient is not None:
                self.has_graph(gradient)

    def _new_pass(self, create_graph: bool, *, finished: bool = False) -> PassRecord:
        self._passes += 1
        return PassRecord(self._passes, self._call, create_graph, finished)

    def has_graph(self, gradient: Tensor) -> None:
        """Learn of a gradient that has a graph of its own; hooks call this."""
        self._nodes.place(gradient)

    def pass_now(self) -> PassRecord:
        """The run of the engine that calls this hook."""
        task = torch._C._current_graph_task_id()
        during = self._tasks.get(task)
        if during is None:
            during = self._tasks[task] = self._new_pass(torch.is_grad_enabled())
            self._first_pass = self._first_pass or during
            _ENGINE.queue_callback(_Finish(during))
        return during


def _perhaps_elsewhere(record: NodeRecord) -> bool:
    """Whether another thread may have made or run a node: its operation was not seen here."""
    return record.elsewhere or not (record.joined or record.kind == "accumulate")


def tensors_or_none(result: object) -> Iterator[Tensor | None]:
    """The gradients that the engine gave, in order."""
    if isinstance(result, tuple | list):
        yield from (entry if isinstance(entry, Tensor) else None for entry in result)


class _Finish:
    """Called by the engine when a pass has come to its end without an error."""

    def __init__(self, during: PassRecord) -> None:
        self.during = during

    def __call__(self) -> None:
        self.during.finished = True
