"""Settings and results of a check: plain data, for the store and for the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Route = Literal["points", "run"]
Mark = Literal["points", "run", "nothing"]
RTOL = 1e-5  # suits float32


@dataclass(frozen=True)
class Settings:
    """How strict a check is; `Context.check` says what each means."""

    samples: int = 20
    rtol: float = RTOL
    fixed: frozenset[str] = frozenset()
    approx: float | None = None
    exact: bool = False  # whether no value of the run was computed in float32
    confirm: bool = True  # whether derivatives are confirmed by finite differences


@dataclass(frozen=True)
class Step:
    """One comparison that was found true.

    `lhs`, `rhs`: LaTeX as written (rhs is empty where a value of the run stands). `route`: points
    (random points and borders), run (at the values of the run). `points`: how many points, or
    entries of a value, were compared. `max_abs_error`: the largest difference among them. `notes`:
    sentences for the mark, of what less than all this was seen.
    """

    lhs: str
    rhs: str
    route: Route
    points: int
    max_abs_error: float
    notes: tuple[str, ...] = ()

    @property
    def is_idle(self) -> bool:
        """Whether both sides are written alike: then nothing was compared."""
        return bool(self.rhs) and "".join(self.lhs.split()) == "".join(self.rhs.split())


@dataclass(frozen=True)
class Statement:
    """One statement of a display, and what it was compared with.

    `mark`: points (both sides at random points), run (only at the run's values), nothing (it says
    what a symbol stands for).
    """

    tex: str
    mark: Mark


@dataclass(frozen=True)
class Report:
    """A checked display: its steps, and what was compared with the run (None where nothing was).

    `value` is the last expression at the values given, in the shape of the compared value.
    `confirmed`: the names that are defined and given in `at` too, each compared with its value.
    `idle`: the names of `at` that it has no use for, each with the name that may be meant.
    """

    tex: str
    steps: tuple[Step, ...]
    compared: Step | None = None
    value: Floats | None = None
    defined: tuple[str, ...] = ()
    confirmed: tuple[Step, ...] = ()
    statements: tuple[Statement, ...] = ()
    idle: Mapping[str, str] = field(default_factory=dict)

    @property
    def max_abs_error(self) -> float:
        """The largest difference of any step."""
        every = [*self.steps, *([self.compared] if self.compared else []), *self.confirmed]
        return max((step.max_abs_error for step in every), default=0.0)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader has to know of how its steps were compared, each once."""
        return tuple(dict.fromkeys(note for step in self.steps for note in step.notes))
