"""What is noted of a node when a backward pass reaches it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol, cast
from weakref import ref

import torch
from torch import Tensor
from torch.autograd.function import BackwardCFunction
from torch.autograd.graph import Node
from torch.utils.hooks import RemovableHandle

from livecells.record.operations import unseen
from livecells.record.records import (
    CaptureRecord,
    NodeRecord,
    PassRecord,
    RunRecord,
    output,
)
from livecells.record.saved_tensors import saved_by
from livecells.record.schema import Output, Value, kind_of
from livecells.record.scopes import Scopes
from livecells.record.tensor_values import describe

NodeKey = int | tuple[str, int]
_MARK = "livecells"


class Passes(Protocol):
    """Who knows whether anything is recorded, and which pass of the engine runs."""

    recording: bool
    several_threads: bool
    home: int
    scopes: Scopes

    def pass_now(self) -> PassRecord:
        """The run of the engine that calls this hook."""

    def has_graph(self, gradient: Tensor) -> None:
        """Learn of a gradient that has a graph of its own."""


class NodeHooks:
    """The hooks of one node; held by the node alone, so that it lives just as long."""

    def __init__(self, recorder: Passes, record: NodeRecord, number: int) -> None:
        self.number = number
        self.recorder = recorder
        self.record = record
        self.tensors: dict[int, tuple[Callable[[], Tensor | None], int]] = {}
        self.held: Value | None = None
        self.handles: list[RemovableHandle] = []

    def hang_on(self, node: Node) -> None:
        """Hang the hooks on the node, and note the leaf of an `AccumulateGrad` node."""
        if self.record.kind == "accumulate":
            leaf: Tensor = node.variable  # type: ignore[attr-defined]  # AccumulateGrad's
            self.record.outputs[0] = output_of(0, leaf)
            self.tensors[0] = (ref(leaf), leaf._version)
            self.handles.append(node.register_prehook(self.before))
        self.handles.append(node.register_hook(self.after))
        _metadata(node)[_MARK] = self

    def hangs_on(self, node: Node) -> bool:
        """Whether the hooks hang on this very node."""
        return _metadata(node).get(_MARK) is self

    def be_last(self) -> None:
        """Before a pass: see what hooks of the snippet leave, and note that there are some."""
        for handle in self.handles:
            hooks = handle.hooks_dict_ref()
            if hooks is not None and len(hooks) > 1:
                self.record.hooked = True
                hooks[handle.id] = hooks.pop(handle.id)
        for index, (tensor_of, _) in self.tensors.items():
            tensor, noted = tensor_of(), self.record.outputs.get(index)
            if tensor is None or noted is None:
                continue
            if tensor._backward_hooks:
                noted["hooked"] = True
            if tensor._post_accumulate_grad_hooks:
                noted["hooked_after"] = True

    def read_leaf(self) -> Value | None:
        """What the leaf is at this moment."""
        leaf = self.tensors[0][0]()
        return None if leaf is None else describe(leaf)

    def before(self, _gradients_in: object) -> None:
        """Note what `.grad` holds before a leaf accumulates; the engine calls this."""
        leaf = self.tensors[0][0]()
        with unseen():
            self.held = None if leaf is None else _describe(leaf.grad)

    def after(
        self, gradients_out: Sequence[Tensor | None], gradients_in: Sequence[Tensor | None]
    ) -> None:
        """Note what the node was handed and what it gave; the engine calls this when it has run.

        Args:
            gradients_out: One gradient for each input of the forward operation.
            gradients_in: One gradient for each of its outputs.
        """
        if not self.recorder.recording:
            return
        if threading.get_ident() != self.recorder.home:
            self.record.elsewhere = True
            return
        with unseen():
            during = self.recorder.pass_now()
            incoming = [_describe(gradient) for gradient in gradients_in]
            outgoing = [_describe(gradient) for gradient in gradients_out]
            run = RunRecord(during, during.steps, incoming, outgoing, self._accumulated(incoming))
            for gradient in (*gradients_in, *gradients_out) if torch.is_grad_enabled() else ():
                if gradient is not None:
                    self.recorder.has_graph(gradient)
        during.steps += 1
        if self.record.kind == "accumulate":
            during.leaf_runs.append((self.record, run))
        else:
            self.record.runs.append(run)

    def _accumulated(
        self, incoming: list[Value | None]
    ) -> tuple[Value | None, Value | None] | None:
        if self.record.kind == "accumulate":
            leaf = self.tensors[0][0]()
            return self.held, None if leaf is None else _describe(leaf.grad)
        for index, (tensor_of, version) in self.tensors.items():
            tensor = tensor_of()
            if tensor is not None and tensor.retains_grad and tensor._version == version:
                self.record.outputs[index]["retains_grad"] = True
                before, self.held = self.held, _describe(tensor.grad)
                started_anew = self.held == incoming[index]  # the snippet cleared it in between
                return None if started_anew else before, self.held
        return None


def _metadata(node: Node) -> dict[str, object]:
    """What Python keeps with a node; torch's annotation says that it is a method."""
    return cast("dict[str, object]", node.metadata)


def key_of(node: Node) -> NodeKey:
    """What tells live nodes apart: torch's sequence number, or the leaf behind the node.

    All `AccumulateGrad` nodes share one sequence number.
    """
    if type(node).__name__ == "AccumulateGrad":
        return "leaf", id(node.variable)  # type: ignore[attr-defined]  # of AccumulateGrad alone
    return node._sequence_nr()


def record_of(node: Node, key: NodeKey) -> NodeRecord:
    """A new record of a node: its operation, its kind, and what it saved."""
    operation = type(node).__name__
    kind = kind_of(operation, custom=isinstance(node, BackwardCFunction))
    sequence = None if kind == "accumulate" else node._sequence_nr()
    saved = [] if kind == "accumulate" else saved_by(node)
    return NodeRecord(operation, kind, sequence, saved=saved, key=key)


def note_capture(record: NodeRecord, entry: CaptureRecord) -> None:
    """Note a gradient that `torch.autograd.grad` hands to its caller instead of running a node."""
    if record.kind == "accumulate":
        entry.during.leaf_captures.append((record, entry))
    else:
        record.captures.append(entry)


def _describe(tensor: Tensor | None) -> Value | None:
    return None if tensor is None else describe(tensor)


def output_of(index: int, tensor: Tensor) -> Output:
    """What is noted of a node's output number `index`, from the tensor itself."""
    retains = tensor.retains_grad
    return {**output(index, describe(tensor), leaf=tensor.is_leaf), "retains_grad": retains}


def unused_leaf(name: str, tensor: Tensor) -> NodeRecord:
    """The record of a leaf that no operation has used: torch has no node for it yet."""
    record = NodeRecord("AccumulateGrad", "accumulate", None)
    record.outputs[0] = {**output_of(0, tensor), "names": [name]}
    return record
