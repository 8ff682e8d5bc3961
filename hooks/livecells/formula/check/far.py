"""Relations at values of many sizes, and up to where that was tried; equations near 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from livecells.formula.check.batch import Batch
from livecells.formula.check.rounding import by_rounding
from livecells.formula.check.sides import differentiates
from livecells.formula.check.tempting import RELATIONS, made_from
from livecells.formula.check.wrong import wrong_step
from livecells.formula.errors import FormulaError
from livecells.formula.evaluate.magnitudes import values_near_zero, values_of_many_sizes
from livecells.formula.syntax.tree import Cases, walk

if TYPE_CHECKING:
    from livecells.formula.check.comparison import Comparison

NUMBERS = "Compared for numbers"
_NEAR_ZERO = 1e-3  # the same near 0, where differences of nearly equal terms leave few digits
_LEFT_OVER = 1e-12  # of the largest value near 0: what rounding leaves of terms that cancel
_GROSS = 1e-6  # of their size: by how much two sides of an equation differ that is wrong far out


def refuse_far(check: Comparison, left: int, relation: str, right: int) -> tuple[int, str]:
    r"""Refuse a relation that fails at values of another size than those at random.

    What is as near as rounding holds there, for strict relations, too: \tanh 40 is 1 in numbers.
    Slopes are not compared: of numbers that are far apart, autograd's products leave float64 where
    the slope itself is a plain number, as that of a cross entropy is.

    Returns:
        At how many points it was compared, and what the mark has to say of their sizes.

    Raises:
        FormulaError: It fails at such values.
    """
    if (
        not (relation in RELATIONS or _turns(check))
        or not check.settings.confirm
        or not check.names.varying
        or check.names.all_fixed
        or any(differentiates(side) for side in check.formula.exprs)
    ):
        return 0, ""
    compared = _compared(check, values_of_many_sizes(check.names), left, right)
    if compared is None:
        return 0, ""
    batch, use, a, b = compared
    holds = RELATIONS[relation](a, b) if relation in RELATIONS else torch.zeros_like(a).bool()
    wrong = use.unsqueeze(1) & ~(holds | (relation == "!="))
    wrong &= ~((a - b).abs() <= check.tolerance(batch, left, right, a, b))
    if relation not in RELATIONS:  # of functions of tiny numbers few digits are known
        wrong &= (a - b).abs() > _GROSS * torch.maximum(a.abs(), b.abs())
    _refuse(check, batch, (left, right), wrong, a, b)
    return int(use.sum()), _range(batch, use)


def refuse_near_zero(check: Comparison, left: int, relation: str, right: int) -> int:
    r"""Refuse an equation that fails near 0, where random numbers seldom are.

    Steep functions change there alone: \sigma(1000 x) is 0 or 1 at all others.

    Returns:
        At how many points it was compared.

    Raises:
        FormulaError: It fails at such values.
    """
    if relation != "=" or not check.names.varying or check.names.all_fixed:
        return 0
    compared = _compared(check, values_near_zero(check.names), left, right)
    if compared is None:
        return 0
    batch, use, a, b = compared
    wrong = use.unsqueeze(1) & ~((a - b).abs() <= check.tolerance(batch, left, right, a, b))
    size = torch.maximum(a.abs(), b.abs())
    wrong &= (a - b).abs() > _NEAR_ZERO * size
    if bool(wrong.any()):  # of a sum that is 0 at one point, the terms are as large as elsewhere
        wrong &= (a - b).abs() > _LEFT_OVER * size[use].amax(0)
    _refuse(check, batch, (left, right), wrong, a, b)
    return int(use.sum())


def _compared(
    check: Comparison, values: dict[str, Tensor] | None, left: int, right: int
) -> tuple[Batch, Tensor, Tensor, Tensor] | None:
    """Two sides at these values, and at which of them both can be compared; None at none."""
    batch = _batch(check, values)
    if batch is None:
        return None
    try:
        a, b = check.entries(batch, left, right)
    except FormulaError:
        return None
    return batch, batch.counts & (a.isfinite() & b.isfinite()).all(1), a, b


def _refuse(
    check: Comparison, batch: Batch, places: tuple[int, int], wrong: Tensor, a: Tensor, b: Tensor
) -> None:
    """Raise where sides differ by more than rounding of the values alone would move them."""
    if bool(wrong.any()):
        wrong &= ~((a - b).abs() <= by_rounding(check, batch, *places))
    if bool(wrong.any()):
        raise wrong_step(check, batch, places, wrong, a, b)


def _turns(check: Comparison) -> bool:
    """Whether max, a kink, a jump or cases stand in it, and not in a condition alone."""
    cases = any(isinstance(node, Cases) for root in made_from(check) for node in walk(root))
    return cases or any(not switch.written for switch in check.random.evaluation.switches)


def _batch(check: Comparison, values: dict[str, Tensor] | None) -> Batch | None:
    if values is None:
        return None
    leaves = check.names.leaves(values)
    try:
        return Batch(leaves, check.formula.at(leaves), border=True, tempting=True)
    except FormulaError:
        return None  # of such sizes something cannot be computed: nothing is compared there


def _range(batch: Batch, use: Tensor) -> str:
    """Between which numbers it was compared; nothing where the conditions themselves end that."""
    if not bool(use.any()):
        return ""
    low, high = _ends(batch, use)
    least, largest = _ends(batch, batch.evaluation.holds)
    tried = _ends(batch, torch.ones_like(use))
    if (low, high) == (least, largest) and low > tried[0] and high < tried[1]:
        return ""
    return f"{NUMBERS} from {_text(low)} to {_text(high)}."


def _ends(batch: Batch, points: Tensor) -> tuple[float, float]:
    """The smallest and the largest number of all symbols at these points."""
    moved = [data.detach() for data in batch.leaves.values() if len(data) == len(points)]
    found = [data.reshape(len(data), -1)[points] for data in moved]
    return min(float(data.min()) for data in found), max(float(data.max()) for data in found)


def _text(number: float) -> str:
    """A number with spaces between thousands; a small one as it is."""
    small = f"{number:.6f}".rstrip("0").rstrip(".")
    whole = f"{number:,.0f}".replace(",", " ") if abs(number) >= 1 else small
    return whole.replace("-", "\N{MINUS SIGN}")
