r"""Lab: clip the gradient of a step, not of its parts.

Level: more. Minutes: 12.
Other numbers: parts = [torch.tensor([1.0, 4.0]), torch.tensor([5.0, -2.0])]
"""
# %% start
import torch
from torch.nn.utils import clip_grad_norm_

w = torch.nn.Parameter(torch.tensor([0.5, -1.0]))
b = torch.nn.Parameter(torch.tensor([0.25]))
optimizer = torch.optim.SGD([w, b], lr=1.0)
parts = [torch.tensor([6.0, -2.0]), torch.tensor([-3.0, 6.0])]


def part_loss(part):
    return (w * part).sum() + 2 * b.sum()


# Walk back from the loss of both parts, one after the other.
# Clip the gradient of w and b together to a norm of 1.
# Make one step.
# TODO

# %% solution
optimizer.zero_grad()
for part in parts:
    part_loss(part).backward()
clip_grad_norm_([w, b], max_norm=1.0)
optimizer.step()
print(w.data, b.data)

# %% check
as_started = {
    "w": getattr(w, "shape", None) == (2,),
    "b": getattr(b, "shape", None) == (1,),
    "parts": isinstance(parts, list) and len(parts) == 2,
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


at_start = torch.cat([w, b]).tolist() == [0.5, -1.0, 0.25]
begun_afresh(part_loss, not at_start or w.grad is not None, w, b, w.grad, b.grad)


def walked(*chosen):
    return torch.stack([torch.cat([part, torch.tensor([2.0])]) for part in chosen]).sum(0)


def unit(gradient):
    return gradient / gradient.norm().clamp(min=1)


moved = torch.tensor([0.5, -1.0, 0.25]) - torch.cat([w, b]).detach()
whole = walked(*parts)
assert moved.any(), "Nothing has moved yet: walk back, clip, step."


def came_from(gradient):
    return torch.allclose(moved, gradient, atol=1e-4)


assert not came_from(whole), "The step was not clipped, or clipped after step()."
assert not came_from(unit(unit(walked(parts[0])) + walked(parts[1]))), (
    "You clipped after each walk: the second walk adds to what was clipped."
)
assert not came_from(unit(walked(parts[0])) + walked(parts[1])), (
    "You clipped between the walks only: clip when both have been made."
)
assert not came_from(torch.cat([unit(whole[:2]), unit(whole[2:])])), (
    "You clipped w and b one by one: hand both to one call."
)
assert not came_from(whole.clamp(-1, 1)), (
    "You clipped each entry, which turns the direction: use clip_grad_norm_."
)
assert not came_from(unit(walked(parts[1]))), "The first part is lost: clear before both walks."
assert came_from(unit(whole)), (
    f"w and b should change by {(-unit(whole)).tolist()}, not by {(-moved).tolist()}."
)
print("All checks passed.")
