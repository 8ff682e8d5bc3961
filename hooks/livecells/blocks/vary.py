"""The option `vary` of a block: the values that its snippet runs with, one slider a name."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from livecells.blocks.live_values import Value, values
from livecells.blocks.markdown_spans import hidden_spans
from livecells.blocks.options import OptionError, Options
from livecells.blocks.parser import Block
from livecells.notebook.executed import Query

MOST_RUNS = 60  # of one block: a build runs each, and a page holds what each gave
FORM = "vary is `{name: [value, value], ...}`, a list of two or more values for each name"

# What a kind of block takes whose values can vary.
OPTIONS: Options = {"vary": (dict,), "says": (str,)}
# The place of each slider, counted from 0, in the order of the names.
Position = tuple[int, ...]


@dataclass(frozen=True)
class Grid:
    """Names, and the values that each takes, as Python writes them."""

    names: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]

    def positions(self) -> Iterator[Position]:
        """All of them, the last slider moving first."""
        return product(*(range(len(row)) for row in self.values))


@dataclass(frozen=True)
class Vary:
    """What a block wants to vary: a snippet, its grid, and what is asked of each run."""

    snippet: str
    grid: Grid
    queries: tuple[Query, ...]


def read(block: Block, snippet: str, queries: Iterable[Query] = ()) -> Vary | None:
    """What a block wants to vary, or None.

    Args:
        block: The block; the live values in its options follow the sliders.
        snippet: The snippet that it shows.
        queries: What else the block shows of its run.

    Raises:
        OptionError: The option is no grid.
    """
    grid = _grid(block)
    if grid is None and "says" in block.options:
        raise OptionError("says", "option says has no effect without vary")
    if grid is None:
        return None
    asked = [value.query for _, value in values_in(block, snippet)]
    return Vary(snippet, grid, tuple(dict.fromkeys([*queries, *asked])))


def _grid(block: Block) -> Grid | None:
    given = block.options.get("vary")
    if given is None:
        return None
    if not given:
        raise OptionError("vary", FORM)
    for name, row in given.items():
        if not isinstance(name, str) or not name.isidentifier():
            raise OptionError("vary", f"{name!r} is no name of a variable: {FORM}")
        if not isinstance(row, list) or len(row) < 2:
            raise OptionError("vary", f"{FORM}; for {name} there is {row!r}")
    runs = math.prod(len(row) for row in given.values())
    if runs > MOST_RUNS:
        sizes = " times ".join(str(len(row)) for row in given.values())
        what = f"vary asks for {sizes} runs, {runs} in all; a block may have {MOST_RUNS}"
        raise OptionError("vary", f"{what}: leave out values" if len(given) == 1 else what)
    return Grid(tuple(given), tuple(tuple(map(repr, row)) for row in given.values()))


def values_in(block: Block, snippet: str) -> Iterator[tuple[str, Value]]:
    """The live values of a snippet in the texts of a block's options, each with its option."""
    for name, text in block.options.items():
        if isinstance(text, str):
            for value in values(text, hidden_spans(text)):
                if value.snippet == snippet:
                    yield name, value
