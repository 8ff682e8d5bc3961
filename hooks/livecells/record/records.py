"""What is noted while a snippet runs: numbers and other records, never a tensor or a node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import CodeType

from livecells.record.schema import Constant, Kind, Output, Saved, ScopeKind, Value


def output(index: int, value: Value | None, *, leaf: bool = False) -> Output:
    """What is noted of a node's output number `index` that needs a gradient."""
    return {
        "index": index,
        "names": [],
        "value": value,
        "is_leaf": leaf,
        "requires_grad": True,
        "retains_grad": False,
    }


@dataclass(eq=False)
class PassRecord:
    """One run of the engine.

    What happened at leaves stands here, and what happened at other nodes with the node: a leaf
    outlives the graphs of a training loop, and must not gather the history of all of them.
    """

    order: int
    call: str
    create_graph: bool
    finished: bool = False
    steps: int = 0
    leaf_runs: list[tuple[NodeRecord, RunRecord]] = field(default_factory=list)
    leaf_captures: list[tuple[NodeRecord, CaptureRecord]] = field(default_factory=list)


@dataclass(eq=False)
class RunRecord:
    """One node run in one pass."""

    during: PassRecord
    position: int
    gradient_in: list[Value | None]
    gradients_out: list[Value | None]
    accumulated: tuple[Value | None, Value | None] | None


@dataclass(eq=False)
class CaptureRecord:
    """A gradient that stopped at this node and went to the caller."""

    during: PassRecord
    output: int
    gradient: Value | None


@dataclass(eq=False, repr=False)
class Link:
    """Where an input comes from, and what it was when the operation read it, if that was seen."""

    record: NodeRecord
    output: int
    read: Value | None = None


@dataclass(eq=False)
class ScopeRecord:
    """One call of a module or of a function; `line` is where the snippet calls it."""

    kind: ScopeKind
    title: str
    within: ScopeRecord | None
    line: int
    name: str = ""
    code: CodeType | None = None
    frame: int = 0
    at: int = -1


@dataclass(frozen=True, eq=False)
class Origin:
    """Where nodes are made: in which call, and at which line of the snippet."""

    scope: ScopeRecord | None = None
    line: int = 0
    filename: str = ""


@dataclass(eq=False, repr=False)
class NodeRecord:
    """What is known of one node; holds numbers and other records, never a tensor or a node."""

    operation: str
    kind: Kind
    sequence: int | None
    inputs: list[Link | None] = field(default_factory=list)
    outputs: dict[int, Output] = field(default_factory=dict)
    saved: list[Saved] = field(default_factory=list)
    constants: list[Constant] = field(default_factory=list)
    runs: list[RunRecord] = field(default_factory=list)
    captures: list[CaptureRecord] = field(default_factory=list)
    key: object = None
    joined: bool = False
    inside: str | None = None
    hooked: bool = False
    elsewhere: bool = False  # another thread has run it, or has a node of this number
    later: dict[int, list[Value]] = field(default_factory=dict)
    origin: Origin = field(default_factory=Origin)

    def seen(self, index: int, value: Value) -> None:
        """Note what output number `index` is, unless it is known."""
        if index not in self.outputs:
            self.outputs[index] = output(index, value)

    def seen_later(self, index: int, value: Value) -> None:
        """Note what the snippet's tensor for an output is when a cell has ended."""
        known = [self.outputs[index]["value"], *self.later.get(index, [])]
        if value not in known:
            self.later.setdefault(index, []).append(value)


def behind(root: NodeRecord) -> Iterator[NodeRecord]:
    """A record and all that its inputs come from, each once."""
    seen, waiting = {id(root)}, [root]
    while waiting:
        record = waiting.pop()
        yield record
        for link in record.inputs:
            if link is not None and id(link.record) not in seen:
                seen.add(id(link.record))
                waiting.append(link.record)
