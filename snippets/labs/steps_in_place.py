r"""Lab: walk downhill by editing a leaf in place.

Level: core. Minutes: 8.
Other numbers: lr = 0.2
"""
# %% start
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
leaf = w  # a second name for the same tensor, for the check
lr = 0.1

# Go two steps down the slope of (w ** 2).sum(). In each step:
# 1. compute the sum and run backward();
# 2. subtract lr * w.grad from w in place, unrecorded;
# 3. empty w.grad, so that the next slopes do not add to these.
# TODO

# %% solution
for _ in range(2):
    (w**2).sum().backward()
    with torch.no_grad():
        w.sub_(lr * w.grad)
    w.grad = None
print(w)
print("is_leaf:", w.is_leaf, " version:", w._version)

# %% check
as_started = {
    "w": getattr(w, "shape", None) == (2,),
    "leaf": getattr(leaf, "shape", None) == (2,),
    "lr": isinstance(lr, float),
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


begun_afresh(leaf, leaf.tolist() != [1.0, 2.0], leaf)
assert w is leaf, (
    "`w` names another tensor now: `w = w - ...` makes a new one. "
    "Run the start again, and edit in place, with `w -= ...`."
)
assert w.requires_grad, (
    "`w` does not record any more: run the start again, and leave its flag alone."
)
assert leaf._version > 0 or torch.equal(leaf.detach(), torch.tensor([1.0, 2.0])), (
    "The numbers of `w` changed and its version did not: use torch.no_grad(), "
    "not .data. A fused optimizer is right for the weights, and torch does not count its edit."
)
assert leaf._version > 0, "`w` has not been edited yet: write the two steps."
expected = torch.tensor([1.0, 2.0]) * (1 - 2 * lr) ** 2
one_step = torch.tensor([1.0, 2.0]) * (1 - 2 * lr)
uphill = torch.tensor([1.0, 2.0]) * (1 + 2 * lr) ** 2
added = one_step - lr * (2 * torch.tensor([1.0, 2.0]) + 2 * one_step)
assert not torch.allclose(w, one_step), "That was one step: go two."
assert not torch.allclose(w, uphill), "You went uphill: subtract, do not add."
assert not torch.allclose(w, added), (
    "The second step used both gradients added up: empty w.grad after each step."
)
assert torch.allclose(w, expected), (
    f"`w` should be {expected.tolist()} after two steps, not {w.tolist()}."
)
print("All checks passed.")
