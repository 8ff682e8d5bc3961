r"""Lab: three ways through a loop with a branch.

Level: more. Minutes: 12.
"""
# %% start
import torch


def thrice(x):
    for _ in range(3):
        if x < 1:
            x = 3 * x
        else:
            x = x / 2
            x = x - 0.1
    return x


# 1. On paper: what is the slope of `thrice` at 0.4?
# TODO: by_hand = ...

# 2. By a nudge: the rise of `thrice` between two places near 0.4,
#    divided by the distance between them.
# TODO: by_nudge = ...

# 3. By walking back: make a tensor that records,
#    run, walk, and read the slope as a number.
# TODO: by_walk = ...

# %% solution
by_hand = 3 * (1 / 2) * 3

h = 1e-5
by_nudge = (thrice(0.4 + h) - thrice(0.4 - h)) / (2 * h)

x = torch.tensor(0.4, requires_grad=True)
thrice(x).backward()
by_walk = x.grad.item()
print(by_hand, round(by_nudge, 6), by_walk)

# %% check
made = globals()


def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


assert "by_hand" in made, "There is no `by_hand` yet: do step 1 on paper."
on_paper = number(by_hand, "`by_hand`")
assert on_paper != 27, (
    "`by_hand` takes the first branch three times. After one round x is 1.2: which branch then?"
)
assert on_paper != 3, (
    "`by_hand` is the slope of the last round alone: multiply those of all three rounds."
)
assert abs(on_paper - 1.5) > 1e-6, (
    "`by_hand` is the value of `thrice` at 0.4; asked for is its slope."
)
assert abs(on_paper - 4.5) < 1e-9, (
    "`by_hand` is wrong: the values are 1.2, 0.5 and 1.5. Multiply the slopes of their branches."
)
assert "by_nudge" in made, "There is no `by_nudge` yet: do step 2."
nudged = number(by_nudge, "`by_nudge`")
assert abs(nudged - 4.5) < 0.1, (
    f"`by_nudge` should be close to 4.5, not {nudged:.4g}: "
    "divide the rise by 2 * h, or what their distance is, and let both places stay near 0.4."
)
assert "by_walk" in made, "There is no `by_walk` yet: do step 3."
assert by_walk is not None, (
    "`by_walk` is None: call backward() first, and read .grad after it."
)
walked = number(by_walk, "`by_walk`")
assert abs(walked - 9.0) > 0.01, (
    "`by_walk` is twice the slope: a second backward() adds to the first. Run it all afresh."
)
assert abs(walked - 4.5) < 1e-4, (
    f"`by_walk` should be 4.5, not {walked:.4g}: is it the .grad of the tensor 0.4?"
)
print("All checks passed.")
