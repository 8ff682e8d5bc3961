r"""Lab: a leaf that two paths lead to, on paper and by torch.

Level: core. Minutes: 8.
Other numbers: x = torch.tensor(4.0, requires_grad=True)
"""
# %% start
import torch

x = torch.tensor(2.0, requires_grad=True)
z = torch.tensor(3.0, requires_grad=True)

# The computation: s = x + z, then out = s * x.
# 1. Draw its two steps and two leaves, and walk back with a pencil.
#    Which gradients end up at s, at x and at z?
# TODO: by_hand = {"s": ..., "x": ..., "z": ...}

# 2. Compute `out` with torch, run backward, and compare x.grad and z.grad.
# TODO: out = ...

# %% solution
by_hand = {"s": 2.0, "x": 5.0 + 2.0, "z": 2.0}
out = (x + z) * x
out.backward()
print(x.grad, z.grad)

# %% check
made = globals()


def number(value, name):
    """A plain number, whether it came as such, in a tensor or in an array."""
    try:
        return float(value.item() if hasattr(value, "item") else value)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be one number.") from None


as_started = {"x": getattr(x, "shape", None) == (), "z": getattr(z, "shape", None) == ()}
changed = [name for name, same in as_started.items() if not same]
assert not changed, f"No longer what the start has made: {', '.join(changed)}. Run it afresh."


def begun_afresh(start, touched, *state):
    """Refuse a try that went on from what an earlier one, judged by this cell, had changed."""
    judged, state = globals().setdefault("judged", []), repr(state)
    before = [then for one, then in judged if one is start][:1] if touched else []
    judged += [(start, state)] if touched and not before else []
    assert before in ([], [state]), (
        "Run the start again, then your code: an earlier try has changed what the start made."
    )


begun_afresh(x, (x.grad, z.grad) != (None, None), x.grad, z.grad)
assert "by_hand" in made, "There is no `by_hand` yet: start with step 1."
assert isinstance(by_hand, dict), (
    "`by_hand` should be a dictionary with the keys 's', 'x' and 'z'."
)
for key in ("s", "x", "z"):
    assert key in by_hand, f"`by_hand` has no entry for {key!r}."
on_paper = {key: number(by_hand[key], f"The entry {key!r}") for key in ("s", "x", "z")}
factor, inside = x.item(), x.item() + z.item()
assert on_paper["s"] != inside, (
    f"{inside:g} is the value of s. Its gradient is 1 times the other factor."
)
assert on_paper["s"] == factor, (
    f"At s arrives 1 times the other factor, not {on_paper['s']:g}."
)
assert on_paper["z"] != 1, (
    "1 is the local slope along z. Multiply it by what arrives at s."
)
assert on_paper["z"] == factor, (
    "At z arrives what arrives at s, times the slope of the sum, "
    f"not {on_paper['z']:g}."
)
assert on_paper["x"] != inside, (
    f"{inside:g} comes straight from the product. x is in the sum as well."
)
assert on_paper["x"] != factor, (
    f"{factor:g} comes through the sum. x is a factor of the product as well."
)
assert on_paper["x"] != inside * factor, (
    "Along a path slopes multiply, but where paths meet they add."
)
assert on_paper["x"] == inside + factor, (
    f"Two gradients meet at x. Their sum is not {on_paper['x']:g}."
)
assert "out" in made, "There is no `out` yet: go on to step 2."
assert getattr(out, "requires_grad", False), (
    "`out` was not recorded: compute it from `x` and `z` with torch."
)
assert out.numel() == 1, "`out` should be one number."
assert out.item() == inside * factor, (
    f"`out` should be {inside * factor:g}, not {out.item():g}."
)
assert None not in (x.grad, z.grad), (
    "A `.grad` is still empty: call out.backward()."
)
assert (x.grad.item(), z.grad.item()) == (inside + factor, factor), (
    f"x.grad is {x.grad.item():g} and z.grad is {z.grad.item():g}. "
    "Run the start again, then your code: a second backward adds to the first."
)
print("All checks passed.")
