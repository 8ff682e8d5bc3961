r"""Lab: the best step for a forward difference.

Level: deep. Minutes: 20.
"""
# %% start
import math

import torch

eps = torch.finfo(torch.float64).eps

# 1. On paper: add the truncation and the rounding error
#    of the forward difference, and find the step h
#    with the smallest sum.
# TODO: best_step = ...

# 2. Use it: the forward difference of math.sin at 1.0
#    with that step.
# TODO: slope = ...

# %% solution
best_step = math.sqrt(3 * eps)
slope = (math.sin(1.0 + best_step) - math.sin(1.0)) / best_step
print(f"{best_step:.1e}")
print(f"{slope:.7f}")

# %% check
made = globals()


def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


as_started = {"eps": isinstance(eps, float)}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."
assert "best_step" in made, "There is no `best_step` yet: do step 1 on paper."
step = number(best_step, "`best_step`")
assert step > 0, "`best_step` should be a positive number."
assert abs(step - (3 * eps) ** (1 / 3)) > 0.5 * step, (
    "The cube root belongs to the central difference. Here the truncation error is h / 2."
)
assert step > 4 * eps, (
    "With a step as small as eps every digit of the difference is lost."
)
truncation, rounding = step / 2, 1.5 * eps / step
assert truncation < 1.1 * rounding, (
    f"Too large: the truncation error is {truncation:.1e}, and rounding costs {rounding:.1e}. "
    "The sum is smallest where both are equal."
)
assert rounding < 1.1 * truncation, (
    f"Too small: rounding costs {rounding:.1e}, and the truncation error is {truncation:.1e}. "
    "The sum is smallest where both are equal."
)
assert "slope" in made, "There is no `slope` yet: do step 2."
found = number(slope, "`slope`")
assert abs(found - math.cos(1.0)) < 1e-6, (
    f"The slope of sin at 1 is {math.cos(1.0):.7f}, and yours is {found}: "
    "divide the rise by the step."
)
print("All checks passed.")
