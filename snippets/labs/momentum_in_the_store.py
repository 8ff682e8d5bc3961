r"""Lab: momentum with .grad as its only store.

Level: deep. Minutes: 20.
Other numbers: lr = 0.05
"""
# %% start
import torch

w = torch.tensor(0.0, requires_grad=True)
lr = 0.1
mu = 0.9


def bowl(w):
    return (w - 3) ** 2


# Five steps that forget all old slopes would be:
#     for _ in range(5):
#         bowl(w).backward()
#         with torch.no_grad():
#             w.sub_(lr * w.grad)
#         w.grad = None
# Write them so that old slopes fade by the factor mu in each
# step, as with SGD(..., momentum=mu). One line changes.
# TODO

# %% solution
for _ in range(5):
    bowl(w).backward()
    with torch.no_grad():
        w.sub_(lr * w.grad)
    w.grad *= mu
print(w)

# %% check
as_started = {
    "w": getattr(w, "shape", None) == (),
    "lr": isinstance(lr, float),
    "mu": isinstance(mu, float),
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


begun_afresh(bowl, bool(w != 0), w, w.grad)


def outcome(fade, newest_too=False, steps=5):
    weight, store = 0.0, 0.0
    for _ in range(steps):
        slope = 2 * (weight - 3)
        store = fade * store + (fade * slope if newest_too else slope)
        weight -= lr * store
    return weight


machines = [one for one in globals().values() if isinstance(one, torch.optim.Optimizer)]
moved = [p for one in machines for group in one.param_groups for p in group["params"]]
assert not any(p is w for p in moved), "`w` is with an optimizer: make the steps by hand."
found = w.item()
assert found != 0, "`w` has not moved yet: write the five steps."
assert abs(found - outcome(0.0)) > 1e-4, (
    "All old slopes are forgotten: let w.grad fade in the place of emptying it."
)
assert abs(found - outcome(1.0)) > 1e-4, (
    "Nothing fades: that is momentum=1.0. Multiply w.grad by mu after the step."
)
assert abs(found - outcome(1 - mu)) > 1e-4, (
    "Old slopes fade to the part 1 - mu. They should keep the part mu."
)
assert abs(found - outcome(mu, newest_too=True)) > 1e-4, (
    "The newest slope fades too: multiply after the step, not before it."
)
assert abs(found - outcome(mu)) < 1e-4, (
    f"`w` should be {outcome(mu):.4f} after five steps from 0, "
    f"not {found:.4f}; run the start again before you try again."
)
store = 2 * (outcome(mu) - outcome(mu, steps=4)) / -2 / lr
kept = 0.0 if w.grad is None else w.grad.item()
assert any(abs(kept - part) < 1e-3 for part in (store, mu * store)), (
    f"`w` is right, and w.grad holds {kept:.4f} in the end. It should be the only store of "
    f"the old slopes: {store:.4f}, or what has faded of it."
)
print("All checks passed.")
