"""The nodes of the graph that are known so far, and how those that are new are found."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping, Sequence
from weakref import WeakValueDictionary, ref

import torch
from torch import Tensor
from torch.autograd.graph import Node
from torch.utils.weak import WeakIdKeyDictionary

from livecells.record.node_hooks import NodeHooks, NodeKey, Passes, key_of, output_of, record_of
from livecells.record.reads import Place, Reads
from livecells.record.records import Link, NodeRecord
from livecells.record.saved_tensors import saved_tensors
from livecells.record.tensor_values import describe, is_plain


class KnownNodes:
    """Finds the nodes behind tensors. Everything here is called where torch is `unseen`.

    Args:
        passes: Who knows which run of the engine calls a hook.
    """

    def __init__(self, passes: Passes) -> None:
        self._passes = passes
        self._watches: WeakValueDictionary[NodeKey, NodeHooks] = WeakValueDictionary()
        self._view_versions: MutableMapping[Tensor, int] = WeakIdKeyDictionary()
        self._learned = 0

    def __len__(self) -> int:
        return len(self._watches)

    def ready(self) -> None:
        """A pass of the engine is about to begin."""
        for watch in list(self._watches.values()):
            watch.be_last()

    # ----- Operations -----

    def before(self, tensors: Sequence[Tensor]) -> Reads:
        """Note what an operation reads of tensors that need a gradient."""
        reads = Reads()
        for tensor in tensors:
            reads.add(tensor, self._place_of_input(tensor))
        reads.learned = self._learned
        return reads

    def after(self, reads: Reads, results: Sequence[Tensor]) -> Iterator[NodeRecord]:
        """Learn of the nodes that an operation has made; yields those of its results."""
        for tensor in results:
            if not tensor.requires_grad or tensor.is_leaf:
                continue
            if tensor._is_view():
                self._view_versions[tensor] = tensor._version
            node = tensor.grad_fn
            known = None if node is None else self._watches.get(key_of(node))
            place = self._observe(tensor)
            if place is not None and (known is None or known.number > reads.learned):
                record = place[0]
                if not record.joined:
                    self._join_reads(record, reads)
                    yield record

    def changed_in_place(self, operation: str, results: Sequence[Tensor]) -> None:
        """Note which operation changed a part of a tensor: its node is hidden in `CopySlices`."""
        for tensor in results if operation.endswith("_") else ():
            base = tensor._base
            node = None if base is None else base.grad_fn
            if node is not None and type(node).__name__ == "CopySlices":
                record = self.learn(node).record
                record.inside = record.inside or operation

    def _join_reads(self, record: NodeRecord, reads: Reads) -> None:
        record.joined = True
        links = [link for link in record.inputs if link is not None]
        for link in links:
            read = reads.places.get((link.record.key, link.output))
            if read is not None:
                link.read = read
                link.record.seen(link.output, read)
        self._place_unplaced(reads, links)

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
                watch.record.inputs = [
                    None if source is None else self._link(source, output)
                    for source, output in entry.next_functions
                ]
                if _lacks_values(watch.record):
                    self._fill_from_saved(watch.record, entry)
        return watches[0]

    def _known(self, node: Node) -> NodeHooks | None:
        """The watch of a node; another thread's node may have the same number."""
        watch = self._watches.get(key_of(node))
        if watch is not None and not watch.hangs_on(node):
            self._passes.several_threads = watch.record.elsewhere = True
        return watch

    def _watch(self, key: NodeKey, node: Node) -> NodeHooks:
        self._learned += 1
        record = record_of(node, key)
        if record.sequence is not None:
            record.origin = self._passes.scopes.of(record.sequence)
        watch = self._watches[key] = NodeHooks(self._passes, record, self._learned)
        watch.hang_on(node)
        return watch

    def _link(self, node: Node, output: int) -> Link:
        watch = self._watches[key_of(node)]
        leaf = watch.record.kind == "accumulate"
        return Link(watch.record, output, watch.read_leaf() if leaf else None)

    def _place_unplaced(self, reads: Reads, links: Sequence[Link]) -> None:
        """Views of changed bases have got their new nodes when their operation was recorded."""
        missing = [link for link in links if link.read is None]
        if len(missing) != len(reads.unplaced):
            return
        for link, (tensor_of, version, value) in zip(missing, reads.unplaced, strict=True):
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
