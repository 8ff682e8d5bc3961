r"""Lab: small steps for weights in bfloat16.

Level: more. Minutes: 10.
Other numbers: pull = torch.tensor([1.0, -4.0])
"""
# %% start
import torch

lr, steps = 5e-4, 200
pull = torch.tensor([2.0, -3.0])
w = torch.ones(2, dtype=torch.bfloat16, requires_grad=True)


def loss():
    return (w.float() * pull).sum()


# Make 200 steps of plain gradient descent, so that `w` ends where it would in float32,
# as near as bfloat16 can tell. `w` stays the same tensor and stays in bfloat16.
# TODO

# %% solution
master = w.detach().float()
for _ in range(steps):
    w.grad = None
    loss().backward()
    with torch.no_grad():
        master -= lr * w.grad.float()
        w.copy_(master)
print(w.data)

# %% check
as_started = {
    "lr": isinstance(lr, float),
    "steps": isinstance(steps, int),
    "pull": getattr(pull, "shape", None) == (2,),
    "w": getattr(w, "shape", None) == (2,),
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


arrived = w.grad if w.is_leaf else None
begun_afresh(loss, bool((w != 1).any()) or arrived is not None, w, arrived)
aim = 1 - lr * steps * pull
assert w.is_leaf, (
    "`w` is no leaf any more: run the start again, and write into it, under no_grad."
)
assert w.dtype == torch.bfloat16, (
    f"`w` should stay in bfloat16, not {w.dtype}: run the start again, and write into it."
)
assert w.requires_grad, (
    "`w` does not record any more: run the start again, and leave its flag alone."
)
assert w.grad is not None, "No gradient has arrived at `w` yet: make the steps."
assert w.grad.any(), "The gradient of `w` is 0: did loss().backward() run?"
place = w.detach().float()
assert not (place == 1).all(), (
    "`w` is still 1: each step is smaller than half of what bfloat16 tells apart. "
    "Add up in float32."
)
assert not torch.allclose(place, 1 + lr * steps * pull, atol=5e-3), "The steps went uphill."
first = 1 - lr * pull * steps * (steps + 1) / 2
assert not torch.allclose(place, first, rtol=0.2), (
    "The gradients of all steps were added up: clear them before each backward()."
)
assert torch.allclose(place, aim, atol=5e-3), (
    f"`w` should be near {aim.tolist()}, not {place.tolist()}: "
    "what bfloat16 rounds away in one step must not be lost for the next."
)
print("All checks passed.")
