"""The nodes of the graph that are known so far, and how those that are new are found."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from weakref import WeakValueDictionary, ref

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.autograd.graph import Node
from torch.utils.weak import WeakIdKeyDictionary

from livecells.record.births import Birth, Births, Place, constants_in
from livecells.record.node_hooks import NodeHooks, NodeKey, Passes, key_of, output_of, record_of
from livecells.record.records import Link, NodeRecord
from livecells.record.saved_tensors import saved_tensors
from livecells.record.schema import Value
from livecells.record.tensor_values import describe, is_plain, tensors_in, unseen

_next_number = torch._C._autograd._get_sequence_nr


class KnownNodes:
    """Finds the nodes behind tensors. Everything here is called where torch is `unseen`.

    Args:
        passes: Who knows which run of the engine calls a hook.
    """

    def __init__(self, passes: Passes) -> None:
        self._passes = passes
        self._watches: WeakValueDictionary[NodeKey, NodeHooks] = WeakValueDictionary()
        self._view_versions: MutableMapping[Tensor, int] = WeakIdKeyDictionary()
        self._births = Births()
        self._newest: Birth | None = None
        self._number = _next_number()

    def __len__(self) -> int:
        return len(self._watches)

    # ----- Operations -----

    def begin(
        self, func: OpOverload, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> Birth | None:
        """Note what an operation reads; returns None where it makes no node."""
        number, before = _next_number(), self._number
        self._number = number
        tensors = [t for t in tensors_in([*args, *kwargs.values()]) if is_plain(t)]
        with unseen():
            self.settle_newest()
            placed = [(t, self._place_of_input(t)) for t in tensors if t.requires_grad]
            if not placed or number == before or not torch.is_grad_enabled():
                return None
            birth = Birth(func._schema.name.partition("::")[2], constants_in(func, args, kwargs))
            for tensor, place in placed:
                birth.read(tensor, place)
        # Views of changed bases get their new nodes when that of the operation is there already.
        self._births.add(range(before if birth.unplaced else number - 1, number), birth)
        self._newest = birth
        return birth

    def settle_newest(self) -> None:
        """Results that are views are as fresh as can be when the next operation begins."""
        birth, self._newest = self._newest, None
        for result in birth.results if birth is not None else ():
            tensor = result()
            if tensor is not None and is_plain(tensor) and tensor._is_view():
                self._view_versions[tensor] = tensor._version

    def _place_of_input(self, tensor: Tensor) -> Place | None:
        if not self._is_settled(tensor):
            return None
        if tensor.is_leaf:
            return ("leaf", id(tensor)), 0
        node = tensor.grad_fn
        if node is None:
            return None
        if node._sequence_nr() != self._number - 1:  # else torch may still be at work on it
            self._observe(tensor)
        return key_of(node), tensor.output_nr

    # ----- Tensors -----

    def _is_settled(self, tensor: Tensor) -> bool:
        """Whether reading `grad_fn` has no effect: a view of a changed base gets a new node."""
        if isinstance(tensor, torch.nn.Parameter) or not tensor._is_view():
            return True
        base = tensor._base
        if base is None or not base.requires_grad or tensor._version == 0:
            return True
        return self._view_versions.get(tensor) == tensor._version

    def _observe(self, tensor: Tensor) -> tuple[NodeRecord, int] | None:
        """The node and output number behind a tensor that is not a leaf, noted once."""
        node = tensor.grad_fn
        if node is None:
            return None
        watch, index = self.learn(node), tensor.output_nr
        if index not in watch.record.outputs:
            watch.record.outputs[index] = output_of(index, tensor)
        if index not in watch.tensors:
            watch.tensors[index] = (ref(tensor), tensor._version)
        return watch.record, index

    def place(self, tensor: Tensor) -> tuple[NodeRecord, int] | None:
        """The node and output number behind a named tensor; a leaf that was never used has none."""
        if not is_plain(tensor) or not tensor.requires_grad or not self._is_settled(tensor):
            return None
        if tensor.is_leaf:
            watch = self._watches.get(("leaf", id(tensor)))
            return None if watch is None else (watch.record, 0)
        return self._observe(tensor)

    # ----- Nodes -----

    def learn(self, node: Node) -> NodeHooks:
        """The watch of a node; nodes behind it that are not known yet get theirs too."""
        known = self._known(node)
        if known is not None:
            return known
        fresh: dict[NodeKey, Node] = {}
        waiting = [node]
        while waiting:
            entry = waiting.pop()
            if key_of(entry) not in fresh and self._known(entry) is None:
                fresh[key_of(entry)] = entry
                waiting += [link for link, _ in entry.next_functions if link is not None]
        watches = [self._watch(key, entry) for key, entry in fresh.items()]
        for watch, entry in zip(watches, fresh.values(), strict=True):
            if watch.record.kind != "accumulate":
                self._join(watch, entry)
                if _lacks_values(watch.record):
                    self._fill_from_saved(watch.record, entry)
        return watches[0]

    def _known(self, node: Node) -> NodeHooks | None:
        """The watch of a node; another thread's node may have the same number."""
        watch = self._watches.get(key_of(node))
        if watch is not None and not watch.hangs_on(node):
            self._passes.several_threads = True
        return watch

    def _watch(self, key: NodeKey, node: Node) -> NodeHooks:
        watch = self._watches[key] = NodeHooks(self._passes, record_of(node, key))
        watch.hang_on(node)
        return watch

    def _join(self, watch: NodeHooks, node: Node) -> None:
        """Give a new node its inputs, and what is known of its birth."""
        record = watch.record
        if record.operation == "CopySlices":
            record.inside = self._births.inside(record.sequence)
        birth = self._births.take(record.sequence, record.operation)
        if birth is not None:
            record.constants = birth.constants
            for index, value in enumerate(birth.made[: len(node._input_metadata)]):
                record.seen(index, value)
        reads = {} if birth is None else birth.reads
        record.inputs = [
            None if source is None else self._link(source, output, reads)
            for source, output in node.next_functions
        ]
        if birth is not None:
            self._place_unplaced(birth, [link for link in record.inputs if link is not None])

    def _link(self, node: Node, output: int, reads: Mapping[Place, Value]) -> Link:
        watch = self._watches[key_of(node)]
        read = reads.get((watch.record.key, output))
        if read is None and watch.record.kind == "accumulate":
            read = watch.read_leaf()
        return Link(watch.record, output, read)

    def _place_unplaced(self, birth: Birth, links: Sequence[Link]) -> None:
        """Views of changed bases have got their new nodes when their operation was recorded."""
        missing = [link for link in links if link.read is None]
        if len(missing) != len(birth.unplaced):
            return
        for link, (tensor_of, version, value) in zip(missing, birth.unplaced, strict=True):
            link.read = value
            link.record.seen(link.output, value)
            tensor = tensor_of()
            if tensor is not None and tensor._version == version:
                self._view_versions[tensor] = version

    def _fill_from_saved(self, record: NodeRecord, node: Node) -> None:
        """A saved tensor knows its own node: it is what that node made, or what this one read."""
        for tensor in saved_tensors(node):
            if not is_plain(tensor) or not tensor.requires_grad or not self._is_settled(tensor):
                continue
            if tensor.grad_fn is None:
                continue
            place = key_of(tensor.grad_fn), tensor.output_nr
            if place[0] == record.key:
                record.seen(place[1], describe(tensor))
            for link in record.inputs:
                if link is not None and (link.record.key, link.output) == place:
                    link.record.seen(link.output, describe(tensor))


def _lacks_values(record: NodeRecord) -> bool:
    links = [link for link in record.inputs if link is not None]
    return not record.outputs or any(link.output not in link.record.outputs for link in links)
