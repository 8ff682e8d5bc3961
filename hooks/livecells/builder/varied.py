"""Runs of a snippet with other values for its literals: one for each position of its sliders."""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from livecells.blocks.vary import Grid, Position, Vary
from livecells.builder.progress import Progress
from livecells.builder.runs import Runs
from livecells.builder.snippets import Snippets, SnippetState
from livecells.errors import LiveError, Place
from livecells.notebook.executed import Run
from livecells.notebook.percent import parse
from livecells.notebook.varied_text import (
    Assignment,
    assignments,
    literal_like,
    with_literals,
)
from livecells.store.store import Store

NOT_OWN = "{}: {} = {} is not among the values of vary, so no slider could show the page's own run"
TWICE = "vary has {} = {} twice"
NOT_ALIKE = "{}: {} is {}, and vary gives it {}: write values of the same kind"


@dataclass(frozen=True)
class Varied:
    """What a grid means for one snippet.

    Attributes:
        names: The names that vary.
        places: Where each gets its value.
        literals: The values of each name, as they stand in the code.
        own: The position of the snippet as it is written.
    """

    names: tuple[str, ...]
    places: tuple[Assignment, ...]
    literals: tuple[tuple[str, ...], ...]
    own: Position

    def told(self, at: Position) -> str:
        """The values at a position, in words."""
        parts = zip(self.names, self.at(at), strict=True)
        return ", ".join(f"{name} = {literal}" for name, literal in parts)

    def at(self, position: Position) -> list[str]:
        """The literal of each name at a position."""
        return [row[n] for row, n in zip(self.literals, position, strict=True)]


def varied(state: SnippetState, grid: Grid) -> Varied:
    """Find what a grid changes in a snippet.

    Raises:
        ValueError: A name is not given a literal once, values are of another kind than it or there
            twice, or the snippet's own is not among them.
    """
    places = tuple(assignments(state.text, state.shown, grid.names))
    found = list(map(_row, [state.shown] * len(places), places, grid.values))
    literals, own = tuple(row for row, _ in found), tuple(n for _, n in found)
    return Varied(grid.names, places, literals, own)


def _row(shown: str, place: Assignment, given: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The literals of one name, and which of them is the snippet's own; raises ValueError."""
    where, row = f"{shown}:{place.line}", list[str]()
    for text in given:
        literal = _literal(text, place.value)
        if literal is None:
            raise ValueError(NOT_ALIKE.format(where, place.name, place.literal, text))
        if literal in row:
            raise ValueError(TWICE.format(place.name, literal))
        row.append(literal)
    if repr(place.value) not in row:
        raise ValueError(NOT_OWN.format(where, place.name, place.literal))
    own = row.index(repr(place.value))
    row[own] = place.literal
    return tuple(row), own


def _literal(text: str, own: object) -> str | None:
    try:
        return literal_like(ast.literal_eval(text), own)
    except (ValueError, SyntaxError):  # such as a date, or infinity
        return None


class VariedRuns(Runs):
    """The runs at all positions but the snippets' own; use as `Runs`.

    What goes wrong in one is kept with it: of a grid one error is told, and none where the snippet
    fails as it is written.
    """

    def __init__(
        self, base: Snippets, store: Store | None, progress: Progress, stderr: str = "show"
    ) -> None:
        self._base, self._found = base, list[LiveError]()
        self.grids: dict[tuple[str, Grid], Varied] = {}
        self.states = Snippets(base.folder, base.shown)
        super().__init__(self.states, self._found, store, progress, stderr)

    def demand(self, vary: Vary, place: Place) -> None:
        """Have a snippet run at each position of a grid.

        Args:
            vary: The snippet, the grid and what to ask of each run.
            place: Who asks.

        Raises:
            ValueError: See `varied`.
        """
        base = self._base.find(vary.snippet)
        found = varied(base, vary.grid)
        self.grids[vary.snippet, vary.grid] = found
        for position in vary.grid.positions():
            if position != found.own:
                state = self._state(base, found, position)
                state.users.append(place)
                for query in vary.queries:
                    state.queries.setdefault(query, place)

    def of(self, vary: Vary) -> Varied:
        """What a grid means; it was demanded."""
        return self.grids[vary.snippet, vary.grid]

    def _state(self, base: SnippetState, found: Varied, at: Position) -> SnippetState:
        told = found.told(at)
        name = f"{base.name}~{hashlib.sha256(told.encode()).hexdigest()[:12]}"
        if name not in self.states:
            text = with_literals(base.text, zip(found.places, found.at(at), strict=True))
            self.states[name] = SnippetState(name, base.file, base.shown, text, values=told)
        return self.states[name]

    def at(self, vary: Vary, position: Position) -> SnippetState:
        """The state of a snippet at a position, its run waited for; its own where that is it."""
        found, base = self.of(vary), self._base.find(vary.snippet)
        if position == found.own:
            return base
        state = self._state(base, found, position)
        self.run_of(state.name)
        return state

    # --- running ----------------------------------------------------------------------------------

    def say(self, state: SnippetState, why: str) -> None:
        """Nothing: there may be sixty of one snippet, and `resolve` says how many."""

    def resolve(self, late: Sequence[SnippetState] | None = None) -> list[str]:
        """See `Runs.resolve`."""
        texts = super().resolve(late)
        if texts:
            self._progress.say(f"{len(texts)} runs with values that pages vary")
        return texts

    def read(self, state: SnippetState) -> None:
        """The cells of a snippet with other literals; where it is none, its own state says so."""
        base = self._base.find(state.name.partition("~")[0])
        if base.run is None and base.snippet is None:
            return
        file = os.path.abspath(state.file)
        state.snippet = parse(state.text, f"{base.name}.py", state.shown, file)

    def _take(self, state: SnippetState, run: Run) -> None:
        super()._take(state, run)
        self._keep(state)

    def _publish(self, state: SnippetState, run: Run) -> None:
        super()._publish(state, run)
        self._keep(state)

    def _keep(self, state: SnippetState) -> None:
        """Have the first error of a run say with which values it came."""
        if (self._found and state.error is None) or state.error in self._found:
            error = self._found[0]
            said = f"with {state.values}: {error.message}"
            state.error = type(error)(said, error.places, error.detail)
        self._found.clear()

    def faults(self) -> Iterator[LiveError]:
        """One error for each grid in which a run failed; waits for all runs."""
        told: set[int] = set()
        for (name, grid), found in self.grids.items():
            if self._base.find(name).run is None:
                continue  # what is wrong there may be wrong everywhere
            states = [self._state(self._base.find(name), found, at) for at in grid.positions()
                      if at != found.own]  # fmt: skip
            for state in states:
                self.run_of(state.name)
            errors = [state.error for state in states if state.error is not None]
            if errors and id(errors[0]) not in told:
                told.add(id(errors[0]))
                yield _with_number(errors[0], len(errors) - 1)


def _with_number(error: LiveError, others: int) -> LiveError:
    """An error that says for how many other positions there is one."""
    if not others:
        return error
    more = f"{error.message} (and so or otherwise at {others} more of its values)"
    return type(error)(more, error.places, error.detail)
