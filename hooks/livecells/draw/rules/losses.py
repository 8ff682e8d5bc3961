"""Rules of losses, by their reduction, weights and thresholds."""

from __future__ import annotations

import math

from livecells.draw.rules.facts import Facts, numbers_in
from livecells.draw.rules.formula import Lines, rule, says

_NONE, _MEAN, _SUM = 0, 1, 2
_TARGET = "a:self t:target"
_ELSE = r" \text{, else } 0"


def _shared(n: Facts) -> tuple[str, dict[str, int]] | None:
    r"""The gradient of one entry of the loss: $\bar y$, or its share of a mean."""
    reduction, sizes, target = n.number("reduction"), n.sizes(), n.input(1, "target")
    if sizes is None or target is None or target["shape"] != sizes:
        return None
    if reduction in (_NONE, _SUM):
        return r"\bar @y", {}
    if reduction != _MEAN:
        return None
    return (r"\tfrac1n\,\bar @y", {"n": math.prod(sizes)}) if sizes else (r"\bar @y", {})


def _each(n: Facts, first: str, second: str = "", **numbers: float) -> Lines:
    """A loss of which each entry has this slope along the input, and along the target."""
    found = _shared(n)
    if found is None:
        return None
    share, count = found
    lines = [f"{head} = {share} \\odot {tail}" for head, tail in _heads(first, second)]
    return says(*lines, **count, **numbers)


def _heads(first: str, second: str) -> list[tuple[str, str]]:
    return [(r"\bar @a", first), *([(r"\bar @t", second)] if second else [])]


@rule("MseLoss0", _TARGET)
def _mse(n: Facts) -> Lines:
    found = _shared(n)
    if found is None:
        return None
    share = r"\tfrac2n\,\bar @y" if found[1] else r"2\,\bar @y"
    return says(
        rf"\bar @a = {share} \odot (@a - @t)", rf"\bar @t = {share} \odot (@t - @a)", **found[1]
    )


def _robust(n: Facts, inside: str, outside: str, **numbers: float) -> Lines:
    """Two cases for each of both inputs: where the miss is small, and where it is large."""
    found = _shared(n)
    if found is None:
        return None
    share, count = found
    lines = []
    for letter, miss in (("a", "(@a - @t)"), ("t", "(@t - @a)")):
        small = rf"{share} \odot {inside.replace('MISS', miss)}"
        large = rf"{share} \odot {outside}\operatorname{{sign}}{miss}"
        lines.append(rf"\bar @{letter} = {small} \text{{, else }} {large}")
    return says(*lines, **count, **numbers)


@rule("SmoothL1Loss0", _TARGET)
def _smooth_l1(n: Facts) -> Lines:
    beta = n.number("beta", 1)
    if not beta:
        return None
    inside = r"\tfrac1\beta\,MISS \text{ where } |@a - @t| < \beta"
    return _robust(n, inside, "", beta=beta)


@rule("HuberLoss0", _TARGET)
def _huber(n: Facts) -> Lines:
    delta = n.number("delta", 1)
    if not delta:
        return None
    return _robust(n, r"MISS \text{ where } |@a - @t| \le \delta", r"\delta\,", delta=delta)


@rule("SoftMarginLoss0", "a:self | t:target")
def _soft_margin(n: Facts) -> Lines:
    return _each(n, r"\bigl(-@t \odot \sigma(-@t \odot @a)\bigr)")


# ----- Classes -----


@rule("NllLoss0 NllLoss2D0", "a:self | t:target w:weight")
def _nll(n: Facts) -> Lines:
    """Each row hands minus the gradient to its class; a mean is divided by what was counted."""
    reduction = n.number("reduction")
    if reduction not in (_NONE, _MEAN, _SUM):
        return None
    weighted = "weight" in n.tensors
    share, numbers = r"\bar @y_i" if reduction == _NONE else r"\bar @y", {}
    if reduction == _MEAN:
        counted = _counted(n)
        if not weighted and counted is not None:
            share, numbers = r"\tfrac1n\,\bar @y", {"n": counted}
        elif weighted:
            share = r"\frac{\bar @y}{\sum_j @w_{@t_j}}"
        else:
            return None
    factor = r"@w_{@t_i}\," if weighted else ""
    line = rf"\bar @a_{{i,@t_i}} = -{factor}{share}{_ELSE}"
    ignored = _ignored(n)
    if ignored is None:
        return says(line, **numbers)
    rows = r"\text{; rows with } @t_i = m \text{ are left out}"
    return says(line + rows, **numbers, m=ignored)


def _targets(n: Facts) -> list[float] | None:
    return numbers_in(n.tensors.get("target"))


def _counted(n: Facts) -> int | None:
    """How many rows count in a mean without weights."""
    targets, ignored = _targets(n), n.number("ignore_index", -100)
    if targets is not None:
        return sum(target != ignored for target in targets) or None
    total = numbers_in(n.tensors.get("total_weight"))
    return int(total[0]) if total and total[0] >= 1 else None


def _ignored(n: Facts) -> int | None:
    """The class that is left out, unless it is known that no row has it."""
    targets, ignored = _targets(n), n.number("ignore_index", -100)
    if ignored is None or (targets is not None and ignored not in targets):
        return None
    return int(ignored)


# ----- Probabilities -----


@rule("BinaryCrossEntropyWithLogits0", "a:self t:target | w:weight p:pos_weight")
def _bce_with_logits(n: Facts) -> Lines:
    weight = r" \odot @w" if "weight" in n.tensors else ""
    if "pos_weight" in n.tensors:
        if 1 in n.inputs:
            return None
        slope = r"\bigl((1 - @t + @p \odot @t) \odot \sigma(@a) - @p \odot @t\bigr)"
        return _each(n, slope + weight)
    return _each(n, rf"(\sigma(@a) - @t){weight}", rf"(-@a){weight}")


@rule("BinaryCrossEntropy0", "a:self t:target | w:weight")
def _bce(n: Facts) -> Lines:
    weight = r" \odot @w" if "weight" in n.tensors else ""
    entries = numbers_in(n.input(0, "self"))
    if entries is not None and all(1e-6 < entry < 1 - 1e-6 for entry in entries):
        slope = r"\frac{@a - @t}{@a \odot (1 - @a)}"
        return _each(n, slope + weight, rf"\ln \frac{{1 - @a}}{{@a}}{weight}")
    if 1 in n.inputs:
        return None  # torch keeps away from the infinite slopes at 0 and 1
    return _each(n, rf"\frac{{@a - @t}}{{\max(@a \odot (1 - @a),\ 10^{{-12}})}}{weight}")


@rule("KlDiv0", "a:self t:target")
def _kl_div(n: Facts) -> Lines:
    if 1 in n.inputs or "log_target" not in n.settings:
        return None
    return _each(n, r"(-e^{@t})" if n.settings["log_target"] else "(-@t)")
