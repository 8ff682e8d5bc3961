r"""Lab: a slow copy of a model, with all that belongs to it.

Level: more. Minutes: 12.
"""
# %% start
import copy

import torch

torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2))
slow = copy.deepcopy(model).requires_grad_(False)

model(torch.randn(16, 2) + 5)  # moves the running mean of the model
with torch.no_grad():
    model[0].weight.add_(1.0)  # an optimizer's step

# Write follow(): each parameter of `slow` goes a tenth of the way to that of
# `model`, each buffer becomes equal, and `slow` still does not record.
# Call it once.
# TODO: def follow(): ...

# %% solution
def follow():
    with torch.no_grad():
        for old, new in zip(slow.parameters(), model.parameters(), strict=True):
            old.lerp_(new, 0.1)
        for old, new in zip(slow.buffers(), model.buffers(), strict=True):
            old.copy_(new)


follow()
print((model[0].weight - slow[0].weight).detach())

# %% check
as_started = {
    "model": isinstance(model, torch.nn.Module),
    "slow": isinstance(slow, torch.nn.Module),
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


begun = model[0].weight - 1
moved = not torch.allclose(slow[0].weight, begun) or bool(slow[1].running_mean.any())
moved = moved or slow[0].weight.requires_grad
begun_afresh(model, moved, list(slow.parameters()), slow[1].running_mean)


def close(a, b):
    return torch.allclose(a.detach().double(), b.detach().double(), atol=1e-5)


assert callable(globals().get("follow")), "There is no `follow` yet."
gap = (model[0].weight - slow[0].weight).detach()
assert not any(p.requires_grad for p in slow.parameters()), (
    "`slow` records now, and keeps the record of every call: use torch.no_grad()."
)
assert not close(gap, torch.ones(2, 2)), (
    "The weights of `slow` have not moved: call follow(), and edit them in place."
)
assert not close(gap, torch.zeros(2, 2)), (
    "`slow` is equal to the model: it should follow slowly. "
    "Run the start again before the next try."
)
assert not close(gap, torch.full((2, 2), 0.1)), (
    "`slow` went nine tenths of the way: it keeps nine tenths of its own."
)
assert close(gap, torch.full((2, 2), 0.9)), f"The gap should be 0.9, not {gap.mean():.2f}."
assert not close(slow[1].running_mean, torch.zeros(2)), (
    "The running mean of `slow` is still 0: buffers are no parameters."
)
for name, buffer in model.named_buffers():
    assert close(dict(slow.named_buffers())[name], buffer), f"The buffer {name} should be equal."


def called_again():
    """What a second call leaves, and what it should: by name. Afterwards all is as before."""
    before = copy.deepcopy((model.state_dict(), slow.state_dict()))
    with torch.no_grad():  # another step of the model, and another batch
        for i, parameter in enumerate(model.parameters()):
            parameter.copy_(torch.linspace(-1.0, 2.0 + i, parameter.numel()).view_as(parameter))
    model(torch.tensor([[1.0, -2.0], [0.5, 3.0], [-4.0, 1.0]]))
    own, aims = copy.deepcopy((slow.state_dict(), model.state_dict()))
    follow()
    left, met = copy.deepcopy((slow.state_dict(), model.state_dict()))
    model.load_state_dict(before[0])
    slow.load_state_dict(before[1])
    named = [name for name, _ in model.named_parameters()]
    wanted = {k: 0.9 * own[k] + 0.1 * aim if k in named else aim for k, aim in aims.items()}
    return left, wanted, all(close(met[name], aim) for name, aim in aims.items())


left, wanted, stayed = called_again()
assert stayed, "follow() has changed `model`: only `slow` should move."
for name, aim in wanted.items():
    assert close(left[name], aim), (
        f"After a second call, with another model, {name} should be {aim.tolist()}, "
        f"not {left[name].tolist()}: each parameter should move and each buffer be copied, "
        "at every call."
    )
assert not any(p.requires_grad for p in slow.parameters()), "After a second call `slow` records."
print("All checks passed.")
