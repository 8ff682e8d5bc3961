"""Words of the day of the run in outputs: a run at another clock tells whether one gave them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence

from livecells.notebook.executed import Failure, Query
from livecells.notebook.percent import Cell, Snippet
from livecells.notebook.schema import Answer, Output
from livecells.notebook.terminal import plain
from livecells.run.event_loop import inside
from livecells.run.lasting import Lasting, shown
from livecells.run.namespace import namespace, run_cells
from livecells.run.queries import QueryAnswers
from livecells.run.shifted import other_moment, shifted
from livecells.run.unsteady import CLOCK_SAID, SECRET_SAID


def settle(
    snippet: Snippet,
    cells: Sequence[Cell],
    lasting: Lasting,
    answers: QueryAnswers,
    outputs: dict[str, list[Output]],
) -> Failure | None:
    """Run the cells again where an output or a value has a word of this day; call at the end.

    Args:
        snippet: What has run.
        cells: Its cells that have run.
        lasting: Has seen all outputs.
        answers: The values; those that a clock gave become errors.
        outputs: What each cell gave, by its name.

    Returns:
        What is wrong with the first cell that shows the time, or None.
    """
    doubtful = {key: list(lasting.words_of_day(_text_of(a))) for key, a in answers.found.items()}
    doubtful = {key: words for key, words in doubtful.items() if words}
    if not (lasting.doubts or doubtful or lasting.draws_secrets):
        return None
    texts = [q for q in answers.asked if _text_of(answers.found.get(q.key, {}))]
    again, values = _again(snippet, cells, texts)
    if lasting.draws_secrets:
        failure = _differing(cells, lasting, outputs, again)
        if failure is not None:
            return failure
        for query in texts:
            before, after = _text_of(answers.found[query.key]), _text_of(values.get(query.key, {}))
            if before != after and query.key not in doubtful:
                answers.found[query.key] = {"error": SECRET_SAID.format(before, after)}
    for key, words in doubtful.items():
        before, after = _text_of(answers.found[key]), _text_of(values.get(key, {}))
        fewer = [word for word in words if after.count(word) < before.count(word)]
        if fewer:
            answers.found[key] = {"error": CLOCK_SAID.format(fewer[0])}
    for cell, word, failure in lasting.doubts:
        if again.get(cell, "").count(word) < _text(outputs[cell]).count(word):
            return failure
    return None


def _differing(
    cells: Sequence[Cell],
    lasting: Lasting,
    outputs: dict[str, list[Output]],
    again: dict[str, str],
) -> Failure | None:
    """What is wrong with the first cell that gave another text the second time."""
    doubted = {name for name, _, _ in lasting.doubts}
    for cell in cells:
        before, after = _text(outputs[cell.name]), again.get(cell.name, "")
        if before != after and cell.name not in doubted:
            pairs = zip(before.split("\n"), [*after.split("\n"), ""], strict=False)
            one, other = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
            return lasting.failure_of(cell, SECRET_SAID.format(one, other))
    return None


def _again(
    snippet: Snippet, cells: Sequence[Cell], queries: Sequence[Query]
) -> tuple[dict[str, str], dict[str, Answer]]:
    """The text of each cell and the values in a run at another time, as far as it comes."""
    answers, texts = QueryAnswers(queries), dict[str, list[Output]]()
    seconds = int(other_moment(time.time()))
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        with shifted(seconds, snippet), namespace(snippet, strict=True) as module:
            for done in run_cells(cells):
                texts[done.cell.name] = done.outputs
                inside(answers.after, done.cell.name, module.__dict__)
                if done.error is not None and not (done.cell.raises or done.cell.may_raise):
                    break
            inside(answers.end, module.__dict__)
    finally:
        sys.dont_write_bytecode = written
    return {name: _text(outputs) for name, outputs in texts.items()}, answers.found


def _text(outputs: Sequence[Output]) -> str:
    return "\n".join(map(plain, map(shown, outputs)))


def _text_of(answer: Answer) -> str:
    """What a page would show of a value."""
    if "text" in answer:
        return str(answer["text"])
    return json.dumps(answer["typed"]) if "typed" in answer else ""
