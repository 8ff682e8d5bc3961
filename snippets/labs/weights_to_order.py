r"""Lab: choose the weights that give an ordered gradient.

Level: more. Minutes: 12.
Other numbers: p = torch.tensor([2.0, 1.0, 4.0], requires_grad=True)
Other numbers: ordered = torch.tensor([3.0, 14.0, 2.0])
"""
# %% start
import torch

p = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
s = torch.stack([p[0] * p[1], p[1] * p[2]])
ordered = torch.tensor([4.0, 11.0, 6.0])

# 1. Which v makes v^T J equal to `ordered`?
# TODO: v = ...

# 2. Run backward once, with that v.
# TODO

# %% solution
v = torch.tensor([2.0, 3.0])
s.backward(v)
print(p.grad)

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


as_started = {
    "p": getattr(p, "shape", None) == (3,),
    "s": getattr(s, "shape", None) == (2,),
    "ordered": getattr(ordered, "shape", None) == (3,),
}
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


begun_afresh(p, p.grad is not None, p.grad, made.get("v"))
assert "v" in made, "There is no `v` yet: start with step 1."
assert isinstance(v, torch.Tensor), (
    "`v` should be a tensor: wrap the weights in torch.tensor(...)."
)
assert v.shape == s.shape, (
    f"`v` has shape {tuple(v.shape)}: it needs one weight for each output."
)
J = torch.autograd.functional.jacobian(
    lambda t: torch.stack([t[0] * t[1], t[1] * t[2]]), p.detach()
)
typed = like(s, v, "`v`").detach()
assert not torch.allclose(typed.flip(0) @ J, ordered), (
    "`v` holds the right weights in the wrong order: v_1 is that of row 1."
)
assert torch.allclose(typed @ J, ordered), (
    f"`v` is {v.tolist()}: the first column of J has one entry that is not 0, "
    "so it gives you one weight at once."
)
assert p.grad is not None, "`p.grad` is empty: call s.backward(v)."
assert torch.allclose(p.grad, ordered), (
    f"`p.grad` is {p.grad.tolist()}: run the start again, then call backward once, with `v`."
)
print("All checks passed.")
