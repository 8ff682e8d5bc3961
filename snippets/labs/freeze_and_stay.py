r"""Lab: freeze one parameter of two in the middle of training.

Level: more. Minutes: 12.
Other numbers: pull = 4.0
"""
# %% start
import torch

pull = 3.0
w = torch.nn.Parameter(torch.ones(2))
head = torch.nn.Parameter(torch.ones(1))
optimizer = torch.optim.SGD([w, head], lr=0.1, momentum=0.9)


def loss():
    return pull * w.sum() + 5 * head.sum()


loss().backward()
optimizer.step()
optimizer.zero_grad(set_to_none=False)  # as older loops do
reached = head.item()
edits = head._version  # how often it has been edited, for the check

# From here on `head` stays where it is, and `w` goes on as if nothing had happened.
# Freeze `head`, and make two more steps.
# TODO

# %% solution
head.requires_grad_(False)
head.grad = None
for _ in range(2):
    optimizer.zero_grad()
    loss().backward()
    optimizer.step()
print(w.data, head.data)

# %% check
as_started = {
    "pull": isinstance(pull, float),
    "w": getattr(w, "shape", None) == (2,),
    "head": getattr(head, "shape", None) == (1,),
    "optimizer": isinstance(optimizer, torch.optim.Optimizer),
    "reached": isinstance(reached, float),
    "edits": isinstance(edits, int),
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


moved = bool(((w - 1 + 0.1 * pull).abs() > 1e-5).any()) or head.item() != reached
begun_afresh(loss, moved, w, head, head.grad)


def after(*gradients, momentum=0.9):
    """Where SGD takes a weight from 1, gradient by gradient."""
    place = speed = 0.0
    for gradient in gradients:
        speed = momentum * speed + gradient
        place -= 0.1 * speed
    return 1 + place


def at(tensor, value):
    return bool(((tensor.detach() - value).abs() < 1e-4).all())


once, right = after(pull), after(pull, pull, pull)
assert not at(w, once), "`w` has not moved since: make two steps."
assert not at(head, after(5.0, 5.0, 5.0)), "`head` was not frozen: it still gets a gradient."
assert not any(at(head, after(5.0, *zeros)) for zeros in ([0.0], [0.0, 0.0])), (
    "`head` moved by its momentum: its gradient is 0, and the optimizer skips only None."
)
assert at(head, reached), f"`head` should stay at {reached:g}, not go to {head.item():g}."
held = any(p is head for group in optimizer.param_groups for p in group["params"])
assert not (held and head.requires_grad) or head._version == edits, (
    "`head` was put back after a step: it still gets a gradient, and the next step moves it. "
    "Freeze it instead."
)
assert not at(w, once + after(pull, pull) - 1), (
    "`w` began anew: another optimizer has no momentum. Keep the one that you have."
)
assert not at(w, after(pull, pull)), "That was one step; make two."
assert not at(w, after(pull, pull, 2 * pull)), "The gradients of both steps were added up."
assert at(w, right), f"`w` should be at {right:g} after two more steps."
print("All checks passed.")
