"""Run a snippet here and now: the one code path of the build's workers, pytest and the CLI."""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence

from livecells.notebook.executed import Failure, Query, Run, blank
from livecells.notebook.percent import Cell, Snippet
from livecells.notebook.schema import cell_info
from livecells.run.clock_doubts import settle
from livecells.run.event_loop import inside
from livecells.run.lasting import Lasting
from livecells.run.namespace import Done, namespace, run_cells, seed_from_entropy
from livecells.run.outputs import OutputLimit
from livecells.run.queries import QueryAnswers
from livecells.run.shell import shell
from livecells.run.tracebacks import line_in, message_of
from livecells.torch_api.resolve import uses


def execute(
    snippet: Snippet,
    queries: Sequence[Query] = (),
    upto: str | None = None,
    before: Callable[[Cell], None] | None = None,
    limit: int | None = None,
    for_page: bool = False,
    reading: Callable[[Query], None] | None = None,
) -> tuple[Run, types.ModuleType]:
    """Run the cells in order in a new module `__main__`.

    Stops at the first cell that does not do what it must; `Run.failure` then says why.

    Args:
        snippet: The file.
        queries: What to read from it while it runs.
        upto: The last cell to run; by default all run.
        before: Called with each cell before it starts.
        limit: The bytes that a cell may print.
        for_page: The outputs will be published, so they must last: a run fails where they show an
            address, a clock or a path of this machine, and where an error was raised in a thread.
        reading: Called with each query whose answer takes code of its own, before that runs.

    Returns:
        The run, and the module as the cells left it.

    Raises:
        SnippetError: There is no cell `upto`.
    """
    seed_from_entropy()
    cells = _until(snippet, upto)
    run = Run(blank(snippet))
    slots = {cell_info(cell)["line"]: cell for cell in run.cells()}
    lasting = Lasting(snippet, (query.expression for query in queries)) if for_page else None
    answers = QueryAnswers(queries, lasting.found if lasting else None)
    answers.reading = reading or answers.reading
    if lasting and answers.graphs:
        run.info["printed"] = lasting.printed = []
    with namespace(snippet, for_page) as module:
        with answers.watching():
            for done in run_cells(cells, before, limit, lasting.see if lasting else None):
                slot = slots[done.cell.line]
                slot["outputs"], slot["execution_count"] = done.outputs, done.count
                run.failure = answers.hindered(done.cell) or judge(snippet, done)
                if lasting and not run.failure:
                    run.failure = lasting.fault(done.cell, done.outputs)
                if run.failure:
                    break
                inside(answers.after, done.cell.name, module.__dict__)
        changed = shell().displays or "async" in snippet.text  # by later cells, by tasks
        if lasting and not run.failure and changed:
            faults = (lasting.fault(cell, slots[cell.line]["outputs"]) for cell in cells)
            run.failure = next(filter(None, faults), None)
        if not run.failure:
            inside(answers.end, module.__dict__)
            for cell in slots.values():
                cell_info(cell)["apis"] = uses(cell["source"], module.__dict__)
    run.info["values"] = answers.found
    if widgets := shell().widgets.metadata():
        run.notebook["metadata"]["widgets"] = widgets
    if lasting and not run.failure:
        outputs = {cell.name: slots[cell.line]["outputs"] for cell in cells}
        run.failure = settle(snippet, cells, lasting, answers, outputs)
    return run, module


def _until(snippet: Snippet, upto: str | None) -> tuple[Cell, ...]:
    if upto is None:
        return snippet.code
    return snippet.code[: snippet.code.index(snippet.cell(upto)) + 1]


def judge(snippet: Snippet, done: Done) -> Failure | None:
    """What is wrong with how a cell ended, or None.

    It must raise nothing, or the very error that its marker announces.
    """
    cell, error = done.cell, done.error
    if error is None:
        if cell.raises is None:
            return None
        return Failure(
            "not-raised",
            f"the cell must raise {cell.raises!r} and raised nothing",
            cell.marker,
            cell.name,
        )
    if isinstance(error, OutputLimit):
        return Failure(
            "output", message_of(error), line_in(error, snippet.label, cell.line), cell.name
        )
    if cell.may_raise or (cell.raises is not None and announced(cell.raises, error)):
        return None
    last = done.outputs[-1] if done.outputs else None
    detail = "\n".join(last["traceback"]) if last and last["output_type"] == "error" else ""
    message = f"{type(error).__name__}: {message_of(error)}"
    if cell.raises is not None:
        message = f"the cell must raise {cell.raises!r} and raised {message}"
    return Failure(
        "raised" if cell.raises is None else "other-error",
        message,
        line_in(error, snippet.label, cell.line),
        cell.name,
        detail,
    )


def announced(raises: str, error: BaseException) -> bool:
    """Whether an error is the announced one.

    Args:
        raises: `Type: text`, as in a marker; a base class of the error will do, and any part of
            its message.
        error: What was raised.
    """
    name, _, text = raises.partition(":")
    types_of_error = [base.__name__ for base in type(error).__mro__]
    return name.strip() in types_of_error and text.strip() in message_of(error)
