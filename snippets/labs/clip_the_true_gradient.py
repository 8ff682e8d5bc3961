r"""Lab: put the five lines of a scaled step in order.

Level: core. Minutes: 8.
"""
# %% start
import torch

w = torch.nn.Parameter(torch.tensor([3.0, 4.0]))
optimizer = torch.optim.SGD([w], lr=1.0)
scaler = torch.amp.GradScaler("cpu", init_scale=256.0)
loss = 0.5 * (w**2).sum()

# The true gradient is (3, 4), with the norm 5. Clip its norm to 1 and take one step.
# With lr=1 the weights should move by (0.6, 0.8), to (2.4, 3.2).
# Use scaler.scale(...).backward(), scaler.unscale_(...), clip_grad_norm_(..., 1.0),
# scaler.step(...) and scaler.update(), each once.
# TODO: five lines, in the right order.

# %% solution
scaler.scale(loss).backward()
scaler.unscale_(optimizer)
torch.nn.utils.clip_grad_norm_([w], 1.0)
scaler.step(optimizer)
scaler.update()
print(w)

# %% check
as_started = {
    "scaler": isinstance(scaler, torch.amp.GradScaler),
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


begun_afresh(optimizer, w.grad is not None or w.tolist() != [3.0, 4.0], w, w.grad)
moved = torch.tensor([3.0, 4.0]) - w.detach()
assert w.grad is not None, (
    "There is no gradient yet: scale the loss and run backward. "
    "If that has raised an error, run the start again, then all five lines."
)
assert moved.norm() > 0, (
    "The weights have not moved: scaler.step(optimizer) is missing. "
    "Run the start again, then your code with it."
)
assert moved.norm() > 0.1, (
    "The step is far too small: clipped before unscale_, the scale is divided out of it once more. "
    "Run the start again, then the lines in another order."
)
assert moved.norm() < 2, (
    "The step is too long: nothing was clipped, or after the step. "
    "Run the start again, then the lines in another order."
)
assert torch.allclose(moved, torch.tensor([0.6, 0.8]), atol=1e-4), (
    f"The weights should have moved by (0.6, 0.8), not by {moved.tolist()}. "
    "Run the start again, then your code."
)
assert scaler._growth_tracker == 1, (
    "scaler.update() is missing: the scale is never adapted. Run the start again, then all five."
)
print("All checks passed.")
