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
assert "best_step" in made, "There is no `best_step` yet: do step 1 on paper."
assert best_step > 0, "`best_step` should be a positive number."
assert abs(best_step - (3 * eps) ** (1 / 3)) > 0.5 * best_step, (
    "The cube root belongs to the central difference. Here the truncation error is h / 2."
)
assert best_step > 4 * eps, (
    "With a step as small as eps every digit of the difference is lost."
)
truncation, rounding = best_step / 2, 1.5 * eps / best_step
least = min(h / 2 + 1.5 * eps / h for h in (2.0**-k for k in range(50)))
assert truncation < 5 * least, (
    f"Too large: the truncation error alone would be {truncation:.0e}."
)
assert rounding < 5 * least, (
    f"Too small: rounding alone may cost {rounding:.0e}."
)
assert "slope" in made, "There is no `slope` yet: do step 2."
assert abs(slope - math.cos(1.0)) < 1e-6, (
    f"The slope of sin at 1 is {math.cos(1.0):.7f}, and yours is {slope}: "
    "divide the rise by the step."
)
print("All checks passed.")
