r"""Lab: the momentum of torch.optim.SGD, by hand.

Level: more. Minutes: 12.
Other numbers: momentum = 0.8
"""
# %% start
import torch

w = torch.tensor([0.0, 0.0], requires_grad=True)
lr = 0.02
momentum = 0.9


def loss_of(w):
    return (w[0] - 3) ** 2 + 10 * (w[1] + 1) ** 2


# SGD with momentum keeps a velocity for each weight.
# It begins at zero. In each step:
# 1. multiply it by `momentum`, and add the gradient;
# 2. subtract lr times the velocity from the weight.
# Go 20 such steps with `w`, without torch.optim.
# TODO

# %% solution
velocity = torch.zeros(2)
for _ in range(20):
    loss_of(w).backward()
    with torch.no_grad():
        velocity = momentum * velocity + w.grad
        w.sub_(lr * velocity)
    w.grad = None
print(w)

# %% check
made = globals()
as_started = {
    "w": getattr(w, "shape", None) == (2,),
    "lr": isinstance(lr, float),
    "momentum": isinstance(momentum, float),
    "loss_of": callable(loss_of),
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


begun_afresh(loss_of, bool(w.any()), w)


def by_optim(lr=lr, **options):
    start = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([start], lr=lr, **options)
    for _ in range(20):
        optimizer.zero_grad()
        loss_of(start).backward()
        optimizer.step()
    return start.detach()


def with_all_gradients():
    start, velocity = torch.zeros(2, requires_grad=True), torch.zeros(2)
    for _ in range(20):
        loss_of(start).backward()
        with torch.no_grad():
            velocity = momentum * velocity + start.grad
            start -= lr * velocity
    return start.detach()


machines = [one for one in made.values() if isinstance(one, torch.optim.Optimizer)]
moved = [p for one in machines for group in one.param_groups for p in group["params"]]
assert not any(p is w for p in moved), "`w` is with an optimizer: make the steps by hand."
assert w.is_leaf, (
    "`w` is not the leaf any more: run the start again, "
    "and edit it in place, under torch.no_grad()."
)
assert w.requires_grad, (
    "`w` does not record any more: run the start again, and edit it in place, with `w.sub_(...)`."
)
assert not torch.equal(w, torch.zeros(2)), "`w` has not moved yet: write the loop."
assert not torch.allclose(w, by_optim()), (
    "That is the walk without momentum: the velocity of the step before is missing."
)
damped = by_optim(lr=lr * (1 - momentum), momentum=momentum)
assert not torch.allclose(w, damped, atol=1e-4), (
    "The gradient is added whole: no factor 1 - momentum in front of it."
)
assert not torch.allclose(w, by_optim(momentum=momentum, nesterov=True)), (
    "That is Nesterov's variant, which looks one step ahead. Subtract lr times the velocity."
)
assert not torch.allclose(w, with_all_gradients()), (
    "The gradients of earlier steps are still in w.grad: empty it in each round."
)
expected = by_optim(momentum=momentum)
assert torch.allclose(w, expected, atol=1e-4), (
    f"`w` should be {expected.tolist()} after 20 steps, not {w.tolist()}."
)
assert not machines or w._version >= 20, (
    f"torch counts {w._version} edit(s) of `w`, and there is an optimizer: "
    "make all 20 steps of `w` by hand."
)
print("All checks passed.")
