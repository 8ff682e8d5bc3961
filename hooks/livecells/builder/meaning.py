"""What the option `means` of an equation gives: Python of a page, run as snippets are.

It never runs in the process of the build: it is a small snippet of its own, with the limits that
every snippet has.
"""

from __future__ import annotations

import json
import keyword
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from livecells.blocks.equations import Equation, Numbers
from livecells.builder.recorded_runs import Executor
from livecells.errors import LiveError
from livecells.notebook.executed import ARRAY, Query
from livecells.notebook.percent import Cell, Snippet

if TYPE_CHECKING:
    from livecells.run.job import Result

SECONDS = 10.0  # that an expression may take
RTOL, ATOL = 1e-5, 1e-7  # of each entry, and of the largest: float32 has no more
GIVEN = """\
import json as _json
import numpy as np
for _name, _value in _json.loads({!r}).items():
    globals()[_name] = np.asarray(_value, dtype=np.float64)
"""
MEANT = Query("_meant", ARRAY)

# Gives who runs snippets, from the texts of those that must run.
Workers = Callable[[Sequence[str]], Executor]


class Meanings:
    """Runs the expressions of one page, each in a process of its own."""

    def __init__(self, workers: Workers | None, folder: Path) -> None:
        self._workers, self._folder = workers, folder
        self._begun: dict[str, Future[Result]] = {}

    def begin(self, equation: Equation, at: Mapping[str, Numbers]) -> None:
        """Begin to evaluate what an equation means, if it says so."""
        means = equation.options.get("means")
        if means is not None and self._workers is not None:
            from livecells.run.job import Job

            snippet = _snippet(str(means), at, self._folder)
            job = Job(snippet, (MEANT,))
            self._begun[equation.name] = self._workers([snippet.text]).submit(job)

    def value(self, equation: Equation) -> Numbers:
        """What an equation means, in numbers; raises ValueError with why there are none."""
        begun = self._begun.get(equation.name)
        if begun is None:
            raise ValueError("nothing is there to run it")
        run = begun.result().run
        if run.failure is not None:
            raise ValueError(run.failure.message)
        try:
            return run.value(MEANT)  # type: ignore[no-any-return]
        except LiveError as error:
            raise ValueError(error.message.partition(": ")[2] or error.message) from None


@dataclass(frozen=True)
class Compared:
    """How many numbers are the same, and the largest difference."""

    entries: int
    error: float


def compare(meant: Numbers, equals: Numbers) -> Compared:
    """Compare what an equation means with the value of the run, each entry by itself.

    Raises:
        ValueError: They differ, in shape or in an entry.
    """
    import numpy as np

    found, expected = (np.asarray(given, dtype=np.float64) for given in (meant, equals))
    finite = np.abs(expected[np.isfinite(expected)]).max(initial=0.0)
    if found.shape != expected.shape or not np.allclose(found, expected, RTOL, ATOL * finite, True):
        raise ValueError(f"gives {found.tolist()}, the run {expected.tolist()}")
    with np.errstate(invalid="ignore"):
        apart = np.nan_to_num(np.abs(found - expected), nan=0.0)
    return Compared(int(expected.size), float(apart.max(initial=0.0)))


def _snippet(means: str, at: Mapping[str, Numbers], folder: Path) -> Snippet:
    """The expression as a snippet: its names are those of `at`, and `np`."""
    names = {name.removeprefix("\\"): value for name, value in at.items()}
    usable = {n: v for n, v in names.items() if n.isidentifier() and not keyword.iskeyword(n)}
    sources = (GIVEN.format(json.dumps(usable)), f"_meant = (\n{means}\n)")
    limit = {"timeout": SECONDS}
    given = Cell("given", sources[0], 2, options=limit)
    meaning = Cell("meaning", sources[1], 4 + sources[0].count("\n"), options=limit)
    text = f"# %% given\n{sources[0]}\n# %% meaning\n{sources[1]}\n"
    file = str(folder / "means.py")
    return Snippet("means.py", "means.py", text, (given, meaning), file)
