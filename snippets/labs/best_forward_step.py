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

# 2. Use it: the forward difference of a function f at x
#    with that step. Try math.sin at 1.0.
# TODO: def slope(f, x): ...

# %% solution
best_step = math.sqrt(3 * eps)


def slope(f, x):
    return (f(x + best_step) - f(x)) / best_step


print(f"{best_step:.1e}")
print(f"{slope(math.sin, 1.0):.7f}")

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
assert callable(made.get("slope")), "There is no `slope` yet: do step 2, a function of f and x."
places = []


def square(x):
    """A function that notes where it is computed."""
    places.append(float(x))
    return x * x


found = number(slope(square, 3.0), "The result of slope")
assert abs(found - 6.0) < 1e-6, (
    f"The slope of x * x at 3 is 6, and yours is {found}: divide the rise by the step."
)
assert sorted(set(places)) == [3.0, 3.0 + step], (
    f"A forward difference computes f at x and at x + h, not at {sorted(set(places))}."
)
print("All checks passed.")
