"""A recorded graph as plain data: the types of its parts."""

from __future__ import annotations

import re
from typing import Literal, NotRequired, TypeAlias, TypedDict

SCHEMA = 1

# A number as JSON has it; `nan`, infinities and complex numbers are strings.
Entry: TypeAlias = bool | int | float | str
# One number, or the numbers of a tensor in nested lists, as `Tensor.tolist()` gives them.
Entries: TypeAlias = "Entry | list[Entries]"

Kind = Literal["operation", "accumulate", "custom", "view"]
ScopeKind = Literal["module", "function"]

# Stems of nodes whose output shares memory with their input.
_VIEWS = frozenset(
    """
    Alias AsStrided Diagonal Expand Permute ReshapeAlias Select Slice Split SplitWithSizes
    Squeeze T Transpose Unbind Unfold UnsafeView Unsqueeze View ViewAsReal
    """.split()  # noqa: SIM905  (a list of names is read more easily without the quotes)
)


class Value(TypedDict):
    """A tensor as numbers: all of them when it is small, else their range.

    `range` is that of finite numbers, and empty where there are none; `odd` counts the others by
    name (`nan`, `inf`, `-inf`). `note` says what it is, where it is no tensor of torch's own class.
    """

    shape: list[int]
    dtype: str
    data: NotRequired[Entries]
    range: NotRequired[list[Entry]]
    odd: NotRequired[dict[str, int]]
    note: NotRequired[str]


class Output(TypedDict):
    """One tensor that a node made; `value` is None when the tensor was never seen.

    `changed` are the values that it had later, where it was changed in place; `hooked` says that
    the snippet hung a hook on the tensor, `hooked_after` one that runs when a leaf has accumulated.
    """

    index: int
    names: list[str]
    value: Value | None
    changed: NotRequired[list[Value]]
    hooked: NotRequired[bool]
    hooked_after: NotRequired[bool]
    is_leaf: bool
    requires_grad: bool
    retains_grad: bool


class Saved(TypedDict):
    """Something a node keeps for backward: a tensor (`value`, `bytes`) or a setting (`setting`)."""

    name: str
    value: NotRequired[Value]
    bytes: NotRequired[int]
    setting: NotRequired[Entries]
    note: NotRequired[str]


class Constant(TypedDict):
    """An input that needs no gradient, as it was passed in, by torch's name of the argument."""

    name: str
    value: Value | Entry


class Node(TypedDict):
    """One node of the recorded graph; `hooked` says that the snippet hung a hook on it.

    `inside` is the operation in place that a `CopySlices` node holds, by torch's name: `copy_`.
    `scope` is the place among the graph's scopes of the call that made it, `line` the line of the
    snippet.
    """

    id: str
    operation: str
    kind: Kind
    created: int | None
    outputs: list[Output]
    saved: list[Saved]
    constants: list[Constant]
    inside: NotRequired[str]
    scope: NotRequired[int]
    line: NotRequired[int]
    hooked: NotRequired[bool]


class Edge(TypedDict):
    """A tensor on its way from the node that made it to a node that used it."""

    source: str
    output: int
    target: str
    input: int


class GradientOut(TypedDict):
    """What a step handed to one input; `to` is None where no gradient is wanted."""

    input: int
    to: str | None
    output: int
    gradient: Value | None


class Accumulated(TypedDict):
    """A `.grad` before and after the step added to it."""

    into: str | None
    before: Value | None
    after: Value | None


class Step(TypedDict):
    """One node run by the engine."""

    node: str
    gradient_in: list[Value | None]
    gradients_out: list[GradientOut]
    accumulated: Accumulated | None


class Captured(TypedDict):
    """A gradient that went to the caller of `torch.autograd.grad`."""

    node: str
    output: int
    gradient: Value | None


class Pass(TypedDict):
    """One run of the engine."""

    number: int
    call: str
    create_graph: bool
    finished: bool
    steps: list[Step]
    captured: list[Captured]


class Scope(TypedDict):
    """One call of a module or of a function of the snippet, in which nodes were made.

    `title` is the class of the module or the name of the function, `name` what the snippet calls
    the module; `within` is the place of the call around it, `line` the line that called it.
    """

    kind: ScopeKind
    title: str
    name: str
    within: int | None
    line: int


class Graph(TypedDict):
    """The graph of one tensor; `lines` are the lines of the snippet that made its nodes."""

    schema: int
    name: str
    root: str
    output: int
    nodes: list[Node]
    edges: list[Edge]
    passes: list[Pass]
    scopes: NotRequired[list[Scope]]
    lines: NotRequired[dict[str, str]]


def stem(operation: str) -> str:
    """The operation without the tail that torch adds: `MulBackward0` -> `Mul`."""
    return re.sub(r"Backward\d*$", "", operation)


def kind_of(operation: str, *, custom: bool) -> Kind:
    """Which of the four kinds a node is.

    Args:
        operation: The class name that torch prints, as in `MulBackward0`.
        custom: Whether a `torch.autograd.Function` of the snippet made it.
    """
    if operation == "AccumulateGrad":
        return "accumulate"
    if custom:
        return "custom"
    return "view" if stem(operation) in _VIEWS else "operation"
