r"""Lab: pick the argument of backward() to get the gradient you want.

Level: core. Minutes: 8.
"""
# %% start
import torch

x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = 3 * y * y
out = z.mean()

arrived = []  # what backward() is begun with, for the check
noted = out.register_hook(arrived.append)

# 1. `out.backward()` would fill x.grad with 4.5.
#    Which argument fills it with 9 instead?
# TODO: argument = ...

# 2. Call backward once, with that argument.
# TODO

# %% solution
argument = torch.tensor(2.0)
out.backward(argument)
print(x.grad)

# %% check
made = globals()
as_started = {
    "x": getattr(x, "shape", None) == (2, 2),
    "out": getattr(out, "shape", None) == (),
    "arrived": isinstance(arrived, list),
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


begun_afresh(x, x.grad is not None, x.grad, arrived, made.get("argument"))
assert "argument" in made, "There is no `argument` yet: start with step 1."
assert isinstance(argument, torch.Tensor), (
    "`argument` should be a tensor: wrap the number in torch.tensor(...)."
)
assert argument.shape == out.shape, (
    f"`argument` has shape {tuple(argument.shape)}; "
    f"it needs the shape of `out`, which is {tuple(out.shape)}."
)
assert 4.5 * argument.item() == 9, (
    f"`argument` is {argument.item():g}: 4.5 times what is 9?"
)
assert x.grad is not None, "`x.grad` is empty: call out.backward(argument)."
assert torch.equal(x.grad, torch.full((2, 2), 9.0)), (
    f"x.grad holds {x.grad[0, 0].item():g}, not 9: "
    "run the start again, then call backward once, with `argument`."
)
begun = [one.item() for one in arrived]
assert begun == [2], (
    f"`x.grad` is right, and at `out` arrived {begun}: "
    "run the start again, then call out.backward(argument), once."
)
print("All checks passed.")
