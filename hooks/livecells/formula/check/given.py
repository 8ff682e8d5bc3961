"""Names that a display states or uses, found without reading its formulas."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from livecells.formula.check.report import Report, Statement, Step
from livecells.formula.errors import FormulaError
from livecells.formula.syntax.keys import given_name, given_names, mentions

Given = Mapping[str, npt.ArrayLike]
__all__ = ["Given", "by_meaning", "given_name", "given_names", "mentions"]


def by_meaning(
    tex: str, at: Given, equals: npt.ArrayLike | None, means: str, rtol: float
) -> Report:
    """A display that is not read: the author's Python stands for it, compared with the run."""
    if equals is None:
        raise FormulaError("`means` needs `equals`: there is nothing else to compare with", tex)
    names = {key: np.asarray(value, dtype=np.float64) for key, value in at.items()}
    try:
        value = np.asarray(eval(means, {"np": np, **names}), dtype=np.float64)
    except Exception as error:  # the author's expression may fail in any way; say which one did
        raise FormulaError(f"`means: {means}` fails: {error!r}", tex) from error
    expected = np.asarray(equals, dtype=np.float64)
    tolerance = rtol * np.abs(expected).max(initial=0.0)
    if value.shape != expected.shape or not np.allclose(value, expected, 0, tolerance, True):
        reason = f"`means: {means}` gives {value.tolist()}, the run {expected.tolist()}"
        raise FormulaError(reason, tex)
    worst = float(np.abs(value - expected).max(initial=0.0))
    step = Step(tex.strip(), "", "means", int(expected.size), worst)
    whole = Statement(tex.strip(), "run")
    return Report(tex, (step,), step, value, (), parsed=False, statements=(whole,))
