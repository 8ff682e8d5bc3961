"""Read from a running snippet what pages show of it: values, numbers, graphs, attributes.

What Jupyter's protocol calls `user_expressions`, after each cell and not only at the end.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING, SupportsFloat, cast

from livecells.notebook.executed import ARRAY, GRAPH, NAMED, TENSORS, TYPED, Failure, Query
from livecells.notebook.percent import Cell
from livecells.notebook.schema import Answer, Numbers, TensorAttributes
from livecells.notebook.terminal import plain
from livecells.notebook.typed_values import typed_value
from livecells.run import aside
from livecells.run.fingerprints import fingerprints
from livecells.run.lasting import Found
from livecells.run.plain_reading import only_reads
from livecells.run.tracebacks import message_of

if TYPE_CHECKING:
    from torch import Tensor

    from livecells.record.recorder import GraphRecorder

Namespace = dict[str, object]
NO_TORCH = (
    "a graph is what torch records, and torch is not installed: install it, or take the graph"
    " blocks of this snippet away"
)
OTHER_TORCH = (
    "graphs are recorded by parts of torch that differ between its releases, and those of torch {}"
    " are not the ones that are known here ({}): install the release of torch that the engine is"
    " tested with, or take the graph blocks of this snippet away"
)


class QueryAnswers:
    """Collects in `found` the answer to each query, by its key; an error is an answer too.

    Use as a context manager around the run: a graph is recorded while it grows. Where no page asks
    for a graph, nothing is recorded and torch is not touched. `refused` says what is wrong with a
    text that a page would show, if anything.
    """

    def __init__(
        self, queries: Sequence[Query], refused: Callable[[str], Found | None] | None = None
    ) -> None:
        self.found: dict[str, Answer] = {}
        self._refused = refused
        self.reading: Callable[[Query], None] = lambda _: None  # told before code of its own runs
        self.asked = self._queries = queries
        self.graphs = [query.expression for query in queries if query.spec == GRAPH]
        self._recorder: GraphRecorder | None = None
        self._hindered: tuple[str, int] | None = None

    @contextlib.contextmanager
    def watching(self) -> Iterator[None]:
        """Record while the snippet runs, if a graph is asked for."""
        if not self.graphs:
            yield
            return
        with contextlib.ExitStack() as watch:
            try:
                from livecells.record.recorder import GraphRecorder

                self._recorder = watch.enter_context(GraphRecorder(self.graphs))
            except (ImportError, AttributeError, RuntimeError, TypeError) as error:
                absent = isinstance(error, ModuleNotFoundError) and error.name == "torch"
                said = NO_TORCH if absent else OTHER_TORCH.format(_version(), error)
                self._hindered = said, 0
            yield

    def hindered(self, cell: Cell) -> Failure | None:
        """Why no graph can be recorded, as far as is known when this cell has run, or None."""
        known = self._recorder.hindered if self._recorder else self._hindered
        if known is None:
            return None
        return Failure("recorded", known[0], known[1] or cell.line, cell.name)

    def after(self, cell: str, namespace: Namespace) -> None:
        """Answer what is asked for after this cell."""
        if self._recorder is not None:
            self._recorder.after_cell(namespace)
        self._answer(cell, namespace)

    def end(self, namespace: Namespace) -> None:
        """Answer what is asked for at the end of the run; call when the watch is over."""
        self._answer(None, namespace)

    def _answer(self, after: str | None, namespace: Namespace) -> None:
        here = [query for query in self._queries if query.after == after]
        asked = [query for query in here if query.spec != GRAPH] if aside.copies() else []
        for query in here:
            if query not in asked:
                self.found[query.key] = self._one(query, namespace)
        for group in _groups(asked, namespace):
            if len(group) == 1:
                self.reading(group[0])
            self.found |= self._aside(group, namespace)

    def _aside(self, queries: Sequence[Query], namespace: Namespace) -> dict[str, Answer]:
        """The answers of a copy of this process, which ends with what reading has changed."""

        def ask() -> list[Answer]:
            silence = aside.Silence()
            return [_unless(silence, self._one(query, namespace)) for query in queries]

        try:
            answers = aside.in_copy(ask)
        except (aside.DiedError, aside.ChangesError, OSError) as error:
            answers = [{"error": str(error)} for _ in queries]
        return {query.key: answer for query, answer in zip(queries, answers, strict=True)}

    def _one(self, query: Query, namespace: Namespace) -> Answer:
        try:
            if query.spec == GRAPH and self._recorder is not None:
                graph = self._recorder.graph(query.expression, namespace)
                return {"graph": deepcopy(graph)}  # what is recorded may go on
            if query.spec == NAMED:
                return {"named": fingerprints(query.expression, namespace)}
            value = eval(query.expression, namespace)  # the author's own code, as a cell is
            if query.spec == TENSORS:
                names = [name.strip() for name in query.expression.split(",")]
                tensors = value if isinstance(value, tuple) else (value,)
                return {"tensors": list(map(_attributes, names, tensors))}
            if query.spec == TYPED:
                typed = typed_value(value)
                return self._unless_refused({"typed": typed}, json.dumps(typed))
            if query.spec == ARRAY:
                return {"numbers": numbers(value)}
            text = plain(format(value, query.spec))
            return self._unless_refused({"text": text}, text)
        except BaseException as error:
            if not (isinstance(error, Exception) or aside.copies()):
                raise
            return {"error": f"{type(error).__name__}: {message_of(error)}"}

    def _unless_refused(self, answer: Answer, text: str) -> Answer:
        found = self._refused(text) if self._refused else None
        return answer if found is None else {"error": found.message}


def _unless(silence: aside.Silence, answer: Answer) -> Answer:
    """An answer, or what reading it has done that reading must not do."""
    fault = silence.fault()
    return answer if fault is None else {"error": fault}


def _groups(queries: Sequence[Query], namespace: Namespace) -> Iterator[list[Query]]:
    """Those that may be read in one copy, one after another: reading changes nothing for them."""
    plain = [query for query in queries if only_reads(query.expression, namespace)]
    if plain:
        yield plain
    yield from ([query] for query in queries if query not in plain)


def numbers(value: object) -> Numbers:
    """The numbers of a tensor, an array, a sequence or a number, nested as it is, in float64.

    Raises:
        TypeError, ValueError: The value is none of these.
    """
    if hasattr(value, "detach"):
        value = value.detach()
    if hasattr(value, "tolist"):  # float32 to float is exact, so nothing is lost
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [numbers(item) for item in value]
    return float(cast("SupportsFloat", value))


def _version() -> str:
    import torch

    return str(torch.__version__)


def _attributes(name: str, tensor: Tensor) -> TensorAttributes:
    """What autograd knows of a tensor; a `.grad` that torch would warn about is not read."""
    if not hasattr(tensor, "is_leaf"):
        raise TypeError(f"it is no tensor of torch but of type {type(tensor).__name__}")
    holds_grad = tensor.is_leaf or tensor.retains_grad
    return {
        "name": name,
        "is_leaf": tensor.is_leaf,
        "requires_grad": tensor.requires_grad,
        "grad_fn": "None" if tensor.grad_fn is None else tensor.grad_fn.name(),
        "retains_grad": tensor.retains_grad,
        "_version": tensor._version,
        "grad": str(tensor.grad.tolist()) if holds_grad and tensor.grad is not None else "None",
    }
