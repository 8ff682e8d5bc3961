r"""Lab: a power of an inner function, on paper and by torch.

Level: core. Minutes: 8.
Other numbers: x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
"""
# %% start
import torch

x = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)

# 1. Compute the sum of (2 x - 1) to the power of 3.
# TODO: out = ...

# 2. On paper: what is d out / d x_i? Type the three slopes in.
# TODO: by_hand = torch.tensor([...])

# 3. Run backward and compare x.grad with by_hand.
# TODO

# %% solution
out = ((2 * x - 1) ** 3).sum()
by_hand = torch.tensor([6.0, 6.0, 54.0])
out.backward()
print(x.grad)
print(by_hand)

# %% check
made = globals()


def like(right, value, name):
    """The numbers of `value` in the type of `right`, however they were typed."""
    try:
        found = torch.as_tensor(value, dtype=right.dtype)
    except (TypeError, ValueError, RuntimeError):
        raise AssertionError(f"{name} should be a tensor of numbers.") from None
    assert found.shape == right.shape, (
        f"{name} should have the shape {tuple(right.shape)}, not {tuple(found.shape)}."
    )
    return found


as_started = {"x": getattr(x, "shape", None) == (3,)}
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


begun_afresh(x, x.grad is not None, x.grad)
assert "out" in made, "There is no `out` yet: start with step 1."
assert isinstance(out, torch.Tensor), "`out` should be a torch tensor."
assert out.requires_grad, (
    "`out` was not recorded: compute it from `x` with torch operations."
)
assert out.numel() == 1, f"`out` has {out.numel()} entries: take the sum."
inner = 2 * x.detach() - 1
assert torch.allclose(out.detach().to(x.dtype), (inner**3).sum()), (
    f"`out` should be {(inner**3).sum().item():g}, not {out.item():g}."
)
assert "by_hand" in made, "There is no `by_hand` yet: do step 2 on paper."
again = x.detach().clone().requires_grad_(True)
(right,) = torch.autograd.grad(((2 * again - 1) ** 3).sum(), again)
typed = like(right, by_hand, "`by_hand`")
assert not torch.allclose(2 * typed, right), (
    "`by_hand` lacks a factor: 2 x - 1 has a slope of its own."
)
assert not torch.allclose(typed * inner, right), (
    "`by_hand` has the wrong power: the slope of u to the 3 is 3 u squared."
)
assert torch.allclose(typed, right, atol=1e-4), (  # as printed, with four digits
    "`by_hand` is wrong: the slope of the power, times the slope of 2 x - 1."
)
assert x.grad is not None, "`x.grad` is empty: call out.backward()."
assert torch.allclose(x.grad, right), (
    "`x.grad` is not the slope of `out`. Run the start again, then your code: "
    "a second backward adds to the first."
)
print("All checks passed.")
