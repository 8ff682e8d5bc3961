r"""Lab: which learning rates arrive, swing for ever, and run away.

Level: more. Minutes: 12.
"""
# %% start
import torch

# The loss is (w - 3) ** 2, the walk begins at w = 0,
# and each step is w -= lr * w.grad.
# 1. `landing`: the rate that is at 3 after one step.
# 2. `swinging`: the rate above 0 that for ever stays
#    as far from 3 as it began.
# 3. `distance(lr, n)`: how far from 3 the weight is
#    after n steps, by formula.
# TODO: landing = ...
# TODO: swinging = ...
# TODO: def distance(lr, n): ...

# %% solution
landing = 0.5
swinging = 1.0


def distance(lr, n):
    return 3 * abs(1 - 2 * lr) ** n


for lr in (0.1, landing, 0.9, swinging, 1.1):
    print(lr, [round(distance(lr, n), 2) for n in (0, 1, 2, 10, 20)])

# %% check
made = globals()


def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


missing = [name for name in ("landing", "swinging", "distance") if name not in made]
assert not missing, f"Still to be written: {', '.join(missing)}."


def walk(lr, n):
    w = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
    for _ in range(n):
        ((w - 3) ** 2).backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.item()


lands, swings = number(landing, "`landing`"), number(swinging, "`swinging`")
assert abs(walk(lands, 1) - 6) > 1e-6, (
    "With this `landing` the weight jumps over 3 and stands at 6, as far away as before."
)
assert abs(walk(lands, 1) - 3) < 1e-6, (
    f"With this `landing` the weight is at {walk(lands, 1):.2f} after one step, not at 3."
)
assert swings != 0, "A learning rate of 0 does not swing, it stands still."
assert abs(abs(walk(swings, 9) - 3) - 3) < 1e-6, (
    f"With this `swinging` the weight is {abs(walk(swings, 9) - 3):.2f} away from 3 "
    "after nine steps, and began 3 away."
)
assert callable(distance), "`distance` should be a function of lr and n."
for rate, steps in ((0.1, 0), (0.1, 5), (0.9, 3), (1.1, 10)):
    case = f"distance({rate}, {steps})"
    given, there = number(distance(rate, steps), case), walk(rate, steps)
    right = abs(there - 3)
    assert abs(given - 3 * (1 - rate) ** steps) > 1e-4 or abs(given - right) < 1e-4, (
        f"{case}: the slope is 2 (w - 3); its 2 is missing."
    )
    assert abs(given + right) > 1e-4 or right < 1e-4, (
        f"{case}: a distance is never negative. Take the absolute value."
    )
    assert abs(given - there) > 1e-4 or abs(there - right) < 1e-4, (
        f"{case}: that is the weight itself. Asked for is how far it is from 3."
    )
    assert abs(given - right) < 1e-4, f"{case} should be {right:.4f}, not {given:.4f}."
print("All checks passed.")
