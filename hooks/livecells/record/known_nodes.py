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
            traced = [tensor for tensor in tensors if tensor.requires_grad]
            if not traced:
                return None
            placed = [(tensor, self._place_of_input(tensor)) for tensor in traced]
            if number == before:
                return None
            birth = Birth(func._schema.name.partition("::")[2], constants_in(func, args, kwargs))
            for tensor, place in placed:
                if place is None:
                    birth.unplaced.append((ref(tensor), tensor._version, describe(tensor)))
                else:
                    birth.reads[place] = describe(tensor)
        self._births.add(number - 1, birth)
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
        place = self._observe(tensor)
        return None if place is None else (place[0].key, place[1])

    # ----- Tensors -----

    def _is_settled(self, tensor: Tensor) -> bool:
        """Whether reading `grad_fn` has no effect: a view of a changed base gets a new node."""
        if isinstance(tensor, torch.nn.Parameter) or not tensor._is_view():
            return True
        base = tensor._base
        if base is None or not base.requires_grad:
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
            if watch.record.kind != "accumulate":
                self._join(watch, list(entry.next_functions), len(entry._input_metadata))
        return watches[0]

    def _watch(self, key: NodeKey, node: Node) -> NodeHooks:
        watch = self._watches[key] = NodeHooks(self._passes, record_of(node, key))
        watch.hang_on(node)
        return watch

    def _join(
        self, watch: NodeHooks, links: Sequence[tuple[Node | None, int]], outputs: int
    ) -> None:
        """Give a new node its inputs, and what is known of its birth."""
        record = watch.record
        if record.operation == "CopySlices":
            record.inside = self._births.inside(record.sequence)
        birth = self._births.take(record.sequence, record.operation)
        if birth is not None:
            record.constants = birth.constants
            for index, value in enumerate(birth.made[:outputs]):
                record.seen(index, value)
        reads = {} if birth is None else birth.reads
        record.inputs = [
            None if node is None else self._link(node, output, reads) for node, output in links
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
